"""JSON lines: one object per line, each with its own keys; a line that is not one spoils only itself."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from notify.audience.sources.columns import (
    NEEDED,
    ROWS_AT_ONCE,
    Names,
    UnreadableError,
    fold,
    frame_of,
    locate,
    text_of,
)
from notify.config import COLUMNS
from notify.errors import SourceError
from notify.files.kinds import OF_ACCOUNTS, refuse_other_kind
from notify.lazy import polars as pl

LONGEST_LINE = 1_000_000
_AROUND = b" \t\r\n\x1e"
_LISTED = re.compile(rb'"(\w{1,40})"\s*:\s*\[')


def read_jsonl(source: str, names: Names) -> Iterator[pl.DataFrame]:
    """Read a file of JSON objects, one a line; a key may stand in some lines and not in others.

    A comma after a line is passed over, and so is the mark that begins a record of RFC 7464.
    """
    refuse_other_kind(Path(source), OF_ACCOUNTS)
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
    if not found or _first_byte(path) == b"[":
        raise SourceError(str(path), how_to_write_lines(path))
    return list(found.values())


def how_to_write_lines(path: Path) -> str:
    """Say what is wrong with a JSON file that does not hold one object a line, and how to make it one."""
    if not path.is_file():
        return "there is no such file"
    with path.open("rb") as file:
        head = file.read(LONGEST_LINE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in head[:100]:
        return f"is not UTF-8; convert it: iconv -f UTF-16 -t UTF-8 {path.name} > new-{path.stem}.jsonl"
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    lines = path.with_suffix(".jsonl")
    first, whole_line = _first_object(text)
    if lines != path and whole_line and first and _is_account(first):
        return f"holds an account on each line, it seems; rename it to {lines.name}, by which it is known"
    if text[:1] not in {"[", "{"}:
        return "no line among the first 1,000 is a JSON object"
    listed = _LISTED.search(head)
    key = listed[1].decode() if listed else "accounts"
    inside = ".[]" if text.startswith("[") else "." if first and _is_account(first) else f"..|.{key}?|arrays|.[]"
    command = f"jq -c '{inside}' {path.name} > {'new-' if path == lines else ''}{lines.name}"
    return f"does not hold one object a line, each an account, as JSON is read here; convert it with `{command}`"


def _first_object(text: str) -> tuple[dict[str, Any] | None, bool]:
    """Read the first object, and say whether a line ends after it."""
    try:
        body, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, False
    return (body if isinstance(body, dict) else None), "\n" not in text[:end] and text[end : end + 1] in {
        "",
        "\r",
        "\n",
    }


def _is_account(body: dict[str, Any]) -> bool:
    return bool(body) and not any(isinstance(value, dict | list) for value in body.values())


def _first_byte(path: Path) -> bytes:
    return next((line.removeprefix(b"\xef\xbb\xbf").strip()[:1] for line in _lines(path) if line.strip()), b"")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                yield line
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _row(number: int, line: bytes, wanted: Mapping[str, str]) -> list[object]:
    body = _object(line)
    if body is None:
        return [number, *[None] * len(wanted), "not a JSON object"]
    found: dict[str, object] = {}
    for key, value in body.items():
        if fold(key) in found and fold(key) in wanted.values():
            return [number, *[None] * len(wanted), f"two keys called {key.strip()[:40]!r}"]
        found[fold(key)] = value
    identity = found.get(wanted["account_id"])
    if isinstance(identity, float):
        return [number, *[None] * len(wanted), "the account id is a floating-point number"]
    values = [_unwrap(found.get(key)) for key in wanted.values()]
    for ours, value in zip(wanted, values, strict=True):
        if ours in NEEDED and isinstance(value, dict | list):
            return [number, *[None] * len(wanted), f"{ours} is {'an object' if isinstance(value, dict) else 'a list'}"]
    return [number, *map(_scalar, values), None]


def _unwrap(value: object) -> object:
    """Give what MongoDB's extended JSON wraps, such as {"$oid": "..."}."""
    while isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
        (value,) = value.values()
    return value


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        text = line.strip(_AROUND).removeprefix(b"\xef\xbb\xbf").removesuffix(b",").decode("utf-8", "replace")
        body = json.loads(text, object_pairs_hook=_set_repeats_apart)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _set_repeats_apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep a repeated key separate, so that its line can be reported."""
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
