"""Live through random lives of a policy, and hold each build to what the builds before it published.

    python -m benchmarks.lives [--lives 5000] [--seed 0] [--jobs 2]

A life is a few events (a material change, a spelling mistake mended in its lead time, a postponement, a correction, a
text put back or withdrawn, a note that comes late or is edited, another policy, another language, a file renamed or
deleted, a policy that ends, a merging pull, a build for a day far ahead, another promise in policy.toml, a note that
nobody can read any more, a clock set back over midnight, a second machine that builds the same commit, days that
pass), with a build after each.
Counted are addresses that answer no more, published texts that changed without a word, and contradictions: between what
the manifest says and what the dates say, between pages and notifier, and between what check, plan and due say of one
change. Two controls must fail: comparisons that are named by the newest version, as they once were, and builds without
a record. `--lives 1 --seed N` lives one of them again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.contradictions import contradictions, disagreements, run, slug_of
from site_gen.cli import main as policy_site

FIRST = date(2024, 1, 1)
KINDS = (
    "material", "material", "minor", "editorial", "editorial", "undeclared", "postpone", "put back", "reflow",
    "another policy", "another language", "rename", "delete", "restore", "pull", "explain", "edit note", "correct",
    "withdraw", "end", "look ahead", "promise", "spoil note", "clock back", "twin",
)  # fmt: skip
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  hundreds of sites, each thrown away
_SHARE = 25
"""Lives that a worker takes at once."""
_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Legal"), ("EMAIL", "legal@example.com"))
}


class Way(StrEnum):
    """How the site is built after each event."""

    ANEW = "onto a new folder, with the last site as the record"
    IN_PLACE = "over the last site"
    FORGETFUL = "control: builds without the record"
    OLD_NAMES = "control: the old names of comparisons"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to a policy."""

    kind: str
    """One of `KINDS`."""
    policy: int
    """Which of the policies there are, counted round."""
    days: int
    """How many pass before it."""
    lead: int
    """Days between publication and effect, where it declares them."""


@dataclass(slots=True)
class Faults:
    """What went wrong in a life."""

    dead: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.dead or self.edited or self.contradictions)


def random_events(source: random.Random) -> tuple[Event, ...]:
    """Return the events of one life: 3 to 12."""
    days = (0, 0, 0, 0, 0, *range(30))  # much can go wrong on one day
    return tuple(
        Event(source.choice(KINDS), source.randrange(3), source.choice(days), source.choice((0, 0, 20, 35, 60)))
        for _ in range(source.randint(3, 12))
    )


def live(events: Sequence[Event], folder: Path, way: Way = Way.ANEW) -> Faults:
    """Live a life in an empty folder, building after each event."""
    return _Life(folder, way).through(events)


class _Writer:
    """A bare repository written to by one `git fast-import`: a process for each commit would cost more than a build."""

    def __init__(self, folder: Path) -> None:
        command = ["git", "-c", "core.fsync=none", f"--git-dir={folder}", "fast-import", "--quiet"]
        environment = os.environ | _ENVIRONMENT
        init = ["git", "init", "--quiet", "--bare", "--initial-branch=main", "--template=", str(folder)]
        subprocess.run(init, check=True, env=environment)
        self._git = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._commits = 0
        self.files: dict[str, str] = {}
        self.line: list[tuple[int, Mapping[str, str]]] = []
        """The first parents, oldest first, each with its files."""

    def commit(self, on: date, merged: int | None = None, *, is_public: bool = True) -> None:
        """Commit the files as they are, and wait until the branch is there if the commit is public."""
        self._commits += 1
        moment = int(datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp())
        lines = [
            "commit refs/heads/main",
            f"mark :{self._commits}",
            f"committer Legal <legal@example.com> {moment} +0000",
        ]
        lines += ["data 6", "Change", *([f"from :{self.line[-1][0]}"] if self.line else [])]
        lines += [*([f"merge :{merged}"] if merged else []), "deleteall"]
        for path, text in sorted(self.files.items()):
            lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
        assert self._git.stdin
        assert self._git.stdout
        lines += ["", "checkpoint", "progress written", ""] if is_public else ["", ""]
        self._git.stdin.write("\n".join(lines).encode())
        self._git.stdin.flush()
        assert not is_public or self._git.stdout.readline() == b"progress written\n"
        self.line.append((self._commits, dict(self.files)))

    def pull(self, on: date, path: str) -> None:
        """Let a clone of a few commits ago commit, pull with a merge, and push: its commits are first parents then."""
        published, files = self.line[-1]
        del self.line[max(len(self.line) - 2, 1) :]
        self.files = {**self.line[-1][1], path: "x"}
        self.commit(on, is_public=False)
        self.files = {**files, path: "x"}
        self.commit(on, published)

    def close(self) -> None:
        """End the process."""
        self._git.communicate()


@dataclass(slots=True)
class _Life:
    folder: Path
    way: Way
    site: Path | None = None
    """The last one built."""
    today: date = FIRST
    texts: dict[str, list[str]] = field(default_factory=dict)
    """By path, every text it had; the last is the one it has."""
    gone: dict[str, list[str]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    """Every path at which a policy began: a file that takes a renamed one's name is for people to sort out."""
    notes: int = 0
    declared: dict[str, str] = field(default_factory=dict)
    """By the policy's path, the note that declared its last change."""
    withdrawing: str = ""
    """The folder of the policy of which a text is being taken down; its files may change in the next build."""
    is_asked: bool = False
    """Whether the programs were asked about one change already: it costs as much as a build."""
    is_moved_aside: bool = False
    """Whether a pull may have taken a commit that renamed a file off git's own line."""
    published: dict[str, bytes] = field(default_factory=dict)
    """Every file that a build ever published, as it was first."""
    faults: Faults = field(default_factory=Faults)
    writer: _Writer = field(init=False)

    def __post_init__(self) -> None:
        self.writer = _Writer(self.repository)

    @property
    def repository(self) -> Path:
        return self.folder / "repository.git"

    def through(self, events: Sequence[Event]) -> Faults:
        try:
            return self._through(events)
        finally:
            self.writer.close()

    def _through(self, events: Sequence[Event]) -> Faults:
        self._begin("policy/privacy.md")
        self._build(0)
        for number, event in enumerate(events, 1):
            self.today += timedelta(days=event.days)
            if event.kind == "look ahead":
                self._build(number, self.today + timedelta(days=200))
            elif event.kind == "twin":
                self._build_again(number)
            elif self._happens(event):
                self._build(number)
                self._ask(number, event)
        self.today += timedelta(days=90)
        self._build(len(events) + 1)
        return self.faults

    def _happens(self, event: Event) -> bool:
        """Let it happen; return whether it could."""
        paths = sorted(self.texts)
        path = paths[event.policy % len(paths)] if paths else ""
        return self._changes(event, path) or self._goes_wrong(event, path) or self._moves(event.kind, path, paths)

    def _changes(self, event: Event, path: str) -> bool:
        """Change the text or the days of a policy."""
        match event.kind:
            case "material" | "minor" | "editorial" | "undeclared" if path:
                lead = event.lead if event.kind in {"material", "minor"} else 0
                self._change(path, _mended(self.texts[path][-1], len(self.texts[path])), event.kind, lead)
            case "put back" if path and len(self.texts[path]) > 1:
                self._change(path, self.texts[path][-2], "minor", 0)
            case "reflow" if path:
                self._write(path, self.texts[path][-1].replace(" we ", "\nwe ", 1))
            case "postpone" if path:
                return self._postpone(path, event.lead or 10)
            case "explain" if path:
                self._note(path, self._front("minor", event.lead))
                self._commit()
            case "edit note" if path in self.declared:
                self.writer.files[self.declared[path]] = f"{self._front('minor', event.lead)}Said better.\n"
                self._commit()
            case "correct" if path:
                return self._correct(path)
            case "withdraw" if path:
                return self._withdraw(path)
            case _:
                return False
        return True

    def _goes_wrong(self, event: Event, path: str) -> bool:
        """Let somebody, or a machine, do what no check saw."""
        match event.kind:
            case "spoil note" if path in self.declared:
                front = self._front("minor", event.lead).removesuffix("---\n")
                self.writer.files[self.declared[path]] = f"{front}language: german\n---\n"
                self._commit()
            case "clock back" if path:
                self.texts[path].append(_mended(self.texts[path][-1], len(self.texts[path])))
                self.writer.files[path] = self.texts[path][-1]
                self.writer.commit(self.today - timedelta(days=1))
            case _:
                return False
        return True

    def _moves(self, kind: str, path: str, paths: Sequence[str]) -> bool:
        """Change which policies there are, and where."""
        match kind:
            case "another policy" if "policy/terms.md" not in self.begun:
                self._begin("policy/terms.md")
            case "another language" if "policy/privacy.de.md" not in self.begun:
                self._begin("policy/privacy.de.md")
            case "rename" if path and path.count("-") < 2:
                self._rename(path)
            case "delete" | "end" if len(paths) > 1:
                if kind == "end":
                    self._note(path, "---\nends: policy\n---\nThe service closed.\n")
                self.gone[path] = self.texts.pop(path)
                del self.writer.files[path]
                self._commit()
            case "restore" if self.gone:
                path, texts = self.gone.popitem()
                self.texts[path] = texts
                self._write(path, texts[-1])
            case "promise":
                self.notes += 1
                self.writer.files["policy/policy.toml"] = f"[promise]\nlead_days = {self.notes % 40}\n"
                self._commit()
            case "pull" if path:
                self.notes += 1
                self.is_moved_aside |= any("-again" in each for each in paths)
                self.writer.pull(self.today, f"elsewhere-{self.notes}.txt")
            case _:
                return False
        return True

    def _begin(self, path: str) -> None:
        self.begun.add(path)
        self.texts[path] = [f"# {Path(path).stem}\n\nHere we say what we do.\n\nWe do 1 thing.\n"]
        self._write(path, self.texts[path][-1])

    def _change(self, path: str, text: str, declared: str, lead: int) -> None:
        self.texts[path].append(text)
        if declared != "undeclared":
            self.declared[path] = self._note(path, f"{self._front(declared, lead)}In short, number {self.notes}.\n")
        self._write(path, text)

    def _front(self, declared: str, lead: int) -> str:
        effective = f"effective: {self.today + timedelta(days=lead)}\n" if lead else ""
        return f"---\n{effective}class: {declared}\n---\n"

    def _correct(self, path: str) -> bool:
        """Mend a mistake of the newest version, in public."""
        versions = self._manifest_of(path).get("versions", [])
        if not versions:
            return False
        self._note(path, f"---\nclass: editorial\ncorrects: {versions[0]['version_id']}\n---\nA word was wrong.\n")
        self.texts[path].append(self.texts[path][-1].replace("Here", "There", 1) + "\nMended.\n")
        self._write(path, self.texts[path][-1])
        return True

    def _withdraw(self, path: str) -> bool:
        """Take down the oldest text that has been replaced, if there is one."""
        manifest = self._manifest_of(path)
        versions = [v for v in manifest.get("versions", []) if "withdrawn" not in v]
        if not any(v["effective_on"] <= self.today.isoformat() for v in versions[:-1]):
            return False
        self._note(path, f"---\nwithdraws: {versions[-1]['version_id']}\n---\nA court said so.\n")
        self.withdrawing = f"{manifest['policy']['slug']}/"
        self._commit()
        return True

    def _postpone(self, path: str, days: int) -> bool:
        """Postpone the last announced version, if there is one."""
        manifest = self._manifest_of(path)
        announced = [v for v in manifest.get("versions", []) if v["effective_on"] > self.today.isoformat()]
        if not announced:
            return False
        until = date.fromisoformat(announced[0]["effective_on"]) + timedelta(days=days)
        self._note(path, f"---\npostpones: {announced[0]['version_id']}\neffective: {until}\n---\nLate.\n")
        self._commit()
        return True

    def _rename(self, path: str) -> None:
        stem, language = Path(path).name.partition(".")[::2]
        new = f"policy/{stem}-again.{language}"
        self.texts[new] = self.texts.pop(path)
        self.writer.files[new] = self.writer.files.pop(path)
        self._commit()

    def _note(self, path: str, text: str) -> str:
        """Write a note and return its path."""
        slug = Path(path).name.partition(".")[0].partition("-")[0]
        language = ".de" if path.endswith(".de.md") else ".en" if slug == "privacy" else ""
        self.notes += 1
        place = f"policy/changes/{slug}{language}/note-{self.notes}.md"
        self.writer.files[place] = text
        return place

    def _write(self, path: str, text: str) -> None:
        self.writer.files[path] = text
        self._commit()

    def _commit(self) -> None:
        self.writer.commit(self.today)

    def _build(self, number: int, today: date | None = None) -> None:
        """Build over the last site, or onto a new folder with that as the record; compare with all sites before."""
        today = today or self.today
        out = self.folder / ("site" if self.way is Way.IN_PLACE else f"site-{number}")
        asked = ["build", "--repo", str(self.repository), "--out", str(out), "--today", str(today), "--jobs", "1"]
        if self.site and self.way in {Way.ANEW, Way.OLD_NAMES}:
            asked += ["--published", str(self.site)]
        code, _, said = run(policy_site, *asked, "--cache", str(self.folder / "cache.sqlite3"))
        if code:
            self.faults.contradictions.append(f"build {number} refused: {said[:400]}")
            return
        self.site = out
        files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        self._compare(number, _under_old_names(files) if self.way is Way.OLD_NAMES else files)
        self._cross_check(number, files, today)

    def _build_again(self, number: int) -> None:
        """Build the same commit on another machine too, without a cache, and hold the two sites to the same bytes."""
        if self.site is None or self.way in {Way.FORGETFUL, Way.OLD_NAMES}:
            return
        out = self.folder / f"twin-{number}"
        asked = ["build", "--repo", str(self.repository), "--out", str(out), "--today", str(self.today), "--jobs", "1"]
        code, _, said = run(
            policy_site, *asked, "--published", str(self.site), "--cache", str(self.folder / "twin.sqlite3")
        )
        if code:
            self.faults.contradictions.append(f"build {number} refused on another machine: {said[:400]}")
            return
        self._build(number)
        for path in sorted(each.relative_to(out).as_posix() for each in out.rglob("*") if each.is_file()):
            other = self.site / path
            if path != ".policy-site" and (not other.exists() or other.read_bytes() != (out / path).read_bytes()):
                self.faults.contradictions.append(f"build {number}: another machine writes another {path}")

    def _compare(self, number: int, files: Mapping[str, bytes]) -> None:
        for path, content in list(self.published.items()):
            if path not in files:
                self.faults.dead.append(f"build {number}: {path}")
            elif _is_for_ever(path) and files[path] != content:
                if self.withdrawing and path.startswith(self.withdrawing):
                    self.published[path] = files[path]
                else:
                    self.faults.edited.append(f"build {number}: {path}")
        self.withdrawing = ""
        for path, content in files.items():
            if not path.endswith(".css") and path != ".policy-site":
                self.published.setdefault(path, content)

    def _cross_check(self, number: int, files: Mapping[str, bytes], today: date) -> None:
        for path, content in files.items():
            if path.endswith("/manifest.json"):
                found = contradictions(json.loads(content), today, files)
                self.faults.contradictions += [f"build {number}: {path}: {each}" for each in found]

    def _ask(self, number: int, event: Event) -> None:
        """Ask check, plan and due about a change that was declared for a later day."""
        if self.is_asked or not self.site or event.kind not in {"material", "minor"} or not event.lead:
            return
        if self.is_moved_aside:
            return  # only the record leads through the move, and the check asks no record where its notes may be
        self.is_asked = True
        found = disagreements(self.repository, self.site, self.today, self.folder)
        self.faults.contradictions += [f"build {number}: {each}" for each in found]

    def _manifest_of(self, path: str) -> Mapping[str, Any]:
        place = self.site / slug_of(path) / "manifest.json" if self.site else None
        return json.loads(place.read_text(encoding="utf-8")) if place and place.exists() else {}


def _under_old_names(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Name each comparison with the newest version by that version's id, and forget all others."""
    found = {}
    for path, content in files.items():
        slug, _, rest = path.partition("/")
        if rest.startswith("since/"):
            older, _, name = rest.removeprefix("since/").partition("/")
            newest = json.loads(files[f"{slug}/manifest.json"])["versions"][0]["version_id"]
            found[f"{slug}/{older}..{newest}/{name}"] = content
        elif ".." not in rest:
            found[path] = content
    return found


def _mended(text: str, number: int) -> str:
    return (
        text.replace("We do ", f"We also do {number}, and we do ", 1) if number % 3 else f"{text}\nAnd {number} more.\n"
    )


def _is_for_ever(path: str) -> bool:
    """Whether a file's bytes never change: the plain copies, and what was extracted of two texts."""
    return path.endswith(("/policy.md", "/policy.txt")) or (path.endswith("/changes.json") and "/since/" not in path)


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
    options = parser.parse_args()
    controls = max(50, options.lives // 50)
    failed = False
    with multiprocessing.Pool(options.jobs) as pool:
        for way in (None, Way.FORGETFUL, Way.OLD_NAMES):
            total: Counter[str] = Counter()
            asked = _shares(options.seed, controls if way else options.lives, way)
            for counts, shown in pool.imap_unordered(_lives, asked):
                total.update(counts)
                if way is None:
                    print(*shown[:5], sep="\n", end="\n" if shown else "", flush=True)
            found = ", ".join(f"{key} {total[key]}" for key in ("lives", "failed", "dead", "edited", "contradictions"))
            print(f"{way or 'with the record'}: {found}", flush=True)
            failed |= (total["dead"] == 0) if way else (total["failed"] > 0)
    return int(failed)


def _shares(first: int, number: int, way: Way | None) -> list[tuple[int, int, Way | None]]:
    return [(first + n, min(_SHARE, number - n), way) for n in range(0, number, _SHARE)]


if __name__ == "__main__":
    raise SystemExit(main())
