"""Puts the files of a frozen audience beside the ledger: durable, read-only, named by what they hold."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

BLOCK_ROWS = 50_000
"""Rows of a row group: what a sender reads at once."""


def place(file: Path, folder: Path, notice_id: str, what: str) -> Path:
    """Move a file of an audience to its place beside the ledger."""
    # The hash in the name: a freeze that died half way leaves files that no record names, and none is overwritten.
    target = folder / f"{notice_id}.{what}.{file_sha256(file)[:12]}.parquet"
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    file.chmod(0o400)
    file.replace(target)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return target


def file_sha256(path: Path) -> str:
    """Hash a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
