"""Documents written by chance from a seed, with what a reader must find in them.

Every word comes once and is a number between letters (`w7x`), so that one lost, doubled, joined or in another place is
seen without anybody's reading.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WORD = re.compile(r"w\d+x")
_JOINED = re.compile(r"\S*x(?=w\d)\S*")


@dataclass(slots=True)
class Written:
    """A document, and what must be found in it."""

    data: bytes
    shown: Sequence[str]
    """Every word that a reader sees, in order."""
    hidden: frozenset[str]
    labels: Sequence[tuple[str, str]] = ()
    """What stands before a word."""

    def faults(self, text: str) -> list[str]:
        """Return what is wrong with a text that was read from it."""
        seen = WORD.findall(text)
        first = list(dict.fromkeys(seen))
        joined = _JOINED.search(text)
        found = [f"lost: {word}" for word in self.shown if word not in seen]
        found += [f"hidden: {word}" for word in first if word in self.hidden]
        if not found and first != list(self.shown):
            found.append(f"not in its place: {next(a for a, b in zip(first, self.shown, strict=False) if a != b)}")
        found += [f"joined: {joined[0]}"] if joined else []
        found += [f"{label} before {word}" for label, word in self.labels if not self._has_label(text, label, word)]
        return found

    @staticmethod
    def _has_label(text: str, label: str, word: str) -> bool:
        before = "".join(text[: text.find(word)].split())
        return before.endswith(label) and not before.removesuffix(label)[-1:].isdigit()


@dataclass(slots=True)
class Apart:
    """The words of a box or a note, which do not stand where it is written, and the notes that it has itself."""

    words: Sequence[str]
    notes: Sequence[Apart]


@dataclass(slots=True)
class Writer:
    """Chooses by chance what a document holds, and remembers what of it is shown."""

    chance: random.Random
    shown: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    labels: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Apart] = field(default_factory=list)
    """Those of the paragraph in hand, which stand below it."""
    notes: list[Apart] = field(default_factory=list)
    number: int = 0
    depth: int = 0

    def words(self) -> str:
        """Write one to three words that are shown."""
        made = [self._word() for _ in range(self.chance.randint(1, 3))]
        self.shown += made
        return " ".join(made) + " "

    def secret(self) -> str:
        """Write a word that no reader sees."""
        made = self._word()
        self.hidden.add(made)
        return made

    def _word(self) -> str:
        self.number += 1
        return f"w{self.number}x"

    def cut(self) -> tuple[str, str]:
        """Write a word in two parts."""
        word = self._word()
        self.shown.append(word)
        place = self.chance.randint(1, len(word) - 1)
        return word[:place], f"{word[place:]} "

    def one_of(self, ways: Sequence[Callable[[], str]]) -> str:
        """Write in one of the ways, plainly where it is deep already."""
        self.depth += 1
        found = ways[self.chance.randrange(len(ways) if self.depth < 5 else 2)]()
        self.depth -= 1
        return found

    def _apart(self, write: Callable[[], str]) -> tuple[str, Apart]:
        around = self.shown, self.boxes, self.notes
        self.shown, self.boxes, self.notes = [], [], []
        self.depth += 1
        text = write()
        self.depth -= 1
        self._end_paragraph()
        made = Apart(self.shown, self.notes)
        self.shown, self.boxes, self.notes = around
        return text, made

    def _end_paragraph(self) -> None:
        """Let the boxes follow their paragraph, and their notes its notes."""
        for box in self.boxes:
            self.shown += box.words
            self.notes += box.notes
        self.boxes.clear()

    def end(self) -> list[str]:
        """Return every word that is shown, the notes after the text."""
        for note in self.notes:  # grows while it is read
            self.shown += note.words
            self.notes += note.notes
        return self.shown
