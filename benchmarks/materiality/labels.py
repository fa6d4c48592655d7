"""Labelled changes, and which companies may be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_READ_ONE_IN = 6
"""Beside the companies that earlier versions were tuned to, so that both together are about a third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One change as people judged it."""

    name: str
    company: str
    material: bool
    """By its lean where it is borderline."""
    borderline: bool
    direction: str
    """widening, narrowing, protective, neutral or mixed; empty where nobody said."""
    categories: tuple[str, ...]
    evidence: tuple[str, ...]
    """Phrases of either text that show it."""
    is_read: bool
    """Whether the authors of rules may look at its texts."""


def read_labels(path: Path, tuned: Collection[str] = ()) -> Iterator[Labelled]:
    """Yield the labels of a JSON Lines file; the companies named as `tuned` to are all read."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        label = json.loads(line)
        borderline = label["material"] == "borderline"
        yield Labelled(
            name=label["id"],
            company=label["company"],
            material=bool(label.get("lean") if borderline else label["material"]),
            borderline=borderline,
            direction=label.get("direction") or "",
            categories=tuple(label.get("categories", ())),
            evidence=tuple(label.get("evidence", ())),
            is_read=label["company"] in tuned or _falls_to_read(label["company"]),
        )


def companies(paths: Iterable[Path]) -> frozenset[str]:
    """Return the companies of label files."""
    return frozenset(label.company for path in paths for label in read_labels(path))


def _falls_to_read(company: str) -> bool:
    return hashlib.sha256(company.lower().encode()).digest()[0] % _READ_ONE_IN == 0
