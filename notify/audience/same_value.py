"""Finds rows that have a value in common, among so many that the values themselves would not fit in memory."""

from __future__ import annotations

from notify.lazy import polars as pl

SHARES = 16


def find_same(rows: pl.LazyFrame, value: pl.Expr) -> pl.DataFrame:
    """Find the rows whose value others have too: `row`, and as `key` a hash that equal values have in common."""
    # 64-bit hashes: 16 bytes a row instead of the value itself.
    keys = rows.select("row", key=value.hash()).collect(engine="streaming")
    # By their last bits equal ones stay together: one table of all of them would be large.
    shares = (keys.filter(pl.col("key") % SHARES == share) for share in range(SHARES))
    return pl.concat([share.filter(pl.col("key").is_duplicated()) for share in shares])
