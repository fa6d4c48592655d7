"""Reads the TOML files of words that come with the program, and refuses what lacks a key by file and key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, TypeVar

from msgspec import DecodeError, Meta, ValidationError, toml

from notify.errors import ConfigError

NonEmpty = Annotated[str, Meta(min_length=1)]
"""Text that says something: an empty word would be found everywhere."""
_T = TypeVar("_T")
_PLACE = re.compile(r"(?s)(?P<problem>.*) - at `\$?\.?(?P<place>.*)`")
_WORDS = (
    (re.compile(r"Object missing required field `(.+)`"), r"lacks the key \1"),
    (re.compile(r"Expected `array`, got .*"), "is not a list"),
    (re.compile(r"Expected `object`, got .*"), "is not a table"),
    (re.compile(r"Expected `str`, got .*"), "is not text"),
    (re.compile(r"Expected `bool`, got .*"), "is neither true nor false"),
    (re.compile(r"Expected `(?:str|array)` of length >= 1"), "is empty"),
)
"""What msgspec says, and the same in words that its readers use."""


class Sentences(dict[str, str]):
    """The sentences of one file; asking for one that it lacks raises ConfigError."""

    def __init__(self, path: Path) -> None:
        super().__init__(read(path, dict[str, str]))
        self._path = path

    def __missing__(self, key: str) -> str:
        raise ConfigError(f"{self._path}: lacks the key {key}")


def read(path: Path, shape: type[_T]) -> _T:
    """Read a file; raises ConfigError with the key where it cannot be read or does not fit the record."""
    try:
        return toml.decode(path.read_bytes(), type=shape)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise ConfigError(f"{path}: {_what_is_wrong(str(error))}") from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error


def _what_is_wrong(message: str) -> str:
    found = _PLACE.fullmatch(message)
    problem = found["problem"] if found else message
    for pattern, words in _WORDS:
        problem = pattern.sub(words, problem)
    return f"{found['place']}: {problem}" if found and found["place"] else problem
