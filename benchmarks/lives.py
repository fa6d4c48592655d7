"""Live through random lives of a policy, and hold each build to what the builds before it published.

    python -m benchmarks.lives [--lives 5000] [--seed 0] [--jobs 2] [--minutes 60]

A life is a few events (a material change, a spelling mistake mended in its lead time, a postponement, a correction, a
text put back or withdrawn, a note that comes late or is edited, another policy, another language, a file renamed or
deleted, a new policy under a name that a renamed one left, a policy that ends, a merging pull, a build for a day far
ahead, another promise or time zone in policy.toml, a note that nobody can read any more, a clock set back over
midnight, a second machine that builds the same commit, a policy split in two or two made one, other rules or another
name of the organisation, another branch, another repository, days that pass), with a build after each.
Counted are addresses that answer no more, published texts that changed without a word, and contradictions: between what
the manifest says and what the dates say, between pages and notifier, and between what check, plan and due say of one
change. Two controls must fail: comparisons that are named by the newest version, as they once were, and builds without
a record. `--lives 1 --seed N` lives one of them again; `--minutes` ends sooner, and says how many there were.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.life import MEMORY, Way, live
from benchmarks.life_events import random_events

_SHARE = 10
"""Lives that a worker takes at once."""


def _lives(asked: tuple[int, int, Way | None]) -> tuple[Counter[str], list[str]]:
    """Live some lives, in turn one way and the other where none is given, and count what went wrong."""
    first, number, given = asked
    counts: Counter[str] = Counter()
    shown: list[str] = []
    for seed in range(first, first + number):
        events = random_events(random.Random(seed))  # noqa: S311
        way = given or (Way.IN_PLACE if seed % 2 else Way.ANEW)
        with tempfile.TemporaryDirectory(prefix="life-", dir=MEMORY) as name:
            faults = live(events, Path(name), way)
        counts.update(
            lives=1,
            failed=bool(faults),
            dead=len(faults.dead),
            edited=len(faults.edited),
            contradictions=len(faults.contradictions),
        )
        shown += [f"seed {seed}: {each}" for each in (*faults.dead, *faults.edited, *faults.contradictions)][:3]
    return counts, shown


def main() -> int:
    """Live the lives asked for; exit code 1 where one of them fails, or where a control does not."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lives", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin to count no more lives after so long")
    options = parser.parse_args()
    controls, until = max(50, options.lives // 50), time.monotonic() + 60 * options.minutes
    failed = False
    for way in (None, Way.FORGETFUL, Way.OLD_NAMES):
        total: Counter[str] = Counter()
        asked = _shares(options.seed, controls if way else options.lives, way)
        with multiprocessing.Pool(options.jobs) as pool:  # its end ends the lives that there is no time for
            for counts, shown in pool.imap_unordered(_lives, asked):
                total.update(counts)
                if way is None:
                    print(*shown[:5], sep="\n", end="\n" if shown else "", flush=True)
                    if time.monotonic() > until:
                        break
        found = ", ".join(f"{key} {total[key]}" for key in ("lives", "failed", "dead", "edited", "contradictions"))
        print(f"{way or 'with the record'}: {found}", flush=True)
        if way and not total["dead"]:
            print(f"FAILED: no address died in {way.partition(': ')[2]}, so these lives would not notice it either")
        failed |= (total["dead"] == 0) if way else (total["failed"] > 0)
    return int(failed)


def _shares(first: int, number: int, way: Way | None) -> list[tuple[int, int, Way | None]]:
    return [(first + n, min(_SHARE, number - n), way) for n in range(0, number, _SHARE)]


if __name__ == "__main__":
    raise SystemExit(main())
