"""Where accounts come from: each source yields frames of one shape, and never crashes on a bad row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from notify.audience.sources.columns import Names, refuse_cut_ids
from notify.audience.sources.csv_file import read_csv
from notify.audience.sources.folder import Reader, read_folder
from notify.audience.sources.jsonl_file import how_to_write_lines, read_jsonl
from notify.audience.sources.parquet_file import read_parquet
from notify.audience.sources.sql_query import read_sql
from notify.audience.sources.unchanged import refuse_changed, state_of
from notify.errors import SourceError
from notify.files.kinds import OF_ACCOUNTS, refuse_other_kind
from notify.lazy import polars as pl

BY_SUFFIX: Mapping[str, Reader] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
}

_TO_A_FILE = "; standard input is not read, so write it to a file first"


def read_accounts(source: str, names: Names, query: str | None = None) -> Iterator[pl.DataFrame]:
    """Read accounts from a file, by its suffix, or from a database URL with a query.

    Every frame has the columns of `sources.columns.FRAME`: `row` counts from 1 as the source counts
    (the line of a file, the place in a result), and `problem` says why a row cannot even be taken apart.

    Raises SourceError for a kind of file from which no accounts are read.
    """
    if query is not None or "://" in source:
        return refuse_cut_ids(read_sql(source, query, names), names, "the database")
    path = Path(source)
    before = state_of(path)
    if path.is_dir():
        frames = read_folder(path, names, BY_SUFFIX)
        return refuse_changed(refuse_cut_ids(frames, names, source), path, before)
    reader = BY_SUFFIX.get(path.suffix.lower())
    if path.suffix.lower() == ".json":
        raise SourceError(source, how_to_write_lines(path))
    if reader is None:
        refuse_other_kind(path, OF_ACCOUNTS)
        is_sheet = path.suffix.lower() in {".xlsx", ".xls", ".ods"}
        hint = "; save a spreadsheet as CSV (UTF-8)" if is_sheet else _TO_A_FILE if source == "-" else ""
        raise SourceError(
            source,
            f"this kind of file is not known; accounts are read from {', '.join(BY_SUFFIX)}, a folder of them, "
            f"or a database URL{hint}",
        )
    if not path.is_file():
        raise SourceError(source, "there is no such file")
    return refuse_changed(refuse_cut_ids(reader(source, names), names, source), path, before)
