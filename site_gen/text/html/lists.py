"""Numbers and labels of the lists of HTML."""

from __future__ import annotations

import re

from msgspec import Struct

from site_gen.text.html.tags import DEEPEST
from site_gen.text.labels import letters, roman

LABELS = frozenset("aAiI")
"""Values of a list's `type` that number its items by letters."""
_LIST_TAG = re.compile(r"<(/?)(ol|ul|li)(?=[\s/>])[^<>]*>", re.IGNORECASE)


class OpenList(Struct):
    """A list that is being read."""

    kind: str
    label: str
    next_number: int
    """Of the next item, unless it says another."""
    step: int = 1


def count_items(source: str, place: int) -> int:
    """Count the items of a list from behind its tag to its end; 0 where it does not end, or is too deep to follow."""
    depth, items = 1, 0
    for found in _LIST_TAG.finditer(source, place):
        name = found[2].lower()
        items += name == "li" and not found[1] and depth == 1
        depth += 0 if name == "li" else -1 if found[1] else 1
        if not 0 < depth < DEEPEST:
            return items if not depth else 0
    return 0


def label_of(sort: str, number: int) -> str:
    """Return the label of an item in a list whose `type` that is."""
    if sort not in LABELS or number < 1:
        return str(number)
    label = letters(number) if sort in "aA" else roman(number)
    return label.upper() if sort.isupper() else label


def number_in(said: str, otherwise: int) -> int:
    """Return the number that an attribute says, or another where it says none."""
    return int(said) if re.fullmatch(r"\d{1,9}", said.strip(), re.ASCII) else otherwise
