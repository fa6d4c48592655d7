"""JSON in the one form in which it is published: what others recompute a checksum from must not depend on us."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Raw, json

Json: TypeAlias = "str | int | Raw | list[Json] | dict[str, Json] | None"


def canonical(value: Json) -> bytes:
    """Return the one form in which JSON is published: UTF-8, sorted keys, two-space indent, one final newline."""
    return json.format(json.encode(value, order="sorted"), indent=2) + b"\n"


def write(value: Json) -> str:
    """Write a value that `written` puts into another one later."""
    return json.encode(value, order="sorted").decode()


def written(text: str) -> Raw:
    """Return a value that `write` has written, for use inside another."""
    return Raw(text)
