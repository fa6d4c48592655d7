"""Judged rows in files: those that are alike in what decides their letter lie on one pile, in the source's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notify.audience.file_errors import name_file_at_fault
from notify.lazy import polars as pl

FILE_ROWS = 50_000
MOST_WAITING = 500_000
"""Rows that wait in memory for others of their pile, so that many small piles need few files."""

Alike = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """Rows that are judged alike."""

    alike: dict[str, Any]
    """The columns in which they are, with the one value of each."""
    files: tuple[Path, ...]
    height: int

    def scan(self) -> pl.LazyFrame:
        """Look at all rows with all their columns."""
        types = {name: pl.Boolean if isinstance(value, bool) else pl.String for name, value in self.alike.items()}
        same = {name: pl.lit(value, dtype=types[name]) for name, value in self.alike.items()}
        return pl.scan_ipc([*self.files]).with_columns(**same)

    def frames(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Read columns of the rows file by file."""
        for file in self.files:
            with name_file_at_fault(file):
                yield pl.read_ipc(file, columns=[*columns])


def split(frame: pl.DataFrame, alike: Sequence[str]) -> list[tuple[Alike, pl.DataFrame]]:
    """Part judged rows into those that are alike in these columns."""
    if frame.height and frame.select(pl.all_horizontal(pl.col(alike).eq_missing(pl.col(alike).first()).all())).item():
        return [(frame.select(alike).row(0), frame.drop(alike))]
    return [*frame.partition_by(alike, as_dict=True, include_key=False).items()]


class Piles:
    """Lays rows on piles, as they come."""

    def __init__(self, folder: Path, alike: Sequence[str]) -> None:
        self._folder, self._alike = folder, alike
        self._waiting = defaultdict[Alike, list[pl.DataFrame]](list)
        self._files = defaultdict[Alike, list[Path]](list)
        self._heights = defaultdict[Alike, int](int)
        self._written = 0

    def add(self, several: Iterable[tuple[Alike, pl.DataFrame]]) -> None:
        """Lay rows on their piles; they follow all that were added before."""
        for alike, rows in several:
            self._waiting[alike].append(rows)
            self._heights[alike] += rows.height
            if self._height_waiting(alike) >= FILE_ROWS:
                self._write(alike)
        while sum(map(self._height_waiting, self._waiting)) > MOST_WAITING:
            self._write(max(self._waiting, key=self._height_waiting))

    def close(self) -> list[Pile]:
        """Write what still waits, and list the piles in an order that their content decides."""
        for alike in [*self._waiting]:
            self._write(alike)
        return [
            Pile(
                alike=dict(zip(self._alike, alike, strict=True)),
                files=tuple(self._files[alike]),
                height=self._heights[alike],
            )
            for alike in sorted(self._files, key=lambda values: [(value is not None, value) for value in values])
        ]

    def _height_waiting(self, alike: Alike) -> int:
        return sum(rows.height for rows in self._waiting[alike])

    def _write(self, alike: Alike) -> None:
        file = self._folder / f"pile-{self._written:06}.arrow"
        self._written += 1
        with name_file_at_fault(file):
            pl.concat(self._waiting.pop(alike)).write_ipc(file, compat_level=pl.CompatLevel.oldest())
        self._files[alike].append(file)
