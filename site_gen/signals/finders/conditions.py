"""Find promises and choices that were hedged, cut short or turned round by the words that say when they hold."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.families import EXCEPTION
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.finders.numbers import is_owed
from site_gen.signals.finders.polarity import promises
from site_gen.signals.finders.runs import Run, is_joined, own_run, text_of
from site_gen.signals.parsing.amounts import PAID, amounts
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit

_GIVING = frozenset({"collect", "share"})
_HEDGES = "hedges"
_PREMISE = 3  # words; "if any" and "where applicable" name no case
_TIED = frozenset({"protections", "deleting", "changes", "rights", "basis"})
"""Families of what a publisher binds itself to, or readers may rely on."""
_RELIED_ON = frozenset({"deleting", "protections", "rights", "limits"})
"""Families of what is done for people."""
_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "sale", "rights"})


def find_hedged(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a promise that got a condition, or of which a member is gone: it promises less, though it says the same.

    "We do not sell your data" promises more than "We do not sell your data for money".
    """
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not before.denied or not after.denied or not _is_about_people(change):
        return
    added = () if before.lone else own_run(after, grammar)
    lost = () if after.lone else own_run(before, grammar)
    if (
        added
        and (_is_promised(after, added[0], grammar) or _opens_sentence(after, added))
        and (_is_condition(after, added, grammar) or _excepts_more(before, after))
    ):
        yield scene.finding("promise-narrowed", change, text_of(after, added))
    lost = () if scene.is_said_next(after, (before.clause.words[at] for at in lost)) else lost
    if lost and _is_promised(before, lost[0], grammar) and is_joined(before, lost, grammar):
        yield scene.finding("promise-narrowed", change, text_of(before, lost))


def find_turned_condition(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find an "if" that became an "unless", or the other way round: whoever says nothing is asked no longer."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not _is_about_people(change):
        return
    old, new = (_excepts(side) for side in (before, after))
    gives, takes = (after, before) if new > old else (before, after)
    if (
        old != new
        and _conditions(takes, grammar) > _conditions(gives, grammar)
        and not _more_than_excepts(takes, gives)
    ):
        yield scene.finding("negation", change)


def find_premise(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find what holds in every case now, and held only "if ..." or "when ..."; or that holds only then from now on."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or before.denied or after.denied or not _is_about_people(change):
        return
    lost = () if after.lone else own_run(before, grammar)
    added = () if before.lone else own_run(after, grammar)
    is_right = "rights" in (after if added else before).families
    if added and _is_premise(after, added, grammar):
        yield scene.finding("choice-limited" if is_right else "premise-added", change, text_of(after, added))
    elif lost and not is_right and (_is_premise(before, lost, grammar) or _tells_to_whom(before, lost, grammar)):
        yield scene.finding("premise-gone", change, text_of(before, lost))


def find_excepted(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find one more exception from what is not done, or from what readers may rely on, or one less.

    It is joined to one that stays, or opens with "except" in a clause that has no `not`.
    """
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or is_quiet(before, came=False) or is_quiet(after, came=True):
        return
    added = () if before.lone else own_run(after, grammar)
    lost = () if after.lone else own_run(before, grammar)
    if added and _is_excepted(after, added, grammar) and _is_relied_on(after, added, grammar):
        yield scene.finding("exception-added", change, text_of(after, added))
    elif lost and _is_excepted(before, lost, grammar) and _is_relied_on(before, lost, grammar):
        yield scene.finding("exception-gone", change, text_of(before, lost))


def _is_excepted(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words opens an exception, or is joined to one: "except where ... or where ..."."""
    first = side.clause.words[run[0]]
    spans = [(hit.start, hit.end) for hit in side.hits if hit[:2] == EXCEPTION]
    if any(start <= first.start < end for start, end in spans):
        return True
    opened = any(end <= first.start for _, end in spans)
    return opened and is_joined(side, run, grammar)


def _is_relied_on(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a clause says before a run of words what is not done, or what protects people."""
    start = side.clause.words[run[0]].start
    if any(part[0] < start for part in promises(side, grammar)):
        return True
    if any(hit.start < start and hit.family in _RELIED_ON for hit in side.hits):
        return True
    owing = grammar.requests | grammar.telling | grammar.asking
    return any(word.stem in owing for word in side.clause.words if word.start < start)


def _tells_to_whom(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words only says of what kind they are to whom something is given: "shops that we know"."""
    words = side.clause.words
    start = words[run[0]].start
    gives = any(hit.family == "handling" and hit.concept == "share" and hit.start < start for hit in side.hits)
    return gives and words[run[0]].stem in grammar.relatives and len(run) >= _PREMISE


def _is_premise(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words is a whole part of a sentence that says in which case it holds."""
    words, text = side.clause.words, side.clause.text
    if words[run[0]].stem not in grammar.premises or len(run) < _PREMISE:
        return False
    return run[-1] + 1 == len(words) or "," in text[words[run[-1]].end : words[run[-1] + 1].start]


def find_softened(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a promise that now holds "generally", or that somebody only tries to keep; or no longer does."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (_binds(before, grammar) and _binds(after, grammar)):
        return
    lost, come = _hedges(before), _hedges(after)
    if bool(lost) == bool(come):
        return
    rule = scene.lexicon.patterns[_rule_of_softened(after, grammar)]
    yield Finding(rule, change, tuple(come or lost), gone=not come)


def _binds(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says what is not done, what is done by when, or what readers may rely on."""
    if is_quiet(side, came=False):
        return False
    return bool(promises(side, grammar) or side.families & _TIED or _times(side, grammar))


def _times(side: Side, grammar: Grammar) -> bool:
    return any(unit in grammar.units and unit not in PAID for _, unit in amounts(side.clause, grammar))


def _hedges(side: Side) -> list[str]:
    """Return the words that soften a clause, if its partner lacks them."""
    hedges = [hit for hit in side.hits if hit.family == _HEDGES and not _is_tried_by_reader(side, hit)]
    return [side.clause.text[hit.start : hit.end] for hit in hedges if side.is_lone(hit.start, hit.end)]


def _is_tried_by_reader(side: Side, hit: Hit) -> bool:
    """Whether readers try something, of whom the text promises nothing."""
    before = [word.stem for word in side.clause.words if word.start < hit.start][-1:]
    return hit.concept == "attempt" and not side.clause.reading.lexicon.grammar.reader.isdisjoint(before)


def _rule_of_softened(side: Side, grammar: Grammar) -> str:
    """Return of what the softened promise is: of notice, of an answer by a day, of keeping, or of anything else."""
    if "changes" in side.families:
        return "notice-softened"
    if side.denied or not _times(side, grammar):
        return "promise-softened"
    return "deadline-softened" if is_owed(side, grammar) else "period-softened"


def find_choices(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find what readers "can" do with their information and could not, or no longer can."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (_grants(before, grammar) and _grants(after, grammar)):
        return
    lost = () if after.lone else own_run(before, grammar)
    added = () if before.lone else own_run(after, grammar)
    lost = () if scene.is_said_next(after, (before.clause.words[at] for at in lost)) else lost
    if lost and is_joined(before, lost, grammar):
        yield scene.finding("choice-cut", change, text_of(before, lost))
    elif added and is_joined(after, added, grammar) and not _names_paper(after, added, grammar):
        yield scene.finding("choice-extended", change, text_of(after, added))


def _names_paper(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words only names the page on which readers do something."""
    return side.clause.spelling(side.clause.words[run[-1]]) in grammar.papers


def _is_about_people(change: Change) -> bool:
    sides = [side for side in (change.before, change.after) if side]
    return any(side.families & _OF_PEOPLE for side in sides) and not any(
        is_quiet(side, came=side is change.after) for side in sides
    )


def _opens_sentence(side: Side, run: Run) -> bool:
    """Whether words stand first, with a comma behind them, so that all that is denied holds for them alone."""
    words = side.clause.words
    if run[0] or run[-1] + 1 >= len(words):
        return False
    return "," in side.clause.text[words[run[-1]].end : words[run[-1] + 1].start]


def _is_condition(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words says when, how or to whom something holds, and not that it holds for any."""
    words = [side.clause.words[at] for at in run]
    stems = {word.stem for word in words}
    if grammar.negations & stems or stems & grammar.all_words:
        return False
    return words[0].stem in grammar.stops | grammar.turns | grammar.conditionals | grammar.givers


def _excepts_more(before: Side, after: Side) -> bool:
    """Whether a clause excepts something from what it says that it did not except: "other than those you rate"."""
    return _excepts(after) > _excepts(before)


def _is_promised(side: Side, number: int, grammar: Grammar) -> bool:
    """Whether a word stands in what a clause says is not so, or right behind it."""
    start = side.clause.words[number].start
    parts = promises(side, grammar)
    return is_denied(parts, start) or any(start == end for _, end in parts)


def _excepts(side: Side) -> int:
    return sum(hit[:2] == EXCEPTION for hit in side.hits)


def _conditions(side: Side, grammar: Grammar) -> int:
    return sum(word.stem in grammar.conditionals - grammar.turns for word in side.clause.words)


def _more_than_excepts(takes: Side, gives: Side) -> bool:
    """Whether one of two clauses has words of its own beside the ones that make exceptions."""
    spans = [(hit.start, hit.end) for hit in gives.hits if hit[:2] == EXCEPTION]
    return bool(takes.lone) or any(not any(start <= word.start < end for start, end in spans) for word in gives.lone)


def _grants(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says what readers may do with their information, other than give it."""
    words = side.clause.words
    gives = {hit.start for hit in side.hits if hit.family == "handling" and hit.concept in _GIVING}
    may = any(
        word.stem in grammar.reader and behind.stem in grammar.weak_modals and act.start not in gives
        for word, behind, act in zip(words, words[1:], words[2:], strict=False)
    )
    is_of_data = "rights" in side.families or bool({"handling", "subject"} <= side.families)
    return may and is_of_data and not side.denied and not is_quiet(side, came=False)
