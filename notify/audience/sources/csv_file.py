"""CSV: a plain one is read by polars; one with quotes or broken text line by line, and a bad one spoils only itself."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from notify.audience.sources.columns import LONGEST, ROWS_AT_ONCE, Names, framed, locate, reshaped
from notify.config import COLUMNS
from notify.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

MOST_LINES = 20
"""Lines that one record may span; an unbalanced quote would else swallow every account after it."""
LONGEST_LINE = 1_000_000


def read_csv(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a CSV file with a header; the separator is the header's."""
    path = Path(source)
    header, separator = _header(path)
    located = locate(header, names, source)
    if _reads_plainly(path):
        return _fast(path, separator, located)
    return _careful(path, separator, header, located)


def _header(path: Path) -> tuple[list[str], str]:
    with _open(path) as file:
        line = file.readline(LONGEST_LINE)
    if not line.strip():
        raise SourceError(str(path), "is empty; its first line must name the columns", row=1)
    separator = max(",;\t|", key=line.count)
    return next(csv.reader([line.replace("\x00", "")], delimiter=separator)), separator


def _open(path: Path) -> IO[str]:
    try:
        return path.open(encoding="utf-8-sig", errors="replace", newline="\n")
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _reads_plainly(path: Path) -> bool:
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            if b'"' in chunk or b"\x00" in chunk or chunk.count(b"\r") != chunk.count(b"\r\n"):
                return False
            if b"\n\n" in chunk or b"\n\r\n" in chunk or not (chunk.isascii() or _is_utf8(chunk)):
                return False
    return True


def _is_utf8(chunk: bytes) -> bool:
    try:
        # A chunk may begin or end inside a character; four bytes on each side are its reach.
        chunk[4:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < 4 or error.end > len(chunk) - 12
    return True


def _fast(path: Path, separator: str, located: dict[str, str]) -> Iterator[pl.DataFrame]:
    import polars as pl  # noqa: PLC0415 - slow to import, and only freezing needs it

    scan = pl.scan_csv(
        path, separator=separator, infer_schema=False, quote_char=None, encoding="utf8-lossy",
        truncate_ragged_lines=True, ignore_errors=True, low_memory=True,
    )  # fmt: skip
    columns = dict(zip(_header(path)[0], scan.collect_schema().names(), strict=False))
    wanted = {ours: columns[theirs] for ours, theirs in located.items()}
    row = 2
    for frame in scan.select(sorted(set(wanted.values()))).collect_batches(chunk_size=ROWS_AT_ONCE):
        yield reshaped(frame, wanted, row)
        row += frame.height


def _careful(path: Path, separator: str, header: list[str], located: dict[str, str]) -> Iterator[pl.DataFrame]:
    places = [header.index(located[name]) if name in located else None for name in COLUMNS]
    rows: list[list[object]] = []
    with _open(path) as file:
        for number, fields, problem in _records(file, separator, len(header)):
            if number == 1:
                continue
            values = [None if place is None or place >= len(fields) else fields[place][:LONGEST] for place in places]
            rows.append([number, *values, problem])
            if len(rows) == ROWS_AT_ONCE:
                yield framed(rows)
                rows.clear()
    yield framed(rows)


def _records(file: IO[str], separator: str, width: int) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (line, fields, problem); a record whose quotes do not close is given up after its first line."""
    waiting = _Lines(file)
    while (taken := waiting.take()) is not None:
        number, line = taken
        if not line.strip("\r\n"):
            continue
        if len(line) >= LONGEST_LINE:
            yield number, [], "a line of over a megabyte"
            continue
        whole = waiting.join(line) if line.count('"') % 2 else line
        if whole is None:
            yield number, _split(line.replace('"', ""), separator), "a quotation mark without its fellow"
            continue
        fields = _split(whole, separator)
        yield number, fields, None if len(fields) <= width else f"{len(fields)} fields where the header has {width}"


class _Lines:
    """Numbered lines with a look ahead."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._ahead, self._number = file, list[str](), 0

    def take(self) -> tuple[int, str] | None:
        line = self._ahead.pop(0) if self._ahead else self._next()
        self._number += 1
        return (self._number, line) if line else None

    def join(self, line: str) -> str | None:
        """Add the lines until the quotes are even; None, and nothing taken, where they are not within reach."""
        whole, quotes = line, line.count('"')
        for reach in range(MOST_LINES):
            if reach >= len(self._ahead):
                self._ahead.append(self._next())
            whole += self._ahead[reach]
            quotes += self._ahead[reach].count('"')
            if quotes % 2 == 0:
                del self._ahead[: reach + 1]
                self._number += reach + 1
                return whole
            if not self._ahead[reach]:
                return None
        return None

    def _next(self) -> str:
        return self._file.readline(LONGEST_LINE).replace("\x00", "\ufffd")


def _split(record: str, separator: str) -> list[str]:
    if '"' not in record:
        return record.rstrip("\r\n").split(separator)
    try:
        return next(csv.reader([record], delimiter=separator), [])
    except csv.Error:
        return record.rstrip("\r\n").split(separator)
