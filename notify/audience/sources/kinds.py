"""What a file is that is not what its name says: known by its first bytes, and said with the way out."""

from __future__ import annotations

from pathlib import Path

from notify.errors import SourceError

_KINDS = (
    (b"PK\x03\x04", "a spreadsheet or another archive; save it as CSV (UTF-8), or unzip it first"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of an old Excel; save it as CSV (UTF-8)"),
    (b"\x1f\x8b", "compressed; unpack it first: gunzip {name}"),
    (b"BZh", "compressed; unpack it first: bunzip2 {name}"),
    (b"\xfd7zXZ\x00", "compressed; unpack it first: unxz {name}"),
    (b"\x28\xb5\x2f\xfd", "compressed; unpack it first: unzstd {name}"),
    (b"7z\xbc\xaf", "compressed; unpack it first: 7z x {name}"),
    (b"PAR1", "Parquet; rename it to {stem}.parquet"),
    (b"ARROW1", "an Arrow (Feather) file; export the accounts as Parquet or CSV"),
    (b"ORC", "an ORC file; export the accounts as Parquet or CSV"),
    (b"Obj\x01", "an Avro file; export the accounts as Parquet or CSV"),
    (b"SQLite format 3\x00", "a database of SQLite; give it as sqlite:///{path}, with --query"),
    (b"PGDMP", "a dump of PostgreSQL; restore it, and give the database's URL with --query"),
    (b"%PDF", "a PDF; export the accounts as CSV"),
)
_MARKED_UP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook", b"<meta")


def refuse_other_kind(path: Path, own: bytes = b"") -> None:
    """Raise SourceError for a file that is of another kind than its name says; `own` begins what is right here."""
    if hint := kind_of(path, own):
        raise SourceError(str(path), f"is {hint}")


def kind_of(path: Path, own: bytes = b"") -> str:
    """Say what a file is, and what to do with it; empty where its first bytes say nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        return ""
    for mark, hint in _KINDS:
        if head.startswith(mark) and mark != own:
            return hint.format(name=path.name, stem=path.stem, path=path)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKED_UP):
        return "HTML or XML, which some programs call a spreadsheet; save it as CSV (UTF-8)"
    return ""
