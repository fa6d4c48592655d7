"""What a list of words, or a ruler, would say: anything that knows more has to do better."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_LARGE = 300  # characters
_KEYWORD = re.compile(
    r"collect|shar(?:e|ing)|disclos|third[- ]part|partner|purpose|retain|retention|transfer|consent|opt[- ]out|right"
    r"|sell|sale|advertis|location|children|age\b|cookie|biometric|health|profil|automated|legitimate|arbitrat|days",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


def names_keyword(old: str, new: str) -> bool:
    """Whether a line that came or went holds a word that privacy counsel would search for."""
    return any(_KEYWORD.search(line) for line in set(_lines(old)) ^ set(_lines(new)))


def is_large(old: str, new: str) -> bool:
    """Whether more than 300 characters of words came or went."""
    words: list[list[str]] = [_WORD.findall(text) for text in (old, new)]
    steps = SequenceMatcher(None, words[0], words[1]).get_opcodes()
    changed = (word for kind, a, b, c, d in steps if kind != "equal" for word in words[0][a:b] + words[1][c:d])
    return sum(len(word) + 1 for word in changed) > _LARGE


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
