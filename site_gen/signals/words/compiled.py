"""What is made of the program's own files of words, kept for its next run: reading them takes longer than a page."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from site_gen.program import code_folder, program_key

Made = TypeVar("Made")
_SUM = sha256().digest_size


def compiled(name: str, make: Callable[[], Made]) -> Made:
    """Return what a function makes of the program's own files and of nothing else, from the last run if that kept it.

    It is kept as a pickle. That may hold code, so it is read from a private folder alone, and only whole and by the
    very program that wrote it.
    """
    folder = code_folder()
    if folder is None:
        return make()
    file, head = folder / f"{name}.{sys.implementation.cache_tag}.pickle", program_key().encode()
    whole = _read(file)
    content = whole[len(head) + _SUM :]
    if whole.startswith(head + sha256(content).digest()):
        return cast("Made", pickle.loads(content))  # noqa: S301 -- as said above
    made = make()
    content = pickle.dumps(made)
    _write(file, head + sha256(content).digest() + content)
    return made


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _write(file: Path, content: bytes) -> None:
    """Put a file in place whole, as other runs may read it at this moment; where it cannot be, nothing is kept."""
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
