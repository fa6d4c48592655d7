"""Read the values of a note's fields: a day, a version's id, a language, a word out of several."""

from __future__ import annotations

import re
from datetime import date

from site_gen.declared.language_tags import tag_problem
from site_gen.declared.note_fields import SHOWN, Field, Fields, either
from site_gen.declared.written_dates import day_in, readings

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_VERSION_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[1-9][0-9]{0,5})?")


def day_of(fields: Fields, key: str, without: str = "") -> date | None:
    """Read a date; None where the key is left out or cannot be read.

    `without` ends the refusal of what is no date: it says what holds if the line is deleted.
    """
    found = fields.find(key)
    if found is None:
        return None
    word = found.word()
    try:
        day = day_in(word)
    except ValueError as error:
        fields.problem(key, f"`{key}`: {error}", found.line)
        return None
    if day is None:
        fields.problem(key, f"`{key}` {_no_day(word)}{without}", found.line)
    return day


def _no_day(word: str) -> str:
    meant = readings(word)
    if len(meant) > 1:
        return f"says `{word[:SHOWN]}`, which may mean {meant[0]} or {meant[1]}; write the one that you mean"
    such = meant[0] if meant else "2027-01-15"
    said = f"says `{word[:SHOWN]}`" if word else "says nothing"
    return f"{said}; write year-month-day, such as {such}"


def version_id_of(fields: Fields, key: str) -> str:
    """Read the id of the version that a key names."""
    found = fields.find(key)
    word = found.word().translate(DASHES) if found else ""
    if found and not _VERSION_ID.fullmatch(word):
        said = f"says `{word[:SHOWN]}`" if word else "says nothing"
        problem = f"`{key}` {said}; write the version's id as its page's address has it, such as 2027-01-15"
        fields.problem(key, problem, found.line)
    return word


def language_of(fields: Fields) -> str:
    """Read the language that a note is about alone; empty where it names none."""
    found = fields.find("language")
    if found and (problem := tag_problem(found.word())):
        fields.problem("language", f"`language` says `{found.word()[:SHOWN]}`, which {problem}", found.line)
    return found.word() if found else ""


def choice_of(fields: Fields, found: Field, allowed: tuple[str, ...]) -> str | None:
    """Read a word out of those that are allowed; None, with a problem, for any other."""
    word = "".join(found.word().lower().split())
    if word in allowed:
        return word
    fields.problem(found.key, f"`{found.key}` says `{found.word()[:SHOWN]}`; write {either(allowed)}", found.line)
    return None
