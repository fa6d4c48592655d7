"""Takes a file of events of any size apart into bounded pieces, each a JSON array of whole events.

Most files are cut where one event seems to end and another to begin, and the piece is then read as a whole: it is an
array only if the cut was right. What such cutting cannot take apart is read event by event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from notify.errors import SourceError

PIECE = 1 << 20
TAIL = 1 << 14
"""Bytes at the end of a piece in which an event nearly always ends."""
EVENTS_AT_ONCE = 5_000
MARK = b"\xef\xbb\xbf"
BETWEEN = (b"},{", b"}, {", b"},\n{", b"},\r\n{", b"}\n{", b"}\r\n{")
"""What programs write between two events."""
PADDING = re.compile(rb"[\[\], \t\r\n]*")
GAP = re.compile(r"[\[\], \t\r\n]*")


def pieces_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number of events, JSON array).

    Raises SourceError, with the line, where the file holds anything other than events.
    """
    with path.open("rb") as file:
        left, line = yield from _cut(file)
        yield from _group(_one_by_one(left, line, file, str(path)))


def _cut(file: BinaryIO) -> Generator[tuple[int, bytes], None, tuple[bytes, int]]:
    """Yield pieces as long as cuts are right; returns what is left, and the line on which that begins."""
    buffer, line = file.read(len(MARK)).removeprefix(MARK), 1
    while fresh := file.read(PIECE):
        buffer += fresh
        end = _last_end(buffer) if len(fresh) == PIECE else len(buffer)
        array = _array(buffer, end)
        number = _count(array)
        if not number:
            break
        yield number, array
        line += buffer.count(b"\n", 0, end)
        buffer = buffer[end:]
    return buffer, line


def _last_end(buffer: bytes) -> int:
    """Return where the last whole event ends, as it seems; 0 where none does."""
    for start in (max(0, len(buffer) - TAIL), 0):  # looking for each through all of it would take as long as parsing
        if end := max(buffer.rfind(between, start) for between in BETWEEN) + 1:
            return end
    return 0


def _array(buffer: bytes, end: int) -> bytes:
    """Make an array of events up to where the last one ends; lines of events are given its commas."""
    first = PADDING.match(buffer).end()  # type: ignore[union-attr]  # it matches nothing, too
    last = buffer.rfind(b"}", 0, end) + 1
    if PADDING.fullmatch(buffer, last, end) is None:
        last = end
    array = b"".join((b"[", memoryview(buffer)[first:last], b"]"))
    for line_end in (b"\n", b"\r\n"):
        between = b"}%b{" % line_end
        # Who writes one event a line does so throughout; inside an event no line ends between braces that meet.
        if between in array[:TAIL] or between in array[-TAIL:]:
            array = array.replace(between, b"},%b{" % line_end)
    return array


def _count(array: bytes) -> int:
    """Count the objects of an array; 0 where it is not one, or not of objects alone."""
    try:
        return len(_OBJECTS.decode(array.decode()))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 0


class _Object(msgspec.Struct, gc=False):
    """Any object, whatever it holds."""


_OBJECTS = msgspec.json.Decoder(list[_Object])


def _group(items: Iterator[str]) -> Iterator[tuple[int, bytes]]:
    group: list[str] = []
    for item in items:
        group.append(item)
        if len(group) == EVENTS_AT_ONCE:
            yield len(group), f"[{','.join(group)}]".encode()
            group = []
    if group:
        yield len(group), f"[{','.join(group)}]".encode()


def _one_by_one(left: bytes, line: int, file: BinaryIO, path: str) -> Iterator[str]:
    """Yield each object of a JSON array (or of lines, or alone) as its own text, without holding the file."""
    # A number of thousands of digits is valid JSON, and Python's integers refuse it.
    decoder = json.JSONDecoder(parse_int=float)
    while True:
        fresh = file.read(PIECE)
        # A character may be cut in two: the bytes after the last brace wait for the next turn.
        whole = len(left + fresh) if not fresh else max((left + fresh).rfind(b"}"), 0) + 1
        text, left = (left + fresh)[:whole].decode("utf-8", "replace"), (left + fresh)[whole:]
        start = GAP.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
        while (end := _end_of_value(decoder, text, start)) is not None:
            yield text[start:end]
            start = GAP.match(text, end).end()  # type: ignore[union-attr]  # as above
        line += text.count("\n", 0, start)
        left = text[start:].encode() + left
        if not fresh:
            break
    if left:
        before = "nothing was imported" if line == 1 else "what came before this line was imported"
        raise SourceError(path, f"is neither the provider's JSON array of events nor mail; {before}", row=line)


def _end_of_value(decoder: json.JSONDecoder, text: str, start: int) -> int | None:
    if not text.startswith("{", start):
        return None
    try:
        _, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return end
