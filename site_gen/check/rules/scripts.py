"""Which script a character is of, from its name: Python's Unicode data has no table of scripts."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts with letters that look like one another's."""
_JOINERLESS = ALIKE | {"GEORGIAN", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "ETHIOPIC"}
_SPACELESS = frozenset({"THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
_OTHER_FORMS = ("FULLWIDTH ", "HALFWIDTH ", "MATHEMATICAL ")
_NO_SCRIPT = frozenset(
    {"MICRO", "FEMININE", "MASCULINE", "OHM", "KELVIN", "ANGSTROM", "MODIFIER", "COMBINING", "SUPERSCRIPT"}
)
LOOKS_LATIN = frozenset(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03b9"
    "\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d"
    "\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442"
    "\u0443\u0445\u044c\u0455\u0456\u0458\u04bb\u04c0\u04cf\u0501\u050c\u051a\u051b\u051c\u051d"
)
"""Cyrillic and Greek letters that pass for Latin ones."""


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """Return the script of a letter, such as LATIN; empty for what every script uses."""
    if not character.isalpha() and not unicodedata.category(character).startswith("M"):
        return ""
    name = unicodedata.name(character, "")
    for form in _OTHER_FORMS:
        name = name.removeprefix(form)
    first = name.split(" ", 1)[0]
    return "" if first in _NO_SCRIPT else first


def uses_joiners(character: str) -> bool:
    """Whether letters of this one's script may need a joiner or non-joiner after them."""
    found = script(character)
    return bool(found) and found not in _JOINERLESS


def writes_no_spaces(character: str) -> bool:
    """Whether this letter's script marks the ends of words, if at all, with a space of no width."""
    return script(character) in _SPACELESS


def is_right_to_left(text: str) -> bool:
    """Whether any letter of a text is written from right to left."""
    return any(letter.isalpha() and unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
