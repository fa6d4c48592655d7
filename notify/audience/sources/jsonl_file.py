"""JSON lines: one object a line; a line that is none spoils only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notify.audience.sources.columns import ROWS_AT_ONCE, Names, framed, locate, plain
from notify.config import COLUMNS
from notify.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

LONGEST_LINE = 1_000_000


def read_jsonl(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a file of JSON objects, one a line."""
    located = locate(_keys(Path(source)), names, source)
    keys = [located.get(name) for name in COLUMNS]
    lines = enumerate(_lines(Path(source)), start=1)
    while chunk := list(islice(lines, ROWS_AT_ONCE)):
        yield framed([_row(number, line, keys) for number, line in chunk if line.strip()])


def _keys(path: Path) -> list[str]:
    for line in islice(_lines(path), 1000):
        body = _object(line)
        if body:
            return list(body)
    raise SourceError(str(path), "no line among the first 1,000 is a JSON object")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                yield line
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _row(number: int, line: bytes, keys: list[str | None]) -> list[object]:
    body = _object(line)
    if body is None:
        return [number, *[None] * len(keys), "not a JSON object"]
    return [number, *[None if key is None else _scalar(body.get(key)) for key in keys], None]


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _scalar(value: object) -> str | None:
    if isinstance(value, bool | dict | list):
        return None
    text = plain(value)
    # A lone surrogate (\ud800) is legal JSON and no text.
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")
