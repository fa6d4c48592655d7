"""Find sentences about information that are new, gone, or reworded further than a synonym goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.families import ACTS
from site_gen.signals.finders.findings import (
    Finding,
    Scene,
    is_mostly_fresh,
    is_quiet,
    tells_practice,
)
from site_gen.signals.finders.polarity import denies, promises
from site_gen.signals.finders.runs import is_joined, own_run
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word

_OF_DATA = frozenset({"data", "sensitive", "trackers"})
_INFORMATION = ("subject", "information")
_FLOWS = frozenset({"collect", "use", "share", "sell", "buy"})
_NEW_WORDS = 5
_ALTERED = 4  # words, of both sides
_EXTENDED = 3  # words, where none was replaced
_QUALIFYING = 6  # words that carry meaning; more are not one qualifier


def find_new_or_gone(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information that has no counterpart in the other text."""
    after = change.after
    is_new = after is not None and tells_practice(after, came=True) and is_mostly_fresh(after, _NEW_WORDS)
    if after and is_new and not _offers(after, scene) and not _only_guards(after):
        yield scene.finding("practice-described", change)
    if change.before and tells_practice(change.before) and is_mostly_fresh(change.before, _NEW_WORDS):
        yield scene.finding("practice-dropped", change)


def _offers(side: Side, scene: Scene) -> bool:
    """Whether a clause only says what the reader may do, without a word of the publisher."""
    grammar, stems = scene.lexicon.grammar, [word.stem for word in side.clause.words]
    is_offer = stems[0] in grammar.reader and stems[1:2] and stems[1] in grammar.weak_modals
    return bool(is_offer) and not grammar.publisher.intersection(stems)


def _only_guards(side: Side) -> bool:
    """Whether information is only what a clause protects: "we follow standards to protect the data sent to us"."""
    told = [hit for hit in side.hits if hit.family in _OF_DATA or hit[:2] == _INFORMATION]
    guard = min(_guards(side), default=len(side.clause.text))
    if any(hit.start < guard for hit in told):
        return False
    flows = (hit for hit in side.hits if hit.family in ACTS and hit.concept in _FLOWS and hit.start > guard)
    return all(_describes(side, flow, told) for flow in flows)


def _guards(side: Side) -> Iterator[int]:
    """Yield where a clause begins to say what is kept from harm, or secure, or names a breach."""
    grammar = side.clause.reading.lexicon.grammar
    yield from (word.start for word in side.clause.senses if word.stem == "protect")
    yield from (hit.start for hit in side.hits if hit[:2] == ("protections", "breach"))
    if any(word.stem in grammar.states for word in side.clause.words):
        yield from (hit.start for hit in side.hits if hit[:2] == ("handling", "keep"))


def _describes(side: Side, act: Hit, told: Sequence[Hit]) -> bool:
    """Whether a word for what is done only says which information is meant: "the information submitted to us"."""
    past = (*side.clause.reading.lexicon.grammar.past_endings,)
    between = (side.clause.text[hit.end : act.start] for hit in told if hit.end < act.start)
    return side.clause.text[act.start : act.end].lower().endswith(past) and any(text == " " for text in between)


def find_altered(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information that was reworded further than a synonym goes."""
    if not change.before or not change.after:
        return
    if not (tells_practice(change.before) or tells_practice(change.after, came=True)):
        return
    sides = (change.before, change.after)
    if any("quiet" in side.families or is_quiet(side, came=side is change.after) for side in sides):
        return
    if sum(_plain_words(side) for side in sides) >= _ALTERED:
        yield scene.finding("practice-altered", change)
    if _is_narrowed(change.before, change.after, scene):
        yield scene.finding("promise-narrowed", change)
    if not change.before.fresh and (
        _plain_words(change.after) >= _EXTENDED or _is_extended(change.before, change.after, scene.lexicon.grammar)
    ):
        yield scene.finding("practice-extended", change)


def _is_extended(before: Side, after: Side, grammar: Grammar) -> bool:
    """Whether a sentence got one more case in which it holds: "while it is open or in the background"."""
    run = () if before.lone else own_run(after, grammar)
    return bool(run) and is_joined(after, run, grammar) and after.clause.words[run[0]].stem in grammar.stops


def find_unqualified(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information that lost words which said of what, or of whom, it holds.

    They stood in the middle of a part, and nothing took their place; a member of a list ends at a comma or a joint.
    """
    before, after = change.before, change.after
    if not before or not after or after.lone or before.denied or not before.fresh or is_quiet(before, came=False):
        return
    if before.lifting - after.lifting:
        return
    if not (tells_practice(before) or tells_practice(after)) or len(before.lone) > _QUALIFYING:
        return
    words, joints = before.clause.words, scene.lexicon.grammar.joints
    lost = [at for at, word in enumerate(words) if before.is_lone(word.start, word.end)]
    first, last = lost[0], lost[-1]
    while first and words[first - 1].small and words[first - 1].stem not in joints:
        first -= 1
    around = (words[first - 1].stem if first else "", words[last + 1].stem if last + 1 < len(words) else "")
    gaps = (
        before.clause.text[words[first - 1].end if first else 0 : words[first].start]
        + before.clause.text[
            words[last].end : words[last + 1].start if last + 1 < len(words) else len(before.clause.text)
        ]
    )
    if joints.isdisjoint(around) and "," not in gaps and "|" not in gaps:
        yield scene.finding("qualifier-gone", change, before.clause.text[words[first].start : words[last].end])


def _is_narrowed(before: Side, after: Side, scene: Scene) -> bool:
    """Whether a sentence lost words behind its `not`, and got none for them."""
    negations = scene.lexicon.grammar.negations
    if after.fresh or not before.denied or not denies(after, negations):
        return False
    if _plain_words(before) < _EXTENDED and not any(_is_name(before, word) for word in before.fresh):
        return False
    return any(is_denied(promises(before, scene.lexicon.grammar), word.start) for word in before.fresh)


def _is_name(side: Side, word: Word) -> bool:
    return word.start > 0 and side.clause.text[word.start].isupper()


def _plain_words(side: Side) -> int:
    """Count the fresh words that are neither names nor numbers."""
    return sum(side.clause.text[word.start].islower() and "@" not in word.stem for word in side.fresh)
