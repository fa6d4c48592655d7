"""Which way a whole change goes, by which way its signals do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from site_gen.signals.model import Direction, Signal, Weight

_MINORITY = 0.5
"""From so large a part, what goes the other way counts as much."""
_BETTER = (Direction.NARROWING, Direction.PROTECTIVE)
_ADDRESS = "M3"
_DROPPED = "practice-dropped"
"""Of a sentence that is gone and told of some practice, nobody knows of which."""


def proposed_direction(found: Iterable[Signal]) -> str:
    """Return which way most signals go: a direction, "mixed", or "neutral" where none says which way.

    What is done less and what is promised more are both better for people, so that they are never mixed; which of
    them it is, most signals say. What asks for no material class counts half, and only where it is better.
    """
    ways: Counter[Direction] = Counter()
    for signal in found:
        if _tells_way(signal):
            ways[signal.direction] += 1 if signal.weight is Weight.MINOR else 2
    worse = ways.pop(Direction.WIDENING, 0)
    better = ways.total()
    if not worse and not better:
        return "neutral"
    if min(worse, better) > _MINORITY * max(worse, better):
        return "mixed"
    return str(Direction.WIDENING if worse > better else ways.most_common(1)[0][0])


def _tells_way(signal: Signal) -> bool:
    """Whether a signal says which way something goes; one that asks little, only that it goes the better way."""
    if signal.weight is not Weight.MINOR:
        return signal.direction is not Direction.UNCLEAR
    return signal.direction in _BETTER and signal.question != _ADDRESS and signal.code != _DROPPED
