"""Measure the reading of a long history against git alone: `python -m benchmarks.history`.

Both sides read every version of one policy, 1,000 of some 62 KB, in turn in one process; medians of seven rounds.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.histories import PATH, POLICY, synthetic_history
from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions

BAR = 1.3
_CHUNK = 1 << 20


def ours(folder: Path) -> int:
    """Open the repository, find the revisions and read every text; return the bytes read."""
    repository = open_repository(folder)
    (revisions,) = read_revisions(repository, [POLICY])
    oids = [revision.text_oid for revision in revisions if revision.text_oid]
    return sum(len(text) for _, text in repository.blobs(oids))


def bare(folder: Path) -> int:
    """Run `git log` and `git cat-file --batch` with as little around them as can be; return the bytes read."""
    git = ["git", "-C", str(folder)]
    log = [*git, "log", "--first-parent", "--reverse", "--raw", "--no-abbrev", "--format=%H %ct", "HEAD", "--", PATH]
    rows = subprocess.run(log, check=True, capture_output=True).stdout.splitlines()
    oids = b"".join(row.split()[3] + b"\n" for row in rows if row.startswith(b":"))
    with tempfile.TemporaryFile() as asked:
        asked.write(oids)
        asked.seek(0)
        with subprocess.Popen([*git, "cat-file", "--batch"], stdin=asked, stdout=subprocess.PIPE, bufsize=0) as cat:
            assert cat.stdout is not None
            read = 0
            while chunk := cat.stdout.read(_CHUNK):
                read += len(chunk)
            return read


def measure(rounds: int, sides: Sequence[Callable[[Path], int]], folder: Path) -> list[float]:
    """Return each side's median in milliseconds; they take turns, so that a busy moment hits both."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, found in zip(sides, times, strict=True):
            start = time.perf_counter()
            side(folder)
            found.append((time.perf_counter() - start) * 1000)
    return [median(found) for found in times]


def main() -> int:
    """Print a table; fail where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = synthetic_history(Path(home) / "repo", options.versions, seed=1)
        size = ours(folder)
        our_ms, bare_ms = measure(options.rounds, (ours, bare), folder)
    ratio = our_ms / bare_ms
    print(f"{options.versions} versions, {size / 1e6:.1f} MB, synthetic (seed 1), medians of {options.rounds} rounds")
    print(f"git log + git cat-file --batch   {bare_ms:7.1f} ms")
    print(f"site_gen                         {our_ms:7.1f} ms   {ratio:.2f}x (bar: {BAR}x)")
    return int(ratio > BAR)


if __name__ == "__main__":
    raise SystemExit(main())
