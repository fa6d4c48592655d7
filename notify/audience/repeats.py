"""Accounts that stand in several rows of a source: the first usable row counts, the others cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from notify.audience.same_value import find_same
from notify.errors import AudienceError
from notify.lazy import polars as pl

ELSEWHERE = "duplicate account, with another address"
"""Why a row is not used whose account stands in an earlier one at another address, where alone it is told."""
ROUNDED = r"^[1-9]\d{14}0+$"
"""A number with more digits than a spreadsheet keeps, and only zeros after those that it does keep."""


def find_repeats(usable: Sequence[pl.LazyFrame], number: int) -> pl.DataFrame:
    """Find among so many usable rows those whose account an earlier one has, and whether they give another address.

    Raises AudienceError where a spreadsheet made different accounts one.
    """
    several = find_same(usable, "account_hash", number)
    wanted = pl.col("row", "account_id"), pl.col("email").str.to_lowercase().alias("address")
    found = [rows.filter(pl.col("account_hash").is_in(several.implode())).select(*wanted) for rows in usable]
    nobody = pl.LazyFrame(schema={"row": pl.UInt64, "account_id": pl.String, "address": pl.String})
    same: pl.DataFrame = pl.concat([nobody, *(found if len(several) else ())]).collect(engine="streaming").sort("row")
    first = pl.col("row", "address").first().over("account_id").name.prefix("first_")
    repeated = same.with_columns(first).filter(pl.col("row") != pl.col("first_row"))
    repeated = repeated.with_columns(elsewhere=pl.col("address") != pl.col("first_address"))
    _refuse_rounded_ids(repeated)
    return repeated


def _refuse_rounded_ids(repeated: pl.DataFrame) -> None:
    rounded = repeated.filter("elsewhere", pl.col("account_id").str.contains(ROUNDED)).head(1)
    for row in rounded.to_dicts():
        raise AudienceError(
            f"the accounts in rows {row['first_row']} and {row['row']} have the same id, {row['account_id']}, and "
            "different addresses; it ends in zeros, as where a spreadsheet saved the file: export it from the database "
            "again"
        )


def why_repeated(repeated: pl.DataFrame) -> pl.Expr:
    """Say of rows that repeat an account why they are not used."""
    elsewhere = pl.col("row").is_in(repeated.filter("elsewhere")["row"].implode())
    return pl.when(elsewhere).then(pl.lit(ELSEWHERE)).otherwise(pl.lit("duplicate account"))
