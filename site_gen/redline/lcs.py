"""Longest common subsequences: exact and bit-parallel, one machine operation for many cells of the table.

Method: Hyyrö, "Bit-parallel LCS-length computation revisited" (2004); Python's integers are the bit vectors.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

Match = tuple[int, int]


Positions = Mapping[Hashable, int]
"""For each item of a sequence, the bit vector of the places where it stands."""


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
    """Return one longest common subsequence as pairs of positions."""
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
