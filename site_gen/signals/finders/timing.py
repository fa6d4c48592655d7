"""Find other events up to which something is kept, and other places at which something is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.finders.runs import own_run, text_of
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

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
    old, new = (_expiry(side, grammar) for side in (before, after))
    if not old or not new or {word.stem for word in old} & {word.stem for word in new}:
        return  # words that stay say that the event does
    if _all_lone_in(before, old, grammar) and _all_lone_in(after, new, grammar):
        yield scene.finding("expiry", change, *(after.clause.text[word.start : word.end] for word in new))


def find_event_gone(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that one of several events up to which something is kept is gone, or that there is one more."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (_keeps(before) and _keeps(after)) or bool(before.lone) == bool(after.lone):
        return
    side = before if before.lone else after
    run = own_run(side, grammar)
    words = side.clause.words
    if run and not is_quiet(side, came=side is after) and any(_opens_event(words, at, grammar) for at in run):
        other = (after if before.lone else before).clause.words
        if any(_opens_event(other, at, grammar) for at in range(len(other))):
            yield Finding(scene.lexicon.patterns["expiry"], change, (text_of(side, run),), gone=side is before)


def _keeps(side: Side) -> bool:
    return "keep" in side.concepts("handling") or "deleting" in side.families


def _opens_event(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a word stands before an event; "every" does so only before a unit of time, not in "every one of them"."""
    if words[at].stem in grammar.each:
        return any(word.stem in grammar.units for word in words[at + 1 : at + 3])
    return words[at].stem in grammar.expiries


def _expiry(side: Side, grammar: Grammar) -> list[Word]:
    """Return the words that say up to when something is kept: behind "until" or the like; none where nothing does."""
    words, text = side.clause.words, side.clause.text
    opened = next((word for at, word in enumerate(words) if _opens_event(words, at, grammar)), None)
    if opened is None:
        return []
    acts = [hit.start for hit in side.hits if hit[:2] == ("handling", "keep") or hit.family == "deleting"]
    comma = text.find(", ", opened.end)
    end = comma if comma > 0 and min(acts) > comma else len(text)
    told = (word for word in side.clause.senses if word.stem not in grammar.expiries)
    return [word for word in told if opened.start <= word.start < end]


def _all_lone_in(side: Side, part: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a clause has no words that its partner lacks but in a part of it."""
    return all(part[0].start <= word.start < part[-1].end or word.stem in grammar.expiries for word in side.lone)


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
    before = words[: lone[0]] if lone else ()
    if not before or before[-1].stem not in grammar.locations or lone[-1] - lone[0] > len(lone):
        return ""
    if any(not text[words[at].start].isupper() or words[at].stem[0].isdigit() for at in lone):
        return ""
    if before[-1].stem in grammar.sources and any(hit[:2] == ("handling", "collect") for hit in side.hits):
        return ""  # who gives information, and no place
    is_done = side.families & _OF_THINGS or any(word.stem in grammar.passives for word in before[-_DONE:])
    speaks = any(word.stem in grammar.speakers for word in before)
    return text[words[lone[0]].start : words[lone[-1]].end] if is_done and (side.families or not speaks) else ""
