"""Writes those who are owed a notice in the order in which they are sent to, which numbers them: their nids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from notify.audience.judge import plain_row
from notify.audience.shared_addresses import find_carriers
from notify.audience.snapshot_files import BLOCK_ROWS
from notify.lazy import polars as pl
from notify.model.audience import Group

COLUMNS = (
    "nid", "account_id", "email", "name", "letter", "carrier", "accounts", "row", "region", "language", "last_version",
    "created_on",
)  # fmt: skip


def write_owed(owed: pl.LazyFrame, path: Path) -> tuple[Group, ...]:
    """Write the owed rows: by letter those that carry a message, then those who share one."""
    shared = find_carriers(owed)
    if shared.height:
        groups, numbered = _number_with_riders(owed, shared)
    else:
        alone = owed.with_columns(accounts=pl.lit(1, dtype=pl.UInt16))
        groups = _groups(alone)
        numbered = _in_order(alone, groups).with_row_index("nid").with_columns(carrier="nid")
    plain = plain_row() & (pl.col("accounts") == 1)
    numbered.select(*COLUMNS, plain=plain).sink_parquet(path, row_group_size=BLOCK_ROWS)
    return groups


def _number_with_riders(owed: pl.LazyFrame, shared: pl.DataFrame) -> tuple[tuple[Group, ...], pl.LazyFrame]:
    marked = owed.join(shared.lazy(), on="row", how="left", maintain_order="left").with_columns(
        carrier_row=pl.coalesce("carrier_row", "row"), accounts=pl.coalesce("accounts", pl.lit(1)).cast(pl.UInt16)
    )
    carries = pl.col("carrier_row") == pl.col("row")
    carriers = marked.filter(carries).drop("carrier_row")
    groups = _groups(carriers)
    riders = _riders(marked.filter(~carries), groups)
    numbered = pl.concat([_in_order(carriers, groups), riders.drop("carrier_row").lazy()]).with_row_index("nid")
    is_shared = pl.col("row").is_in(riders["carrier_row"].unique().implode())
    nids = numbered.filter(is_shared).select(carrier_row="row", carrier="nid").collect(engine="streaming")
    mine = riders.select("row", "carrier_row").join(nids, on="carrier_row", how="left").select("row", "carrier")
    numbered = numbered.join(mine.lazy(), on="row", how="left", maintain_order="left")
    return groups, numbered.with_columns(carrier=pl.coalesce("carrier", "nid"))


def _groups(carriers: pl.LazyFrame) -> tuple[Group, ...]:
    sizes = carriers.group_by("language", "last_version").agg(size=pl.len()).collect(engine="streaming")
    groups, first = [], 0
    for number, row in enumerate(sizes.sort("language", "last_version").iter_rows(named=True)):
        last = first + row["size"] - 1
        groups.append(
            Group(number=number, language=row["language"], last_version=row["last_version"], first=first, last=last)
        )
        first = last + 1
    return tuple(groups)


def _in_order(carriers: pl.LazyFrame, groups: Sequence[Group]) -> pl.LazyFrame:
    """Put the carriers in the order of their letters; the rows of each stand in order already, and are not sorted."""
    nobody = carriers.filter(pl.lit(value=False)).with_columns(letter=pl.lit(0, dtype=pl.UInt16))
    of_groups = [
        carriers.filter(
            pl.col("language") == group.language, pl.col("last_version").eq_missing(pl.lit(group.last_version))
        ).with_columns(letter=pl.lit(group.number, dtype=pl.UInt16))
        for group in groups
    ]
    return pl.concat(of_groups or [nobody])


def _riders(riders: pl.LazyFrame, groups: Sequence[Group]) -> pl.DataFrame:
    """Read those who share another account's message, in the order of their letters."""
    table = pl.DataFrame(
        [(g.number, g.language, g.last_version) for g in groups],
        schema={"letter": pl.UInt16, "language": pl.String, "last_version": pl.String},
        orient="row",
    )
    joined = riders.join(table.lazy(), on=["language", "last_version"], how="left", nulls_equal=True)
    return joined.sort("letter", "row").collect()
