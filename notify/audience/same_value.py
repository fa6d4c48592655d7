"""Finds what several rows have in common, among so many that the values themselves would not fit in memory."""

from __future__ import annotations

from collections.abc import Sequence

from notify.lazy import polars as pl

MOST_AT_ONCE = 12_500_000
"""Hashes looked at together: 100 MB, and as much again in order. Of more they are read several times, a part each."""


def find_same(rows: Sequence[pl.LazyFrame], hashed: str, number: int) -> pl.Series:
    """List the hashes in this column that stand in more rows than one; there are about `number` rows."""
    parts = max(1, -(-number // MOST_AT_ONCE))
    found = [_find_same(rows, hashed, parts, part) for part in range(parts)]
    return pl.concat(found)


def _find_same(rows: Sequence[pl.LazyFrame], hashed: str, parts: int, part: int) -> pl.Series:
    nobody = pl.LazyFrame(schema={hashed: pl.UInt64})
    every = pl.concat([nobody, *(each.select(hashed) for each in rows)])
    wanted = every.filter(pl.col(hashed) % parts == part) if parts > 1 else every
    in_order = wanted.collect(engine="streaming").to_series().sort()
    # Equal ones stand together: a table of all of them would cost more, and be larger.
    return in_order[1:].filter(in_order[1:] == in_order[:-1]).unique()
