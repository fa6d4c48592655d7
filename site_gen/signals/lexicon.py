"""The lexicons: what counsel reads and extends, loaded from `lexicon/LANGUAGE/*.toml` once a process."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from site_gen.errors import ConfigError
from site_gen.signals.language import Language, Terms
from site_gen.signals.model import Direction, Weight

FOLDER = Path(__file__).resolve().parent / "lexicon"
_LANGUAGE_FILE = "language.toml"
_PATTERNS_FILE = "patterns.toml"
FACTS_FILE = "facts.toml"
_DEFAULT = "en"
_QUESTIONS = frozenset(f"M{number}" for number in range(1, 17))
IGNORED = "ignored"
"""Concept of the terms that only look like a fact of their family."""
BUTTON = "button"
"""Concept of the quiet terms that label what people press."""


class Rule(Struct, frozen=True, kw_only=True):
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
    why: str
    source: str


class Grammar(Struct, frozen=True, kw_only=True):
    """What a language's file says of single words and of the look of names and dates."""

    negations: frozenset[str]
    inabilities: frozenset[str] = frozenset()
    """Negations, in small letters, that say what somebody is not able to do, which promises nothing."""
    strong_modals: frozenset[str]
    weak_modals: frozenset[str]
    nothing: frozenset[str]
    abbreviations: frozenset[str]
    """With their full stop; marked by a star where it never ends a sentence, else only a bracket or quote goes on."""
    forms: frozenset[str]
    """Forms of companies, in small letters."""
    papers: frozenset[str]
    """Last words of the names of documents and pages, which get no information."""
    pointers: frozenset[str] = frozenset()
    """Begin a sentence that only sends readers to another document, as in "Read our notice on cookies"."""
    requests: frozenset[str] = frozenset()
    """What people submit in order to ask something of the publisher."""
    conditionals: frozenset[str] = frozenset()
    """Open a part that says when something holds."""
    offers: frozenset[str] = frozenset()
    """What a publisher calls its own: behind these words' owner, a name is that of a service, and no recipient."""
    reader: frozenset[str]
    """Words for whom the text speaks to."""
    possessives: frozenset[str] = frozenset()
    """Stand before what belongs to readers."""
    publisher: frozenset[str]
    """Words for whoever speaks."""
    joints: frozenset[str]
    """Join the members of a list."""
    openers: frozenset[tuple[str, ...]]
    """Open a list of examples, as stems of one word or more."""
    fillers: frozenset[str]
    """Senses of what may stand behind an opener, as in "including, but not limited to"."""
    turns: frozenset[str]
    """End what a `not` governs."""
    subjects: frozenset[str]
    """End it too behind a comma or a joint: somebody else does something else."""
    relatives: frozenset[str]
    """Open a part about the word before; a `not` in it governs no more than that part."""
    asides: frozenset[str]
    """Denials that govern no more than the words up to the next comma."""
    all_words: frozenset[str] = frozenset()
    """Say that something holds whatever, as in "under any circumstances"."""
    no_denials: tuple[tuple[str, ...], ...]
    """Terms, as stems, in which a `not` denies nothing."""
    stops: frozenset[str]
    """End a list: what follows says when, why or how."""
    givers: frozenset[str]
    """Stand before whoever gets information."""
    aims: frozenset[str]
    """Stand before what information is used for."""
    sources: frozenset[str]
    """Stand before whom or what information comes from."""
    purposes: frozenset[str]
    """Announce a list of purposes."""
    passives: frozenset[str]
    """Stand before a verb whose object stands before it."""
    generic: frozenset[str]
    """Senses that name no member of a list by themselves."""
    continuers: frozenset[str]
    """Begin a sentence that goes on about what the one before it says."""
    cessations: frozenset[str]
    """Say that what was done is done no more."""
    perfects: frozenset[str] = frozenset()
    """Stand before a verb of what was done, or is being done."""
    due_words: frozenset[str] = frozenset()
    """Before a number, say by when something is done that is owed."""
    taking: frozenset[str] = frozenset()
    """Say that a publisher only takes what readers do, as in "we accept returns"."""
    getting: frozenset[str] = frozenset()
    """Behind a reader, say what others do for them, as in "you will receive"."""
    readers_acts: frozenset[str] = frozenset()
    """What readers do who ask for something or send it back."""
    defining: frozenset[str] = frozenset()
    """Stand behind a word of which a clause says what it means."""
    provisos: frozenset[str] = frozenset()
    """Open a part that says when, or for what alone, something may be done."""
    whenever: frozenset[str] = frozenset()
    """Say no more than that it may be done more than once."""
    nobody: frozenset[str] = frozenset()
    """Deny as subjects of a sentence, as "nothing" does."""
    limiting: frozenset[str] = frozenset()
    """Say of a duty that it is cut short."""
    reasons: frozenset[str] = frozenset()
    """Head a column that says what for: "why"."""
    shields: frozenset[str] = frozenset()
    """What is given to people and is no information: "safeguards"."""
    time_words: frozenset[str]
    """Before these, an article counts one of a unit: "for a month"."""
    articles: frozenset[str]
    age_words: frozenset[str]
    units: frozenset[str]
    money_signs: str
    small_words_one_in: int
    capital_nouns: bool = False
    """Whether every noun begins with a capital, which then says nothing of names."""
    verb_last: bool = False
    """Whether a verb often stands behind its object, at the end of its part of the sentence."""
    is_complete: bool = True
    """Whether what these words do not know may be held to change nothing; else it is asked about."""
    dates: re.Pattern[str]
    entities: re.Pattern[str]


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
    folder = FOLDER / primary_language(language)
    return load(folder if is_known(language) else FOLDER / _DEFAULT)


def primary_language(language: str) -> str:
    """Return the language of a tag such as `en-GB`."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", language)
    return found[0].lower() if found else _DEFAULT


@cache
def is_known(language: str) -> bool:
    """Whether a folder holds this language's lexicon."""
    return (FOLDER / primary_language(language) / _LANGUAGE_FILE).is_file()


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a lexicon, English first."""
    found = sorted(path.parent.name for path in FOLDER.glob(f"*/{_LANGUAGE_FILE}"))
    return (_DEFAULT, *(name for name in found if name != _DEFAULT))


def load(folder: Path) -> Lexicon:
    """Read the lexicon files of one language; a wrong one is refused by name.

    Rules, and which way a concept goes, are the same in every language and stand in the English files.
    """
    content = _content(folder / _LANGUAGE_FILE)
    language = Language.read(content)
    words: dict[tuple[str, str], list[str]] = {}
    rules: list[Rule] = []
    ways: dict[tuple[str, str], Direction] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name in {_LANGUAGE_FILE, _PATTERNS_FILE, FACTS_FILE}:
            continue
        default = FOLDER / _DEFAULT / path.name
        family = _content(default)
        rules += _rules(path, family)
        ways.update(((path.stem, concept), way) for concept, way in _ways(path, family))
        own = family if path == default else _content(path)
        words.update(((path.stem, concept), terms) for concept, terms in _concepts(path, own, family).items())
    patterns = FOLDER / _DEFAULT / _PATTERNS_FILE
    by_code = {rule.code: rule for rule in _rules(patterns, _content(patterns))}
    return Lexicon(
        folder.name, language, _grammar(content, language), Terms(language, words), tuple(rules), by_code, ways
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error


def _concepts(path: Path, content: dict[str, Any], default: dict[str, Any]) -> dict[str, list[str]]:
    """Return the words of a family; a concept that English does not know would say nothing to any rule."""
    concepts: dict[str, list[str]] = content.get("concepts", {})
    unknown = concepts.keys() - default.get("concepts", {}).keys()
    if unknown:
        raise ConfigError(str(path), f"concepts: {min(unknown)!r} is none of those in the English file {path.name}")
    return concepts


def _ways(path: Path, content: dict[str, Any]) -> Iterable[tuple[str, Direction]]:
    for way, concepts in content.get("ways", {}).items():
        for concept in concepts:
            if way not in {*Direction} or concept not in content.get("concepts", {}):
                raise ConfigError(str(path), f"ways: {concept!r} or {way!r} is not known in this file")
            yield concept, Direction(way)


def _rules(path: Path, content: dict[str, Any]) -> Iterable[Rule]:
    for table in content.get("rule", []):
        try:
            yield _rule(path.stem, **table)
        except (TypeError, ValueError) as error:
            raise ConfigError(str(path), f"rule {table.get('code', '?')!r} cannot be read: {error}") from error


def _rule(family: str, *, question: str, weight: str = "material", **values: Any) -> Rule:
    if question not in _QUESTIONS:
        raise ValueError(f"{question!r} is not a question of the checklist, M1 to M16")
    values.update({key: frozenset(values[key]) for key in ("on", "beside", "only") if key in values})
    if "alone" in values:
        values["alone"] = Weight(values["alone"])
    return Rule(family=family, question=question, weight=Weight(weight), **values)


def _grammar(content: dict[str, Any], language: Language) -> Grammar:
    """Return what a language's file says: each list under the name of its field, brought to stems unless as written."""
    lists = {name: content[name] for name in Grammar.__struct_fields__ if isinstance(content.get(name), list)}
    fields: dict[str, Any] = {
        name: frozenset(words) if name in _AS_WRITTEN else _stems(words, language) for name, words in lists.items()
    }
    fields.update({name: content[name] for name in _VALUES if name in content})
    forms = content["legal_forms"]
    fields.update(
        openers=frozenset(_term(opener, language) for opener in content["openers"]),
        no_denials=tuple(_term(term, language) for term in content["no_denials"]),
        generic=fields["generic"].union(content["generic"]),
        forms=frozenset(form.replace("\\", "").replace("?", "").rstrip(".").lower() for form in forms),
        is_complete=content.get("complete", True),
        dates=re.compile(_DATES.format(months="|".join(content["months"])), re.IGNORECASE),
        entities=re.compile(_ENTITIES.format(forms="|".join(forms))),
    )
    return Grammar(**fields)


_AS_WRITTEN = frozenset({"inabilities", "nothing", "abbreviations", "papers", "offers", "fillers"})
"""Fields whose words count in the form in which they are written."""
_VALUES = ("money_signs", "small_words_one_in", "capital_nouns", "verb_last")
_DATES = (
    r"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{months})\b\.?,?(?:\s+\d{{4}})?"
    r"|\b(?:{months})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b(?:{months})\.?,?\s+\d{{4}}\b"
    r"|\b\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{2,4}}(?:T[\d:+.Z-]+)?\b|\b(?:19|20)\d{{2}}\b"
)
_ENTITIES = r"\b[A-Z][\w'\u2019.-]{{0,40}},?\s(?:(?:[A-Z][\w'\u2019.-]{{0,40}},?|&|and|of)\s){{0,5}}(?:{forms})\b\.?"


def _term(term: str, language: Language) -> tuple[str, ...]:
    return tuple(stem for stem, _ in language.stems(term))


def _stems(words: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(stem for word in words for stem, _ in language.stems(word))
