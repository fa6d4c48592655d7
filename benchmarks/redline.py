"""Measure the redline over real pairs: `python -m benchmarks.redline FOLDER` reads `<id>.old.md` and `<id>.new.md`.

Quality is read from the rendered article (benchmarks/redline_metrics.py) and set against the smallest possible word
edit; time is set against rendering both texts with plain markdown-it-py in the same run. Exit status 1 says that a
redline was not faithful.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path

from benchmarks import nu
from benchmarks.redline_cases import CASES
from benchmarks.redline_metrics import Article, marks_of
from benchmarks.redline_runs import (
    Pair,
    Quality,
    Times,
    compared,
    cross,
    large,
    named,
    new_errors,
    quality,
    read_pairs,
    timed,
)

LISTED = 8
"""Outliers named for each figure."""
USUAL_SIZE = 150_000
"""Bytes up to which no pair may take more than 200 ms; larger ones have half a second."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: str
    goal: str = ""
    outliers: tuple[str, ...] = ()


def share(values: Sequence[float], part: float) -> float:
    """Return the value that this part of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def _worst(found: Sequence[Quality], weight: Callable[[Quality], float]) -> tuple[str, ...]:
    ranked = sorted((q for q in found if weight(q) > 0), key=weight, reverse=True)
    return tuple(f"{q.name} ({weight(q):g})" for q in ranked[:LISTED])


def faithfulness(found: Sequence[Quality]) -> Iterator[Figure]:
    """Count the pairs whose texts cannot be read back."""
    for name in ("T0", "T1", "L2", "A", "model"):
        bad = [q for q in found if any(failure.startswith(name + " ") for failure in q.failures)]
        listed = tuple(f"{q.name} ({', '.join(f for f in q.failures if f.startswith(name))})" for q in bad[:LISTED])
        yield Figure(f"{name} fails", str(len(bad)), "0", listed)


def legibility(found: Sequence[Quality]) -> Iterator[Figure]:
    """Say how much is marked, and how."""
    changed = [q for q in found if q.minimum]
    if changed:
        yield from _ratios(changed)
    needless = [q for q in found if not q.minimum and q.marked]
    yield Figure("marked though no word differs", str(len(needless)), "0", _worst(needless, lambda q: q.marked))
    islands = sum(q.islands for q in found) / len(found)
    yield Figure("islands a pair", f"{islands:.2f}", "<= 2", _worst(found, lambda q: q.islands))
    yield Figure("words cut", str(sum(q.cuts for q in found)), "0", _worst(found, lambda q: q.cuts))
    silent = [q for q in found if q.silent]
    yield Figure("silent changes", str(len(silent)), "0", tuple(q.name for q in silent[:LISTED]))
    unexplained = sum(q.unexplained_links for q in found)
    yield Figure(
        "link targets without a note", str(unexplained), "0", _worst(found, lambda q: float(q.unexplained_links))
    )
    kinds = Counter(q.change for q in found)
    yield Figure("what differs", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    yield Figure("digest", hashlib.sha256("".join(q.digest for q in found).encode()).hexdigest()[:16], "any hash seed")


def _ratios(changed: Sequence[Quality]) -> Iterator[Figure]:
    ratios = [q.ratio for q in changed]
    total = sum(q.marked for q in changed) / sum(q.minimum for q in changed)
    excess = _worst(changed, lambda q: q.marked - q.minimum)
    yield Figure("marked / minimum, sum", f"{total:.3f}", "<= 1.10", excess)
    yield Figure("marked / minimum, median", f"{statistics.median(ratios):.3f}", "1.00")
    yield Figure("marked / minimum, p90", f"{share(ratios, 0.9):.3f}", "<= 1.33", _worst(changed, lambda q: q.ratio))
    runs = sum(q.runs for q in changed) / sum(q.minimum_runs for q in changed)
    yield Figure("runs / minimum's, sum", f"{runs:.3f}", "<= 0.35", _worst(changed, lambda q: q.runs - q.minimum_runs))


def speed(found: Sequence[Times]) -> Iterator[Figure]:
    """Set the time of a redline against that of rendering both texts."""
    redline, base, ratios = [t.redline for t in found], [t.baseline for t in found], [t.ratio for t in found]
    slow = sorted(found, key=lambda t: t.ratio, reverse=True)[:LISTED]
    yield Figure("time / rendering both, sums", f"{sum(redline) / sum(base):.2f}", "<= 1.3")
    ours, theirs = ((statistics.median(some), share(some, 0.95)) for some in (redline, base))
    yield Figure("ms, median and p95", f"{ours[0]:.1f}, {ours[1]:.1f}")
    yield Figure("ms rendering both", f"{theirs[0]:.1f}, {theirs[1]:.1f}")
    yield Figure(
        "ratio of the medians, of the p95s", f"{ours[0] / theirs[0]:.2f}, {ours[1] / theirs[1]:.2f}", "1.3, 1.5"
    )
    listed = tuple(f"{t.name} ({t.ratio:.2f}: {t.redline:.0f}/{t.baseline:.0f} ms)" for t in slow)
    yield Figure(
        "ratio of a pair, median and p95", f"{statistics.median(ratios):.2f}, {share(ratios, 0.95):.2f}", "", listed
    )
    for name, goal, some in (
        ("up to 150 KB", "<= 200", [t for t in found if t.size <= USUAL_SIZE]),
        ("over 150 KB", "<= 500", [t for t in found if t.size > USUAL_SIZE]),
    ):
        if some:
            longest = max(some, key=lambda t: t.redline)
            yield Figure(f"ms, longest {name}", f"{longest.redline:.0f}", goal, (longest.name,))


def validity(pairs: Sequence[Pair]) -> Figure:
    """Count the pairs whose redline has errors that neither version has."""
    jar = nu.checker()
    name = "pairs with new validator errors"
    if jar is None:
        return Figure(name, "not checked: no Java, or no vnu-jar (npm install, or $VNU_JAR)", "0")
    bad = {pair: errors for pair, errors in new_errors(pairs, jar).items() if errors}
    return Figure(
        name, str(len(bad)), "0", tuple(f"{pair}: {errors[0]}" for pair, errors in list(bad.items())[:LISTED])
    )


def table(title: str, figures: Sequence[Figure]) -> str:
    """Return a Markdown table, the outliers below it."""
    lines = [f"### {title}", "", "| figure | value | goal |", "|---|---|---|"]
    lines += [f"| {figure.name} | {figure.value} | {figure.goal} |" for figure in figures]
    listed = [f"- {figure.name}: {'; '.join(figure.outliers)}" for figure in figures if figure.outliers]
    return "\n".join([*lines, *([""] if listed else []), *listed, ""])


def micro() -> str:
    """Show what each small case comes to."""
    lines = ["| case | marked | minimum | wanted | marks and notes |", "|---|---|---|---|---|"]
    for case in CASES:
        pair = Pair(case.name, case.older, case.newer)
        found, article = quality(pair), Article(compared(pair.older, pair.newer).redline)
        shown = [*marks_of(article), *([f"({article.notes})"] if article.notes else []), *found.failures]
        cells = (found.name, found.marked, found.minimum, case.wanted, "<br>".join(shown).replace("|", "\\|"))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def explain(pair: Pair) -> str:
    """Show one pair's marks, and the first block of each side that cannot be read back."""
    made = compared(pair.older, pair.newer)
    redline = Article(made.redline)
    lines = [*marks_of(redline), "", f"notes: {redline.notes}", str(quality(pair))]
    sides = (
        ("accept", redline.accepted, Article(made.newer).accepted),
        ("reject", redline.rejected, Article(made.older).accepted),
    )
    looks = _differences(Article(made.older).shape, Article(made.newer).shape)
    lines += [f"look: {n}: was {a!r}, is {b!r}" for n, a, b in looks]
    for side, got, wanted in sides:
        for kind, one, other in (("block", got.blocks, wanted.blocks), ("link", got.links, wanted.links)):
            lines += [f"{side}: {kind} {n}: got {a!r}, wanted {b!r}" for n, a, b in _differences(one, other)]
    return "\n".join(lines) + "\n"


def _differences(got: Sequence[object], wanted: Sequence[object]) -> list[tuple[int, object, object]]:
    found = ((n, a, b) for n, (a, b) in enumerate(zip_longest(got, wanted)) if a != b)
    return [difference for difference, _ in zip(found, range(3), strict=False)]


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of some pairs."""

    title: str
    figures: tuple[Figure, ...]
    found: tuple[Quality, ...]


def measure(title: str, pairs: Sequence[Pair], *, rounds: int, check: bool) -> Report:
    """Take every figure of some pairs."""
    found = tuple(quality(pair) for pair in _with_progress(pairs))
    figures = [*faithfulness(found), *legibility(found)]
    figures += speed(timed(pairs, rounds)) if rounds else []
    figures += [validity(pairs)] if check else []
    return Report(title, tuple(figures), found)


def beside(title: str, pairs: Sequence[Pair], *, rounds: int) -> Report:
    """Take the figures of pairs that no person wrote as two versions; only some of the goals are set for them."""
    report = measure(title, pairs, rounds=rounds, check=False)
    kept = ("fails", "cut", "silent", "note", "longest")
    figures = (f if any(word in f.name for word in kept) else replace(f, goal="") for f in report.figures)
    return replace(report, figures=tuple(figures))


def _with_progress(pairs: Sequence[Pair]) -> Iterator[Pair]:
    for number, pair in enumerate(pairs, 1):
        if sys.stderr.isatty():
            print(f"\r{number}/{len(pairs)} {pair.name} ", end="", file=sys.stderr)
        yield pair


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redline", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="holds <id>.old.md and <id>.new.md")
    parser.add_argument("--only", metavar="ID", help="explain one pair")
    parser.add_argument("--micro", action="store_true", help="the small cases instead of a folder")
    parser.add_argument("--json", action="store_true", help="everything, pair by pair, as JSON")
    parser.add_argument("--cross", type=int, default=0, metavar="N", help="also N random pairs of unrelated texts")
    parser.add_argument("--nu", action="store_true", help="also validate every article with the Nu checker")
    parser.add_argument("--rounds", type=int, default=3, help="of timing, each in a fresh process; 0 for none")
    arguments = parser.parse_args()
    if not arguments.micro and not arguments.folder:
        parser.error("a folder of pairs, or --micro")
    return arguments


def main() -> int:
    """Run from the command line."""
    arguments = _arguments()
    if arguments.micro:
        print(micro())
        return 0
    pairs = read_pairs(arguments.folder)
    if not pairs:
        print(f"{arguments.folder}: no <id>.old.md in it", file=sys.stderr)
        return 1
    if arguments.only:
        return _explained(pairs, arguments.only)
    results = [measure(f"{len(pairs)} pairs", pairs, rounds=arguments.rounds, check=arguments.nu)]
    if arguments.cross:
        unrelated = cross(pairs, arguments.cross)
        results.append(beside(f"{len(unrelated)} unrelated pairs", unrelated, rounds=arguments.rounds))
        results.append(beside("Two texts of 350 KB", large(pairs), rounds=arguments.rounds))
    if arguments.json:
        print(json.dumps([asdict(report) for report in results], indent=1))
    else:
        print("\n".join(table(report.title, report.figures) for report in results))
    return int(any(q.failures for report in results for q in report.found))


def _explained(pairs: Sequence[Pair], name: str) -> int:
    pair = named(pairs, name)
    print(explain(pair) if pair else f"there is no pair {name}", file=sys.stdout if pair else sys.stderr)
    return 0 if pair else 1


if __name__ == "__main__":
    sys.exit(main())
