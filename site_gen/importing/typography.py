"""Take out what editors and web exports leave between the letters, and nothing that a reader could miss. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_FROM_WINDOWS = {0x80 + place: sign for place, sign in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))}
"""What stands in the control range was meant as Windows-1252: browsers read it so."""
_LINE = re.compile("[\u2028\u2029\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u00ad]")
_JOINER = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\u024f])")
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NO_BREAK = "\u00a0\u202f"
_BESIDE = re.compile(f"(?<=[ \t])[{_NO_BREAK}]+|[{_NO_BREAK}]+(?=[ \t])")
_AT_END = re.compile(f"[{_NO_BREAK}]+$|^[{_NO_BREAK}]+", re.MULTILINE)
_BETWEEN_WORDS = re.compile(f"(?<=[^\\W\\d_]{{4}})[{_NO_BREAK}](?=[^\\W\\d_]{{4}})")


def tidy(text: str, found: Counter[str]) -> str:
    """Return the text without noise; `found` counts what was taken out, by what it is called.

    A no-break space stays where it does its work: beside a number, a sign or a short word.
    """
    text = text.translate(_FROM_WINDOWS) if _has(text, 0x80, 0xA0) else text
    text = _replace(_LINE, "\n", text, "odd line breaks", found)
    text = _replace(_CONTROL, "", text, "control characters", found)
    text = _replace(_ZERO_WIDTH, "", text, "invisible characters", found)
    text = _replace(_JOINER, "", text, "invisible characters", found)
    if not _RIGHT_TO_LEFT.search(text):
        text = _replace(_DIRECTION, "", text, "direction marks", found)
    text = _replace(_BESIDE, "", text, "no-break spaces beside other spaces", found)
    text = _replace(_AT_END, " ", text, "no-break spaces at the end of a line", found)
    text = _replace(_BETWEEN_WORDS, " ", text, "no-break spaces between ordinary words", found)
    composed = unicodedata.normalize("NFC", text)
    found["letters with loose accents"] += len(text) - len(composed)
    return composed


def _has(text: str, first: int, last: int) -> bool:
    return any(first <= ord(sign) < last for sign in text)


def _replace(pattern: re.Pattern[str], new: str, text: str, what: str, found: Counter[str]) -> str:
    text, number = pattern.subn(new, text)
    found[what] += number
    return text
