"""Tells by its first bytes what a file really is that is not what its name says, and says what to do with it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from notify.errors import SourceError

DUCKDB = b"DUCK"
"""Behind a checksum of eight bytes."""
_PACKED = (
    (b"\x1f\x8b", "compressed; unpack it first: gunzip {name}"),
    (b"BZh", "compressed; unpack it first: bunzip2 {name}"),
    (b"\xfd7zXZ\x00", "compressed; unpack it first: unxz {name}"),
    (b"\x28\xb5\x2f\xfd", "compressed; unpack it first: unzstd {name}"),
    (b"7z\xbc\xaf", "compressed; unpack it first: 7z x {name}"),
)
OF_ACCOUNTS = (
    *_PACKED,
    (b"PK\x03\x04", "a spreadsheet or another archive; save it as CSV (UTF-8), or unzip it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel spreadsheet; save it as CSV (UTF-8)"),
    (b"PAR1", "Parquet; rename it to {stem}.parquet"),
    (b"ARROW1", "an Arrow (Feather) file; export the accounts as Parquet or CSV"),
    (b"ORC", "an ORC file; export the accounts as Parquet or CSV"),
    (b"Obj\x01", "an Avro file; export the accounts as Parquet or CSV"),
    (b"SQLite format 3\x00", "an SQLite database; give it as sqlite:///{path}, with --query"),
    (DUCKDB, "a DuckDB database; export the accounts from it: COPY (SELECT ...) TO 'accounts.parquet'"),
    (b"--\n-- PostgreSQL database dump", "a PostgreSQL dump; load it, and give the database's URL with --query"),
    (b"COPY ", "a PostgreSQL dump; load it, and give the database's URL with --query"),
    (b"-- MySQL dump", "a MySQL dump; load it, and give the database's URL with --query"),
    (b"-- MariaDB dump", "a MariaDB dump; load it, and give the database's URL with --query"),
    (b"/*M!999999", "a MariaDB dump; load it, and give the database's URL with --query"),
    (b"INSERT INTO ", "SQL statements; load them into a database, and give its URL with --query"),
    (b"PGDMP", "a PostgreSQL dump; restore it, and give the database's URL with --query"),
    (b"%PDF", "a PDF; export the accounts as CSV"),
)
OF_EVENTS = (
    *_PACKED,
    (b"PK\x03\x04", "an archive; unzip it first"),
    (b"\xd0\xcf\x11\xe0", "an Outlook message; save the messages as .eml, or export the mailbox as mbox"),
    (b"!BDN", "an Outlook mailbox; export it as mbox, or its messages as .eml"),
    (b"BABYL", "an Emacs mailbox; export it as mbox"),
    (b"\x01\x01\x01\x01", "an MMDF mailbox; export it as mbox"),
    (b"\xff\xfe", "UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {name} > new-{name}"),
    (b"\xfe\xff", "UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {name} > new-{name}"),
)
Kinds = tuple[tuple[bytes, str], ...]
_MARKED_UP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook", b"<meta")
_MARKUP = "HTML or XML, which some programs call a spreadsheet or an export; save it as CSV (UTF-8), or as JSON"


def refuse_other_kind(path: Path, kinds: Kinds, own: bytes = b"") -> None:
    """Raise SourceError for a file that is of another kind than its name says; `own` begins what is right here."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(512)
        for mark, hint in kinds:
            if head.startswith(mark, 8 if mark is DUCKDB else 0) and mark != own:
                raise SourceError(str(path), f"is {hint.format(name=path.name, stem=path.stem, path=path)}")
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKED_UP):
            raise SourceError(str(path), f"is {_MARKUP}")
