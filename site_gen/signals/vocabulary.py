"""What the page of facts calls things, and by which words they are told: `lexicon/LANGUAGE/facts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from site_gen.errors import ConfigError
from site_gen.model.facts import FactKind
from site_gen.signals.language import Terms
from site_gen.signals.lexicon import FACTS_FILE, FOLDER, IGNORED, Lexicon, languages

_DEFAULT = FOLDER / languages()[0] / FACTS_FILE
_ORIGIN = "origin"
_TABLES = {"data": FactKind.DATA, "recipients": FactKind.RECIPIENT, "purposes": FactKind.PURPOSE}


class Entry(Struct, frozen=True):
    """One kind of information, recipient or purpose."""

    kind: FactKind
    key: str
    """The same in every language."""
    name: str
    group: str
    """What the family of kinds that it stands in is called; empty where it stands in none."""
    origin: bool
    """Whether it says where information comes from."""
    written: frozenset[str] = frozenset()
    """The forms, in small letters, in which alone its terms count; empty where any form does."""


class Vocabulary(Struct, frozen=True, eq=False):
    """The names of one language."""

    entries: Mapping[tuple[str, str], Entry]
    """By the family and the concept of a hit; those of words that only look like a kind are missing."""
    terms: Terms
    definitions: Terms
    """In sentences that only say what other words mean."""
    not_behind: Terms
    """A few words before somebody who gets nothing."""


@lru_cache(maxsize=8)
def vocabulary(known: Lexicon) -> Vocabulary:
    """Return the names for a language; keys that English does not know are refused."""
    path = FOLDER / known.name / FACTS_FILE
    content, default = _read(path), _read(_DEFAULT)
    titles = {**default["groups"], **content.get("groups", {})}
    words: dict[tuple[str, str], Iterable[str]] = {}
    entries = {}
    behind: list[str] = []
    for table, kind in _TABLES.items():
        own = dict(content.get(table, {}))
        words[table, IGNORED] = own.pop(IGNORED, ())
        behind += own.pop("not_behind", ())
        for key, value in own.items():
            if key not in default[table]:
                raise ConfigError(str(path), f"{table}.{key} is none of those in the English file {path.name}")
            group = default[table][key].get("group", "")
            words[table, key] = value["terms"]
            written = frozenset(map(str.lower, value["terms"]) if value.get("as_written") else ())
            entries[table, key] = Entry(kind, key, value["name"], titles.get(group, ""), group == _ORIGIN, written)
    definitions = Terms(known.language, {("definitions", "definition"): content.get("definitions", ())})
    not_behind = Terms(known.language, {("not_behind", "not_behind"): behind})
    return Vocabulary(entries, Terms(known.language, words), definitions, not_behind)


@cache
def ranks() -> Mapping[tuple[FactKind, str], int]:
    """Return the place of each kind in the order of a page, which is that of the English file."""
    content = _read(_DEFAULT)
    order = [
        (kind, key) for table, kind in _TABLES.items() for key, value in content[table].items() if "terms" in value
    ]
    return {fact: place for place, fact in enumerate(order)}


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error
