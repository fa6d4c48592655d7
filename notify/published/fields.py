"""Checks what the site publishes, value by value: of the right type and form, and not absurd."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

VERSION_ID = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")
SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")
RULE = re.compile(r"[a-z0-9][a-z0-9-]*")
REGION = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?")
TIMING = re.compile(r"[a-z]{1,20}(-[a-z]{1,20})*")
SHA256 = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def count(value: object, field: str, most: int = 1 << 31) -> int:
    """Check a number: whole, not negative, and not absurd.

    Raises ValueError.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        msg = f"{field} is {value!r:.60}, which is not a number from 0 to {most}"
        raise ValueError(msg)
    return value


def text(value: object) -> str:
    """Check a text, and leave out NUL, which no database takes.

    Raises TypeError.
    """
    if not isinstance(value, str):
        msg = f"expected text and found {value!r:.60}"
        raise TypeError(msg)
    return value.replace("\x00", "")


def one_line(value: object) -> str:
    """Check a text, and put it on one line."""
    return " ".join(text(value).split())


def match(pattern: re.Pattern[str], value: object, field: str) -> str:
    """Check a text against the form that it must have.

    Raises ValueError.
    """
    checked = text(value)
    if not pattern.fullmatch(checked):
        msg = f"{field} is {checked!r:.60}, which is not of the form {pattern.pattern}"
        raise ValueError(msg)
    return checked


def zone(name: object) -> str:
    """Give the name of a time zone that this machine knows."""
    try:
        return ZoneInfo(one_line(name)).key
    except (KeyError, OSError) as error:
        raise ValueError(f"policy.time_zone {name!r} is not a time zone that this machine knows") from error
