"""A note's words against those that are published of it: Markdown and plain text have the words in common."""

from __future__ import annotations

import re
from collections import Counter

from site_gen.model.note import ChangeNote

_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>|https?://\S+")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of Markdown or of plain text, but for where links lead."""
    return _WORD.findall(_TARGET.sub(" ", text))


def words_of_note(note: ChangeNote) -> list[str]:
    """Return the words of a note that everybody reads."""
    return words_of(f"{note.summary}\n{note.what_you_can_do}")


def likeness(published: str, note: ChangeNote) -> float:
    """Return how nearly a note says what is published: 1 where all words are in both."""
    there, here = Counter(words_of(published)), Counter(words_of_note(note))
    return 2 * (there & here).total() / max(there.total() + here.total(), 1)
