"""Run the project and plain markdown-it-py over pairs of texts: quality of each redline, and time."""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

from benchmarks import nu
from benchmarks.redline_cases import CASES
from benchmarks.redline_metrics import Article, Minimum, Reading

SEED = 11
LARGE = 350_000
"""Bytes of each side of the two large cases."""


class Compared(NamedTuple):
    """What the project makes of two texts: three articles, and whether either text can be read back from the model."""

    older: str
    newer: str
    redline: str
    accepts: bool
    rejects: bool


def compared(older: str, newer: str) -> Compared:
    """Run everything that is measured for quality."""
    from site_gen.redline import compare
    from site_gen.render.html.article import document_article, redline_article
    from site_gen.text.document import Document
    from site_gen.text.inline import plain_text
    from site_gen.text.parsing.parse import parse

    def blocks(document: Document) -> list[tuple[tuple[str, ...], str]]:
        return [(leaf.shape, plain_text(leaf)) for leaf in document.leaves]

    old, new = parse(older), parse(newer)
    redline = compare(old, new)
    accepts, rejects = list(redline.newer_blocks()) == blocks(new), list(redline.older_blocks()) == blocks(old)
    return Compared(document_article(old), document_article(new), redline_article(redline), accepts, rejects)


def end_to_end(older: str, newer: str) -> str:
    """Run what is timed: Markdown in, marked article out."""
    from site_gen.redline import compare
    from site_gen.render.html.article import redline_article
    from site_gen.text.parsing.parse import parse

    return redline_article(compare(parse(older), parse(newer)))


class Pair(NamedTuple):
    """Two texts to compare."""

    name: str
    older: str
    newer: str

    @property
    def size(self) -> int:
        """Bytes of the larger side."""
        return max(len(self.older.encode()), len(self.newer.encode()))


@dataclass(frozen=True, slots=True)
class Quality:
    """What the redline of one pair is worth to a reader."""

    name: str
    failures: tuple[str, ...]
    """Of T0, T1, L2, A and model, each with the side that fails."""
    marked: int
    minimum: int
    runs: int
    minimum_runs: int
    islands: int
    cuts: int
    change: str
    """What differs: text, links, look, or nothing that shows."""
    silent: bool
    """No word differs, something else does, and the redline says nothing."""
    unexplained_links: int
    digest: str

    @property
    def ratio(self) -> float:
        """Marked text over the minimum; 1 where nothing needs a mark and nothing has one."""
        return self.marked / self.minimum if self.minimum else 1.0 + self.marked


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of processor time for one pair, medians over the rounds; both sides use one core."""

    name: str
    size: int
    redline: float
    baseline: float

    @property
    def ratio(self) -> float:
        """How many times the cost of rendering both texts."""
        return self.redline / self.baseline


READINGS: dict[str, Callable[[Reading], object]] = {
    "T0": lambda reading: reading.letters,
    "T1": lambda reading: reading.line,
    "L2": lambda reading: reading.blocks,
    "A": lambda reading: reading.links,
}


def quality(pair: Pair) -> Quality:
    """Measure one pair."""
    made = compared(pair.older, pair.newer)
    older, newer, redline = Article(made.older), Article(made.newer), Article(made.redline)
    minimum = Minimum.between(older.accepted.words, newer.accepted.words)
    change = _change(older, newer)
    return Quality(
        name=pair.name,
        failures=tuple(_failures(made, older, newer, redline)),
        marked=redline.marked,
        minimum=minimum.marked,
        runs=redline.runs,
        minimum_runs=minimum.runs,
        islands=redline.islands,
        cuts=redline.cuts,
        change=change,
        silent=change in {"links", "look"} and not redline.marked and not redline.notes,
        unexplained_links=redline.unexplained_links,
        digest=hashlib.sha256(made.redline.encode()).hexdigest(),
    )


def _failures(made: Compared, older: Article, newer: Article, redline: Article) -> Iterator[str]:
    sides = (("accept", redline.accepted, newer.accepted), ("reject", redline.rejected, older.accepted))
    for name, read in READINGS.items():
        yield from (f"{name} {side}" for side, got, wanted in sides if read(got) != read(wanted))
    yield from (f"model {side}" for side, exact in (("accept", made.accepts), ("reject", made.rejects)) if not exact)


def _change(older: Article, newer: Article) -> str:
    if older.accepted.words != newer.accepted.words:
        return "text"
    if older.accepted.links != newer.accepted.links:
        return "links"
    return "look" if older.shape != newer.shape else "nothing"


def baseline() -> Callable[[str], str]:
    """Return plain markdown-it-py, with what the project renders."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return lambda text: str(renderer.render(text))


def one_round(pairs: Sequence[Pair]) -> list[tuple[float, float]]:
    """Time every pair once: (redline, baseline) in milliseconds of processor time, taking turns at going first."""
    render = baseline()

    def both(pair: Pair) -> str:
        return render(pair.older) + render(pair.newer)

    def marked(pair: Pair) -> str:
        return end_to_end(pair.older, pair.newer)

    for case in CASES:
        both(Pair(*case[:3])), marked(Pair(*case[:3]))
    found = []
    for number, pair in enumerate(pairs):
        order = (marked, both) if number % 2 else (both, marked)
        spent = {run: _milliseconds(run, pair) for run in order}
        found.append((spent[marked], spent[both]))
    return found


def _milliseconds(run: Callable[[Pair], str], pair: Pair) -> float:
    gc.collect()
    start = time.process_time()
    run(pair)
    return (time.process_time() - start) * 1000


def timed(pairs: Sequence[Pair], rounds: int) -> list[Times]:
    """Time every pair, each round in a fresh process, so that nothing is remembered from the round before."""
    spawn = multiprocessing.get_context("spawn")
    results = []
    for _ in range(rounds):
        with ProcessPoolExecutor(1, mp_context=spawn) as process:
            results.append(process.submit(one_round, pairs).result())
    return [
        Times(pair.name, pair.size, *(statistics.median(kind) for kind in zip(*spent, strict=True)))
        for pair, spent in zip(pairs, zip(*results, strict=True), strict=True)
    ]


def new_errors(pairs: Sequence[Pair], jar: Path) -> dict[str, list[str]]:
    """Return for each pair the validator's errors that its redline has and neither version has."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, pair in enumerate(pairs):
            made = compared(pair.older, pair.newer)
            for side, article in (("old", made.older), ("new", made.newer), ("redline", made.redline)):
                (folder / f"{number}.{side}.html").write_text(_page(article), encoding="utf-8")
        found = nu.errors(jar, folder)
    sides = [[found[f"{n}.{side}.html"] for side in ("old", "new", "redline")] for n in range(len(pairs))]
    return {
        pair.name: sorted(bad) for pair, (old, new, red) in zip(pairs, sides, strict=True) if (bad := red - old - new)
    }


def _page(article: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>A page</title></head><body>\n{article}\n'
    )


def read_pairs(folder: Path) -> list[Pair]:
    """Read every pair of a folder."""
    names = sorted(path.name.removesuffix(".old.md") for path in folder.glob("*.old.md"))
    return [Pair(name, _read(folder / f"{name}.old.md"), _read(folder / f"{name}.new.md")) for name in names]


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def cross(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Pair texts that have nothing to do with each other, the same ones each time."""
    chance = random.Random(SEED)  # noqa: S311 -- a sample, not a secret
    chosen = [chance.sample(pairs, 2) for _ in range(count)]
    return [Pair(f"{one.name}~{other.name}", one.older, other.newer) for one, other in chosen]


def named(pairs: Sequence[Pair], name: str) -> Pair | None:
    """Find a pair by the name that a report gives it, be it one of a folder, a crossed or a large one."""
    known = {pair.name: pair for pair in pairs}
    one, _, other = name.partition("~")
    if one in known and other in known:
        return Pair(name, known[one].older, known[other].newer)
    return known.get(name) or next((pair for pair in large(pairs) if pair.name == name), None)


def large(pairs: Sequence[Pair]) -> list[Pair]:
    """Join texts to two unrelated ones of `LARGE` bytes, and to two versions of one."""
    one, other = _joined(p.older for p in pairs[::2]), _joined(p.older for p in pairs[1::2])
    return [Pair("350 KB, unrelated", one, other), Pair("350 KB, related", one, _joined(p.newer for p in pairs[::2]))]


def _joined(texts: Iterable[str]) -> str:
    joined = ""
    for text in texts:
        joined += text + "\n\n"
        if len(joined.encode()) >= LARGE:
            break
    return joined
