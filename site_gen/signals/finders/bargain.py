"""Find changed terms of a contract: who is liable for how much, under which law, and when the terms may change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word

_TERMS = frozenset({"arbitration", "liability", "governing-law", "dispute"})
_PLACES = frozenset({"countries"})
_TELLING = "changes"
_LIMIT = ("limits", "only")
_NEAR = 6  # words between a court or a law, and the place or name that says which
_NEXT_PART = re.compile(r"[,;]\s(?=[^\W\d_A-Z])")
_BEFORE_VERB = 4  # words between whoever may change a text and the verb


def find_terms(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find another amount, name, place or limit in a sentence on liability, disputes or the law that applies.

    Where somebody is liable, whatever is only added or only dropped is such a limit: "if we cause it intentionally".
    """
    sides = [side for side in (change.before, change.after) if side]
    if len(sides) < 2 or any(is_quiet(side, came=False) for side in sides):
        return
    if any(not side.concepts("disputes") & _TERMS for side in sides):
        return
    found = [
        _fresh_terms(side) or _qualifying(side, other, scene.lexicon.grammar) for side, other in (sides, sides[::-1])
    ]
    if found[1] or found[0]:
        yield scene.finding("contract-term", change, *(found[1] or found[0]))


def _fresh_terms(side: Side) -> list[str]:
    """Return the fresh words that are a number, a name or a place, or that stand behind what they are limited to."""
    words = [word for word in side.fresh if _is_fact(side, word)]
    if "liability" in side.concepts("disputes"):
        limit = min((hit.start for hit in side.hits if hit[:2] == _LIMIT), default=len(side.clause.text))
        words = [word for word in side.fresh if word in words or word.start > limit]
    else:
        words = [word for word in words if _is_near_term(side, word)]
    return [side.clause.text[word.start : word.end] for word in words]


def _qualifying(side: Side, other: Side, grammar: Grammar) -> list[str]:
    """Return the words by which a sentence that says who is liable says more than its partner, which says no more.

    A `not` is asked about by itself.
    """
    lone = [word for word in side.lone if not word.small and word.stem not in grammar.negations]
    if "liability" not in side.concepts("disputes") or any(not word.small for word in other.lone):
        return []
    return [side.clause.text[word.start : word.end] for word in lone]


def _is_fact(side: Side, word: Word) -> bool:
    before = side.clause.text[: word.start].strip()
    if word.stem[0].isdigit() or any(hit.start <= word.start < hit.end for hit in side.hits if hit.family in _PLACES):
        return True
    return side.clause.text[word.start].isupper() and bool(before) and not before.endswith(".")


def _is_near_term(side: Side, word: Word) -> bool:
    """Whether a name stands beside a law or a court, and is not that of a street in another part of the sentence."""
    terms = (hit for hit in side.hits if hit.family == "disputes" and hit.concept in _TERMS)
    return any(_is_beside(side, word, hit) for hit in terms)


def _is_beside(side: Side, word: Word, hit: Hit) -> bool:
    first, last = sorted(((word.start, word.end), (hit.start, hit.end)))
    between = sum(first[1] <= each.start < last[0] for each in side.clause.words)
    return between < _NEAR and not _NEXT_PART.search(side.clause.text, first[1], last[0])


def find_changed_changes(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find another condition under which the publisher may change the text, or one that is gone."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not (_may_change(before, grammar) and _may_change(after, grammar)):
        return
    lost, come = _conditions(before, grammar), _conditions(after, grammar)
    if lost or come:
        yield Finding(scene.lexicon.patterns["changes-condition"], change, tuple(come or lost), gone=not come)


def find_channels(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find another way in which people are told of changes: no email any more, only a message in the product."""
    before, after = change.before, change.after
    if not before or not after or not all(_TELLING in side.families for side in (before, after)):
        return
    lost, come = (_channels(side, scene.lexicon.grammar) for side in (before, after))
    if lost or come:
        yield Finding(scene.lexicon.patterns["changes-channel"], change, tuple(come or lost), gone=not come)


def _channels(side: Side, grammar: Grammar) -> list[str]:
    """Return the ways of telling people that a clause names and its partner does not."""
    words = (word for word in side.clause.words if word.stem in grammar.channels and side.is_lone(word.start, word.end))
    return [side.clause.text[word.start : word.end] for word in words]


def _may_change(side: Side, grammar: Grammar) -> bool:
    """Whether a sentence says that its publisher may change a document: "we may modify these Terms"."""
    senses, ours = side.clause.senses, [word.start for word in side.clause.words if word.stem in grammar.publisher]
    verbs = [word.start for word in senses if word.stem == "modify"]
    if not verbs or not ours or ours[0] > verbs[0]:
        return False
    between = [word.stem for word in side.clause.words if ours[0] < word.start < verbs[0]]
    if len(between) > _BEFORE_VERB or grammar.weak_modals.isdisjoint(between):
        return False
    behind = (word for word in senses if word.start > verbs[0])
    return any(
        word.stem == "notice" or side.clause.text[word.start : word.end].lower() in grammar.papers for word in behind
    )


def _conditions(side: Side, grammar: Grammar) -> list[str]:
    """Return the lone words in parts that say when, or for what, something may be done."""
    lone = (at for at, word in enumerate(side.clause.words) if side.is_lone(word.start, word.end) and not word.small)
    telling = (at for at in lone if side.clause.words[at].stem not in grammar.whenever)
    return [text for at in telling if (text := _proviso(side, at, grammar))]


def _proviso(side: Side, at: int, grammar: Grammar) -> str:
    """Return the part up to a word that says when something may be done; empty where no such part opens before it."""
    words = side.clause.words
    first = at
    while first and words[first - 1].stem not in grammar.joints:
        first -= 1
        if words[first].stem in grammar.provisos:
            return side.clause.text[words[first].start : words[at].end]
        if not words[first].small:
            return ""
    return ""
