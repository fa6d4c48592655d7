"""Finds what several rows have in common, among so many that the values themselves would not fit in memory."""

from __future__ import annotations

from collections.abc import Sequence

from notify.lazy import polars as pl


def find_same(rows: Sequence[pl.LazyFrame], hashed: str) -> pl.Series:
    """List the hashes in this column that stand in more rows than one."""
    nobody = pl.LazyFrame(schema={hashed: pl.UInt64})
    hashes = pl.concat([nobody, *(each.select(hashed) for each in rows)]).collect(engine="streaming").to_series()
    in_order = hashes.sort()  # equal ones stand together: a table of all of them would cost more, and be larger
    return in_order[1:].filter(in_order[1:] == in_order[:-1]).unique()
