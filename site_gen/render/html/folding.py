"""Which unchanged blocks a redline leaves in sight: what stands beside a change, and the headings that it is under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_CONTEXT = 1
"""Unchanged blocks left in sight on either side of a change."""
_FOLDED = 4
"""Fewest blocks worth folding inside a section; whole sections always fold."""
_LONG = 200
"""Characters after which a block counts once more: eight hundred of them are half of a phone's screen."""


def size(lengths: Iterable[int]) -> int:
    """Return as how many blocks those of a segment count, given the characters of each."""
    return sum(max(1, length // _LONG) for length in lengths)


def folds(levels: Sequence[int], sizes: Sequence[int], *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    """Cut unchanged segments into stretches in sight and stretches to fold.

    `levels` are those of the headings, 0 for any other segment. `sizes` are as `size` counts: a list is one segment and
    many blocks, and a long paragraph several. `after` and `before` tell whether a change precedes and follows.
    """
    shown = _over_what_follows(levels) if before else [number for number, level in enumerate(levels) if level == 1]
    start = 0
    for heading in [*shown, len(levels)]:
        stretch = range(start, heading)
        first = next((number for number in stretch if levels[number]), heading)
        last = heading == len(levels)
        yield from _fold(range(start, first), sizes, after=after, before=before and last and first == heading)
        if first < heading:
            yield True, range(first, heading)
        if not last:
            yield False, range(heading, heading + 1)
        start, after = heading + 1, False


def _over_what_follows(levels: Sequence[int]) -> list[int]:
    """Return the headings of the sections that are still open at the end, outermost first, and the text's title."""
    found: list[int] = []
    level = 7
    for number in reversed(range(len(levels))):
        if 0 < levels[number] < level:
            found.append(number)
            level = levels[number]
    return found[::-1]


def _fold(run: range, sizes: Sequence[int], *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    first = min(run.start + (_CONTEXT if after else 0), run.stop)
    last = max(run.stop - (_CONTEXT if before else 0), first)
    if sum(sizes[first:last]) < _FOLDED:
        yield False, run
        return
    yield False, range(run.start, first)
    yield True, range(first, last)
    yield False, range(last, run.stop)
