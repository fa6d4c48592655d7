"""Find small words on which people rely: when something is done, how, how often, and at whose cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.finders.polarity import promises
from site_gen.signals.finders.runs import Run, is_joined, own_run, text_of
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.words.grammar import Grammar

_RELIED_ON = frozenset({"rights", "deleting", "protections", "changes", "basis"})
_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "rights", "changes", "deleting", "sale"})
_ASKED_APART = frozenset(
    {"hedges", "data", "sensitive", "recipients", "purposes", "countries", "limits", "quiet", "vendors"}
)
"""Families whose words are no manner of doing something, and are asked about by themselves."""
_DONE_FOR_PEOPLE = frozenset({"deleting", "protections"})
_NAMED = frozenset({"data", "recipients"})
"""Of these, families of words that stand for a way behind a single small word: "by post"."""
_FEW = 2  # words


def find_order(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that nothing changed but whether something comes before or after: "we ask you before we share it"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or max(len(before.lone), len(after.lone)) > _FEW or _is_quiet(change):
        return
    if not (before.families & _OF_PEOPLE or is_relied_on(before, grammar)):
        return
    old, new = (Counter(word.stem for word in side.clause.words) for side in (before, after))
    gone, come = old - new, new - old
    if _has(gone, grammar.earlier) and _has(come, grammar.later):
        yield scene.finding("order-turned", change)
    elif _has(gone, grammar.later) and _has(come, grammar.earlier):
        yield scene.finding("order-restored", change)


def find_assured(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that words went which said when, how or at whose cost something is done that people rely on.

    "You may object at any time", "we delete it promptly", "free of charge", "your express consent".
    """
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or after.lone or _is_quiet(change) or not is_relied_on(before, grammar):
        return
    lost = own_run(before, grammar)
    if not lost or not _is_manner(before, lost, grammar):
        return
    is_consent = _qualifies_consent(before, lost, grammar)
    if is_joined(before, lost, grammar) and not is_consent and not _are_adverbs(before, lost, grammar):
        return  # one of several ways
    in_promise = is_denied(promises(before, grammar), before.clause.words[lost[-1]].start)
    if is_consent or not in_promise:
        yield scene.finding("assurance-gone", change, text_of(before, lost))


def find_manner(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that what readers may do they may do in one way, or at some times, only: "in writing", "once a year"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or _is_quiet(change) or not (_may(before, grammar) and _may(after, grammar)):
        return
    added, lost = own_run(after, grammar), own_run(before, grammar)
    if not added or not _ends_part(after, added) or not _is_manner(after, added, grammar):
        return
    if lost and not (_is_manner(before, lost, grammar) and _ends_part(before, lost)):
        return
    if not _is_generous(after, added, grammar):
        yield scene.finding("choice-limited", change, text_of(after, added))


def find_some(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that what is done for people is done for some only, and was for all: "we delete some of your notes"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or _is_quiet(change) or not after.families & _DONE_FOR_PEOPLE:
        return
    added = own_run(after, grammar)
    if not _words_of(after, added) & grammar.partial or not all(w.stem in grammar.all_words for w in before.lone):
        return
    if not is_denied(promises(after, grammar), after.clause.words[added[-1]].start):
        yield scene.finding("promise-softened", change, text_of(after, added))


def find_weakened(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a word behind a `not` that leaves more open: "we do not directly share", "with most companies" for "any"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or _is_quiet(change) or not after.families & _OF_PEOPLE:
        return
    added = own_run(after, grammar)
    if not added or not is_denied(promises(after, grammar), after.clause.words[added[0]].start):
        return
    denied = promises(before, grammar)
    whole = [word for word in before.lone if word.stem in grammar.all_words and is_denied(denied, word.start)]
    modals = grammar.weak_modals | grammar.strong_modals
    is_added = all(word.stem in modals for word in before.lone) and _are_adverbs(after, added, grammar)
    if is_added or (whole and not _words_of(after, added) & grammar.all_words):
        yield scene.finding("promise-narrowed", change, text_of(after, added))


def is_relied_on(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says what people may do, what is not done, or what is done for them."""
    if side.families & _RELIED_ON or promises(side, grammar) or _may(side, grammar):
        return True
    return any(word.stem in grammar.requests | grammar.asking | grammar.telling for word in side.clause.words)


def _is_quiet(change: Change) -> bool:
    return any(is_quiet(side, came=side is change.after) for side in (change.before, change.after) if side)


def _has(counts: Counter[str], stems: frozenset[str]) -> bool:
    return not stems.isdisjoint(counts)


def _words_of(side: Side, run: Run) -> set[str]:
    return {side.clause.words[at].stem for at in run}


def _may(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says of its readers that they may do something, or have a right to."""
    words = side.clause.words
    if not side.families & _OF_PEOPLE:
        return False
    speaks = any(word.stem in grammar.reader | grammar.possessives for word in words)
    if "rights" in side.families and speaks and not side.denied:
        return True
    return any(
        word.stem in grammar.reader and behind.stem in grammar.weak_modals and then.stem not in grammar.negations
        for word, behind, then in zip(words, words[1:], words[2:], strict=False)
    )


def _is_manner(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words says when or how something is done, and names nothing that is asked about by itself."""
    words, text = [side.clause.words[at] for at in run], side.clause.text
    start, end = words[0].start, words[-1].end
    apart = _ASKED_APART if len(run) > _FEW else _ASKED_APART - _NAMED
    if any(start <= hit.start < end and hit.family in apart for hit in side.hits) or _reaches_publisher(side, run):
        return False
    if tuple(word.stem for word in words) in grammar.aim_openers:
        return False
    if any(text[word.start].isupper() and word.start for word in words) or _words_of(side, run) & grammar.subjects:
        return False  # a name, or a part of the sentence with a subject of its own
    if all(word.stem in grammar.generic or word.stem in grammar.papers for word in words if not word.small):
        return "free" in _words_of(side, run) or bool(_words_of(side, run) & grammar.all_words)
    return (
        words[0].stem in grammar.manners or _are_adverbs(side, run, grammar) or _qualifies_consent(side, run, grammar)
    )


def _reaches_publisher(side: Side, run: Run) -> bool:
    """Whether words only say that people write to whoever publishes the text: "by contacting us"."""
    start, end = side.clause.words[run[0]].start, side.clause.words[run[-1]].end
    is_theirs = any(start <= at < end for at in side.acting)
    return is_theirs and any(start <= word.start < end and word.stem == "reach" for word in side.clause.senses)


def _are_adverbs(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether every word of a run that carries meaning is an adverb."""
    telling = [side.clause.words[at] for at in run if not side.clause.words[at].small]
    return bool(telling) and all(side.clause.spelling(word).endswith((*grammar.adverb_endings,)) for word in telling)


def _qualifies_consent(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether words stand right before a consent and say which: "express consent", "explicit parental approval"."""
    if any(side.clause.words[at].stem in grammar.joints for at in run):
        return False
    return any(word.stem in grammar.agreeing for word in side.clause.words[run[-1] + 1 : run[-1] + 3])


def _ends_part(side: Side, run: Run) -> bool:
    """Whether a run of words is the last of its sentence, or of a part that ends with a comma."""
    words, text = side.clause.words, side.clause.text
    return run[-1] + 1 == len(words) or text[words[run[-1]].end : words[run[-1] + 1].start].startswith((",", ";", ")"))


def _is_generous(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a manner leaves people free: "at any time", "free of charge", "without giving a reason"."""
    return bool(_words_of(side, run) & (grammar.all_words | grammar.negations | grammar.asides | grammar.gratis))
