"""The law of an import: every word of the source is in the text, or was left out and said so. Pure.

What a source says is read by another way than it is converted; here the two are held against each other. A word that
is in neither, one that comes twice, and one that changed its place stop the import, with the word and where it stands.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from site_gen.errors import PolicyError
from site_gen.importing.html.tree import Node

_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
FROM_WINDOWS = {0x80 + place: sign for place, sign in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))}
"""Letters of Windows that stand where Unicode has signs that nobody sees."""
_BULLETS = frozenset("\u2022\u25e6\u25aa\u25cf\u25cb\u25a0")
_INLINE = frozenset({"strong", "em", "del", "a", "code", "sup", "sub", "anchor"})
_AROUND = 6
"""Words of the source to quote before the one at fault."""
_REPORT = "please report this, with the file if you may share it"


class Said(NamedTuple):
    """A word of the source, and where it stands."""

    word: str
    place: str


def kept_words(root: Node) -> Iterator[str]:
    """Yield the words of shaped elements, without what the import made: labels, and cells said again in each row."""
    yield from "".join(_walk(root)).split()


def refuse_losses(said: Sequence[Said], kept: Sequence[str], left_out: Iterable[str], path: str) -> None:
    """Raise PolicyError unless what was kept and what was left out are all that was said, in its order."""
    texts = list(left_out)
    source = [(word, each.place) for each in said for word in _words(each.word)]
    found = [word for each in kept for word in _words(each)]
    try:
        _compare(source, found, [word for text in texts for word in _words(text)], path)
    except PolicyError:
        if not texts:
            raise
        try:  # what was left out may have been a part of a word
            letters = [(sign, place) for word, place in source for sign in _letters(word)]
            left = [sign for text in texts for word in _words(text) for sign in _letters(word)]
            _compare(letters, _letters("".join(found)), left, path)
        except PolicyError:
            pass
        else:
            words = [word for word, _ in source]
            if not _are_joined(found, words) and not _are_joined(words, found):
                return
        raise


def _letters(word: str) -> list[str]:
    """Return the signs of a word but for bullets, which count for nothing by themselves, nor at a word's end."""
    return [sign for sign in word if sign not in _BULLETS]


def _are_joined(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a word is one that the other side lacks, and has as several words in a row."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(others):
        places.setdefault(word, []).append(place)
    return any(_is_row(word, others, places) for word in set(words) if word not in places)


def _is_row(word: str, others: Sequence[str], places: Mapping[str, Sequence[int]]) -> bool:
    for length in range(1, len(word)):
        for place in places.get(word[:length], ()):
            following, at = word[length:], place + 1
            while following and at < len(others) and following.startswith(others[at]):
                following, at = following.removeprefix(others[at]), at + 1
            if not following:
                return True
    return False


def _compare(source: Sequence[tuple[str, str]], found: Sequence[str], left_out: Sequence[str], path: str) -> None:
    unmatched = _unmatched_places(source, found, path)
    left = Counter(left_out)
    for place in unmatched:
        left[source[place][0]] -= 1
        if left[source[place][0]] < 0:
            raise PolicyError(path, f"the word {_quote(source, place)} would be lost; {_REPORT}")
    again = next((word for word, number in left.items() if number > 0), None)
    if again:
        problem = f"the word {again!r} would be in the text, though it is said to be left out"
        raise PolicyError(path, f"{problem}; {_REPORT}")


def _unmatched_places(source: Sequence[tuple[str, str]], found: Sequence[str], path: str) -> list[int]:
    """Return the places of the source that the text does not say; the text must follow the source's order."""
    unmatched: list[int] = []
    at = 0
    for number, word in enumerate(found):
        start = at
        while at < len(source) and source[at][0] != word:
            at += 1
        if at == len(source):
            known = any(each == word for each, _ in source)
            what = "would be in the text twice or in another place" if known else "is not in the source"
            before = " ".join(found[max(0, number - _AROUND) : number])
            where = source[min(start, len(source) - 1)][1] if source else "an empty document"
            raise PolicyError(path, f"the word {word!r} (after `{before}`, {where}) {what}; {_REPORT}")
        unmatched += range(start, at)
        at += 1
    return [*unmatched, *range(at, len(source))]


def _quote(source: Sequence[tuple[str, str]], at: int) -> str:
    before = " ".join(word for word, _ in source[max(0, at - _AROUND) : at])
    return f"{source[at][0]!r} (after `{before}`, {source[at][1]})"


def _words(text: str) -> Iterator[str]:
    """Yield words as they are compared: without what nobody sees."""
    if text.isascii() and text.isprintable():  # as nearly every word is
        yield from text.split()
        return
    plain = "".join(sign for sign in text.translate(FROM_WINDOWS) if not _is_invisible(sign))
    for word in unicodedata.normalize("NFC", plain).translate(_RAISED).split():
        if word not in _BULLETS:
            yield word


def _is_invisible(sign: str) -> bool:
    return not sign.isprintable() and not sign.isspace()


def _walk(node: Node) -> Iterator[str]:
    is_block = node.tag not in _INLINE
    if "again" in node.attributes:
        return
    if node.tag == "made":
        yield "" if "within" in node.attributes or node.text() == node.text().strip() else " "
        return
    if is_block:
        yield " "
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _walk(child)
    if is_block:
        yield " "
