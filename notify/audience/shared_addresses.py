"""Accounts at one address: one message tells all of them, and one of them carries it."""

from __future__ import annotations

from notify.audience.notice_rows import last_seen
from notify.audience.same_value import find_same
from notify.lazy import polars as pl


def find_carriers(owed: pl.LazyFrame) -> pl.DataFrame:
    """Say of each row whose address others have too: who carries the message, and for how many accounts."""
    several = _find_shared(owed)
    if not several.height:
        return several.select("row", carrier_row="row", accounts=pl.lit(1, dtype=pl.UInt16))
    seen = owed.select("row", "last_version").join(several.lazy(), on="row", how="semi").collect(engine="streaming")
    several = several.join(seen, on="row")
    # Whoever saw the oldest version carries it, so that the redline covers what each of them has not seen.
    first = several.sort(pl.col("last_version").fill_null("9999"), "row").group_by("key", maintain_order=True)
    carriers = first.agg(carrier_row=pl.col("row").first(), accounts=pl.len())
    return several.join(carriers, on="key").select(
        "row", "carrier_row", pl.col("accounts").clip(1, 65_535).cast(pl.UInt16)
    )


def share_what_was_seen(owed: pl.LazyFrame, seen: dict[str, str]) -> pl.LazyFrame:
    """Let accounts at one address count as having seen the oldest of what they saw, of each policy.

    `seen` is from `seen_columns`. Of several policies none of the accounts need have seen the oldest version of all.
    """
    keys = _find_shared(owed) if seen else None
    if keys is None or not keys.height:
        return owed
    columns = owed.select("row", *seen).join(keys.lazy(), on="row", how="semi").collect(engine="streaming")
    oldest = columns.join(keys, on="row").with_columns(pl.col(*seen).min().over("key"))
    joined = owed.join(oldest.lazy().select("row", oldest=last_seen(seen)), on="row", how="left", maintain_order="left")
    return joined.with_columns(last_version=pl.coalesce("oldest", "last_version")).drop("oldest")


def _find_shared(owed: pl.LazyFrame) -> pl.DataFrame:
    return find_same(owed, pl.col("email").str.to_lowercase())
