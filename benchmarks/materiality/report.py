"""The figures, read and counted only side by side, each with its interval."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from benchmarks.materiality.judging import Outcome
from benchmarks.materiality.labels import Labelled

Pick = Callable[[Outcome], bool]
Counts = tuple[int, int]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (1927), as fractions."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    share, spread = hits / total, z * z / total
    middle = share + spread / 2
    reach = z * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)


def shown(counts: Counts) -> str:
    """Return a share with its interval, as a cell."""
    hits, total = counts
    if not total:
        return "-"
    low, high = wilson(hits, total)
    return f"{hits}/{total} = {100 * hits / total:.0f} % [{100 * low:.0f}-{100 * high:.0f}]"


def figures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a table of both parts, then the misses and alarms of the part that may be read."""
    parts = [[o for o in outcomes if o.label.is_read], [o for o in outcomes if not o.label.is_read]]
    for name, share, among in _ROWS:
        yield f"{name:44} {_cell(parts[0], share, among):28} {_cell(parts[1], share, among)}"
    yield from _extras(parts)
    yield from _matrix(parts)
    yield from _times(outcomes)
    for outcome in parts[0]:
        if outcome.label.material != outcome.flagged:
            kind = "miss " if outcome.label.material else "alarm"
            yield f"{kind}  {outcome.label.name}{_border(outcome.label)}  {', '.join(outcome.rules)}"
        elif outcome.backwards:
            yield f"back   {outcome.label.name}{_border(outcome.label)}"
    yield from _rules(parts[0])


def head() -> str:
    """Return the head of the table."""
    return f"{'':44} {'read':28} counted only"


def _cell(outcomes: Sequence[Outcome], share: Pick, among: Pick) -> str:
    picked = [outcome for outcome in outcomes if among(outcome)]
    return shown((sum(map(share, picked)), len(picked)))


def _clear(material: bool) -> Pick:
    return lambda outcome: outcome.label.material is material and not outcome.label.borderline


def _lean(material: bool) -> Pick:
    return lambda outcome: outcome.label.material is material


_ROWS: tuple[tuple[str, Pick, Pick], ...] = (
    ("recall", lambda o: o.flagged, _clear(True)),
    ("alarms", lambda o: o.flagged, _clear(False)),
    ("alarms, read backwards", lambda o: o.backwards, lambda o: _clear(False)(o) and o.label.direction == "neutral"),
    ("recall, borderline by lean", lambda o: o.flagged, _lean(True)),
    ("alarms, borderline by lean", lambda o: o.flagged, _lean(False)),
    ("recall of keywords", lambda o: o.keyword, _clear(True)),
    ("alarms of keywords", lambda o: o.keyword, _clear(False)),
    ("recall of 'over 300 characters'", lambda o: o.large, _clear(True)),
    ("alarms of 'over 300 characters'", lambda o: o.large, _clear(False)),
    ("evidence asked at its place", lambda o: o.at_place, lambda o: o.label.material and bool(o.label.evidence)),
    ("... by the right question", lambda o: o.right, lambda o: o.label.material and bool(o.label.evidence)),
    (
        "direction right at the evidence",
        lambda o: o.direction_there == o.label.direction,
        lambda o: o.direction_there != "neutral" and o.label.direction in {"widening", "narrowing", "protective"},
    ),
    ("direction right", lambda o: o.direction == o.label.direction, lambda o: bool(o.label.direction)),
)  # fmt: skip


def _extras(parts: Sequence[Sequence[Outcome]]) -> Iterator[str]:
    cells = []
    for outcomes in parts:
        apart = [o.apart for o in outcomes if o.label.material and o.label.evidence] or [0]
        cells.append(f"{statistics.mean(apart):.1f}, median {statistics.median(apart):.1f}")
    yield f"{'questions apart from evidence, per change':44} {cells[0]:28} {cells[1]}"


_DIRECTIONS = ("widening", "narrowing", "protective", "neutral", "mixed")


def _matrix(parts: Sequence[Sequence[Outcome]]) -> Iterator[str]:
    """Yield how often each labelled direction was told as which."""
    columns = "".join(f"{told[:5]:>6}" for told in _DIRECTIONS)
    yield f"{'labelled, told as':20} {'read:':12}{columns}   {'counted only:':14}{columns}"
    for label in _DIRECTIONS:
        cells = (
            "".join(f"{sum((o.label.direction, o.direction) == (label, told) for o in part):6}" for told in _DIRECTIONS)
            for part in parts
        )
        yield f"{label:20} {'':12}{next(cells)}   {'':14}{next(cells)}"


def _times(outcomes: Sequence[Outcome]) -> Iterator[str]:
    shares = [o.seconds / o.redline_seconds for o in outcomes if o.redline_seconds]
    longest = max(outcome.seconds for outcome in outcomes)
    yield f"signals / redline: median {statistics.median(shares):.2f}; longest signals {1000 * longest:.0f} ms"


def _border(label: Labelled) -> str:
    return " (borderline)" if label.borderline else ""


def _rules(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield for each rule in how many changes of the part read it fired, and in how many it alone did."""
    fired: Counter[tuple[str, bool]] = Counter()
    alone: Counter[tuple[str, bool]] = Counter()
    for outcome in outcomes:
        fired.update((rule, outcome.label.material) for rule in outcome.rules)
        if len(outcome.rules) == 1:
            alone[outcome.rules[0], outcome.label.material] += 1
    yield f"{'rule (read)':28} material (alone)   other (alone)"
    for rule in sorted({rule for rule, _ in fired}):
        yield (
            f"{rule:28} {fired[rule, True]:8} ({alone[rule, True]:5}) {fired[rule, False]:7} ({alone[rule, False]:5})"
        )
