"""Parquet, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from notify.audience.sources.columns import (
    ROWS_AT_ONCE,
    Names,
    UnreadableError,
    hold_uuids,
    locate,
    refuse_types,
    reshape,
)
from notify.errors import SourceError
from notify.files.kinds import OF_ACCOUNTS, refuse_other_kind
from notify.lazy import polars as pl


def read_parquet(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a Parquet file; only the columns we know are touched.

    Raises SourceError where it is not a Parquet file, or a column cannot be read.
    """
    refuse_other_kind(Path(source), OF_ACCOUNTS, own=b"PAR1")
    try:
        scan = pl.scan_parquet(source, glob=False, hive_partitioning=False)
        schema = scan.collect_schema()
        located = locate(schema.names(), names, source)
        refuse_types(schema, located, source)
        uuids = {name for name in located.values() if schema[name] == pl.Binary and _holds_uuids(scan, name)}
        row = 1
        for frame in scan.select(sorted(set(located.values()))).collect_batches(chunk_size=ROWS_AT_ONCE):
            yield reshape(frame, located, row, uuids)
            row += frame.height
    except UnreadableError as error:
        raise SourceError(source, f"holds {error}; export such a column as text") from None
    except pl.exceptions.DuplicateError as error:
        raise SourceError(
            source, f"{str(error).splitlines()[0]:.200}: rename one, or export the file without it"
        ) from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise SourceError(source, f"is not a readable Parquet file: {str(error).splitlines()[0]:.200}") from None


def _holds_uuids(scan: pl.LazyFrame, column: str) -> bool:
    batches = scan.select(column).collect_batches(chunk_size=ROWS_AT_ONCE)
    return any(hold_uuids(batch[column]) for batch in batches)
