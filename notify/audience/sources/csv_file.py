"""CSV: a plain one is read by polars; one with quotes or broken text line by line, and a bad one spoils only itself."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from notify.audience.sources.columns import LONGEST, NEEDED, ROWS_AT_ONCE, Names, fold, frame_of, locate, reshape
from notify.config import COLUMNS
from notify.errors import SourceError
from notify.files.kinds import OF_ACCOUNTS, refuse_other_kind
from notify.lazy import polars as pl

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BY_ZEROS = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
"""Encodings without a mark, by which of four bytes are mostly zero."""
_SURPLUS = 4
"""Fields after the header's last that the fast reader looks at; a file in which a row may have more is read by line."""
_BLANK = " \t"
"""What may stand in a field that is empty."""
_UTF8 = "utf-8-sig"
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE)
"""Excel's own first line, which names the separator."""
_END = "\x1a"
"""What programs of DOS end a file with."""
MOST_LINES = 20
"""Lines that one record may span; otherwise an unbalanced quote would swallow every account after it."""
LONGEST_LINE = 1_000_000
_EMPTY = " \t\r\n\x00\ufeff,;|"
"""What stands in the empty lines that spreadsheets write."""
PIECE = 1 << 22
"""Bytes that are looked at together, before a file is read."""
_REACH = 2 * _SURPLUS + 2
"""Bytes of the piece before that are looked at again."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, as its first lines show it."""

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_line: int
    """More than 1 below Excel's `sep=` line, or below empty lines."""

    def open(self) -> IO[str]:
        """Open the file as text; what is broken in it becomes U+FFFD."""
        return _open(self.path, self.encoding)


def read_csv(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a CSV file with a header, as Excel, databases and shells write it.

    The separator is that under which the header has the columns we need. UTF-8 is read as it is, UTF-16 and UTF-32
    where a mark or zero bytes show it; of any other encoding only what is ASCII is certain, the rest becomes U+FFFD.
    """
    refuse_other_kind(Path(source), OF_ACCOUNTS)
    dialect = _dialect(Path(source), names)
    _refuse_missing_header(dialect, source, names)
    located = locate(dialect.header, names, source)
    if dialect.encoding == _UTF8 and dialect.header_line == 1 and _reads_plainly(dialect):
        return _read_fast(dialect, located)
    return _read_carefully(dialect, located)


def _refuse_missing_header(dialect: Dialect, source: str, names: Names) -> None:
    if any(_ADDRESS.fullmatch(field.strip()) for field in dialect.header):
        raise SourceError(
            source,
            "its first line is an account, and should name the columns: put a line such as "
            f"`{dialect.separator.join(NEEDED)}` above it, with a name for every column",
            row=dialect.header_line,
        )
    needed = {fold(names.get(ours, ours)) for ours in NEEDED}
    if needed <= {fold(name) for name in dialect.header}:
        return
    with dialect.open() as file:
        for number, line in enumerate(islice(_lines(file), MOST_LINES), start=1):
            named = {fold(name) for name in _split(line, _separator(line, names))}
            if number > dialect.header_line and needed <= named:
                raise SourceError(source, f"names its columns on line {number}; delete the lines above it", row=number)


def _dialect(path: Path, names: Names) -> Dialect:
    try:
        with path.open("rb") as file:
            head = file.read(LONGEST_LINE)
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None
    encoding = _encoding(head)
    with _open(path, encoding) as file:
        lines = enumerate(islice(_lines(file), MOST_LINES), start=1)
        filled = [(number, line) for number, line in lines if line.strip(_EMPTY)][:2]
    told = _SEPARATOR_LINE.fullmatch(filled[0][1].strip("\r\n\x00")) if filled else None
    if len(filled) <= bool(told):
        raise SourceError(str(path), "is empty; its first line must name the columns", row=1)
    number, line = filled[bool(told)]
    separator = _separator(line, names, told[1] if told else "")
    header = tuple(_split(line.replace("\x00", ""), separator))
    return Dialect(path, encoding, separator, header, number)


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        yield line


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head.rstrip(b"\x00")[:4000]  # a crash of the machine may leave zeros at the end
    zeros = [sample[place::4].count(0) * 8 > len(sample) for place in range(4)]  # of half of them
    return next((name for places, name in _BY_ZEROS.items() if [*places] == zeros and len(sample) > 8), _UTF8)


def _separator(line: str, names: Names, told: str = "") -> str:
    """Choose the separator that finds the most of our columns; without any, the one that splits the most.

    The one that was told wins where it does as well: whoever saves such a file again may leave that line as it was.
    """
    wanted = {fold(names.get(ours, ours)) for ours in COLUMNS}

    def rank(separator: str) -> tuple[int, int]:
        found = _split(line, separator)
        return len(wanted & {fold(name) for name in found}), len(found)

    return max(f"{told},;\t|", key=rank)


def _open(path: Path, encoding: str) -> IO[str]:
    try:
        return path.open(encoding=encoding, errors="replace", newline="")  # a lone CR ends a line too
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _reads_plainly(dialect: Dialect) -> bool:
    has_long_run, before = False, b""
    may_be_run = _run_of_empty_fields(dialect.separator)
    with dialect.path.open("rb") as file:
        while fresh := file.read(PIECE):
            piece = before + fresh  # what a line end or an empty line begins with may stand in the piece before
            alone = piece.count(b"\r") - piece.count(b"\r\n") - piece.endswith(b"\r")
            if alone or b'"' in fresh or b"\x00" in fresh or b"\n\n" in piece or b"\n\r\n" in piece:
                return False
            if not (fresh.isascii() or _is_utf8(piece)):
                return False
            has_long_run = has_long_run or may_be_run(piece)
            before = piece[-_REACH:]
    return not before.endswith((b"\r", _END.encode())) and not (
        has_long_run and _widest(dialect) > len(dialect.header) + _SURPLUS
    )


def _run_of_empty_fields(separator: str) -> Callable[[bytes], bool]:
    """Build the test for as many empty fields together as would hide from the fast reader what comes after them."""
    mark = separator.encode()
    run, blanks = mark * (_SURPLUS + 1), [mark + blank.encode() for blank in _BLANK if blank != separator]
    return lambda piece: run in piece or any(each in piece for each in blanks)


def _widest(dialect: Dialect) -> int:
    """Count the fields of the row that has the most."""
    lines = pl.scan_csv(
        dialect.path, separator="\x00", quote_char=None, encoding="utf8-lossy", has_header=False, skip_rows=1,
        schema={"line": pl.String}, low_memory=True, glob=False,
    )  # fmt: skip
    marks = lines.select(pl.col("line").str.count_matches(dialect.separator, literal=True).max())
    return int(marks.collect(engine="streaming").item() or 0) + 1


def _is_utf8(chunk: bytes) -> bool:
    try:
        # A chunk may begin or end inside a character; four bytes on each side are its reach.
        chunk[4:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < 4 or error.end > len(chunk) - 12
    return True


def _read_fast(dialect: Dialect, located: dict[str, str]) -> Iterator[pl.DataFrame]:
    surplus = [f"surplus {place}" for place in range(_SURPLUS)]
    places = {f"field {place}": pl.String for place in range(len(dialect.header))}
    schema = {**places, **dict.fromkeys(surplus, pl.String)}
    scan = pl.scan_csv(
        dialect.path, separator=dialect.separator, quote_char=None, encoding="utf8-lossy", has_header=False,
        skip_rows=1, schema=schema, missing_columns="insert", extra_columns="ignore", truncate_ragged_lines=True,
        ignore_errors=True, low_memory=True, glob=False,
    )  # fmt: skip
    wanted = {ours: f"field {dialect.header.index(theirs)}" for ours, theirs in located.items()}
    width = len(dialect.header)
    # Empty fields after the last column are a spreadsheet's; anything else there has moved the columns before it.
    problem = pl.when(pl.any_horizontal(pl.col(surplus).fill_null("").str.strip_chars(_BLANK) != "")).then(
        pl.lit(_surplus(width))
    )
    row = 2
    for frame in scan.select(*sorted(set(wanted.values())), *surplus).collect_batches(chunk_size=ROWS_AT_ONCE):
        shaped = reshape(frame, wanted, row)
        yield shaped.with_columns(frame.select(problem.alias("problem")).to_series())
        row += frame.height


def _read_carefully(dialect: Dialect, located: dict[str, str]) -> Iterator[pl.DataFrame]:
    places = [dialect.header.index(located[name]) if name in located else None for name in COLUMNS]
    rows: list[list[object]] = []
    with dialect.open() as file:
        for number, fields, problem in _records(file, dialect, dialect.header.index(located["email"])):
            if number <= dialect.header_line:
                continue
            values = [None if place is None or place >= len(fields) else fields[place][:LONGEST] for place in places]
            rows.append([number, *values, problem])
            if len(rows) == ROWS_AT_ONCE:
                yield frame_of(rows)
                rows.clear()
    yield frame_of(rows)


def _records(file: IO[str], dialect: Dialect, email_place: int) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (line, fields, problem); a record whose quotes do not close is given up after its first line."""
    separator, width = dialect.separator, len(dialect.header)
    is_whole = _whole_record(separator)

    def is_account(line: str) -> bool:
        fields = _split(line, separator)
        return len(fields) >= width and bool(_ADDRESS.fullmatch(fields[email_place].strip(' "')))

    waiting = _Lines(file)
    while (taken := waiting.take()) is not None:
        number, line = taken
        line = line.rstrip(_END)  # it may follow the last line's text, where that has no end of its own
        if not line.strip(f"\r\n{_END}"):
            continue
        if len(line) >= LONGEST_LINE:
            yield number, [], "a line longer than a megabyte"
            continue
        whole = line if '"' not in line or is_whole(line) else waiting.join(line, is_whole, is_account)
        if whole is None:
            yield number, _split(line.replace('"', ""), separator), "an unclosed quotation mark"
            continue
        fields = _split(whole, separator)
        yield number, fields, _surplus(width) if any(field.strip(_BLANK) for field in fields[width:]) else None


def _whole_record(separator: str) -> Callable[[str], object]:
    """Build the test for a record whose quotes are closed: only one that begins a field opens anything (RFC 4180).

    Blanks may stand before it: people who type a file put them behind each comma.
    """
    mark = re.escape(separator)
    field = rf' *+(?:"(?:[^"]++|"")*+"[^{mark}]*+|[^"{mark}][^{mark}]*+|)'
    return re.compile(rf"{field}(?:{mark}{field})*+").fullmatch


def _surplus(width: int) -> str:
    return f"more fields than the header's {width}"


class _Lines:
    """Numbered lines, with look-ahead."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._ahead, self._number = file, list[str](), 0

    def take(self) -> tuple[int, str] | None:
        line = self._ahead.pop(0) if self._ahead else self._next()
        self._number += 1
        return (self._number, line) if line else None

    def join(self, line: str, is_whole: Callable[[str], object], is_account: Callable[[str], bool]) -> str | None:
        """Add the lines until the quotes are closed; None, and nothing taken, where that would swallow an account."""
        whole = line
        for reach in range(MOST_LINES):
            if reach >= len(self._ahead):
                self._ahead.append(self._next())
            if not self._ahead[reach] or is_account(self._ahead[reach]):
                return None
            whole += self._ahead[reach]
            if is_whole(whole):
                del self._ahead[: reach + 1]
                self._number += reach + 1
                return whole
        return None

    def _next(self) -> str:
        return self._file.readline(LONGEST_LINE).replace("\x00", "\ufffd")


def _split(record: str, separator: str) -> list[str]:
    if '"' not in record:
        return record.rstrip("\r\n").split(separator)
    try:
        return next(csv.reader([record], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return record.rstrip("\r\n").split(separator)
