"""What changed in practice: one row a fact, with which way it went, for the top of a report."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from site_gen.model.practice import Subject
from site_gen.redline import Redline
from site_gen.signals.excerpts import by_passage, excerpts
from site_gen.signals.glance import Glance, Tables, glances
from site_gen.signals.judge import UNREAD, VAGUE
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.signals.parsing.prose import CELLS

_SUBJECTS = {
    "M1": Subject.PURPOSE,
    "M2": Subject.CONTROLLER,
    "M3": Subject.WAY_TO_USE_A_RIGHT,
    "M4": Subject.DATA,
    "M5": Subject.RECIPIENT,
    "M6": Subject.COUNTRY,
    "M7": Subject.PERIOD,
    "M8": Subject.LEGAL_GROUND,
    "M9": Subject.RIGHT,
    "M10": Subject.MACHINE_DECISION,
    "M12": Subject.CHILDREN,
    "M16": Subject.ANNOUNCEMENT,
}
_SUBJECTS_OF_RULES = {"member-passed-on": Subject.PASSED_ON}
_QUOTED = frozenset({"M9", "M13", "M16"})
"""Questions whose words are only what raised them, such as "unless": by themselves they tell nobody what changed."""
_LONGEST = 40
"""Words of a passage that readers are told."""
_WAYS = (Direction.WIDENING, Direction.UNCLEAR, Direction.NARROWING, Direction.PROTECTIVE)
_WEIGHTS = (*Weight,)
Told = dict[tuple[Subject, Direction], list[str]]
"""For a subject and a direction, the words that a row has told, in small letters."""


class PracticeRow(Struct, frozen=True, kw_only=True):
    """One fact before and after."""

    subject: Subject
    before: str
    """The words that stood; empty where there were none."""
    after: str
    """The words that stand; empty where they are gone."""
    direction: Direction
    section: str
    """Title of the first section in which it changed."""


def practice_rows(found: Iterable[Signal]) -> tuple[PracticeRow, ...]:
    """Return what changed in practice, the heaviest first, and what widens before what protects.

    Facts of one kind that came to a section, or left it, share a row; each is told once, in the first section.
    """
    heavy = [signal for signal in found if signal.weight is not Weight.MINOR]
    ordered = sorted(heavy, key=_gravity)
    told: Told = {}
    rows: dict[tuple[str, ...], PracticeRow] = {}
    for signal in ordered:
        row = _row(signal, told)
        if (row.before and row.after) or not signal.found or signal.question in _QUOTED:
            rows.setdefault((row.subject, row.before, row.after), row)
        elif row.before or row.after:
            key = (row.subject, row.direction, row.section, "came" if row.after else "went")
            rows[key] = _join(rows[key], row) if key in rows else row
    return tuple(rows.values())


class PracticePassage(Struct, frozen=True, kw_only=True):
    """One passage before and after, with all that it says of a practice."""

    subjects: tuple[Subject, ...]
    """The heaviest first."""
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""
    section: str
    """Title of its section; empty before the first heading."""
    short: tuple[Glance, ...]
    """The same as a table's rows: each fact by itself."""


def practice_passages(
    redline: Redline, found: Iterable[Signal], denied: Container[str] = ()
) -> tuple[PracticePassage, ...]:
    """Return what readers are told of a change: its passages as they stand, in the order of `practice_rows`.

    A word taken out of its sentence may mislead whoever cannot see the rule that took it; a quoted passage cannot.
    Which way it went is for counsel to say, and whether it did: of what asks one of the `denied` questions nothing is
    told. What only the whole redline shows the meaning of is left out.
    """
    told = [
        each
        for each in found
        if each.weight is not Weight.MINOR and each.code not in {UNREAD, *VAGUE} and each.question not in denied
    ]
    tables = Tables(redline)
    return tuple(_passage(each, tables) for each in by_passage(sorted(told, key=_gravity)))


def _passage(found: list[Signal], tables: Tables) -> PracticePassage:
    (excerpt,) = excerpts(found, _LONGEST)
    subjects = tuple(dict.fromkeys(map(_subject, found)))
    named = tuple(each for each in subjects if each is not Subject.PRACTICE)
    before, after = (text.replace(CELLS, " · ") for text in (excerpt.before, excerpt.after))
    words: dict[Subject, list[str]] = {each: [] for each in named or subjects}
    for signal in found:
        words.get(_subject(signal), []).extend(signal.found)
    return PracticePassage(
        subjects=tuple(words),
        before=before,
        after=after,
        section=excerpt.section,
        short=glances(found[0], words, tables),
    )


def _subject(signal: Signal) -> Subject:
    return _SUBJECTS_OF_RULES.get(signal.code) or _SUBJECTS.get(signal.question, Subject.PRACTICE)


def _gravity(signal: Signal) -> tuple[int, int, bool]:
    return -_WEIGHTS.index(signal.weight), _WAYS.index(signal.direction), not signal.found


def _row(signal: Signal, told: Told) -> PracticeRow:
    subject = _subject(signal)
    went, came = (list(_only(signal.found, *sides)) for sides in _sides(signal))
    if signal.question in _QUOTED or (not went and not came):
        passage = excerpts([signal], _LONGEST)[0]
        went, came = [passage.before], [passage.after]
    elif not went or not came:
        came = _untold(came, (subject, signal.direction), told)
        went = _untold(went, (subject, signal.direction), told)
    return PracticeRow(
        subject=subject,
        before=", ".join(went),
        after=", ".join(came),
        direction=signal.direction,
        section=" ".join(signal.section.split()),
    )


def _untold(words: Iterable[str], of: tuple[Subject, Direction], told: Told) -> list[str]:
    """Return the words that say more than those told, and none of them twice in another form."""
    known, fresh = told.setdefault(of, []), []
    for word in words:
        letters = f" {word.lower()}"
        if not any(letters in each or each in letters for each in known):
            known.append(letters)
            fresh.append(word)
    return fresh


def _join(row: PracticeRow, more: PracticeRow) -> PracticeRow:
    before, after = (", ".join(filter(None, pair)) for pair in ((row.before, more.before), (row.after, more.after)))
    return replace(row, before=before, after=after)


def _sides(signal: Signal) -> tuple[tuple[str, str], tuple[str, str]]:
    return (signal.before, signal.after), (signal.after, signal.before)


def _only(words: Iterable[str], here: str, there: str) -> Iterator[str]:
    """Yield the words that stand in one passage more often than in the other, a period as it is written there."""
    for word in words:
        found = _places(word, here)
        if len(found) > len(_places(word, there)):
            yield found[0] if word[:1].isdigit() else word


def _places(word: str, text: str) -> list[str]:
    """Return a word's places in a passage; a number counts whole, its unit in any form: "2 month" is in "2 months"."""
    shape = rf"(?<!\d){re.escape(word)}\w*" if word[:1].isdigit() else re.escape(word)
    return re.findall(shape, text, re.IGNORECASE)
