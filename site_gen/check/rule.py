"""What a rule of the check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct

from site_gen.check.case import Case, Surroundings, Text


class Severity(StrEnum):
    """Whether a finding stops the merge."""

    REFUSAL = "refusal"
    WARNING = "warning"


class Fault(Struct, frozen=True, kw_only=True):
    """What a rule found at one place, in words that a lawyer can act on."""

    path: str
    line: int | None = None
    """In the file as it stands after the change; None where it is about no line."""
    message: str
    """What is wrong, what it says there, and the next step."""
    severity: Severity | None = None
    """Where it weighs more or less than its rule does."""
    subject: str = ""
    """What a text rule found, such as a link's target: it tells a new fault from one that was there before."""
    question: str = ""
    """The code of the question that waits for its answer, where that is all there is to it."""


class Rule(Struct, frozen=True, kw_only=True):
    """One rule of the check, as `policy-site explain` puts it to a lawyer."""

    code: str
    severity: Severity = Severity.REFUSAL
    title: str
    """What the rule asks, as one sentence."""
    explanation: str
    """Why, and how to put it right; Markdown, a paragraph or two."""
    source: str = ""
    """The law, guidance or promise behind it; empty where it is common sense."""


class CaseRule(Rule, frozen=True, kw_only=True):
    """A rule about the change: the note, the class, the dates."""

    check: Callable[[Case], Iterator[Fault]]


class TextRule(Rule, frozen=True, kw_only=True):
    """A rule about a text as it stands; a fault that was published before only warns."""

    check: Callable[[Text, Surroundings], Iterator[Fault]]


class Finding(Struct, frozen=True, kw_only=True):
    """A fault, the rule that it breaks, and whether it stops the merge."""

    rule: Rule
    fault: Fault
    severity: Severity
    is_old: bool = False
    """Whether the published text has the same fault."""
