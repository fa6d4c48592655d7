"""Find other events up to which something is kept, and other places at which something is done."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.signals.amounts import amounts
from site_gen.signals.changes import Change, Side
from site_gen.signals.findings import Finding, Scene, is_quiet
from site_gen.signals.grammar import Grammar

_OF_THINGS = frozenset({"handling", "subject", "data", "transfers"})
_NO_PLACE = frozenset({"disputes", "recipients", "entities", "rights"})
_DONE = 5  # words between "is" and the place at which something is done


def find_expiry(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that nothing changed but up to when, or upon what, information is kept or deleted."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (_keeps(before) and _keeps(after)):
        return
    if amounts(before.clause, grammar) != amounts(after.clause, grammar):
        return  # another number is asked about as one
    if is_quiet(before, came=False) or is_quiet(after, came=True):
        return
    old, new = (_only_in_expiry(side, grammar) for side in (before, after))
    if old is not None and new is not None and (new or old):
        yield scene.finding("expiry", change, *(new or old))


def _keeps(side: Side) -> bool:
    return "keep" in side.concepts("handling") or "deleting" in side.families


def _only_in_expiry(side: Side, grammar: Grammar) -> list[str] | None:
    """Return the words that the partner lacks, if all stand in a part that says up to when; else none."""
    words, text = side.clause.words, side.clause.text
    opened = next((word for word in words if word.stem in grammar.expiries), None)
    if opened is None:
        return None
    acts = [hit.start for hit in side.hits if hit[:2] == ("handling", "keep") or hit.family == "deleting"]
    comma = text.find(", ", opened.end)
    end = comma if comma > 0 and min(acts) > comma else len(text)
    lone = [word for word in words if side.is_lone(word.start, word.end)]
    if any(not opened.start <= word.start < end for word in lone):
        return None
    return [text[word.start : word.end] for word in lone]


def find_moved(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find another place, whatever it is called, at which something is kept or done."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or grammar.capital_nouns or is_quiet(before, came=False):
        return
    if any(side.families & _NO_PLACE for side in (before, after)):
        return
    old, new = (_place(side, grammar) for side in (before, after))
    if old and new and old != new:
        yield scene.finding("place", change, new)


def _place(side: Side, grammar: Grammar) -> str:
    """Return the name that alone is other in a clause, if it stands where a place does; empty where it does not."""
    words, text = side.clause.words, side.clause.text
    lone = [at for at, word in enumerate(words) if side.is_lone(word.start, word.end)]
    if (
        not lone
        or not lone[0]
        or lone[-1] - lone[0] >= len(lone) + 1
        or words[lone[0] - 1].stem not in grammar.locations
    ):
        return ""
    if any(not text[words[at].start].isupper() or words[at].stem[0].isdigit() for at in lone):
        return ""
    is_done = side.families & _OF_THINGS or any(
        word.stem in grammar.passives for word in words[max(0, lone[0] - _DONE) : lone[0]]
    )
    speaks = any(word.stem in grammar.publisher & grammar.subjects for word in words[: lone[0]])
    return text[words[lone[0]].start : words[lone[-1]].end] if is_done and (side.families or not speaks) else ""
