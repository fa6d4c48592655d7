"""Rights that a clause says its readers do not have, as in "you may not opt out of these messages"."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.polarity import promises
from site_gen.signals.parsing.denial import Stretch, is_denied

_SUBJECT = 3  # words between a subject and its `not`


def refused_rights(side: Side) -> int:
    """Count the rights that a clause refuses."""
    refused = _refusals(side)
    return sum(is_denied(refused, hit.start) for hit in side.hits if hit.family == "rights")


def is_refused(side: Side, places: Sequence[int]) -> bool:
    """Whether one of some places lies in what a clause says that its readers may not do."""
    refused = _refusals(side)
    return any(is_denied(refused, place) for place in places)


def _refusals(side: Side) -> list[Stretch]:
    return [part for part in promises(side, side.clause.reading.lexicon.grammar) if _is_of_reader(side, part[0])]


def _is_of_reader(side: Side, start: int) -> bool:
    """Whether the subject nearest before a place is the reader."""
    grammar = side.clause.reading.lexicon.grammar
    before = [word.stem for word in side.clause.words if word.start < start][-_SUBJECT:]
    subjects = [stem for stem in before if stem in grammar.reader | grammar.publisher | grammar.subjects]
    return bool(subjects) and subjects[-1] in grammar.reader
