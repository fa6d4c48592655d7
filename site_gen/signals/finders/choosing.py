"""Find who has to act first: settings that are on and were off, and people who are told and were asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.words.grammar import Grammar

_SUBJECT = 4  # words before a verb in which its subject stands


def find_switched(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find what goes on until somebody stops it, and began once somebody allowed it; or the other way round."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (before.lone or after.lone):
        return
    was_off, is_off = (bool(_state(side, grammar.switched_off, grammar)) for side in (before, after))
    was_on, is_on = (_state(side, grammar.switched_on, grammar) for side in (before, after))
    if was_off and is_on and not is_off:
        yield scene.finding("switched-on", change, *is_on)
    elif is_off and was_on and not was_off:
        yield scene.finding("switched-off", change, *was_on)


def _state(side: Side, wanted: Collection[str], grammar: Grammar) -> list[str]:
    """Return the words that say how something is; what readers switch by themselves says nothing of it."""
    words = side.clause.words
    return [
        side.clause.text[word.start : word.end]
        for at, word in enumerate(words)
        if word.stem in wanted
        and (word.small or side.is_lone(word.start, word.end))
        and not any(each.stem in grammar.reader for each in words[max(0, at - _SUBJECT) : at])
        and (not word.small or (at and words[at - 1].stem in grammar.switches))
    ]


def find_asking(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that people are only told what they were asked before, or the other way round."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or all(is_quiet(side, came=side is after) for side in (before, after)):
        return
    asked, told = (
        [_done(side, verbs, grammar) for side in (before, after)] for verbs in (grammar.asking, grammar.telling)
    )
    if asked[0] and told[1] and not asked[1] and not told[0]:
        yield scene.finding("told-not-asked", change, *told[1])
    elif asked[1] and told[0] and not asked[0] and not told[1]:
        yield scene.finding("asked-not-told", change, *asked[1])


def _done(side: Side, verbs: Collection[str], grammar: Grammar) -> list[str]:
    """Return the verbs that a clause has and its partner has not, but for what readers do."""
    words = side.clause.words
    return [
        side.clause.text[word.start : word.end]
        for at, word in enumerate(words)
        if word.stem in verbs
        and side.is_lone(word.start, word.end)
        and not any(each.stem in grammar.reader for each in words[max(0, at - 2) : at] if word.stem in grammar.asking)
    ]
