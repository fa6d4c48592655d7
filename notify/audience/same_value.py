"""Finds rows that have a value in common, among so many that the values themselves would not fit in memory."""

from __future__ import annotations

from notify.lazy import polars as pl


def find_same(rows: pl.LazyFrame, value: pl.Expr) -> pl.DataFrame:
    """Find the rows whose value others have too: `row`, and as `key` a hash that equal values have in common."""
    # 64-bit hashes: 16 bytes a row instead of the value itself.
    keys = rows.select("row", key=value.hash()).collect(engine="streaming")
    in_order = keys["key"].sort()  # equal ones stand together: a table of all of them would cost more, and be larger
    several = in_order[1:].filter(in_order[1:] == in_order[:-1]).unique()
    return keys.filter(pl.col("key").is_in(several.implode()))
