"""Measure the signals: `python -m benchmarks.materiality TEXTS LABELS... [--tuned LABELS]`.

LABELS holds one JSON object a line with `id`, `company`, `material` (true, false or "borderline"), and where known
`lean`, `direction`, `categories` and `evidence`; TEXTS/<id>/ holds old.md and new.md. Prints recall, false alarms
(forwards, and backwards for neutral changes), evidence asked at its place and directions for companies that may be read
and for those that are counted only, beside a list of keywords and a ruler; then pairs made from the same texts, and
kinds of information added one at a time. Names only changes of the first part; never a word of the texts. Exit status 1
says that the bar was missed on companies counted only: 94 in 100 material changes, at most 20 in 100 others.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from benchmarks.materiality.judging import Outcome, asked, is_flagged, judged
from benchmarks.materiality.kinds import OWN, additions, read_kinds
from benchmarks.materiality.labels import Labelled, companies, read_labels
from benchmarks.materiality.made import Made, asking_pairs, quiet_pairs
from benchmarks.materiality.report import figures, head, shown
from site_gen.signals.model import Direction, Weight

RECALL = 0.94
FALSE_ALARMS = 0.20
Score = tuple[str, bool, bool]
"""Name of an edit, whether the company may be read, and whether all went as it should."""


def main(arguments: Sequence[str]) -> int:
    """Print the report."""
    options = _options(arguments)
    tuned = companies(options.tuned)
    labels = [label for path in options.labels for label in read_labels(path, tuned)]
    labels = [label for label in labels if (options.texts / label.name).is_dir()]
    if not labels:
        print(f"no change of {', '.join(map(str, options.labels))} has a folder in {options.texts}", file=sys.stderr)
        return 2
    if options.read_only:
        labels = [label for label in labels if label.is_read]
    with ProcessPoolExecutor(options.processes) as pool:
        outcomes = list(pool.map(judged, labels, [options.texts] * len(labels), chunksize=4))
        print(head())
        print("\n".join(figures(outcomes)))
        if options.made:
            some = _spread(labels, options.made)
            scores = pool.map(_made_scores, some, [options.texts] * len(some), chunksize=2)
            print("\n".join(_made_table([score for part in scores for score in part])))
    for name, kinds in (("own kinds", OWN), *((str(path.name), read_kinds(path)) for path in options.kinds)):
        print("\n".join(_kinds_table(name, kinds)))
    return 0 if _meets_bar(outcomes) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.materiality", description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--tuned", type=Path, nargs="*", default=[], help="labels whose companies were all tuned to")
    parser.add_argument("--read-only", action="store_true", help="leave the companies alone that are counted only")
    parser.add_argument("--made", type=int, default=0, metavar="N", help="make pairs from the texts of N companies")
    parser.add_argument(
        "--kinds", type=Path, nargs="*", default=[], help="more kinds of data: CSV with `label`, or lines"
    )
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(arguments)


def _spread(labels: Sequence[Labelled], count: int) -> list[Labelled]:
    """Return one change of each company, as many companies as asked for, always the same."""
    firsts = list({label.company: label for label in labels}.values())
    Random(11).shuffle(firsts)  # noqa: S311 - the same choice each time
    return firsts[:count]


def _made_scores(label: Labelled, texts: Path) -> list[Score]:
    text = (texts / label.name / "old.md").read_text(encoding="utf-8")
    chance = Random(label.name)  # noqa: S311 - the same choice each time
    quiet = [(name, label.is_read, not _flags(made)) for name, made in quiet_pairs(text, label.company, chance)]
    asking = [
        (f"{kind}: {name}", label.is_read, well)
        for name, made in asking_pairs(text, chance)
        for kind, well in _asks(made)
    ]
    return [(f"quiet: {name}", is_read, well) for name, is_read, well in quiet] + asking


def _flags(made: Made) -> bool:
    return is_flagged(asked(made.old, made.new)[0])


def _asks(made: Made) -> Iterator[tuple[str, bool]]:
    """Yield whether a material signal quotes the words at the place, and if so, whether one says that more is done."""
    found, _, _ = asked(made.old, made.new)
    wanted = _letters(made.phrase)
    heavy = (signal for signal in found if signal.weight is not Weight.MINOR)
    there = [signal for signal in heavy if any(wanted in _letters(text) for text in (signal.before, signal.after))]
    yield "asked", bool(there)
    if there:
        yield "widens", any(signal.direction is Direction.WIDENING for signal in there)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _made_table(scores: Sequence[Score]) -> Iterator[str]:
    yield ""
    for kind in ("quiet", "asked", "widens"):
        names = [name for name in dict.fromkeys(name for name, _, _ in scores) if name.startswith(kind)]
        for name in sorted(names):
            yield f"{name:44} {_share(scores, name, is_read=True):28} {_share(scores, name, is_read=False)}"
        yield f"{kind + ' in all':44} {_share(scores, kind, is_read=True):28} {_share(scores, kind, is_read=False)}"


def _share(scores: Sequence[Score], name: str, *, is_read: bool) -> str:
    picked = [well for each, read, well in scores if each.startswith(name) and read is is_read]
    return shown((sum(picked), len(picked)))


def _kinds_table(name: str, kinds: Sequence[str]) -> Iterator[str]:
    asks: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    for addition in additions(kinds):
        found, _, _ = asked(addition.old, addition.new)
        well = any(signal.question == "M4" and signal.weight is not Weight.MINOR for signal in found)
        asks[addition.frame] += well
        missed[addition.frame] += [] if well else [addition.kind]
    yield ""
    for frame, kinds_missed in missed.items():
        line = f"{name}, {frame}: M4 asked for {asks[frame]} of {len(kinds)}"
        yield f"{line}; not for {', '.join(kinds_missed[:12])}" if kinds_missed else line


def _meets_bar(outcomes: Sequence[Outcome]) -> bool:
    clear = [o for o in outcomes if not o.label.borderline and not o.label.is_read]
    material = [o.flagged for o in clear if o.label.material]
    other = [o.flagged for o in clear if not o.label.material]
    return sum(material) >= RECALL * len(material) and sum(other) <= FALSE_ALARMS * len(other)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
