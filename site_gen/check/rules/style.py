"""Rules about wording that readers or authorities object to: `lexicon/LANGUAGE.toml` says which, counsel extends it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from msgspec import Struct

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, Severity, TextRule
from site_gen.check.rules.phrases import Phrase, Sentence, sentences
from site_gen.check.rules.places import fault, line_within, quote
from site_gen.declared.toml import Table

_FOLDER = Path(__file__).resolve().parent / "lexicon"
_EXPLAINED_IN = "en"
"""The language in which rules are explained."""
_MOST_QUOTED = 160
_UNVERIFIED = " (not verified in the primary text)"


class Wording(Struct, frozen=True, kw_only=True):
    """One kind of wording, as a language's file describes it."""

    code: str
    title: str
    problem: str
    """What is wrong with it, to be said after the quoted words."""
    explanation: str
    better: str
    source: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    """With one of these in the same sentence, it is meant otherwise."""


@cache
def wordings(language: str) -> dict[str, Wording]:
    """Return what is known of a language, by code; nothing where no file speaks it."""
    path = _FOLDER / f"{language}.toml"
    return {wording.code: wording for wording in read(str(path), path.read_bytes())} if path.is_file() else {}


def read(path: str, data: bytes) -> tuple[Wording, ...]:
    """Read a lexicon file; a wrong one is refused with the line."""
    content = Table.read(path, data)
    found = tuple(_wording(table) for table in content.tables("wording"))
    content.finish()
    return found


def _wording(table: Table) -> Wording:
    values = {key: table.text(key) for key in ("code", "title", "problem", "explanation", "better")}
    empty = next((key for key, value in values.items() if not value), None)
    if empty:
        raise table.error(empty, f"`{empty}` is missing")
    wording = Wording(
        **values,
        source=table.text("source") + ("" if table.text("verified") == "yes" else _UNVERIFIED),
        phrases=_phrases(table, "phrases"),
        unless=_phrases(table, "unless"),
    )
    table.finish()
    return wording


def _phrases(table: Table, key: str) -> tuple[Phrase, ...]:
    try:
        return tuple(Phrase.read(source) for source in table.texts(key))
    except ValueError as error:
        raise table.error(key, str(error)) from error


def _check(code: str, text: Text, around: Surroundings) -> Iterator[Fault]:
    language = (text.document.language or around.policy.language).split("-")[0].lower()
    wording = wordings(language).get(code)
    if wording is None:
        return
    for sentence in sentences(text).sentences_with(wording.phrases, wording.unless):
        line = line_within(text, sentence.leaf, _beginning(text, sentence))
        message = f"{quote(sentence.text, _MOST_QUOTED)} {wording.problem}. Better: “{wording.better}”"
        yield fault(text, line, message, sentence.text[:300])


def _beginning(text: Text, sentence: Sentence) -> str:
    """Return as many of a sentence's first words as stand in the source without a mark between them."""
    source, words = text.document.leaves[sentence.leaf].source, sentence.text.split(" ", 4)[:4]
    starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((start for start in starts if start in source), "")


def _rule(wording: Wording) -> TextRule:
    return TextRule(
        code=wording.code,
        severity=Severity.WARNING,
        title=wording.title,
        explanation=f"{wording.explanation}\n\nBetter, for example: “{wording.better}”",
        source=wording.source,
        check=partial(_check, wording.code),
    )


RULES: tuple[TextRule, ...] = tuple(_rule(wording) for wording in wordings(_EXPLAINED_IN).values())
