"""Whom a sentence on liability protects: it may limit what its publisher answers for, or forbid such a limit."""

from __future__ import annotations

from site_gen.signals.comparing.changes import Side
from site_gen.signals.model import Direction
from site_gen.signals.words.grammar import Grammar

_LIABLE = ("disputes", "liability")


def way_of_liability(side: Side, grammar: Grammar) -> Direction:
    """Return which way a sentence on liability goes where it comes; a limit of a limit protects its readers."""
    stems = [word.stem for word in side.clause.words]
    if caps_liability(side, grammar):
        return Direction.WIDENING
    denials = sum(stem in grammar.negations | grammar.nobody for stem in stems)
    limits = any(stem in grammar.limiting for stem in stems)
    if not denials and not limits:
        is_ours = any(stem in grammar.speakers for stem in stems)
        return Direction.PROTECTIVE if is_ours and grammar.reader.isdisjoint(stems) else Direction.WIDENING
    return Direction.PROTECTIVE if denials and limits else Direction.WIDENING


def caps_liability(side: Side, grammar: Grammar) -> bool:
    """Whether somebody answers for no more than an amount: "liable up to the price paid"."""
    stems = tuple(word.stem for word in side.clause.words)
    first = next((hit.start for hit in side.hits if hit[:2] == _LIABLE), -1)
    behind = next((at for at, word in enumerate(side.clause.words) if word.start >= first), 0)
    found = (stems[at : at + len(cap)] == cap for cap in grammar.caps for at in range(behind, len(stems)))
    return first >= 0 and any(found)
