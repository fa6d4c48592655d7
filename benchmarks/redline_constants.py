"""Move each number of the comparison and show what becomes of it: `python -m benchmarks.redline_constants FOLDER`.

FOLDER holds `<id>.old.md` and `<id>.new.md`, as for benchmarks.redline. Each number of site_gen/redline/tuning.py is
taken a quarter less and a quarter more, in processes of its own; the first line is the numbers as they are.
Less marked, fewer runs and fewer islands are all good, and pull against one another: none is to be had alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.redline_runs import Pair, Quality, quality, read_pairs

STEP = 0.25
"""Share of a number by which it is moved; whole numbers by one at least."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What some pairs come to with one number moved."""

    marked: float
    """Over the minimum."""
    runs: float
    """Over the minimum's."""
    islands: float
    """A pair."""
    unfaithful: int

    @classmethod
    def of(cls, found: Sequence[Quality]) -> Effect:
        """Sum up the pairs in which a word differs."""
        changed = [q for q in found if q.minimum]
        return cls(
            sum(q.marked for q in changed) / sum(q.minimum for q in changed),
            sum(q.runs for q in changed) / sum(q.minimum_runs for q in changed),
            sum(q.islands for q in found) / len(found),
            sum(bool(q.failures) for q in found),
        )


def numbers() -> dict[str, float]:
    """Return every number that may be moved, by its name."""
    from site_gen.redline import tuning

    return {name: value for name, value in vars(tuning).items() if name.isupper() and isinstance(value, int | float)}


def moved(value: float) -> Iterator[float]:
    """Yield the number a step less and a step more, of its own kind."""
    for sign in (-1, 1):
        yield (
            value + sign * max(1, round(value * STEP))
            if isinstance(value, int)
            else round(value * (1 + sign * STEP), 4)
        )


def measured(pairs: Sequence[Pair], processes: int, name: str = "", value: float = 0.0) -> Effect:
    """Measure all pairs with one number moved, in processes that know no other."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _set, (name, value)) as pool:
        return Effect.of(pool.map(quality, pairs, chunksize=8))


def _set(name: str, value: float) -> None:
    from site_gen.redline import tuning

    if name:
        setattr(tuning, name, value)


def _line(name: str, value: str, effect: Effect) -> str:
    cells = (name, value, f"{effect.marked:.4f}", f"{effect.runs:.4f}", f"{effect.islands:.3f}", effect.unfaithful)
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> int:
    """Run from the command line; exit status 1 says that a redline was not faithful."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redline_constants")
    parser.add_argument("folder", type=Path, help="holds <id>.old.md and <id>.new.md")
    parser.add_argument(
        "--only", nargs="*", metavar="NAME", help="the numbers to move, such as LIKE; all where none is named"
    )
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    pairs = read_pairs(arguments.folder)
    print(
        "| number | value | marked / minimum | runs / minimum's | islands a pair | unfaithful |",
        "|---|---|---|---|---|---|",
        sep="\n",
    )
    effects = [measured(pairs, arguments.processes)]
    print(_line("as it is", "", effects[0]), flush=True)
    for name, value in numbers().items():
        for other in moved(value) if name in (arguments.only or numbers()) else ():
            effects.append(measured(pairs, arguments.processes, name, other))
            print(_line(name, f"{value:g} → {other:g}", effects[-1]), flush=True)
    return int(any(effect.unfaithful for effect in effects))


if __name__ == "__main__":
    raise SystemExit(main())
