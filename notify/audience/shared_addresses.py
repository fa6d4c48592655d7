"""Accounts at one address: one message tells all of them, and one of them carries it."""

from __future__ import annotations

from collections.abc import Sequence

from notify.audience.notice_rows import last_seen
from notify.audience.same_value import find_same
from notify.audience.told import ToldPile
from notify.lazy import polars as pl


def find_shared(told: Sequence[ToldPile], seen: dict[str, str]) -> pl.DataFrame:
    """Say of each row whose address others have too who carries the message, for how many accounts, and which letter.

    `place` is that of its pile among the told; `is_moved` tells whose letter is another than that of its pile, for
    accounts at one address count as having seen the oldest of what they saw, of each policy (`seen`, from
    `seen_columns`); none of them need have seen the oldest of all.
    """
    rows = _find_rows(told, seen)
    if seen and rows.height:
        oldest = rows.with_columns(pl.col(*seen).min().over("key")).select(pl.coalesce(last_seen(seen), "last_version"))
        rows = rows.with_columns(said="last_version", last_version=oldest.to_series())
        rows = rows.with_columns(is_moved=~pl.col("said").eq_missing("last_version")).drop("said", *seen)
    # Whoever saw the oldest version carries it, so that the redline covers what each of them has not seen.
    first = rows.select("key", "row", age=pl.col("last_version").fill_null("9999")).sort("age", "row")
    carriers = first.group_by("key", maintain_order=True).agg(carrier_row=pl.col("row").first(), accounts=pl.len())
    accounts = pl.col("accounts").clip(1, 65_535).cast(pl.UInt16)
    return rows.join(carriers, on="key", how="left").with_columns(accounts).drop("key").sort("row")


def _find_rows(told: Sequence[ToldPile], seen: dict[str, str]) -> pl.DataFrame:
    """Find the rows whose address others have too."""
    nobody = pl.DataFrame(schema={"row": pl.UInt64, "key": pl.String, "language": pl.String, "last_version": pl.String})
    nobody = nobody.with_columns(is_moved=pl.lit(value=False), place=pl.lit(0, dtype=pl.UInt32))
    several = find_same([each.scan() for each in told], "email_hash", sum(each.height for each in told))
    if not len(several):
        return nobody
    # By the address itself: where the hashes of two happened to be the same, somebody would not be told.
    key, stays = pl.col("email").str.to_lowercase().alias("key"), pl.lit(value=False).alias("is_moved")
    found = [
        each.scan()
        .filter(pl.col("email_hash").is_in(several.implode()))
        .select("row", key, "language", "last_version", stays, pl.lit(place, dtype=pl.UInt32).alias("place"), *seen)
        for place, each in enumerate(told)
    ]
    return pl.concat(found).collect(engine="streaming")
