"""JSON in the one form in which it is published: what others recompute a checksum from must not depend on us."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"


class Written(str):
    """A value that is in this form already, indented for one depth."""

    __slots__ = ()


def write(value: Json, depth: int) -> Written:
    """Write a value for use at that depth inside another."""
    return Written(_pretty(value, "\n" + "  " * depth))


def canonical(value: Json) -> bytes:
    """Return the one form in which JSON is published: UTF-8, sorted keys, two-space indent, one final newline."""
    return f"{_pretty(value)}\n".encode()


def _pretty(value: Json, margin: str = "\n") -> str:
    """Write what `json.dumps(sort_keys=True, indent=2)` would, in a third of the time: a long history has many entries.

    An indent keeps `json` from its fast encoder, so that gets the margin as its separator wherever nothing is nested.
    """
    if not isinstance(value, dict | list) or not value:
        return value if isinstance(value, Written) else _encoder(margin)(value)
    inner = f"{margin}  "
    if isinstance(value, list):
        return f"[{','.join([inner + _pretty(item, inner) for item in value])}{margin}]"
    if not any(value[name] and isinstance(value[name], dict | list | Written) for name in value):
        return f"{{{inner}{_encoder(inner)(value)[1:-1]}{margin}}}"
    fields = [f"{inner}{_encoder(inner)(name)}: {_pretty(value[name], inner)}" for name in sorted(value)]
    return f"{{{','.join(fields)}{margin}}}"


@cache
def _encoder(margin: str) -> Callable[[Json], str]:
    return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(f",{margin}", ": ")).encode
