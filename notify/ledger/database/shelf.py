"""Keeps the files of a ledger where every machine reaches them: the one file that knows fsspec.

A path, or whatever URL fsspec has a package for (s3://, gs://, az://, sftp://). Keys come from where that package looks
for them: the environment, a role of the machine. An address that holds one is refused, since it is kept in the ledger.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from notify.errors import LedgerError

CHUNK_BYTES = 4 << 20


def check_address(address: str) -> str:
    """Return a place to keep files at in the form that every machine reads.

    Raises LedgerError where it holds a secret, or where nothing here can speak to it.
    """
    if "://" not in address:
        return str(Path(address).resolve())
    parts = urlsplit(address)
    if "@" in parts.netloc or parts.query:
        shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        words = (
            "the address must hold no user, key or option; those come from the environment, as its package reads them"
        )
        raise LedgerError(f"{shown}: {words}")
    with _plain_errors(address):
        _open(address, "rb")
    return address.rstrip("/")


def put(file: Path, address: str) -> None:
    """Copy a file to its address; one that is there already has the same name, and so the same content."""
    with _plain_errors(address), file.open("rb") as source, _open(address, "wb", auto_mkdir=True) as target:
        shutil.copyfileobj(source, target, CHUNK_BYTES)


def get(address: str, target: Path) -> None:
    """Copy from an address into a file."""
    with _plain_errors(address), _open(address, "rb") as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, CHUNK_BYTES)


def remove(address: str) -> None:
    """Delete what lies at an address, where anything does."""
    with _plain_errors(address):
        opened = _open(address, "rb")
        if opened.fs.exists(opened.path):
            opened.fs.rm_file(opened.path)


def _open(address: str, mode: str, **options: Any) -> Any:
    import fsspec  # noqa: PLC0415 - most ledgers keep their files themselves

    is_local = "://" not in address or address.startswith("file://")
    return fsspec.open(address, mode, **(options if is_local else {}))


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise LedgerError(f"{address}: {error}; it goes beside section11[shelf]") from None
    except Exception as error:
        words = f"{type(error).__name__}: {error}".splitlines()[0]
        raise LedgerError(f"{address}: {words}; check the address, and what this machine may do there") from error
