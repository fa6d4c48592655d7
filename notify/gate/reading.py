"""JSON that can be read in one way only: each name once, and no number that is infinite or not a number."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def read_once(text: bytes) -> Any:
    """Read JSON in UTF-8.

    Raises ValueError, also where a name stands twice in one object, or a number is NaN, infinite or too large for one.
    """
    return _READER.decode(text.decode())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        _refuse(written)
    return number


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name:.20} is not a finite number")


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
