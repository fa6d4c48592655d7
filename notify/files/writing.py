"""The one file that writes to disk for the notifier: whole or not at all, under no name that can be foreseen.

What names people is their owner's alone, whatever the umask; what is published is as readable as other files.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from notify.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def make_private(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for its owner alone; one that is there stays as it is."""
    with _translate_errors(folder):
        missing = [part for part in (folder, *folder.parents) if not part.exists()]
        for part in reversed(missing):
            part.mkdir(exist_ok=True)
            part.chmod(PRIVATE_FOLDER)
        if not folder.is_dir():
            raise NotADirectoryError(20, "is not a folder", str(folder))
    return folder


def make_public(folder: Path) -> Path:
    """Make a folder as readable as others are."""
    with _translate_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_private(file: Path, content: Buffer | str, *, durable: bool = False) -> Path:
    """Write a file that only its owner can read; `durable` waits until its bytes are on the disk."""
    with _translate_errors(file):
        put(file, content, PRIVATE_FILE, durable=durable)
    return file


def write_public(file: Path, content: str) -> Path:
    """Write a file that is to be published, and only where it differs."""
    with _translate_errors(file):
        if not (file.is_file() and file.read_bytes() == content.encode()):
            put(file, content, None, durable=False)
    return file


def remove(file: Path) -> bool:
    """Delete a file; False where there was none."""
    with _translate_errors(file):
        try:
            file.unlink()
        except FileNotFoundError:
            return False
    return True


def put(file: Path, content: Buffer | str, mode: int | None, *, durable: bool, beside: Path | None = None) -> None:
    """Write under a name that nobody can foresee, then rename; `beside` is another folder of the same disk for that.

    Raises OSError. A symbolic link at either name is replaced, never followed.
    """
    draft = (beside or file.parent) / f".{secrets.token_hex(8)}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(draft, flags, 0o666 if mode is None else mode)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            if mode is not None:
                os.fchmod(opened.fileno(), mode)
            opened.write(content.encode() if isinstance(content, str) else content)
            opened.flush()
            if durable:
                os.fsync(opened.fileno())
        draft.replace(file)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename if error.filename and ".part" not in str(error.filename) else path
        raise OutputError(str(where), f"cannot be written: {error.strerror or type(error).__name__}") from None
