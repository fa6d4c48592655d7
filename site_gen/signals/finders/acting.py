"""Find that somebody else does what a clause says: "you choose" became "we choose", though no other word changed."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.parsing.doers import Act, Doer, turned
from site_gen.signals.words.grammar import Grammar

_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "rights", "deleting", "sale"})
_FOR_PEOPLE = frozenset({"deleting", "protections"})


def find_actor(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find an act that one text leaves to readers, and the other to its publisher or to others."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or any(is_quiet(side, came=side is after) for side in (before, after)):
        return
    if not (_is_about_people(before, grammar) or _is_about_people(after, grammar)):
        return
    for old, new in turned(before.clause.reading.acts, after.clause.reading.acts):
        code = _rule(old, new, after, grammar)
        if code:
            yield scene.finding(code, change, after.clause.text[new.subject.start : new.subject.end])
            return


def _is_about_people(side: Side, grammar: Grammar) -> bool:
    """Whether a clause is about information, or about what is the reader's."""
    is_theirs = any(word.stem in grammar.possessives for word in side.clause.words)
    return is_theirs or bool(side.families & _OF_PEOPLE)


def _rule(old: Act, new: Act, after: Side, grammar: Grammar) -> str:
    """Return what an act asks whose doer is another; nothing where a new recipient is asked about already."""
    if new.doer is Doer.OTHERS:
        return ""
    if old.doer is Doer.OTHERS:
        return "act-taken-over" if new.doer is Doer.PUBLISHER else ""
    if new.doer is Doer.PUBLISHER:
        return "control-lost"
    is_duty = old.doer is Doer.PUBLISHER and bool(after.families & _FOR_PEOPLE) and not _may(new, after, grammar)
    return "duty-shifted" if is_duty else "control-gained"


def _may(act: Act, side: Side, grammar: Grammar) -> bool:
    """Whether readers only may do it."""
    behind = [word.stem for word in side.clause.words if word.start > act.subject.start][:1]
    return not grammar.weak_modals.isdisjoint(behind)
