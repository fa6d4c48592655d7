"""The rows that one notice tells: piles as it sees them, without what repeats an account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from notify.audience.piles import Pile
from notify.lazy import polars as pl

View = Callable[["pl.LazyFrame"], "pl.LazyFrame"]
"""Sees judged rows as one notice does: see `notice_rows`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPile:
    """Rows of one letter."""

    pile: Pile
    view: View
    language: str
    last_version: str | None
    repeated: pl.Series
    """The rows of all piles that repeat an account, in order; none of them is told."""
    height: int
    """Without those."""

    def scan(self) -> pl.LazyFrame:
        """Look at all rows as the notice sees them."""
        rows = self.view(self.pile.scan())
        return rows.filter(~pl.col("row").is_in(self.repeated.implode())) if len(self.repeated) else rows

    def frames(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Read columns of the rows, `row` among them, in order, some at a time."""
        for frame in self.pile.frames(columns):
            yield without(frame, self.repeated)


def find_told(piles: Iterable[Pile], view: View, repeated: pl.Series) -> list[ToldPile]:
    """Find the piles whose rows the notice with this view tells."""
    found = []
    for pile in piles:
        first = view(pile.scan().head(1)).select("verdict", "language", "last_version").collect()
        verdict, language, last_version = first.row(0)
        if verdict == "owed":
            told = ToldPile(
                pile=pile, view=view, language=language, last_version=last_version, repeated=repeated,
                height=pile.height - _height_among(pile, repeated),
            )  # fmt: skip
            found.append(told)
    return found


def place_within(rows: pl.Series, frame: pl.DataFrame) -> tuple[int, int]:
    """Say where, among rows in order, those begin that lie between the first and the last of a frame, and how many."""
    if not frame.height:
        return 0, 0
    first = int(rows.search_sorted(frame["row"][0], side="left"))
    return first, int(rows.search_sorted(frame["row"][-1], side="right")) - first


def without(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Leave these rows out of a frame; both are in order."""
    first, number = place_within(rows, frame)
    return frame.filter(~pl.col("row").is_in(rows.slice(first, number).implode())) if number else frame


def _height_among(pile: Pile, repeated: pl.Series) -> int:
    if not len(repeated):
        return 0
    among = pile.scan().select(pl.col("row").is_in(repeated.implode()).sum())
    return int(among.collect(engine="streaming").item())
