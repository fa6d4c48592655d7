"""What a signal is: evidence in the text that a practice changed, with the words that say so."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Weight(StrEnum):
    """How much an unanswered signal asks for, in rising order."""

    MINOR = "minor"
    MATERIAL = "material"
    MATERIAL_CONSENT = "material+consent"


VAGUE = frozenset({"practice-described", "practice-altered", "practice-extended", "practice-dropped", "handling"})
"""Rules that say of a sentence no more than that it is new, reworded or gone."""


class Direction(StrEnum):
    """Which way a practice went, for the people concerned."""

    WIDENING = "widening"
    """More is done with their information, or less is promised."""
    NARROWING = "narrowing"
    """Less is done."""
    PROTECTIVE = "protective"
    """More is promised, or more can be asked for."""
    UNCLEAR = "unclear"


class Signal(Struct, frozen=True, kw_only=True):
    """One question that the text puts to legal, and the words that raise it."""

    code: str
    """Name of the rule that fired."""
    question: str
    """M1 to M16, as in `questions`."""
    section: str
    """Title of the section; empty before the first heading."""
    before: str
    """The clause as it stood; empty where there was none."""
    after: str
    """The clause as it stands; empty where it is gone."""
    old_leaf: int | None
    """Index into the leaves of the older document of the clause before; none where there was none."""
    new_leaf: int | None
    """Index into the leaves of the newer document of the clause after; none where it is gone."""
    found: tuple[str, ...]
    """The facts that came or went, in the lexicon's words."""
    why: str
    source: str
    weight: Weight
    direction: Direction = Direction.UNCLEAR
