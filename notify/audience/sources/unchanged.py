"""Refuses accounts that are still being written: half of an export looks like a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from notify.errors import SourceError
from notify.lazy import polars as pl

State = tuple[tuple[str, int, int, int], ...]


def state_of(path: Path) -> State:
    """Note of each file which one it is, its size and when it was written; nothing of what is not there."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    known = [(str(file), file.stat()) for file in files if file.is_file()]
    return tuple((name, found.st_ino, found.st_size, found.st_mtime_ns) for name, found in known)


def refuse_changed(frames: Iterator[pl.DataFrame], path: Path, before: State) -> Iterator[pl.DataFrame]:
    """Pass frames on; raise SourceError behind the last one where a file is no longer as it was before."""
    yield from frames
    if state_of(path) != before:
        raise SourceError(
            str(path),
            "changed while it was being read, so that some accounts may be missing: wait until whatever writes it is "
            "done, and run the same command again",
        )
