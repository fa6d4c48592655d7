"""JSON that can be read in one way only: each name once, and no number that is none."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def read_once(text: bytes) -> Any:
    """Read JSON in UTF-8.

    Raises ValueError, also where a name stands twice in one object, or a number is infinite or none.
    """
    return json.loads(text.decode(), object_pairs_hook=_object, parse_constant=_refuse)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
