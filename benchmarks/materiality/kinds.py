"""Kinds of information that a service may collect: common ones of our own, and any taxonomy's."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OWN = (
    "name",
    "address",
    "house number",
    "email address",
    "phone number",
    "weight",
    "height",
    "shoe size",
    "diet",
    "meals",
    "blood type",
    "sleep",
    "heart rate",
    "allergies",
    "car",
    "number plate",
    "gait",
    "handwriting",
    "dash-cam clips",
    "income",
    "hobbies",
    "reading habits",
    "pets",
    "marital status",
    "nationality",
    "passport number",
    "keystrokes",
    "clipboard contents",
    "battery level",
    "screenshots",
    "voice",
    "photos",
    "contacts",
    "calendar",
    "school",
    "employer",
)
_FRAMES = {
    "one more, after and": ("We collect your {base}.", "We collect your {base} and {kind}."),
    "one more, in a list": (
        "We collect your {base}, age and postcode.",
        "We collect your {base}, {kind}, age and postcode.",
    ),
    "list item": ("We collect:\n\n- {Base}\n- Age", "We collect:\n\n- {Base}\n- {Kind}\n- Age"),
    "item under a heading": (
        "## What we collect\n\n- {Base}\n- Age",
        "## What we collect\n\n- {Base}\n- Age\n- {Kind}",
    ),
    "sentence": ("We collect your {base}.", "We collect your {base}. We also collect your {kind}."),
    "such as": ("We ask for details such as your {base}.", "We ask for details such as your {base} or {kind}."),
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Addition:
    """One kind of information, added to a text in one way."""

    kind: str
    frame: str
    old: str
    new: str


def additions(kinds: Sequence[str]) -> Iterator[Addition]:
    """Yield each kind added in each way."""
    for kind in kinds:
        base = "age group" if kind == "name" else "name"
        for frame, texts in _FRAMES.items():
            old, new = (_policy(text, kind, base) for text in texts)
            yield Addition(kind, frame, old, new)


def _policy(text: str, kind: str, base: str) -> str:
    body = text.format(kind=kind, Kind=kind[:1].upper() + kind[1:], base=base, Base=base.capitalize())
    return f"# Privacy policy\n\nThis is what we do.\n\n{body}\n"


def read_kinds(path: Path) -> tuple[str, ...]:
    """Return the labels of a taxonomy: the column `label` of a CSV file, or one a line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".csv":
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    rows = csv.DictReader(text.splitlines())
    labels = (row.get("label") or row.get("Label") or "" for row in rows)
    return tuple(dict.fromkeys(_CAMEL.sub(" ", label).strip().lower() for label in labels if label.strip()))
