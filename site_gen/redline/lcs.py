"""Longest common subsequences: exact and bit-parallel, one machine operation for many cells of the table.

Method: Hyyrö, "Bit-parallel LCS-length computation revisited" (2004); Python's integers are the bit vectors.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

Match = tuple[int, int]


def lcs_length(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """Return the length of the longest common subsequence."""
    rows = _rows(first, second)
    return len(first) - (rows[-1] & ((1 << len(first)) - 1)).bit_count() if rows else 0


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
    positions: dict[Hashable, int] = {}
    for index, item in enumerate(first):
        positions[item] = positions.get(item, 0) | 1 << index
    mask = vector = (1 << len(first)) - 1
    rows = []
    for item in second:
        found = vector & positions.get(item, 0)
        vector = ((vector + found) | (vector - found)) & mask
        rows.append(vector)
    return rows
