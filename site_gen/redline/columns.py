"""Which columns of a table became which, where their number changed."""

from __future__ import annotations

from collections.abc import Sequence

ColumnPair = tuple[int | None, int | None]


def pair_columns(rows: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[ColumnPair]:
    """Pair the columns of matched rows, in reading order, so that as many equal cells as can be stay together."""
    width_old, width_new = (max((len(row[side]) for row in rows), default=0) for side in (0, 1))
    if width_old == width_new:
        return [(column, column) for column in range(width_old)]
    equal = [[_score(rows, a, b) for b in range(width_new)] for a in range(width_old)]
    return _filled(_heaviest(equal, width_old, width_new), width_old, width_new)


def _score(rows: Sequence[tuple[Sequence[str], Sequence[str]]], a: int, b: int) -> int:
    return sum(len(old) > a and len(new) > b and old[a] == new[b] and bool(old[a]) for old, new in rows)


def _heaviest(equal: list[list[int]], width_old: int, width_new: int) -> list[tuple[int, int]]:
    best: dict[tuple[int, int], tuple[int, list[tuple[int, int]]]] = {}

    def solve(a: int, b: int) -> tuple[int, list[tuple[int, int]]]:
        if a == width_old or b == width_new:
            return 0, []
        if (a, b) not in best:
            options = [solve(a + 1, b), solve(a, b + 1)]
            if equal[a][b]:
                score, rest = solve(a + 1, b + 1)
                options.append((score + equal[a][b], [(a, b), *rest]))
            best[a, b] = max(options, key=lambda option: option[0])
        return best[a, b]

    return solve(0, 0)[1]


def _filled(pairs: list[tuple[int, int]], width_old: int, width_new: int) -> list[ColumnPair]:
    """Between paired columns, pair the others in order as far as they go; the rest are deleted or inserted."""
    filled: list[ColumnPair] = []
    a = b = 0
    for end_a, end_b in [*pairs, (width_old, width_new)]:
        while a < end_a and b < end_b:
            filled.append((a, b))
            a, b = a + 1, b + 1
        filled += ((column, None) for column in range(a, end_a))
        filled += ((None, column) for column in range(b, end_b))
        if end_a < width_old or end_b < width_new:
            filled.append((end_a, end_b))
        a, b = end_a + 1, end_b + 1
    return filled
