"""In which cases a sentence says that something is done with information: always, until readers object, or never.

Two forms of one sentence may turn it in a dozen ways: "we share it" -> "only with your consent", "if you agree" ->
"unless you refuse", "we do not" -> "except to insurers". Which way it goes is what became of the cases.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.denials import is_empty_denial
from site_gen.signals.finders.families import ACTS, EXCEPTION, GUARDS, OF_TERMS
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.polarity import promises
from site_gen.signals.model import Direction
from site_gen.signals.parsing.denial import Stretch, is_denied
from site_gen.signals.words.grammar import Grammar

_ONLY = ("limits", "only")
_CONSENT = ("basis", "consent")
_OF_CASES = frozenset({"limits", "rights", "basis"})
"""Families whose words say in which cases something is done."""
_APART = frozenset({"rights", "basis", "protections"})
"""Of these and others, what is asked about by itself where readers may do something."""
_OF_EDITS = frozenset(
    {
        "negation",
        "practice-altered",
        "practice-extended",
        "premise-added",
        "premise-gone",
        "promise-narrowed",
        "exception-added",
        "exception-gone",
    }
)
"""Rules of patterns that look at the same."""


class Gate(IntEnum):
    """How much has to happen before it is done."""

    OPEN = 0
    """Nothing."""
    SILENCE = 1
    """Readers do not object."""
    CASE = 2
    """They agree, or something else is so."""
    SHUT = 3
    """It is not done."""


def way_of_gate(finding: Finding) -> Direction | None:
    """Return which way it goes that something is done in more cases, or in fewer; none where neither is told.

    What protects people, or is for them to do, is worth less the more has to happen first.
    """
    before, after = finding.change.before, finding.change.after
    if not before or not after or not _may_turn(finding) or OF_TERMS & (before.families | after.families):
        return None
    old, new = gate(before), gate(after)
    if old is None or new is None or old == new or not _is_of_cases(finding, new):
        return None
    promised = [is_for_people(side) for side in (before, after)]
    if promised[0] != promised[1] or (promised[0] and finding.rule.family in _APART):
        return None
    if not promised[0] and not before.concepts("handling") & after.concepts("handling"):
        return None
    return Direction.WIDENING if (new < old) != promised[0] else Direction.PROTECTIVE


def _may_turn(finding: Finding) -> bool:
    return finding.rule.family in _OF_CASES | {"protections"} or finding.rule.code in _OF_EDITS


def _is_of_cases(finding: Finding, new: Gate) -> bool:
    """Whether a finding is about the cases in which something is done; what counts as agreeing is another matter."""
    family, side = finding.rule.family, finding.side
    if family == "protections":
        return finding.gone and new is Gate.SHUT  # what is not done any more needs no care
    if family != "basis" or side is None:
        return family in _OF_CASES or finding.rule.code in _OF_EDITS
    return all(hit[:2] == _CONSENT for hit in side.hits if hit.family == family and hit.start in finding.places)


def is_for_people(side: Side) -> bool:
    """Whether the first that a clause says is done, but for the cases, protects people, or is theirs to do."""
    acts = _acts(side, cases_of(side))
    return any(family not in ACTS for start, family in acts if start == acts[0][0])


@lru_cache(maxsize=64)
def gate(side: Side) -> Gate | None:
    """Return when a clause says that something is done; none where it says that of nothing."""
    grammar, cases = side.clause.reading.lexicon.grammar, cases_of(side)
    acts = _acts(side, cases)
    if not acts:
        return None
    denied = [part for part in promises(side, grammar) if not is_empty_denial(side, part, grammar)]
    if is_denied(denied, acts[0][0]):
        return Gate.CASE if cases else Gate.SHUT
    if is_for_people(side):
        return Gate.CASE if cases else Gate.OPEN
    return _of_cases(side, cases, grammar)


def _acts(side: Side, cases: list[Stretch]) -> list[tuple[int, str]]:
    """Return where a clause says what is done, with its family, but for the cases in which it is."""
    acts = sorted((hit.start, hit.family) for hit in side.hits if hit.family in ACTS | GUARDS | {"rights"})
    return [each for each in acts if not is_denied(cases, each[0])]


def _of_cases(side: Side, cases: list[Stretch], grammar: Grammar) -> Gate:
    excepts = [part for part in cases if any(hit[:2] == EXCEPTION and hit.start == part[0] for hit in side.hits)]
    if any(_names(side, part, "rights") for part in excepts):
        return Gate.SILENCE
    others = [part for part in cases if part not in excepts]
    if any(_names(side, part, "rights") and _denies(side, part, grammar) for part in others):
        return Gate.SILENCE
    if any(_is_asked(side, part, grammar) for part in others) or any(hit[:2] == _ONLY for hit in side.hits):
        return Gate.CASE
    return Gate.OPEN


def _is_asked(side: Side, part: Stretch, grammar: Grammar) -> bool:
    """Whether a case is that readers agree, or do or want something."""
    if any(hit[:2] == _CONSENT and is_denied((part,), hit.start) for hit in side.hits):
        return True
    return any(word.stem in grammar.reader for word in side.clause.words if is_denied((part,), word.start))


def _names(side: Side, part: Stretch, family: str) -> bool:
    return any(hit.family == family and is_denied((part,), hit.start) for hit in side.hits)


def _denies(side: Side, part: Stretch, grammar: Grammar) -> bool:
    return any(word.stem in grammar.negations for word in side.clause.words if is_denied((part,), word.start))


@lru_cache(maxsize=64)
def cases_of(side: Side) -> list[Stretch]:
    """Return the parts of a clause that say when something holds, or what is excepted from it."""
    words, text = side.clause.words, side.clause.text
    grammar = side.clause.reading.lexicon.grammar
    starts = {hit.start for hit in side.hits if hit[:2] in {EXCEPTION, _CONSENT}}
    starts |= {word.start for word in words if word.stem in grammar.premises | grammar.asides}
    return [(start, end if (end := text.find(",", start)) > 0 else len(text)) for start in sorted(starts)]
