"""Longest common subsequences: exact and bit-parallel, one machine operation for many cells of the table.

Method: Hyyrö, "Bit-parallel LCS-length computation revisited" (2004); Python's integers are the bit vectors. Sequences
too long for it are first cut where they share what either has once only, and in the end into equal parts: a common
subsequence still, and no longer the longest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from site_gen.redline import tuning

Match = tuple[int, int]


Positions = Mapping[Hashable, int]
"""For each item of a sequence, the bit vector of the places where it stands."""

_SHINGLES = (1, 6)
"""Items in a row that are sought as landmarks in sequences too long to be compared at once."""


_LANDMARKS = 8_192
"""Most landmarks looked for at a time."""
_FEWEST = 500
"""Items before a landmark on either side, below which no cut is made there."""


def positions(items: Sequence[Hashable]) -> Positions:
    """Prepare a sequence to be compared with many others."""
    found: dict[Hashable, int] = {}
    bit = 1
    for item in items:
        found[item] = found.get(item, 0) | bit
        bit <<= 1
    return found


def lcs_length(first: Positions, size: int, second: Iterable[Hashable]) -> int:
    """Return the length of the longest common subsequence; `size` is the length of the prepared sequence."""
    mask = vector = (1 << size) - 1
    for item in second:
        if item in first:
            shared = vector & first[item]
            vector = ((vector + shared) | (vector - shared)) & mask
    return size - vector.bit_count()


def lcs_matches(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Match]:
    """Return a common subsequence as pairs of positions: the longest, up to `tuning.EXACT_CELLS`."""
    if len(first) * len(second) <= tuning.EXACT_CELLS:
        return _exact_matches(first, second)
    return [
        (i + start, j + other)
        for start, end, other, other_end in _cut(first, second)
        for i, j in _exact_matches(first[start:end], second[other:other_end])
    ]


def _exact_matches(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Match]:
    rows = _rows(first, second)
    matches: list[Match] = []
    column, row = len(first), len(second)
    while row and column:
        bit = 1 << (column - 1)
        if rows[row - 1] & bit:
            column -= 1
            continue
        row -= 1
        if row and not rows[row - 1] & bit:
            continue
        column -= 1
        matches.append((column, row))
    return matches[::-1]


def _rows(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[int]:
    """Return, after each item of `second`, the vector whose clear bits count the matches so far."""
    places = positions(first)
    mask = vector = (1 << len(first)) - 1
    rows = []
    for item in second:
        shared = vector & places.get(item, 0)
        vector = ((vector + shared) | (vector - shared)) & mask
        rows.append(vector)
    return rows


_Block = tuple[int, int, int, int]
"""Start and end in the first sequence, start and end in the second."""


def _cut(first: Sequence[Hashable], second: Sequence[Hashable]) -> Iterator[_Block]:
    """Yield blocks, each small enough to be compared exactly, that follow one another in both sequences."""
    blocks: list[_Block] = [(0, len(first), 0, len(second))]
    for size in _SHINGLES:
        blocks = [part for block in blocks for part in _at_landmarks(first, second, block, size)]
    for block in blocks:
        yield from _in_equal_parts(block)


def _at_landmarks(first: Sequence[Hashable], second: Sequence[Hashable], block: _Block, size: int) -> Iterator[_Block]:
    """Cut a block that is too large before each run of items that both sides have once, where their order agrees."""
    start, end, other, other_end = block
    if (end - start) * (other_end - other) <= tuning.EXACT_CELLS:
        yield block
        return
    runs, others = _runs(first, start, end, size), _runs(second, other, other_end, size)
    sought = runs[:: 1 + len(runs) // _LANDMARKS]
    once = _unique_runs(runs, set(sought)) & _unique_runs(others, set(sought))
    places = {run: place for place, run in enumerate(others, other) if run in once}
    shared = [(place, places[run]) for place, run in enumerate(runs, start) if run in once]
    for i, j in _longest_rise(shared):
        if max(i - start, j - other) < _FEWEST:
            continue
        yield start, i, other, j
        start, other = i, j
    yield start, end, other, other_end


def _runs(items: Sequence[Hashable], start: int, end: int, size: int) -> list[Hashable]:
    return list(zip(*(items[start + by : end] for by in range(size)), strict=False))


def _unique_runs(runs: Sequence[Hashable], wanted: AbstractSet[Hashable]) -> set[Hashable]:
    counts = Counter(filter(wanted.__contains__, runs))
    return {run for run, count in counts.items() if count == 1}


def _longest_rise(pairs: Iterable[Match]) -> list[Match]:
    """Return the longest part of pairs, which rise on the first side, that rises on the second too."""
    ends: list[int] = []
    last: list[int] = []
    chains: list[tuple[Match, int]] = []
    for number, (i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        chains.append(((i, j), last[length - 1] if length else -1))
        ends[length : length + 1] = [j]
        last[length : length + 1] = [number]
    found: list[Match] = []
    number = last[-1] if last else -1
    while number >= 0:
        pair, number = chains[number]
        found.append(pair)
    return found[::-1]


def _in_equal_parts(block: _Block) -> Iterator[_Block]:
    """Cut a block that holds no landmark, such as two unrelated texts, as many times as it takes."""
    start, end, other, other_end = block
    parts = 1
    while (end - start) * (other_end - other) > tuning.EXACT_CELLS * parts * parts:
        parts *= 2
    for part in range(parts):
        yield (
            start + (end - start) * part // parts,
            start + (end - start) * (part + 1) // parts,
            other + (other_end - other) * part // parts,
            other + (other_end - other) * (part + 1) // parts,
        )
