"""The number that a style of lists writes on one of its levels, and where that stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from site_gen.importing.html.tree import Node
from site_gen.importing.word.numerals import numeral

_LEVELS = 10
FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LENGTH = re.compile(r"(-?\d*\.?\d+)(in|cm|mm|pt|pc)")
_TWENTIETHS = {"in": 1440.0, "cm": 566.93, "mm": 56.693, "pt": 20.0, "pc": 240.0}
"""Of a point, in each unit."""
_PLACE = re.compile(r"%(\d+)%")


def label_words(levels: Node | None, level: Node, depth: int, counts: Mapping[int, int]) -> str:
    """Write the label of a level as its style says."""
    looks = level.attributes

    def number(place: int) -> str:
        other = level_of(levels, place)
        form = other.attributes.get("num-format", "") if other is not None else ""
        started = whole(other.attributes.get("start-value"), 1) if other is not None else 1
        return numeral(counts.get(place, started), FORMS[form]) or "" if form in FORMS else ""

    if "num-list-format" in looks:
        return _PLACE.sub(lambda found: number(int(found[1]) - 1), looks["num-list-format"])
    if not looks.get("num-format"):  # no number, and what stands around it all the same
        return looks.get("num-prefix", "") + looks.get("num-suffix", "")
    first = max(depth + 1 - whole(looks.get("display-levels"), 1), 0)
    numbers = [each for each in map(number, range(first, depth + 1)) if each]
    return looks.get("num-prefix", "") + ".".join(numbers) + looks.get("num-suffix", "")


def level_of(levels: Node | None, depth: int) -> Node | None:
    """Return how a style of lists counts on a level, from 0; None where it does not say."""
    wanted = str(min(depth + 1, _LEVELS))
    found = levels.elements() if levels else iter(())
    return next((each for each in found if each.attributes.get("level") == wanted), None)


def whole(text: str | None, default: int) -> int:
    """Read a whole number."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else default


def margin_of(style: Node) -> int | None:
    """Return how far in a style sets paragraphs, in twentieths of a point; None where it does not say."""
    return _length((style.child("paragraph-properties") or Node("")).attributes.get("margin-left"))


def indent_of_level(level: Node | None) -> int | None:
    """Return how far in a level of a list stands, in twentieths of a point; None where it does not say."""
    looks = level.child("list-level-properties") if level else None
    if looks is None:
        return None
    aligned = looks.child("list-level-label-alignment")
    if aligned is not None:
        return _length(aligned.attributes.get("margin-left"))
    said = [_length(looks.attributes.get(name)) for name in ("space-before", "min-label-width")]
    return sum(each or 0 for each in said) if any(each is not None for each in said) else None


def _length(text: str | None) -> int | None:
    found = _LENGTH.fullmatch(text or "")
    return round(float(found[1]) * _TWENTIETHS[found[2]]) if found else None
