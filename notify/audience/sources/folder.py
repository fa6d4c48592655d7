"""A folder of part files, as Spark, DuckDB and warehouses export them: `region=DE/part-0.parquet`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from notify.audience.sources.columns import Names, fold
from notify.config import COLUMNS
from notify.errors import SourceError
from notify.lazy import polars as pl

Reader = Callable[[str, Names], Iterator["pl.DataFrame"]]

_TABLES = {"_delta_log": "Delta Lake", ".hoodie": "Hudi", "metadata/*.metadata.json": "Iceberg"}
"""What stands in the folder of a table, and nowhere else."""
_NULL = "__HIVE_DEFAULT_PARTITION__"
"""How Hive, and everything modelled on it, writes a missing value."""


def read_folder(folder: Path, names: Names, readers: Mapping[str, Reader]) -> Iterator[pl.DataFrame]:
    """Read every part in the order of the names; what a folder's name says holds for each row below it.

    Rows count on from part to part. Files whose names begin with a dot or an underscore are the exporter's own.

    Raises SourceError where there are no files, or other ones than these, or several kinds of them.
    """
    _refuse_tables(folder)
    parts = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_hidden(path, folder)]
    strange = [path for path in parts if path.suffix.lower() not in readers]
    if strange or not parts:
        found = f"holds {strange[0].name!r}" if strange else "holds no files"
        raise SourceError(str(folder), f"{found}; a folder of accounts may hold only {', '.join(readers)} files")
    if len({path.suffix.lower() for path in parts}) > 1:
        raise SourceError(str(folder), "holds files of several kinds; keep to one kind")
    return _parts(parts, folder, names, readers)


def _refuse_tables(folder: Path) -> None:
    """Raise SourceError for a table whose folder also keeps the rows that were changed or deleted since."""
    for mark, kind in _TABLES.items():
        if any(folder.glob(mark)):
            raise SourceError(
                str(folder),
                f"is a {kind} table, whose folder also keeps what was changed or deleted since: export the accounts "
                "as they are now, as Parquet or CSV, with a program that reads such tables",
            )


def _parts(parts: list[Path], folder: Path, names: Names, readers: Mapping[str, Reader]) -> Iterator[pl.DataFrame]:
    before = 0
    for path in parts:
        said = _values_in_names(path, folder, names)
        own = {ours: theirs for ours, theirs in names.items() if ours not in said}
        last = before
        for frame in readers[path.suffix.lower()](str(path), own):
            values = [pl.lit(value, dtype=pl.String).alias(ours) for ours, value in said.items()]
            numbered = frame.with_columns((pl.col("row") + before).alias("row"), *values)
            if numbered.height:
                last = int(numbered["row"][-1])
            yield numbered
        before = last


def _values_in_names(path: Path, folder: Path, names: Names) -> dict[str, str | None]:
    """Return what the names of the folders above a part say of our columns."""
    pairs = (part.partition("=") for part in path.relative_to(folder).parts[:-1] if "=" in part)
    values = {fold(key): None if value == _NULL else unquote(value) for key, _, value in pairs}
    wanted = {ours: fold(names.get(ours, ours)) for ours in COLUMNS}
    return {ours: values[theirs] for ours, theirs in wanted.items() if theirs in values}


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
