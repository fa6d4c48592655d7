"""What the signals say of a pair of texts, and how long they took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.materiality.baselines import is_large, names_keyword
from benchmarks.materiality.labels import Labelled
from site_gen.redline import compare
from site_gen.signals.judge import proposed_class, signals
from site_gen.signals.model import Signal, Weight
from site_gen.signals.whole import proposed_direction
from site_gen.text.parsing.parse import parse

_QUESTIONS = {
    "data_collected": {"M4", "M14"},
    "purpose_of_use": {"M1", "M10", "M14"},
    "sharing_third_parties": {"M5", "M2", "M14"},
    "retention": {"M7"},
    "legal_basis_consent": {"M8", "M9", "M13"},
    "international_transfer": {"M6"},
    "children_age": {"M12"},
    "rights_choices": {"M3", "M9", "M14"},
    "controller_contact": {"M2", "M3"},
    "liability_forum": {"M11", "M13"},
    "security": {"M9", "M14"},
}
"""What counsel would be asked about a change of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the signals say of one labelled change."""

    label: Labelled
    flagged: bool
    backwards: bool
    """Whether they flag it when it is read from the newer text to the older."""
    keyword: bool
    large: bool
    at_place: bool
    """Whether a material signal quotes the evidence."""
    right: bool
    """Whether one that does asks what counsel would be asked."""
    questions: int
    """Material signals."""
    apart: int
    """Of these, the ones that quote no evidence."""
    direction: str
    direction_there: str
    """Which way the signals go that quote the evidence; neutral where none says."""
    rules: tuple[str, ...]
    """Codes of the material signals."""
    seconds: float
    redline_seconds: float


def asked(old: str, new: str) -> tuple[tuple[Signal, ...], float, float]:
    """Return the signals of a pair of Markdown texts, and the processor's seconds for redline and signals."""
    documents = parse(old), parse(new)
    start = time.process_time()
    redline = compare(*documents)
    middle = time.process_time()
    found = signals(redline)
    return found, middle - start, time.process_time() - middle


def is_flagged(found: Sequence[Signal]) -> bool:
    """Whether the signals ask for a material class."""
    return str(proposed_class(found)).startswith("material")


def judged(label: Labelled, texts: Path) -> Outcome:
    """Compare the two texts of a change, both ways, and ask for their signals."""
    old, new = ((texts / label.name / name).read_text(encoding="utf-8") for name in ("old.md", "new.md"))
    found, redline_seconds, seconds = asked(old, new)
    heavy = [signal for signal in found if signal.weight is not Weight.MINOR]
    quoting = [signal for signal in found if any(_quotes(signal, phrase) for phrase in label.evidence)]
    there = [signal for signal in quoting if signal.weight is not Weight.MINOR]
    return Outcome(
        label=label,
        flagged=is_flagged(found),
        backwards=not label.material and is_flagged(asked(new, old)[0]),
        keyword=names_keyword(old, new),
        large=is_large(old, new),
        at_place=bool(there),
        right=any(signal.question in _wanted(label) for signal in there),
        questions=len(heavy),
        apart=len(heavy) - len(there),
        direction=proposed_direction(found),
        direction_there=proposed_direction(quoting),
        rules=tuple(dict.fromkeys(signal.code for signal in heavy)),
        seconds=seconds,
        redline_seconds=redline_seconds,
    )


def _wanted(label: Labelled) -> set[str]:
    wanted = {question for category in label.categories for question in _QUESTIONS.get(category, ())}
    return wanted or {f"M{number}" for number in range(1, 17)}


def _quotes(signal: Signal, phrase: str) -> bool:
    wanted = _letters(phrase)
    return any(
        wanted in text or (len(text) > 20 and text in wanted) for text in map(_letters, (signal.before, signal.after))
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
