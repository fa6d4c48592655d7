"""Talking to people and to scripts: data to stdout, talk and progress to stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from notify.net import hide_passwords

UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys instead of showing, or cannot write: controls, changes of direction, half a character."""

FORMULA = frozenset("=+-@|\uff1d\uff0b\uff0d\uff20")
"""What begins a formula in a spreadsheet, in both widths."""


def answer(body: Any, text: str, *, as_json: bool) -> None:
    """Print the answer: JSON for scripts, words for people."""
    if as_json:
        # Inside JSON a control can stand in strings alone, where an escape means the same.
        text = UNSHOWN.sub(_json_escape, json.dumps(json_value(body), ensure_ascii=False, indent=2))
    print(text if as_json else escape_controls(text))


def say(words: str) -> None:
    """Talk to the operator."""
    print(escape_controls(hide_passwords(words)), file=sys.stderr, flush=True)


def escape_controls(words: str) -> str:
    """Write out in hexadecimal what a terminal would obey instead of showing."""
    return UNSHOWN.sub(_escape, words)


def moment_words(at: datetime) -> str:
    """Write a moment as an option takes it: in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Say how many of something; its plural takes an s unless another is given."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def cell(value: str) -> str:
    """Write a table's cell so that no spreadsheet takes it for a formula; JSON has the value as it is."""
    return f"'{value}" if value.lstrip()[:1] in FORMULA and value.strip() else value


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def tame(words: str) -> str:
    """Leave out of a stranger's words what neither a database nor a terminal should get: lone surrogates, controls."""
    return words if words.isprintable() else "".join(c if c.isprintable() else " " for c in words)


def json_value(value: Any) -> Any:
    """Turn our types into what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(json_value(key)): json_value(one) for key, one in value.items()}
    return [json_value(one) for one in value] if isinstance(value, list | tuple) else value


@contextmanager
def show_count(words: str) -> Iterator[Callable[[int], None]]:
    """Show a growing number while a person is watching; yields the function that takes the number so far."""
    if not sys.stderr.isatty():
        yield lambda _number: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only a terminal needs it

    with Console(stderr=True).status(words) as shown:
        yield lambda number: shown.update(f"{words} {number:,}")


@contextmanager
def progress(total: int, done: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left while a person is watching; yields the function that takes each advance."""
    if not sys.stderr.isatty():
        yield lambda _more: None
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - as above

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}/s"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("sending", total=total, completed=done, rate="-")

        def advance(more: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=more, rate=f"{speed:,.0f}" if speed else "-")

        yield advance
