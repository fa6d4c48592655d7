"""Which denials of a clause leave something undone, and which only seem to."""

from __future__ import annotations

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.families import ACTS, GUARDS
from site_gen.signals.parsing.denial import Stretch
from site_gen.signals.words.grammar import Grammar

_OF_PEOPLE = frozenset(
    {"handling", "sale", "basis", "protections", "deleting", "rights", "changes", "recipients", "data", "subject"}
)
"""Families of what may be left undone, or be promised, by a `without`."""
_NEAR = 2  # words


def is_empty_denial(side: Side, part: Stretch, grammar: Grammar) -> bool:
    """Whether a `not` leaves nothing undone: it says of what a text does not speak, or what nobody can promise."""
    words = side.clause.words
    at = next(
        (number for number, word in enumerate(words) if word.stem in grammar.negations and word.start >= part[0]), -1
    )
    if at < 0:
        return False
    behind = [word for word in words[at + 1 :] if word.start < part[1]]
    first = next((number for number, word in enumerate(behind) if not word.small), len(behind))
    if any(word.stem in grammar.reaching for word in behind[: first + 1]):
        return True
    if side.clause.spelling(words[at]) in grammar.inabilities:
        acts = {hit.start for hit in side.hits if hit.family == "handling"}
        return not any(word.start in acts for word in behind[: first + 2])
    return _is_attribute(side, at, grammar) or _describes(side, at, part, grammar)


def _describes(side: Side, at: int, part: Stretch, grammar: Grammar) -> bool:
    """Whether a `not` only says which things are meant, or how: "firms not affiliated with us", "without logging out".

    What is denied of an act is denied behind its auxiliary; what "does not identify you" is information.
    """
    words = side.clause.words
    families = {hit.family for hit in side.hits if part[0] <= hit.start < part[1]}
    if words[at].stem in grammar.asides:
        return not families & _OF_PEOPLE
    before = words[max(0, at - _NEAR) : at]
    modals = grammar.strong_modals | grammar.weak_modals | grammar.soft_modals
    is_behind = grammar.verb_last or grammar.not_behind_verb
    if before and not before[-1].small and before[-1].stem not in modals and not is_behind:
        return not side.clause.text[before[-1].end : words[at].start].strip()
    return not families & ACTS and any(word.stem in grammar.relatives for word in before)


def _is_attribute(side: Side, at: int, grammar: Grammar) -> bool:
    """Whether a participle that denies only says what somebody else's conduct is: "prohibited conduct"."""
    words = side.clause.words
    before = words[at - 1].stem if at else ""
    return side.clause.spelling(words[at]) in grammar.forbidden and before not in grammar.passives | grammar.perfects


def denies_guard(side: Side, part: Stretch) -> bool:
    """Whether the first that a `not` denies is a measure that protects, or deletion."""
    acts = sorted((hit.start, hit.family) for hit in side.hits if part[0] <= hit.start < part[1])
    acts = [act for act in acts if act[1] in ACTS | GUARDS]
    return any(family in GUARDS for start, family in acts if start == acts[0][0])
