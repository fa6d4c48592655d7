"""The one shape that every source is brought into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from notify.config import COLUMNS
from notify.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

Names = Mapping[str, str]
"""Our name of a column -> the source's name of it."""

FRAME = ("row", *COLUMNS, "problem")
NEEDED = ("account_id", "email")
ROWS_AT_ONCE = 50_000
LONGEST = 2_000
"""Characters of one value that are kept; nothing that we read is longer."""


def locate(found: Sequence[str], names: Names, source: str) -> dict[str, str]:
    """Map our columns to those found: by the mapping, else by the same name, whatever its case."""
    by_folded = {_folded(column): column for column in found}
    located = {ours: by_folded.get(_folded(names.get(ours, ours))) for ours in COLUMNS}
    for ours in COLUMNS:
        if located[ours] is None and (ours in NEEDED or ours in names):
            raise SourceError(
                source,
                f"has no column {names.get(ours, ours)!r} for {ours}; it has {', '.join(map(repr, found[:20]))}: "
                f"name it in policy.toml under [accounts.columns]",
            )
    return {ours: theirs for ours, theirs in located.items() if theirs is not None}


def framed(rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """Build a frame from rows in the order of FRAME."""
    import polars as pl  # noqa: PLC0415 - slow to import, and only freezing needs it

    types = {"row": pl.UInt64} | dict.fromkeys((*COLUMNS, "problem"), pl.String)
    return pl.DataFrame(list(rows), schema=types, orient="row")


def reshaped(frame: pl.DataFrame, located: Mapping[str, str], first_row: int) -> pl.DataFrame:
    """Bring a frame of a source's own columns into the one shape; its rows follow each other from `first_row`."""
    import polars as pl  # noqa: PLC0415 - as above

    ours = [_as_text(frame, located[name]).alias(name) if name in located else _absent(name) for name in COLUMNS]
    numbers = pl.int_range(first_row, first_row + frame.height, dtype=pl.UInt64, eager=True).alias("row")
    return frame.select(numbers, *ours, _absent("problem"))


def plain(value: object) -> str | None:
    """Turn one value of a row into text."""
    return None if value is None else str(value)[:LONGEST]


def _as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    kind = frame.schema[column]
    if kind == pl.String:
        return pl.col(column)
    if kind == pl.Binary or kind.is_nested():
        return pl.lit(None, dtype=pl.String)
    return pl.col(column).cast(pl.String)


def _absent(name: str) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    return pl.lit(None, dtype=pl.String).alias(name)


def _folded(name: str) -> str:
    return name.strip("\ufeff \t\"'").lower()
