"""In which cases a sentence says that something is done with information: always, until readers object, or never.

Two forms of one sentence may turn it in a dozen ways: "we share it" -> "only with your consent", "if you agree" ->
"unless you refuse", "we do not" -> "except to insurers". Which way it goes is what became of the cases.
"""

from __future__ import annotations

from enum import IntEnum

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.denials import is_empty_denial
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.polarity import promises
from site_gen.signals.model import Direction
from site_gen.signals.parsing.denial import Stretch, is_denied
from site_gen.signals.words.grammar import Grammar

_EXCEPTION = ("limits", "except")
_ONLY = ("limits", "only")
_CONSENT = ("basis", "consent")
_ACTS = frozenset({"handling", "sale"})
_GUARDS = frozenset({"deleting", "protections"})
_OF_TERMS = frozenset({"charges", "disputes"})
_OF_CASES = frozenset({"limits", "rights", "basis"})
"""Families whose words say in which cases something is done."""
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
    """Return which way it goes that something is done in more cases, or in fewer; none where neither is told."""
    before, after = finding.change.before, finding.change.after
    if not before or not after or not _is_of_cases(finding):
        return None
    old, new = gate(before), gate(after)
    if old is None or new is None or old == new or _OF_TERMS & (before.families | after.families):
        return None
    if not before.concepts("handling") & after.concepts("handling"):
        return None
    return Direction.WIDENING if new < old else Direction.PROTECTIVE


def _is_of_cases(finding: Finding) -> bool:
    """Whether a finding is about the cases in which something is done; what counts as agreeing is another matter."""
    family, side = finding.rule.family, finding.side
    if family != "basis" or side is None:
        return family in _OF_CASES or finding.rule.code in _OF_EDITS
    return all(hit[:2] == _CONSENT for hit in side.hits if hit.family == family and hit.start in finding.places)


def gate(side: Side) -> Gate | None:
    """Return when a clause says that information is handled; none where it says that of something else."""
    grammar = side.clause.reading.lexicon.grammar
    cases = _cases(side, grammar)
    done = sorted((hit.start, hit.family) for hit in side.hits if hit.family in _ACTS | _GUARDS | {"rights"})
    done = [each for each in done if not is_denied(cases, each[0])]
    if not done or any(family not in _ACTS for start, family in done if start == done[0][0]):
        return None
    denied = [part for part in promises(side, grammar) if not is_empty_denial(side, part, grammar)]
    if is_denied(denied, done[0][0]):
        return Gate.CASE if cases else Gate.SHUT
    return _of_cases(side, cases, grammar)


def _of_cases(side: Side, cases: list[Stretch], grammar: Grammar) -> Gate:
    excepts = [part for part in cases if any(hit[:2] == _EXCEPTION and hit.start == part[0] for hit in side.hits)]
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


def _cases(side: Side, grammar: Grammar) -> list[Stretch]:
    """Return the parts of a clause that say when something holds, or what is excepted from it."""
    words, text = side.clause.words, side.clause.text
    starts = {hit.start for hit in side.hits if hit[:2] == _EXCEPTION}
    starts |= {hit.start for hit in side.hits if hit[:2] == _CONSENT}
    starts |= {word.start for word in words if word.stem in grammar.premises | grammar.asides}
    return [(start, end if (end := text.find(",", start)) > 0 else len(text)) for start in sorted(starts)]
