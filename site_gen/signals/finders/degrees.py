"""Find that a bound, a degree or what has to happen first is another, by words that every language has few of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet, tells_practice
from site_gen.signals.finders.numbers import is_owed
from site_gen.signals.parsing.amounts import PAID, amounts
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

_FEW = 3  # words; where more are other, the sentence says something else
_CAP, _FLOOR = "cap", "floor"
Gone = Counter[str]


def find_bound(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that the most of a period became the least of it, or the other way round: "at most two years"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or _is_other(change):
        return
    counted = amounts(before.clause, grammar)
    if not counted or counted != amounts(after.clause, grammar) or any(unit in PAID | {"age"} for _, unit in counted):
        return
    old, new = (_bound(side.clause.words, grammar) for side in (before, after))
    if old == new or _FLOOR not in {old, new}:
        return
    is_owing = is_owed(after, grammar)
    is_notice = "changes" in after.families
    if (is_owing or is_notice) and _CAP not in {old, new}:
        return
    code = "notice-softened" if is_notice else "deadline-softened" if is_owing else "period-softened"
    is_softened = (new == _FLOOR) != is_notice
    yield Finding(scene.lexicon.patterns[code], change, gone=not is_softened)


def _bound(words: Sequence[Word], grammar: Grammar) -> str:
    """Return whether the first number is the most or the least of what it counts; empty where neither is said."""
    number = next((at for at, word in enumerate(words) if word.stem[0].isdigit()), 0)
    before = tuple(word.stem for word in words[:number])
    if any(before[-len(term) :] == term for term in grammar.caps):
        return _CAP
    return _FLOOR if any(before[-len(term) :] == term for term in grammar.floors) else ""


def find_degree(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that what was done to some, or now and then, is done to all, or always; or the other way round."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or before.denied or after.denied or _is_other(change):
        return
    gone, come = _gone_and_come(before, after)
    if not (tells_practice(before) or tells_practice(after, came=True)):
        return
    if _has(gone, grammar.seldom) and _has(come, grammar.often):
        yield scene.finding("degree-raised", change, *_written(after, grammar.often))
    elif _has(gone, grammar.often) and _has(come, grammar.seldom):
        yield scene.finding("degree-lowered", change, *_written(after, grammar.seldom))


def find_eased(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that something is done where it may be, or is asked for, and was where it had to be; or the reverse."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or _is_other(change):
        return
    if not (tells_practice(before) or tells_practice(after, came=True)) or not _has_condition(after, grammar):
        return
    gone, come = _gone_and_come(before, after)
    if _has(gone, grammar.compelling) and _has(come, grammar.permitting):
        yield scene.finding("condition-eased", change, *_written(after, grammar.permitting))
    elif _has(gone, grammar.permitting) and _has(come, grammar.compelling):
        yield scene.finding("condition-tightened", change, *_written(after, grammar.compelling))


def _has_condition(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says under what condition, or on what legal ground, something is done."""
    opens = grammar.conditionals | grammar.premises | grammar.provisos
    return "basis" in side.families or any(word.stem in opens for word in side.clause.words)


def _is_other(change: Change) -> bool:
    """Whether more changed than a few words, or one of the clauses says nothing of a practice."""
    sides = [side for side in (change.before, change.after) if side]
    return any(len(side.lone) > _FEW or is_quiet(side, came=side is change.after) for side in sides)


def _gone_and_come(before: Side, after: Side) -> tuple[Gone, Gone]:
    old, new = (Counter(word.stem for word in side.clause.words) for side in (before, after))
    return old - new, new - old


def _has(counts: Gone, stems: frozenset[str]) -> bool:
    return not stems.isdisjoint(counts)


def _written(side: Side, stems: frozenset[str]) -> Iterator[str]:
    return (side.clause.text[word.start : word.end] for word in side.clause.words if word.stem in stems)
