"""The lexicons: what counsel reads and extends, loaded from `lexicon/LANGUAGE/*.toml` once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from site_gen.declared.word_lists import NonEmpty, fit, read
from site_gen.errors import ConfigError
from site_gen.signals.model import Direction, Weight
from site_gen.signals.words.compiled import compiled
from site_gen.signals.words.grammar import LANGUAGE_FILE, Grammar, read_language
from site_gen.signals.words.language import Language, Terms

FOLDER = Path(__file__).resolve().parent / "lexicon"
_PATTERNS_FILE = "patterns.toml"
FACTS_FILE = "facts.toml"
_DEFAULT = "en"
_QUESTIONS = frozenset(f"M{number}" for number in range(1, 17))
IGNORED = "ignored"
"""Concept of the terms that only look like a fact of their family."""
BUTTON = "button"
"""Concept of the quiet terms that label what people press."""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a fact raises a question, and what counsel is told."""

    code: str
    family: str
    """Name of the file; its concepts are what the rule looks for."""
    question: str
    on: frozenset[str] = frozenset({"added"})
    """Of added and removed: which way a fact must go."""
    beside: frozenset[str] = frozenset()
    """Families, of one of which the clause must hold a fact too; empty where any clause will do."""
    new_to: str = "clause"
    """document: the other text holds the fact nowhere; clause: not in this place."""
    only: frozenset[str] = frozenset()
    """Concepts that count; empty for all."""
    weight: Weight = Weight.MATERIAL
    alone: Weight | None = None
    """What it weighs where no other rule finds anything in the clause; none where that makes no difference."""
    way: Direction | None = None
    """Which way a practice went, whatever the clause says; none where its words decide."""
    why: str
    source: str


class Lexicon(Struct, frozen=True, eq=False):
    """Everything that is known about one language."""

    name: str
    """Of its folder."""
    language: Language
    grammar: Grammar
    terms: Terms
    rules: tuple[Rule, ...]
    """Rules about terms."""
    patterns: dict[str, Rule]
    """Rules about facts that no list of words can hold, by code."""
    ways: dict[tuple[str, str], Direction]
    """Which way a practice goes where a concept of a family comes, for those whose file says so."""


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon for a language tag, or the English one where there is none."""
    name = primary_language(language) if is_known(language) else _DEFAULT
    return compiled(f"lexicon-{name}", partial(load, FOLDER / name))


def primary_language(language: str) -> str:
    """Return the language of a tag such as `en-GB`."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", language)
    return found[0].lower() if found else _DEFAULT


@cache
def is_known(language: str) -> bool:
    """Whether a folder holds this language's lexicon."""
    return (FOLDER / primary_language(language) / LANGUAGE_FILE).is_file()


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a lexicon, English first."""
    found = sorted(path.parent.name for path in FOLDER.glob(f"*/{LANGUAGE_FILE}"))
    return (_DEFAULT, *(name for name in found if name != _DEFAULT))


def load(folder: Path) -> Lexicon:
    """Read the lexicon files of one language; raises ConfigError with the file and the key that is missing or wrong.

    Rules, and which way a concept goes, are the same in every language and stand in the English files beside it.
    """
    english = folder.parent / _DEFAULT
    language, grammar = read_language(folder / LANGUAGE_FILE)
    words: dict[tuple[str, str], list[str]] = {}
    rules: list[Rule] = []
    ways: dict[tuple[str, str], Direction] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name in {LANGUAGE_FILE, _PATTERNS_FILE, FACTS_FILE}:
            continue
        default = english / path.name
        family = read(default, _FamilyFile)
        rules += _rules(path, family)
        ways.update(((path.stem, concept), way) for concept, way in _ways(default, family))
        own = family if path == default else read(path, _FamilyFile)
        words.update(((path.stem, concept), terms) for concept, terms in _concepts(path, own, family).items())
    patterns = english / _PATTERNS_FILE
    by_code = {rule.code: rule for rule in _rules(patterns, read(patterns, _FamilyFile))}
    return Lexicon(folder.name, language, grammar, Terms(language, words), tuple(rules), by_code, ways)


class _FamilyFile(Struct, forbid_unknown_fields=True):
    """The keys of the file of a family of words."""

    rule: list[dict[str, Any]] = []
    concepts: dict[str, list[NonEmpty]] = {}
    ways: dict[Direction, list[NonEmpty]] = {}


def _concepts(path: Path, own: _FamilyFile, english: _FamilyFile) -> dict[str, list[str]]:
    """Return the words of a family; a concept that English does not know would say nothing to any rule."""
    if own is not english and (own.rule or own.ways):
        raise ConfigError(str(path), "holds rules or ways, which only the English file says")
    unknown = own.concepts.keys() - english.concepts.keys()
    if unknown:
        raise ConfigError(str(path), f"concepts: {min(unknown)!r} is none of those in the English file {path.name}")
    return own.concepts


def _ways(path: Path, content: _FamilyFile) -> Iterable[tuple[str, Direction]]:
    for way, concepts in content.ways.items():
        for concept in concepts:
            if concept not in content.concepts:
                raise ConfigError(str(path), f"ways: {concept!r} is not a concept of this file")
            yield concept, way


def _rules(path: Path, content: _FamilyFile) -> Iterable[Rule]:
    for number, table in enumerate(content.rule):
        rule = fit(path, f"rule[{number}]", {"family": path.stem, **table}, Rule)
        if rule.question not in _QUESTIONS:
            raise ConfigError(
                str(path), f"rule[{number}].question: {rule.question!r} is not a question of the checklist, M1 to M16"
            )
        yield rule
