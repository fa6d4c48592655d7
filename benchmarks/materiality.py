"""Measure the signals: `python -m benchmarks.materiality LABELS TEXTS`.

LABELS holds one JSON object a line with `id`, `material` (true, false or "borderline") and, for a borderline case,
`lean`; TEXTS/<id>/ holds old.md and new.md. Prints how many material changes raise a material signal, how many others
do, which rules fired, and every miss and false alarm by id; never a word of the texts. Exit status 1 says that the bar
was missed: 98 in 100 material changes, at most 15 in 100 others.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_gen.redline import compare
from site_gen.signals import Weight, proposed_class, signals
from site_gen.text.document import parse

RECALL = 0.98
FALSE_ALARMS = 0.15


@dataclass(frozen=True, slots=True)
class Labelled:
    """One change as people judged it."""

    name: str
    material: bool
    borderline: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the signals say of it."""

    label: Labelled
    flagged: bool
    rules: tuple[str, ...]
    """Codes of the material signals."""
    seconds: float


def read_labels(path: Path) -> Iterator[Labelled]:
    """Yield the labels of a JSON Lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            label = json.loads(line)
            borderline = label["material"] == "borderline"
            yield Labelled(label["id"], bool(label.get("lean") if borderline else label["material"]), borderline)


def judged(label: Labelled, texts: Path) -> Outcome:
    """Compare the two texts of a change and ask for its signals."""
    old, new = (parse((texts / label.name / name).read_text(encoding="utf-8")) for name in ("old.md", "new.md"))
    redline = compare(old, new)
    start = time.process_time()
    found = signals(redline)
    seconds = time.process_time() - start
    rules = tuple(dict.fromkeys(signal.code for signal in found if signal.weight is not Weight.MINOR))
    return Outcome(label, str(proposed_class(found)).startswith("material"), rules, seconds)


def rate(outcomes: Sequence[Outcome], pick: Callable[[Labelled], bool]) -> tuple[int, int]:
    """Return how many of the picked are flagged, and how many there are."""
    flags = [outcome.flagged for outcome in outcomes if pick(outcome.label)]
    return sum(flags), len(flags)


def meets_bar(outcomes: Sequence[Outcome]) -> bool:
    """Whether clear cases are told apart well enough."""
    recall, alarms = _recall(outcomes), _alarms(outcomes)
    return recall[0] >= RECALL * recall[1] > 0 and alarms[0] <= FALSE_ALARMS * alarms[1]


def _recall(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return rate(outcomes, lambda label: label.material and not label.borderline)


def _alarms(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return rate(outcomes, lambda label: not label.material and not label.borderline)


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield _figure("material changes flagged", _recall(outcomes))
    yield _figure("other changes flagged", _alarms(outcomes))
    yield _figure("... with borderline by its lean: material", rate(outcomes, lambda label: label.material))
    yield _figure("... with borderline by its lean: other", rate(outcomes, lambda label: not label.material))
    times = sorted(outcome.seconds * 1000 for outcome in outcomes)
    yield f"time a change: median {statistics.median(times):.0f} ms, longest {times[-1]:.0f} ms of processor"
    for outcome in outcomes:
        if outcome.label.material and not outcome.flagged:
            yield f"miss   {outcome.label.name}{_border(outcome)}"
    for outcome in outcomes:
        if not outcome.label.material and outcome.flagged:
            yield f"alarm  {outcome.label.name}{_border(outcome)}  {', '.join(outcome.rules)}"
    yield from _rules(outcomes)


def _figure(words: str, counts: tuple[int, int]) -> str:
    flagged, total = counts
    return f"{words}: {flagged} of {total} ({100 * flagged / max(total, 1):.1f} %)"


def _border(outcome: Outcome) -> str:
    return " (borderline)" if outcome.label.borderline else ""


def _rules(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield for each rule in how many changes it fired, and in how many it alone did."""
    fired: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    alone: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for outcome in outcomes:
        fired[outcome.label.material].update(outcome.rules)
        if len(outcome.rules) == 1:
            alone[outcome.label.material].update(outcome.rules)
    yield f"{'rule':28} material (alone)   other (alone)"
    for rule in sorted(set(fired[True]) | set(fired[False])):
        yield (
            f"{rule:28} {fired[True][rule]:8} ({alone[True][rule]:5}) {fired[False][rule]:7} ({alone[False][rule]:5})"
        )


def main(arguments: Sequence[str]) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.materiality", description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("texts", type=Path)
    options = parser.parse_args(arguments)
    labels = [label for label in read_labels(options.labels) if (options.texts / label.name).is_dir()]
    if not labels:
        print(f"no change of {options.labels} has a folder in {options.texts}", file=sys.stderr)
        return 2
    outcomes = [judged(label, options.texts) for label in labels]
    print("\n".join(report(outcomes)))
    return 0 if meets_bar(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
