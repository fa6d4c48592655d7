"""The number that a style of lists writes on one of its levels. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from site_gen.importing.html.tree import Node
from site_gen.importing.word.numerals import numeral

_LEVELS = 10
FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
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
