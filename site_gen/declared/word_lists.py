"""Reads the TOML files of words that come with the program and that counsel extends, each as the record it must fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from msgspec import DecodeError, Meta, ValidationError, convert, toml

from site_gen.errors import ConfigError

NonEmpty = Annotated[str, Meta(min_length=1)]
"""Text that says something: an empty word would be found everywhere."""
_T = TypeVar("_T")
_PLACE = re.compile(r"(?s)(?P<problem>.*) - at `(?P<place>.*)`")
_WORDS = (
    (re.compile(r"Object missing required field `(.+)`"), r"lacks the key \1"),
    (re.compile(r"Object contains unknown field `(.+)`"), r"has the key \1, which nothing reads"),
    (re.compile(r"Expected `(?:array|tuple)`, got .*"), "is not a list"),
    (re.compile(r"Expected `object`, got .*"), "is not a table"),
    (re.compile(r"Expected `str`, got .*"), "is not text"),
    (re.compile(r"Expected `str` of length >= 1"), "is empty"),
)
"""What msgspec says, and the same in words that its readers use."""


def read(path: Path, shape: type[_T]) -> _T:
    """Read a file; raises ConfigError with the key where it is missing, is not TOML or does not fit the record."""
    try:
        return toml.decode(path.read_bytes(), type=shape)
    except FileNotFoundError as error:
        raise ConfigError(str(path), "is missing") from error
    except ValidationError as error:
        raise ConfigError(str(path), _what_is_wrong(str(error))) from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error


def fit(path: Path, key: str, content: Mapping[str, Any], shape: type[_T]) -> _T:
    """Make a record of a table of a file; raises ConfigError with the table's key where it does not fit."""
    try:
        return convert(content, shape)
    except ValidationError as error:
        raise ConfigError(str(path), f"{key}: {_what_is_wrong(str(error))}") from error


def _what_is_wrong(message: str) -> str:
    """Return what is wrong, behind the key that it is wrong with."""
    found = _PLACE.fullmatch(message)
    problem = found["problem"] if found else message
    for pattern, words in _WORDS:
        problem = pattern.sub(words, problem)
    place = found["place"].removeprefix("$").lstrip(".") if found else ""
    return f"{place}: {problem}" if place else problem
