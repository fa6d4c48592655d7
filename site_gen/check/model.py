"""What a check looks at and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from site_gen.document import Document
from site_gen.errors import ConfigError
from site_gen.model import History, Organisation, Policy, Promise
from site_gen.notes import Draft
from site_gen.outline import Section
from site_gen.redline import Redline
from site_gen.signals import Signal


class Severity(StrEnum):
    """Whether a finding stops the merge."""

    REFUSAL = "refusal"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule found at one place, in words that a lawyer can act on."""

    path: str
    line: int | None = None
    """In the file as it stands after the change; None where it is about no line."""
    message: str
    """What is wrong, what it says there, and the next step."""
    subject: str = ""
    """What a text rule found, such as a link's target: by it a new fault is told from one that was there before."""


@dataclass(frozen=True, eq=False)
class Text:
    """A policy's text on one side of the change."""

    path: str
    source: str
    document: Document
    outline: tuple[Section, ...]
    """Every heading with the anchor under which the site publishes it."""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the source."""
        return tuple(self.source.split("\n"))

    def line_of(self, leaf: int | None) -> int | None:
        """Return the line on which a block of the document begins."""
        return None if leaf is None else self._lines_of_leaves[leaf]

    @cached_property
    def _lines_of_leaves(self) -> tuple[int | None, ...]:
        return tuple(_places(self.lines, self.document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a text may refer to on its side of the change."""

    policy: Policy
    files: frozenset[str]
    """Every file of the repository, by its path."""
    other_outlines: Mapping[str, tuple[Section, ...]]
    """The sections of the repository's other policies, by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A change note that the change brings, edits or removes."""

    path: str
    data: bytes
    draft: Draft | ConfigError
    """As read leniently: what is left open is named, not refused."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One policy before and after the change in hand, and all that the rules need to judge it."""

    policy: Policy
    organisation: Organisation
    today: date
    """The day on which the change would be published if it were merged now."""
    before: Text | None
    """None where the policy is new."""
    after: Text | None
    """None where the change takes the policy down."""
    redline: Redline | None
    """None unless the text is there on both sides."""
    is_version: bool
    """Whether a reader will see another text."""
    signals: tuple[Signal, ...]
    notes: tuple[NoteFile, ...]
    """What the change brings."""
    touched: tuple[NoteFile, ...]
    """What was published before and is no longer what it was; `data` is as it stands now, empty where it is gone."""
    history: History | None
    """The versions before the change; None where there are none."""
    promise: Promise | None
    """Of the version before: by it the change is judged."""
    note_folder: str
    """Where the policy's notes lie."""
    is_behind: bool
    """Whether the base got a newer text of this policy since the change began."""
    translations: tuple[Policy, ...]
    """The same policy in other languages, where the change leaves their text as it was."""

    @property
    def note(self) -> NoteFile | None:
        """The one note that declares the change."""
        return self.notes[0] if len(self.notes) == 1 else None

    @property
    def draft(self) -> Draft | None:
        """The one note as read."""
        draft = self.note.draft if self.note else None
        return draft if isinstance(draft, Draft) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the check, as `policy-site explain` tells it to a lawyer."""

    code: str
    severity: Severity = Severity.REFUSAL
    title: str
    """What the rule asks, as one sentence."""
    explanation: str
    """Why, and how to put it right; Markdown, a paragraph or two."""
    source: str = ""
    """The law, guidance or promise behind it; empty where it is plain sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule(Rule):
    """A rule about the change: the note, the class, the dates."""

    check: Callable[[Case], Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """A rule about a text as it stands; a fault that was published before only warns."""

    check: Callable[[Text, Surroundings], Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault, the rule that it breaks, and whether it stops the merge."""

    rule: Rule
    fault: Fault
    severity: Severity
    is_old: bool = False
    """Whether the published text has the same fault."""


def _places(lines: tuple[str, ...], document: Document) -> Iterator[int | None]:
    """Find each block's first words in the source, in order: the parser itself keeps no lines."""
    at = 0
    for leaf in document.leaves:
        words = leaf.source.split("\n", 1)[0].split("\x1f", 1)[0].strip()
        found = next((n for n in range(at, len(lines)) if words in lines[n]), None) if words else None
        if found is not None:
            at = found
        yield None if found is None else found + 1
