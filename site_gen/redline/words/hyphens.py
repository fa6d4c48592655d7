"""Words that one text breaks at the end of a line, as those from a PDF do: `infor- mation`.

Where the other text has the word whole, the word stayed: what is marked is the hyphen alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from site_gen.redline.words.tokens import Token

Broken = tuple[Token, Token, Token]
"""The start of a word, its hyphen and its end."""
_HYPHENS = frozenset("-\u2010")
_PARTS = 3


def join_broken_words(tokens: Sequence[Token], others: Sequence[Token]) -> tuple[list[Token], dict[int, Broken]]:
    """Return the tokens with the words that the other text has whole as one, and by place what these were."""
    joined: list[Token] = []
    broken: dict[int, Broken] = {}
    places = _places(tokens, {token.text for token in others})
    at = 0
    for place in places:
        if place < at:
            continue
        joined += tokens[at:place]
        start, sign, end = tokens[place : place + _PARTS]
        broken[len(joined)] = start, sign, end
        joined.append(start._replace(text=start.text + end.text))
        at = place + _PARTS
    return [*joined, *tokens[at:]], broken


def may_be_broken(tokens: Sequence[Token]) -> bool:
    """Whether a text has any hyphen: most have none, and need not be searched."""
    return any(token.text in _HYPHENS for token in tokens)


def _places(tokens: Sequence[Token], whole: Collection[str]) -> Iterator[int]:
    for place in range(1, len(tokens) - 1):
        sign, end = tokens[place], tokens[place + 1]
        if sign.text not in _HYPHENS or sign.space or not end.space:
            continue
        start = tokens[place - 1]
        plain = not start.split and not end.split and start.style.link is sign.style.link is end.style.link
        if plain and start.text.isalpha() and end.text.isalpha() and start.text + end.text in whole:
            yield place - 1


def halves(word: Token, broken: Broken) -> tuple[Token, Token]:
    """Cut a whole word as the other text breaks it."""
    size = len(broken[0].text)
    return word._replace(text=word.text[:size]), word._replace(text=word.text[size:], space=None)
