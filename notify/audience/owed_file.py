"""Writes those who are owed a notice in the order in which they are sent to, which numbers them: their nids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from notify.audience.shared_addresses import find_shared
from notify.audience.snapshot_files import BLOCK_ROWS
from notify.audience.told import ToldPile, place_within, without
from notify.lazy import polars as pl
from notify.model.audience import Group

LETTER = ("language", "last_version")
READ = ("row", "account_id", "email", "name", "region", "created_on", "plain")
QUICKLY = 1
"""Of zstd's levels: takes half the time of the third, which is polars' own choice, for a tenth more bytes."""
SHARING = ("carrier_row", "accounts")


def write_owed(told: Sequence[ToldPile], seen: dict[str, str], path: Path) -> tuple[Group, ...]:
    """Write the owed rows: by letter those that carry a message, then those who share one."""
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - as late as polars itself

    shared = find_shared(told, seen)
    groups = _groups(told, shared)
    in_order = _InOrder(told, shared, groups)

    def read(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        return (frame.select(columns or [*_schema()]) for frame in in_order.numbered())

    register_io_source(read, schema=_schema()).sink_parquet(path, row_group_size=BLOCK_ROWS, compression_level=QUICKLY)
    return groups


def _schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    number, word = pl.UInt32, pl.String
    return {
        "nid": number, "account_id": word, "email": word, "name": word, "letter": pl.UInt16, "carrier": number,
        "accounts": pl.UInt16, "row": pl.UInt64, "region": word, "language": word, "last_version": word,
        "created_on": pl.Date, "plain": pl.Boolean,
    }  # fmt: skip


def _groups(told: Sequence[ToldPile], shared: pl.DataFrame) -> tuple[Group, ...]:
    carriers = shared.filter(pl.col("row") == pl.col("carrier_row"))
    sizes = pl.concat([_alone(told, shared), carriers.select(*LETTER, size=pl.lit(1, dtype=pl.UInt32))])
    groups, first = list[Group](), 0
    found = sizes.group_by(LETTER).sum().filter(pl.col("size") > 0).sort(LETTER)
    for number, (language, last_version, size) in enumerate(found.iter_rows()):
        last = first + size - 1
        groups.append(Group(number=number, language=language, last_version=last_version, first=first, last=last))
        first = last + 1
    return tuple(groups)


def _alone(told: Sequence[ToldPile], shared: pl.DataFrame) -> pl.DataFrame:
    """Count by letter those who share no address."""
    piles = pl.DataFrame(
        [(place, each.language, each.last_version, each.height) for place, each in enumerate(told)],
        schema={"place": pl.UInt32, "language": pl.String, "last_version": pl.String, "height": pl.UInt32},
        orient="row",
    )
    counted = piles.join(shared.group_by("place").agg(shared=pl.len()), on="place", how="left")
    return counted.select(*LETTER, size=pl.col("height") - pl.col("shared").fill_null(0))


class _InOrder:
    """The rows of a notice in the order of their nids."""

    def __init__(self, told: Sequence[ToldPile], shared: pl.DataFrame, groups: Sequence[Group]) -> None:
        self._told = told
        self._numbers = {(group.language, group.last_version): group.number for group in groups}
        of_pile = [shared.filter(pl.col("place") == place) for place in range(len(told))]
        self._moved_rows = [each.filter("is_moved")["row"] for each in of_pile]
        self._shared = [each.filter(~pl.col("is_moved")).select("row", *SHARING) for each in of_pile]
        self._moved = self._find_moved(shared.filter("is_moved"))

    def numbered(self) -> Iterator[pl.DataFrame]:
        """Give the rows their nids, some at a time."""
        first = 0
        carriers = [pl.DataFrame(schema={"carrier_row": pl.UInt64, "carrier": pl.UInt32})]
        for frame in self._carriers():
            own = frame.with_columns(_nids(frame, first)).with_columns(carrier="nid")
            if own["carrier_row"].null_count() < own.height:
                carriers.append(own.filter(pl.col("accounts") > 1).select(carrier_row="row", carrier="nid"))
            first += frame.height
            yield own.with_columns(plain=pl.col("plain") & (pl.col("accounts") == 1))
        carrying = pl.concat(carriers)
        for frame in self._riders():
            own = frame.with_columns(_nids(frame, first), plain=pl.lit(value=False))
            first += frame.height
            yield own.join(carrying, on="carrier_row", how="left", maintain_order="left")

    def _carriers(self) -> Iterator[pl.DataFrame]:
        carries = pl.col("carrier_row").is_null() | (pl.col("carrier_row") == pl.col("row"))
        for letter in self._numbers.values():
            for frame in self._of_letter(letter):
                is_alone = frame["carrier_row"].null_count() == frame.height
                yield frame if is_alone else frame.filter(carries)

    def _riders(self) -> Iterator[pl.DataFrame]:
        for letter in (None, *self._numbers.values()):
            for frame in self._of_letter(letter, sharing=True):
                yield frame.filter(pl.col("carrier_row") != pl.col("row"))

    def _of_letter(self, letter: int | None, *, sharing: bool = False) -> Iterator[pl.DataFrame]:
        """Read the rows of a letter; with `sharing` only where some share an address."""
        for place, each in enumerate(self._told):
            is_wanted = self._numbers.get((each.language, each.last_version)) == letter
            if is_wanted and (self._shared[place].height or not sharing):
                yield from self._of_pile(place, letter)
        yield self._moved.filter(pl.col("letter").eq_missing(pl.lit(letter, dtype=pl.UInt16)))

    def _of_pile(self, place: int, letter: int | None) -> Iterator[pl.DataFrame]:
        told, moved, shared = self._told[place], self._moved_rows[place], self._shared[place]
        words = {"language": told.language, "last_version": told.last_version}
        same = [pl.lit(letter, dtype=pl.UInt16).alias("letter")]
        same += [pl.lit(value, dtype=pl.String).alias(name) for name, value in words.items()]
        alone = [pl.lit(None, dtype=pl.UInt64).alias("carrier_row"), pl.lit(1, dtype=pl.UInt16).alias("accounts")]
        for frame in told.frames(READ):
            rows = without(frame, moved).select(*READ, *same)
            sharing = shared.slice(*place_within(shared["row"], frame))
            if sharing.height:
                joined = rows.join(sharing, on="row", how="left", maintain_order="left")
                yield joined.with_columns(pl.col("accounts").fill_null(1))
            else:
                yield rows.with_columns(*alone)

    def _find_moved(self, moved: pl.DataFrame) -> pl.DataFrame:
        """Read the rows whose letter is not that of their pile: few, of several policies at one address."""
        is_moved = pl.col("row").is_in(moved["row"].implode())
        rows = [self._told[place].scan().filter(is_moved).select(READ) for place in moved["place"].unique().sort()]
        if not rows:
            return pl.DataFrame(schema=_schema() | {"carrier_row": pl.UInt64}).drop("nid", "carrier")
        letters = [self._numbers.get(letter) for letter in moved.select(LETTER).iter_rows()]
        marked = moved.select("row", *LETTER, *SHARING, letter=pl.Series(letters, dtype=pl.UInt16))
        found: pl.DataFrame = pl.concat(rows).collect(engine="streaming")
        return found.join(marked, on="row").sort("row")


def _nids(frame: pl.DataFrame, first: int) -> pl.Series:
    return pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True).alias("nid")
