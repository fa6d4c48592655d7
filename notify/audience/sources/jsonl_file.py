"""JSON lines: one object per line, each with its own keys; a line that is not one spoils only itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from notify.audience.sources.columns import ROWS_AT_ONCE, Names, UnreadableError, fold, frame_of, locate, text_of
from notify.config import COLUMNS
from notify.errors import SourceError
from notify.lazy import polars as pl

LONGEST_LINE = 1_000_000
_LISTED = re.compile(rb'"(\w{1,40})"\s*:\s*\[')


def read_jsonl(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a file of JSON objects, one a line; a key may stand in some lines and not in others."""
    locate(_keys(Path(source)), {ours: name for ours, name in names.items() if ours in {"account_id", "email"}}, source)
    wanted = {ours: fold(names.get(ours, ours)) for ours in COLUMNS}
    lines = enumerate(_lines(Path(source)), start=1)
    while chunk := list(islice(lines, ROWS_AT_ONCE)):
        yield frame_of([_row(number, line, wanted) for number, line in chunk if line.strip()])


def _keys(path: Path) -> list[str]:
    """Return every key of the first lines, each once."""
    found: dict[str, str] = {}
    for line in islice(_lines(path), 1000):
        for key in _object(line) or {}:
            found.setdefault(fold(key), key)
    if not found or _first_sign(path) == b"[":
        raise SourceError(str(path), how_to_write_lines(path))
    return list(found.values())


def how_to_write_lines(path: Path) -> str:
    """Say what is the matter with a file of JSON that is not read as lines of objects, and how to make them of it."""
    if not path.is_file():
        return "there is no such file"
    first = next((line for line in _lines(path) if line.strip()), b"").removeprefix(b"\xef\xbb\xbf").strip()
    lines = path.with_suffix(".jsonl")
    body = _object(first)
    if lines != path and body and not any(isinstance(value, dict | list) for value in body.values()):
        return f"holds an account on each line, it seems; rename it to {lines.name}, by which it is known"
    if first[:1] not in {b"[", b"{"}:
        return "no line among the first 1,000 is a JSON object"
    listed = _LISTED.search(b"\n".join(islice(_lines(path), 100)))
    key = listed[1].decode() if listed else "accounts"
    inside = ".[]" if first.startswith(b"[") else f"..|.{key}?|arrays|.[]"
    command = f"jq -c '{inside}' {path.name} > {'new-' if path == lines else ''}{lines.name}"
    return f"holds one piece of JSON; --accounts reads one object a line, each an account. Write them with `{command}`"


def _first_sign(path: Path) -> bytes:
    return next((line.removeprefix(b"\xef\xbb\xbf").strip()[:1] for line in _lines(path) if line.strip()), b"")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                yield line
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _row(number: int, line: bytes, wanted: Mapping[str, str]) -> list[object]:
    body = _object(line)
    if body is None:
        return [number, *[None] * len(wanted), "not a JSON object"]
    found: dict[str, object] = {}
    for key, value in body.items():
        if fold(key) in found and fold(key) in wanted.values():
            return [number, *[None] * len(wanted), f"two keys called {key[:40]!r}"]
        found[fold(key)] = value
    identity = found.get(wanted["account_id"])
    if isinstance(identity, float):
        return [number, *[None] * len(wanted), "the account id is a floating-point number"]
    return [number, *[_scalar(found.get(key)) for key in wanted.values()], None]


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=_set_repeats_apart)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _set_repeats_apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep a key that stands twice apart, so that its line can say so."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[f" {key}" if key in found else key] = value
    return found


def _scalar(value: object) -> str | None:
    if isinstance(value, bool | dict | list):
        return None
    try:
        text = text_of(value)
    except UnreadableError:
        return None
    # A lone surrogate (\ud800) is legal JSON and no text.
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")
