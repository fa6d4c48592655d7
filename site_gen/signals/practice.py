"""What changed in practice: one row a fact, with which way it went, for the top of a report."""

from __future__ import annotations

from collections.abc import Container, Iterable

from msgspec import Struct
from msgspec.structs import replace

from site_gen.model.practice import Subject
from site_gen.redline import Redline
from site_gen.signals.excerpts import by_passage, excerpts
from site_gen.signals.glance import Glance, Tables, glances
from site_gen.signals.judge import UNREAD
from site_gen.signals.model import VAGUE, Direction, Signal, Weight
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
_LONGEST = 40
"""Words of a passage that readers are told."""
_WAYS = (Direction.WIDENING, Direction.UNCLEAR, Direction.NARROWING, Direction.PROTECTIVE)
_WEIGHTS = (*Weight,)


class PracticeRow(Struct, frozen=True, kw_only=True):
    """One fact before and after."""

    subjects: tuple[Subject, ...]
    """What it is about, the heaviest first."""
    place: str
    """The row and the column of the table's cell in which it stands; else empty."""
    before: str
    """The words that went and a few around them; empty where nothing stood."""
    after: str
    """The words that came and a few around them; empty where nothing stands."""
    direction: Direction
    section: str
    """Title of the first section in which it changed."""


def practice_rows(redline: Redline, found: Iterable[Signal]) -> tuple[PracticeRow, ...]:
    """Return what changed in practice, change by change: the heaviest first, and what widens before what protects.

    Each is quoted with a few words around it: the word alone that raised a question, such as "except", tells nobody
    what changed. The same words are one row, whatever they are about and wherever they stand again.
    """
    heavy = sorted((signal for signal in found if signal.weight is not Weight.MINOR), key=_gravity)
    tables = Tables(redline)
    rows: dict[tuple[str, str], PracticeRow] = {}
    for group in _by_passage_and_way(heavy):
        for glance in glances(group[0], _words_told(group), tables):
            words = glance.before, glance.after
            rows[words] = _add_subjects(rows[words], glance) if words in rows else _row(glance, group[0])
    return tuple(rows.values())


def _by_passage_and_way(ordered: Iterable[Signal]) -> Iterable[list[Signal]]:
    """Put together the signals of one passage that went the same way, in their order."""
    groups: dict[tuple[str, ...], list[Signal]] = {}
    for signal in ordered:
        groups.setdefault((signal.section, signal.before, signal.after, signal.direction), []).append(signal)
    return groups.values()


def _row(glance: Glance, signal: Signal) -> PracticeRow:
    return PracticeRow(
        subjects=glance.subjects,
        place=", ".join(filter(None, (glance.row, glance.column))),
        before=glance.before,
        after=glance.after,
        direction=signal.direction,
        section=" ".join(signal.section.split()),
    )


def _add_subjects(row: PracticeRow, glance: Glance) -> PracticeRow:
    return replace(row, subjects=tuple(dict.fromkeys((*row.subjects, *glance.subjects))))


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
    before, after = (text.replace(CELLS, " · ") for text in (excerpt.before, excerpt.after))
    words = _words_told(found)
    return PracticePassage(
        subjects=tuple(words),
        before=before,
        after=after,
        section=excerpt.section,
        short=glances(found[0], words, tables),
    )


def _words_told(found: Iterable[Signal]) -> dict[Subject, list[str]]:
    """Return what some signals of a passage are about, each with its words; "practice" only where nothing says more."""
    words: dict[Subject, list[str]] = {}
    for signal in found:
        words.setdefault(_subject(signal), []).extend(signal.found)
    if len(words) > 1:
        words.pop(Subject.PRACTICE, None)
    return words


def _subject(signal: Signal) -> Subject:
    return _SUBJECTS_OF_RULES.get(signal.code) or _SUBJECTS.get(signal.question, Subject.PRACTICE)


def _gravity(signal: Signal) -> tuple[int, int, bool]:
    return -_WEIGHTS.index(signal.weight), _WAYS.index(signal.direction), not signal.found
