"""What the page of facts calls things, and by which words they are told: `lexicon/LANGUAGE/facts.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path

from msgspec import Struct

from site_gen.declared.word_lists import NonEmpty, read
from site_gen.errors import ConfigError
from site_gen.model.facts import FactKind
from site_gen.signals.words.compiled import compiled
from site_gen.signals.words.language import Terms
from site_gen.signals.words.lexicon import (
    FACTS_FILE,
    FOLDER,
    IGNORED,
    Lexicon,
    languages,
    lexicon,
)

_DEFAULT = FOLDER / languages()[0] / FACTS_FILE
_ORIGIN = "origin"
_NOT_BEHIND = "not_behind"
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


class _Kind(Struct, forbid_unknown_fields=True):
    """A kind in the file."""

    name: NonEmpty
    terms: list[NonEmpty]
    group: str = ""
    as_written: bool = False


class _FactsFile(Struct, forbid_unknown_fields=True):
    """The keys of the file; a list in a table of kinds is `ignored` or `not_behind`."""

    definitions: list[NonEmpty] = []
    groups: dict[str, NonEmpty] = {}
    data: dict[str, _Kind | list[NonEmpty]] = {}
    recipients: dict[str, _Kind | list[NonEmpty]] = {}
    purposes: dict[str, _Kind | list[NonEmpty]] = {}

    def kinds(self, table: str) -> dict[str, _Kind]:
        """Return the kinds of a table by their keys."""
        return {key: value for key, value in getattr(self, table).items() if isinstance(value, _Kind)}

    def words(self, table: str, key: str) -> list[str]:
        """Return a list in a table; empty where it has none."""
        found = getattr(self, table).get(key, [])
        return found if isinstance(found, list) else []


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the names for a language, given the name of its lexicon."""
    return compiled(f"facts-{language}", partial(load, lexicon(language)))


def load(known: Lexicon) -> Vocabulary:
    """Read the file of a language; keys that English does not know are refused."""
    path = FOLDER / known.name / FACTS_FILE
    content, english = _read(path), _read(_DEFAULT)
    titles = {**english.groups, **content.groups}
    words: dict[tuple[str, str], Iterable[str]] = {}
    entries = {}
    for table, kind in _TABLES.items():
        _refuse_unknown(path, table, content, english)
        words[table, IGNORED] = content.words(table, IGNORED)
        groups = {key: value.group for key, value in english.kinds(table).items()}
        for key, value in content.kinds(table).items():
            words[table, key] = value.terms
            written = frozenset(map(str.lower, value.terms) if value.as_written else ())
            is_origin = groups[key] == _ORIGIN
            entries[table, key] = Entry(kind, key, value.name, titles.get(groups[key], ""), is_origin, written)
    definitions = Terms(known.language, {("definitions", "definition"): content.definitions})
    behind = [word for table in _TABLES for word in content.words(table, _NOT_BEHIND)]
    not_behind = Terms(known.language, {(_NOT_BEHIND, _NOT_BEHIND): behind})
    return Vocabulary(entries, Terms(known.language, words), definitions, not_behind)


def _refuse_unknown(path: Path, table: str, content: _FactsFile, english: _FactsFile) -> None:
    for key, value in getattr(content, table).items():
        is_known = key in english.kinds(table) if isinstance(value, _Kind) else key in {IGNORED, _NOT_BEHIND}
        if not is_known:
            raise ConfigError(str(path), f"{table}.{key} is none of those in the English file {path.name}")


@cache
def ranks() -> Mapping[tuple[FactKind, str], int]:
    """Return the place of each kind in the order of a page, which is that of the English file."""
    entries = vocabulary(languages()[0]).entries.values()
    return {(entry.kind, entry.key): place for place, entry in enumerate(entries)}


@lru_cache(maxsize=8)
def _read(path: Path) -> _FactsFile:
    return read(path, _FactsFile) if path.is_file() else _FactsFile()
