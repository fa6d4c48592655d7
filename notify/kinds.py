"""What a file is that is not what its name says: known by its first bytes, and said with the way out."""

from __future__ import annotations

import contextlib
from pathlib import Path

from notify.errors import SourceError

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
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of an old Excel; save it as CSV (UTF-8)"),
    (b"PAR1", "Parquet; rename it to {stem}.parquet"),
    (b"ARROW1", "an Arrow (Feather) file; export the accounts as Parquet or CSV"),
    (b"ORC", "an ORC file; export the accounts as Parquet or CSV"),
    (b"Obj\x01", "an Avro file; export the accounts as Parquet or CSV"),
    (b"SQLite format 3\x00", "a database of SQLite; give it as sqlite:///{path}, with --query"),
    (b"--\n-- PostgreSQL database dump", "a dump of PostgreSQL; load it, and give the database's URL with --query"),
    (b"COPY ", "a dump of PostgreSQL; load it, and give the database's URL with --query"),
    (b"-- MySQL dump", "a dump of MySQL; load it, and give the database's URL with --query"),
    (b"-- MariaDB dump", "a dump of MariaDB; load it, and give the database's URL with --query"),
    (b"/*M!999999", "a dump of MariaDB; load it, and give the database's URL with --query"),
    (b"INSERT INTO ", "commands of SQL; load them into a database, and give its URL with --query"),
    (b"PGDMP", "a dump of PostgreSQL; restore it, and give the database's URL with --query"),
    (b"%PDF", "a PDF; export the accounts as CSV"),
)
OF_EVENTS = (
    *_PACKED,
    (b"PK\x03\x04", "an archive; unzip it first"),
    (b"\xd0\xcf\x11\xe0", "a message of Outlook; save the messages as .eml, or export the mailbox as mbox"),
    (b"!BDN", "a mailbox of Outlook; export it as mbox, or its messages as .eml"),
    (b"BABYL", "a mailbox of Emacs; export it as mbox"),
    (b"\x01\x01\x01\x01", "a mailbox in the form of MMDF; export it as mbox"),
    (b"\xff\xfe", "UTF-16; write it anew: iconv -f UTF-16 -t UTF-8 {name} > new-{name}"),
    (b"\xfe\xff", "UTF-16; write it anew: iconv -f UTF-16 -t UTF-8 {name} > new-{name}"),
)
Kinds = tuple[tuple[bytes, str], ...]
_MARKED_UP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook", b"<meta")
_MARKUP = "HTML or XML, which some programs call a spreadsheet or an export; save it as CSV (UTF-8), or as JSON"


def refuse_other_kind(path: Path, kinds: Kinds, own: bytes = b"") -> None:
    """Raise SourceError for a file that is of another kind than its name says; `own` begins what is right here."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(512)
        for mark, hint in kinds:
            if head.startswith(mark) and mark != own:
                raise SourceError(str(path), f"is {hint.format(name=path.name, stem=path.stem, path=path)}")
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKED_UP):
            raise SourceError(str(path), f"is {_MARKUP}")
