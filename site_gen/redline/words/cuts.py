"""Words that one text cuts and the other has whole, as texts from a PDF do: `infor- mation`, `person al`, `yourdata`.

The word stayed: what is marked is the hyphen or the space alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from site_gen.redline.words.tokens import Part, Token

Parts = Sequence[Token]
"""A word as the other text cuts it, with the hyphen where there is one."""
_HYPHENS = frozenset("-\u2010")
_WITH_HYPHEN = 3


def join_cut_words(tokens: Sequence[Token], others: Sequence[Token]) -> tuple[list[Token], dict[int, Parts]]:
    """Return the tokens with the words that the other text has whole as one, and by place what these were."""
    whole = {token.text for token in others}
    own = {token.text for token in tokens}
    joined: list[Token] = []
    cut: dict[int, Parts] = {}
    at = 0
    for place, size in _places(tokens, whole, _by_start(whole - own, own)):
        if place < at:
            continue
        joined += tokens[at:place]
        parts = tokens[place : place + size]
        cut[len(joined)] = parts
        joined.append(parts[0]._replace(text="".join(part.text for part in parts if not is_hyphen(part))))
        at = place + size
    return [*joined, *tokens[at:]], cut


def is_hyphen(token: Token) -> bool:
    """Whether a token is the sign with which a line breaks a word."""
    return token.text in _HYPHENS


def cut_like(word: Token, parts: Parts) -> Iterator[Token | None]:
    """Cut a whole word as the other text does; None where that has its hyphen."""
    at = 0
    for part in parts:
        if is_hyphen(part):
            yield None
            continue
        yield _slice(word, at, at + len(part.text))
        at += len(part.text)


def _slice(word: Token, start: int, end: int) -> Token:
    found: list[Part] = []
    at = 0
    for text, style in word.parts:
        piece = text[max(start - at, 0) : max(end - at, 0)]
        found += [Part(piece, style)] if piece else []
        at += len(text)
    split = tuple(found) if len(found) > 1 else ()
    return Token(word.text[start:end], found[0].style, None if start else word.space, split)


def _by_start(candidates: Collection[str], own: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return the words that only the other text has by each word of this one that they begin with."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in candidates:
        if word.isalnum():
            for size in range(1, len(word)):
                if word[:size] in own:
                    found[word[:size]].append(word)
    return found


def _places(
    tokens: Sequence[Token], whole: Collection[str], by_start: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """Yield where a word is cut, and into how many tokens."""
    for place, token in enumerate(tokens):
        if not token.split and token.text.isalnum():
            if _has_hyphen(tokens[place : place + _WITH_HYPHEN], whole):
                yield place, _WITH_HYPHEN
            elif size := next(filter(None, (_size(tokens, place, word) for word in by_start.get(token.text, ()))), 0):
                yield place, size


def _has_hyphen(parts: Parts, whole: Collection[str]) -> bool:
    if len(parts) < _WITH_HYPHEN or not is_hyphen(parts[1]):
        return False
    start, sign, end = parts
    plain = not end.split and start.style.link is sign.style.link is end.style.link
    letters = start.text.isalpha() and end.text.isalpha()
    return plain and letters and not sign.space and bool(end.space) and start.text + end.text in whole


def _size(tokens: Sequence[Token], place: int, word: str) -> int:
    """Count the tokens from a place on that are a word with spaces in it; 0 where they are not."""
    link, found = tokens[place].style.link, ""
    for number, token in enumerate(tokens[place : place + len(word)]):
        if number and (not token.space or token.split or token.style.link is not link):
            return 0
        found += token.text
        if not word.startswith(found):
            return 0
        if found == word:
            return number + 1
    return 0
