"""What changed in practice: one row a fact, with which way it went, for the top of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_gen.check.excerpts import excerpts
from site_gen.signals.model import Direction, Signal, Weight

_SUBJECTS = {
    "M1": "Purpose",
    "M2": "Who answers for it",
    "M3": "Way to use a right",
    "M4": "Kind of information",
    "M5": "Who gets information",
    "M6": "Country or safeguard",
    "M7": "How long it is kept",
    "M8": "Legal ground",
    "M9": "Right, choice or promise",
    "M10": "Decision by machine",
    "M12": "Children",
    "M16": "Promise about changes",
}
_OTHER = "Practice"
_WAYS = (Direction.WIDENING, Direction.UNCLEAR, Direction.NARROWING, Direction.PROTECTIVE)
_WEIGHTS = (*Weight,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRow:
    """One fact before and after."""

    subject: str
    """What kind of fact it is."""
    before: str
    """The words that stood; empty where there were none."""
    after: str
    """The words that stand; empty where they are gone."""
    direction: Direction
    section: str


def practice_rows(found: Iterable[Signal]) -> tuple[PracticeRow, ...]:
    """Return what changed in practice, each fact once: the heaviest first, and what widens before what protects."""
    heavy = [signal for signal in found if signal.weight is not Weight.MINOR]
    ordered = sorted(heavy, key=lambda each: (-_WEIGHTS.index(each.weight), _WAYS.index(each.direction)))
    return tuple(dict.fromkeys(_row(signal) for signal in ordered))


def _row(signal: Signal) -> PracticeRow:
    before, after = _words(signal)
    return PracticeRow(
        subject=_SUBJECTS.get(signal.question, _OTHER),
        before=before,
        after=after,
        direction=signal.direction,
        section=" ".join(signal.section.split()),
    )


def _words(signal: Signal) -> tuple[str, str]:
    """Return the words that raised a signal, on each side; the passages where a rule rests on no single word."""
    went, came = (", ".join(_only(signal.found, *sides)) for sides in _sides(signal))
    if went or came:
        return went, came
    passage = excerpts([signal])[0]
    return passage.before, passage.after


def _sides(signal: Signal) -> tuple[tuple[str, str], tuple[str, str]]:
    return (signal.before, signal.after), (signal.after, signal.before)


def _only(words: Iterable[str], here: str, there: str) -> Iterator[str]:
    """Yield the words that stand in one passage more often than in the other."""
    here, there = here.lower(), there.lower()
    return (word for word in words if here.count(word.lower()) > there.count(word.lower()))
