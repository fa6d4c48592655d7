"""Which way a finding goes: more done with information, less, or more promised."""

from __future__ import annotations

from site_gen.signals.changes import Side
from site_gen.signals.findings import Finding
from site_gen.signals.lexicon import Grammar
from site_gen.signals.model import Direction

_BY_QUESTION = {
    "M1": (Direction.WIDENING, Direction.NARROWING),
    "M3": (Direction.PROTECTIVE, Direction.WIDENING),
    "M4": (Direction.WIDENING, Direction.NARROWING),
    "M5": (Direction.WIDENING, Direction.NARROWING),
    "M6": (Direction.WIDENING, Direction.UNCLEAR),
    "M9": (Direction.WIDENING, Direction.WIDENING),
    "M10": (Direction.WIDENING, Direction.NARROWING),
    "M14": (Direction.WIDENING, Direction.NARROWING),
}
"""For a fact that came, and for one that went."""
_TURNED = {
    Direction.WIDENING: Direction.PROTECTIVE,
    Direction.NARROWING: Direction.WIDENING,
    Direction.PROTECTIVE: Direction.WIDENING,
    Direction.UNCLEAR: Direction.UNCLEAR,
}
"""What it is where the clause denies it: more that is not done protects, less that is not done widens."""
_OF_DENIAL = frozenset({"promise-gone", "promise-narrowed", "limit-gone", "right-gone", "protection", "exception-gone"})
"""Rules that look at denials themselves, so that a `not` does not turn them."""
_OF_PEOPLE = frozenset({"M3"})
"""Questions of what people can ask for, of which a `not` may be part, as in "do not sell my data"."""
_PROTECTS = frozenset({"protection-changed", "limit-added"})


def direction(finding: Finding, grammar: Grammar) -> Direction:
    """Return which way a finding goes, by its rule, by whether its fact came or went, and by a `not` beside it."""
    code = finding.rule.code
    before, after = finding.change.before, finding.change.after
    if code == "negation":
        return Direction.PROTECTIVE if _denials(after, grammar) > _denials(before, grammar) else Direction.WIDENING
    if code in {"period", "deadline", "notice-period"}:
        return _of_numbers(finding)
    if code in _OF_DENIAL:
        return Direction.WIDENING
    came, went = _BY_QUESTION.get(finding.rule.question, (Direction.UNCLEAR, Direction.UNCLEAR))
    if code in _PROTECTS:
        came = Direction.PROTECTIVE
    side, way = (after, came) if _came(finding) else (before, went)
    if finding.rule.question in _OF_PEOPLE:
        return way
    return _TURNED[way] if side and _denials(side, grammar) else way


def _came(finding: Finding) -> bool:
    """Whether the words of a finding stand in the newer clause; a change of wording comes and goes."""
    after = finding.change.after
    if after is None:
        return False
    return not finding.found or any(word in after.clause.text for word in finding.found)


def _denials(side: Side | None, grammar: Grammar) -> int:
    return sum(word.stem in grammar.negations for word in side.clause.words) if side else 0


def _of_numbers(finding: Finding) -> Direction:
    """Call a longer period widening, whatever it counts but the time in which people are told."""
    if not finding.change.before or not finding.change.after:
        return Direction.UNCLEAR
    old, new = (_largest(side) for side in (finding.change.before, finding.change.after))
    if not old or not new or old == new:
        return Direction.UNCLEAR
    longer = new > old
    if finding.rule.code == "notice-period":
        longer = not longer
    return Direction.WIDENING if longer else Direction.NARROWING


def _largest(side: Side) -> int:
    return max((int(word.stem) for word in side.fresh if word.stem.isdecimal() and len(word.stem) < 7), default=0)
