"""Which unchanged blocks a redline leaves in sight: headings, and what stands beside a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_CONTEXT = 1
"""Unchanged blocks left in sight on either side of a change."""
_FOLDED = 4
"""Fewest blocks worth folding."""


def folds(headed: Sequence[bool], sizes: Sequence[int], *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    """Cut unchanged segments into stretches in sight and stretches to fold; a heading always stays in sight.

    `sizes` counts the blocks of each segment: a list is one segment and many blocks.
    """
    start = 0
    while start < len(headed):
        if headed[start]:
            yield False, range(start, start + 1)
            start, after = start + 1, False
            continue
        end = start
        while end < len(headed) and not headed[end]:
            end += 1
        yield from _fold(range(start, end), sizes, after=after, before=before and end == len(headed))
        start, after = end, False


def _fold(run: range, sizes: Sequence[int], *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    first = min(run.start + (_CONTEXT if after else 0), run.stop)
    last = max(run.stop - (_CONTEXT if before else 0), first)
    if sum(sizes[first:last]) < _FOLDED:
        yield False, run
        return
    yield False, range(run.start, first)
    yield True, range(first, last)
    yield False, range(last, run.stop)
