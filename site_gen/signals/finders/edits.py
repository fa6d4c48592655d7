"""Which way two forms of one sentence are said to go: a `not`, a "will" or an amount that came or went."""

from __future__ import annotations

from collections.abc import Callable

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.denials import denies_guard, is_empty_denial
from site_gen.signals.finders.direction import largest
from site_gen.signals.finders.families import ACTS, EXCEPTION, GUARDS, OF_TERMS
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.liability import caps_liability
from site_gen.signals.finders.polarity import promises
from site_gen.signals.model import Direction
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.words.grammar import Grammar


def waits_for_objection(side: Side, grammar: Grammar) -> bool:
    """Whether something is done as long as readers do not object, which they then can: "unless you object"."""
    kept = promises(side, grammar)
    excepts = [hit.end for hit in side.hits if hit[:2] == EXCEPTION]
    if any(hit.family == "rights" and hit.start >= min(excepts) for hit in side.hits if excepts):
        return True
    cases = [part for part in side.denied if part not in kept]
    return any(start <= hit.start < end for start, end in cases for hit in side.hits if hit.family == "rights")


def asks_first(side: Side, grammar: Grammar) -> bool:
    """Whether something is done once readers agree, or want it, but for what is done until they object."""
    if "basis" in side.families:
        return True
    near = zip(side.clause.words, side.clause.words[1:], strict=False)
    is_case = any(one.stem in grammar.conditionals - grammar.turns and two.stem in grammar.reader for one, two in near)
    return is_case and not waits_for_objection(side, grammar)


def _of_amount(finding: Finding, way: Direction, grammar: Grammar) -> Direction:
    """Return which way an amount goes: to pay more is worse, and to be paid no more than less."""
    before, after = finding.change.before, finding.change.after
    if before is None or after is None:
        return way
    old, new = (largest(side, grammar) for side in (before, after))
    if not old or not new or old == new:
        return way
    if any("liability" in side.concepts("disputes") for side in (before, after)):
        limited = all(caps_liability(side, grammar) or _is_limited(side, grammar) for side in (before, after))
        return way if not limited else Direction.PROTECTIVE if new > old else Direction.WIDENING
    if "charges" not in before.families & after.families:
        return way
    return Direction.WIDENING if new > old else Direction.NARROWING


def _is_limited(side: Side, grammar: Grammar) -> bool:
    return any(word.stem in grammar.limiting for word in side.clause.words) and not side.denied


def _of_negation(finding: Finding, way: Direction, grammar: Grammar) -> Direction:
    """Return which way a clause goes that got a `not`, or lost one, if that leaves something undone."""
    before, after = finding.change.before, finding.change.after
    if before is None or after is None or way is Direction.UNCLEAR or OF_TERMS & (before.families | after.families):
        return way
    waits = [waits_for_objection(side, grammar) for side in (before, after)]
    if waits[0] != waits[1] and not asks_first(before if waits[1] else after, grammar):
        return Direction.PROTECTIVE if waits[1] else Direction.WIDENING
    counts = [_denials(side, grammar) for side in (before, after)]
    if counts[0] == (len(before.denied), 0) and counts[1] == (len(after.denied), 0):
        return way
    old, new = (promised - refused for promised, refused in counts)
    if old == new:
        return Direction.UNCLEAR if len(before.denied) != len(after.denied) else way
    return Direction.PROTECTIVE if new > old else Direction.WIDENING


def _of_modal(finding: Finding, way: Direction, grammar: Grammar) -> Direction:
    """Return which way it goes that what may be done will be done, or the other way round."""
    side = finding.change.after
    if side is None:
        return way
    acts = sorted((hit.start, hit.family) for hit in side.hits if hit.family in ACTS | GUARDS | {"rights"})
    is_for_people = any(family not in ACTS for start, family in acts if start == acts[0][0])
    is_firmer = any(word.stem in grammar.strong_modals for word in side.fresh)
    is_denied = bool(acts) and any(start <= acts[0][0] < end for start, end in promises(side, grammar))
    return Direction.PROTECTIVE if is_firmer and (is_for_people != is_denied) else Direction.WIDENING


def _denials(side: Side, grammar: Grammar) -> tuple[int, int]:
    """Count the denials of a clause that leave something undone, and those of what would protect people."""
    full = [part for part in side.denied if not is_empty_denial(side, part, grammar)]
    worse = [part for part in full if denies_guard(side, part)]
    return len(full) - len(worse), len(worse)


def _of_period(finding: Finding, way: Direction, grammar: Grammar) -> Direction:
    """Return which way it goes that a period takes the place of words that name none: "as long as we need it"."""
    before, after = finding.change.before, finding.change.after
    if before is None or after is None or "keep" not in before.concepts("handling"):
        return way
    is_limit = not amounts(before.clause, grammar) and bool(amounts(after.clause, grammar))
    return Direction.NARROWING if is_limit and way is Direction.UNCLEAR else way


OF_EDITS: dict[str, Callable[[Finding, Direction, Grammar], Direction]] = {
    "negation": _of_negation,
    "modal": _of_modal,
    "amount": _of_amount,
    "period": _of_period,
    "contract-term": _of_amount,
}
"""By the code of a rule about two forms of one sentence, which way it goes."""
