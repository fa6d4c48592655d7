"""Translates what polars says of files that cannot be written or read: a full disk, a damaged snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notify.errors import AudienceError
from notify.lazy import polars as pl


@contextmanager
def name_file_at_fault(path: Path) -> Iterator[None]:
    """Say in one line which file is at fault.

    Raises AudienceError.
    """
    try:
        yield
    except pl.exceptions.PolarsError as error:
        words = (str(error).splitlines() or [type(error).__name__])[0]
        raise AudienceError(
            f"{path}: cannot be read or written ({words:.200}); free some disk space, or restore it from the backup"
        ) from None
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise AudienceError(
            f"{error.filename or path}: {words}; free some disk space, or correct its permissions"
        ) from None
