"""A signal's words, cut down to what changed and a little around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from site_gen.signals.model import Signal
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_AROUND = 8
"""Unchanged words that are left on either side."""
LONGEST = 60
"""Words of an excerpt."""


class Excerpt(Struct, frozen=True, kw_only=True):
    """One passage before and after, and each reason why it raises the question."""

    section: str
    before: str
    """Empty where there was nothing."""
    after: str
    """Empty where it is gone."""
    old_leaf: int | None
    new_leaf: int | None
    why: tuple[str, ...]
    """With the source of each."""


def excerpts(found: Iterable[Signal], longest: int = LONGEST) -> tuple[Excerpt, ...]:
    """Return each passage once, whatever the number of signals that it raised, in so many words at most."""
    return tuple(_excerpt(signals, longest) for signals in by_passage(found))


def by_passage(found: Iterable[Signal]) -> Iterable[list[Signal]]:
    """Put together the signals that one passage raised, in their order."""
    passages: dict[tuple[str, str, str], list[Signal]] = {}
    for signal in found:
        passages.setdefault((signal.section, signal.before, signal.after), []).append(signal)
    return passages.values()


def reasons_of(passages: Iterable[Excerpt]) -> list[str]:
    """Return each reason of several passages once."""
    return list(dict.fromkeys(why for excerpt in passages for why in excerpt.why))


def _excerpt(found: Sequence[Signal], longest: int) -> Excerpt:
    first = found[0]
    words = [word for signal in found for word in signal.found]
    before, after = _cut(_words(first.before), _words(first.after), words, longest)
    return Excerpt(
        section=" ".join(_words(first.section)),
        before=before,
        after=after,
        old_leaf=first.old_leaf,
        new_leaf=first.new_leaf,
        why=tuple(dict.fromkeys(f"{signal.why} ({signal.source})" for signal in found)),
    )


def _words(text: str) -> list[str]:
    return text.replace(HARD_BREAK, " ").replace(BLOCK_BREAK, " ").split()


def _cut(before: list[str], after: list[str], found: Iterable[str], longest: int) -> tuple[str, str]:
    """Leave out what both passages begin and end with, but for a few words; of one alone, what leads up to a fact."""
    if not before or not after:
        alone = [_quote(words, _start(words, found, longest), 0, longest) for words in (before, after)]
        return alone[0], alone[1]
    start = _count_shared(before, after)
    end = _count_shared(before[start:][::-1], after[start:][::-1])
    return _quote(before, start, end, longest), _quote(after, start, end, longest)


def _start(words: Sequence[str], found: Iterable[str], longest: int) -> int:
    """Return where the first of some facts begins in a passage that is too long to quote."""
    if len(words) <= longest:
        return 0
    text = " ".join(words)
    places = [at for at in map(text.find, found) if at >= 0]
    return min(text.count(" ", 0, min(places, default=0)), len(words) - longest + _AROUND)


def _count_shared(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    while count < min(len(before), len(after)) and before[count] == after[count]:
        count += 1
    return count


def _quote(words: list[str], start: int, end: int, longest: int) -> str:
    first = start - _AROUND if start > _AROUND + 2 else 0
    last = len(words) - end + _AROUND if end > _AROUND + 2 else len(words)
    last = min(last, first + longest)
    opening, closing = ["…"] if first else [], ["…"] if last < len(words) else []
    shown = [*opening, *words[first:last], *closing]
    return " ".join(word for word, before in zip(shown, ["", *shown], strict=False) if not word == before == "…")
