"""Kinds of information of which the law speaks by name, in the passages that raise a question."""

from __future__ import annotations

from collections.abc import Iterable

from site_gen.model.rules import DataKind
from site_gen.signals.model import Signal, Weight
from site_gen.signals.words.lexicon import lexicon

_FAMILIES = frozenset({"sensitive", "children"})
"""Of the lexicon; their concepts have the names of the kinds."""
_KINDS = {str(kind): kind for kind in DataKind}


def named_kinds(found: Iterable[Signal], language: str) -> tuple[DataKind, ...]:
    """Return the kinds that the passages name, as they stand or, of what is gone, as they stood."""
    known = lexicon(language)
    named = {
        hit.concept
        for text in {signal.after or signal.before for signal in found if signal.weight is not Weight.MINOR}
        for hit in known.terms.hits(known.language.words(text))
        if hit.family in _FAMILIES
    }
    return tuple(kind for name, kind in _KINDS.items() if name in named)
