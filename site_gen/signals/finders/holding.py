"""Who holds a right, or a choice, that a clause names: its readers, somebody else, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.families import ACTS
from site_gen.signals.finders.polarity import promises
from site_gen.signals.words.language import Hit

_NEAR = 4  # words between whoever may do something and the word for it
_DONE_BY = 2
_OURS = frozenset({"restriction", "opt-out", "choice"})
"""What whoever publishes a text does to readers when it is they who may do it: restrict, disable, control."""
_OF_ACTS = frozenset(
    {
        "erasure",
        "correction",
        "access-right",
        "portability",
        "opt-out",
        "objection",
        "withdrawal",
        "choice",
        "restriction",
    }
)
_OF_SOMEBODY = frozenset({"agent", "complaint", "choice"})
"""Words for these name no right where readers are not spoken to: "device settings", "complaints and claims"."""


class Holder(Enum):
    """Who may do what a right is about."""

    READER = auto()
    OTHERS = auto()
    """Somebody else may, or it is only mentioned."""
    NOBODY = auto()
    """The clause says that it cannot be done."""


def holder(side: Side, right: Hit) -> Holder:
    """Return who holds a right that a clause names."""
    if _is_refused(side, right):
        return Holder.NOBODY
    if _is_mentioned(side, right) or _is_for_others(side, right):
        return Holder.OTHERS
    return Holder.READER


def tells_only_of_right(side: Side) -> bool:
    """Whether all that a clause says is done with information is what a right of its readers is about."""
    acts = [hit for hit in side.hits if hit.family in ACTS]
    return bool(_first_right(side)) and all(stands_in_right(side, hit.start) for hit in acts)


def stands_in_right(side: Side, place: int) -> bool:
    """Whether a place belongs to what a right of a clause's readers is about, or to the case in which they use it.

    So do both stretches of "if you object to marketing, ask us to delete what we collected"; in "you may object, and we
    collect more" the second does not.
    """
    right = _first_right(side)
    if right is None:
        return False
    if place < right.start:
        return _is_in_case(side, place)
    return not any(right.end <= start < place for start in _own_starts(side))


def is_for_request(side: Side) -> bool:
    """Whether readers give what a clause names to ask for something: "send your number with the request"."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    subjects = (word.stem for word in words if word.stem in grammar.reader | grammar.possessives | grammar.publisher)
    asks = any(word.stem in grammar.requests for word in words) or any(w.stem == "request" for w in side.clause.senses)
    is_theirs = next(subjects, "") in grammar.reader | grammar.possessives
    return asks and is_theirs


def is_given_to_reader(side: Side, places: Sequence[int]) -> bool:
    """Whether what is passed on goes to readers alone: "we will provide you with a copy"."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    given = [hit.end for hit in side.hits if hit.family == "handling" and hit.concept == "share"]
    given = [end for end in given if all(end <= place for place in places)]
    behind = [word.stem for word in words if given and word.start >= given[-1]][:_NEAR]
    return any(one in grammar.reader for one in behind[:1]) or any(
        one in grammar.givers and two in grammar.reader for one, two in pairwise(behind)
    )


def _first_right(side: Side) -> Hit | None:
    rights = (hit for hit in side.hits if hit.family == "rights" and holder(side, hit) is Holder.READER)
    return min(rights, key=lambda hit: hit.start, default=None)


def _is_in_case(side: Side, place: int) -> bool:
    """Whether a place stands in the opening part that says in which case readers may do something."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    comma = side.clause.text.find(", ", place)
    opened = words[0].stem in grammar.conditionals and any(w.stem in grammar.reader for w in words[1:_NEAR])
    return opened and ", " not in side.clause.text[:place] and comma > 0


def _own_starts(side: Side) -> Iterator[int]:
    """Yield where a clause goes on, behind a comma or a joint, with what whoever publishes it does."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    for before, word in pairwise(words):
        gap = side.clause.text[before.end : word.start]
        if word.stem in grammar.speakers and ("," in gap or before.stem in grammar.joints | grammar.turns):
            yield word.start


def _is_refused(side: Side, right: Hit) -> bool:
    """Whether a clause says that it cannot be done: "we cannot delete", "does not allow individuals to opt out"."""
    grammar, words = side.clause.reading.lexicon.grammar, side.clause.words
    if right.concept not in _OF_ACTS:
        return False
    for start, end in promises(side, grammar):
        if any(word.start == start and word.stem in grammar.asides for word in words):
            continue  # "without offering to delete it" is no part of what is refused
        inside = [word for word in words if start <= word.start < min(end, right.start) and not word.small]
        at = next((number for number, word in enumerate(inside) if word.stem in grammar.negations), -1)
        if at < 0 or right.start <= inside[at].start:
            continue
        between = [word.stem for word in inside[at + 1 :]]
        if right.start < end and (not between or not grammar.granting.isdisjoint(between[:_DONE_BY])):
            return True
    return False


def _is_mentioned(side: Side, right: Hit) -> bool:
    """Whether a right is only spoken of: in "decisions that affect your rights", "if you choose to write to us"."""
    grammar, words = side.clause.reading.lexicon.grammar, side.clause.words
    before = [word.stem for word in words if word.start < right.start]
    if not grammar.limiting.isdisjoint(before) and grammar.reader.isdisjoint(before) and not side.denied:
        return True
    is_others = right.concept in _OF_SOMEBODY and not _is_somebodys(side)
    if is_others or (right.concept == "access-right" and _is_allowed(side, right)):
        return True
    before = before[-_NEAR:]
    if right.concept == "rights":
        return any(start < right.start < end for start, end in side.denied) and not grammar.relatives.isdisjoint(before)
    if right.concept == "choice":
        own = [word.stem for word in words if right.start <= word.start < right.end]
        if own[:1] == [*grammar.reader.intersection(own[:1])] and own:
            return not grammar.conditionals.isdisjoint(before[-_DONE_BY:])
    if right.concept != "erasure" or grammar.passives.isdisjoint(before[-_DONE_BY:]):
        return False
    named = {word.stem for word in words} | {word.stem for word in side.clause.senses}
    return named.isdisjoint(grammar.reader | grammar.possessives | grammar.people | grammar.requests | {"request"})


def _is_somebodys(side: Side) -> bool:
    """Whether a clause speaks of readers, or of what they submit."""
    grammar = side.clause.reading.lexicon.grammar
    return any(word.stem in grammar.reader | grammar.possessives for word in side.clause.words)


def _is_allowed(side: Side, right: Hit) -> bool:
    """Whether somebody else may do it, or did: "you authorize the app to access your account"."""
    grammar, words = side.clause.reading.lexicon.grammar, side.clause.words
    before = [word.stem for word in words if word.start < right.start]
    agreed = [hit.end for hit in side.hits if hit.family == "basis" and hit.end <= right.start]
    behind = [word.stem for word in words if agreed and agreed[-1] < word.start < right.start]
    return not grammar.perfects.isdisjoint(before[-1:]) or (bool(agreed) and grammar.reader.isdisjoint(behind))


def _is_for_others(side: Side, right: Hit) -> bool:
    """Whether whoever may do it is no reader: "administrators can delete your messages", "we may restrict your use"."""
    grammar, words = side.clause.reading.lexicon.grammar, side.clause.words
    before = [word for word in words if word.start < right.start]
    for at in range(len(before) - 1, 0, -1):
        if before[at].stem in grammar.weak_modals:
            if any(word.stem in grammar.passives for word in before[at + 1 : at + 2]):
                return False  # whose name stands before "may be deleted" does nothing
            doer = before[at - 1].stem
            if doer in grammar.publisher:
                return right.concept in _OURS
            return not before[at - 1].small and doer not in grammar.reader | grammar.people
        if before[at].stem in grammar.reader | grammar.subjects | grammar.relatives | grammar.people:
            return False
    return False
