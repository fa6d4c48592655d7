"""The picture of a history: how long the text was, how much each version changed, and which changes were material.

It is drawn without words, so that it can be as wide as any screen; what it shows is said in words beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import log

from msgspec import Struct

WIDTH, HEIGHT, BARS = 1000, 200, 60
"""The drawing's own units; the bars have the lowest part."""


class Dot(Struct, frozen=True):
    """One version in the picture."""

    on: date
    length: int
    """Characters of its text; 0 where that was taken down."""
    changed: int
    """Words added and deleted."""
    is_material: bool


class Picture(Struct, frozen=True):
    """Three paths, and what they show."""

    length: str
    bars: str
    material: str
    first: date
    last: date
    growth: int
    """By how many per cent the newest text is longer than the first; below 0 where it is shorter."""
    materials: int


FEWEST = 3
"""Versions that make a picture worth its room."""


def draw(dots: Sequence[Dot]) -> Picture | None:
    """Draw versions, oldest first; nothing where there are few, or all are of one year: their list shows as much."""
    seen = [dot for dot in dots if dot.length]
    if len(seen) < FEWEST or seen[0].on.year == seen[-1].on.year:
        return None
    first, last = seen[0].on, seen[-1].on
    across = WIDTH / (last - first).days
    at = [round((dot.on - first).days * across) for dot in seen]
    top = max(dot.length for dot in seen)
    heights = [round((HEIGHT - BARS - 10) * (1 - dot.length / top)) + 5 for dot in seen]
    material = [x for x, dot in zip(at[1:], seen[1:], strict=True) if dot.is_material]
    return Picture(
        length=f"M0 {heights[0]}" + "".join(f"H{x}V{y}" for x, y in zip(at[1:], heights[1:], strict=True)),
        bars="".join(_bars(at, seen)),
        material="".join(f"M{x} 0V{HEIGHT}" for x in material),
        first=first,
        last=last,
        growth=round(100 * (seen[-1].length / seen[0].length - 1)),
        materials=len(material),
    )


def _bars(at: Sequence[int], dots: Sequence[Dot]) -> Iterator[str]:
    """Yield a bar for each change; on a scale of logarithms, so that a word is seen beside a rewrite."""
    most = log(1 + max(dot.changed for dot in dots)) or 1
    for x, dot in zip(at, dots, strict=True):
        if dot.changed:
            yield f"M{x} {HEIGHT}v-{max(2, round(BARS * log(1 + dot.changed) / most))}"
