"""One life of a policy: after each event a build, held to what the builds before it published."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.contradictions import contradictions, disagreements, run
from benchmarks.life_events import Event, Policies
from benchmarks.life_repository import Writer
from site_gen.cli import main as policy_site

FIRST = date(2024, 1, 1)
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  hundreds of sites, each thrown away


_ID = re.compile(rb"<id>([^<]+)</id>")


class Way(StrEnum):
    """How the site is built after each event."""

    ANEW = "onto a new folder, with the last site as the record"
    IN_PLACE = "over the last site"
    FORGETFUL = "control: builds without the record"
    OLD_NAMES = "control: the old names of comparisons"


@dataclass(slots=True)
class Faults:
    """What went wrong in a life."""

    dead: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.dead or self.edited or self.contradictions)


def live(events: Sequence[Event], folder: Path, way: Way = Way.ANEW) -> Faults:
    """Live a life in an empty folder, building after each event."""
    writer = Writer(folder / "repository.git")
    try:
        return _Life(folder, way, writer).through(events)
    finally:
        writer.close()


@dataclass(slots=True)
class _Life:
    folder: Path
    way: Way
    writer: Writer
    site: Path | None = None
    """The last one built."""
    is_asked: bool = False
    """Whether the programs were asked about one change already: it costs as much as a build."""
    published: dict[str, bytes] = field(default_factory=dict)
    """Every file that a build ever published, as it was first."""
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    """What a manifest said first of each version."""
    faults: Faults = field(default_factory=Faults)
    policies: Policies = field(init=False)

    def __post_init__(self) -> None:
        self.policies = Policies(self.writer, self._manifest_of, FIRST)

    def through(self, events: Sequence[Event]) -> Faults:
        self.begin()
        self._take_over(*_first_build())
        for number, event in enumerate(events, 1):
            self.policies.today += timedelta(days=event.days)
            zone = self.policies.zone
            if event.kind == "look ahead":
                self._build(number, self.policies.today + timedelta(days=200))
            elif event.kind == "twin":
                self._build_again(number)
            elif self.policies.happens(event):
                if event.kind == "time zone" and not self._may_move(number):
                    self.policies.keep_zone(zone)
                self._build(number)
                self._ask(number, event)
        self.policies.today += timedelta(days=90)
        self._build(len(events) + 1)
        return self.faults

    def begin(self) -> None:
        """Let the first policy begin."""
        self.policies.begin("policy/privacy.md", "privacy")

    def build_first(self) -> tuple[Mapping[str, bytes], bytes]:
        """Build for the first time; return the site's files and the cache."""
        self._build(0)
        assert not self.faults, self.faults
        assert self.site
        return dict(_read_files(str(self.site))), self._cache("cache").read_bytes()

    def _take_over(self, files: Mapping[str, bytes], cache: bytes) -> None:
        """Begin where a first build ended."""
        self.site = self._out(0)
        for path, content in sorted(files.items(), reverse=True):  # the record, which begins with a dot, is the last
            place = self.site / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        self._cache("cache").write_bytes(cache)
        self._compare(0, _under_old_names(files) if self.way is Way.OLD_NAMES else files)

    def _out(self, number: int) -> Path:
        return self.folder / ("site" if self.way is Way.IN_PLACE else f"site-{number}")

    def _cache(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def _may_move(self, number: int) -> bool:
        """Whether the time zone may change: the check says of a change what the build would make of it."""
        day = ("--today", str(self.policies.today))
        base = ("--base", "HEAD~1", "--head", "HEAD")
        refused, said, _ = run(policy_site, "check", "--repo", str(self.writer.folder), *base, *day)
        probe = self.folder / f"moved-{number}"
        code, _, why = self._run_build(probe, self.policies.today, "cache")
        if bool(code) != ("days-reread" in said):
            self.faults.contradictions.append(
                f"build {number}: of another zone the check says {refused}, the build {code}: {why[:300]}"
            )
        return not code

    def _build(self, number: int, today: date | None = None) -> None:
        """Build over the last site, or onto a new folder with that as the record; compare with all sites before."""
        today = today or self.policies.today
        out = self._out(number)
        code, _, said = self._run_build(out, today, "cache")
        if code:
            self.faults.contradictions.append(f"build {number} refused: {said[:400]}")
            return
        self.site = out
        files = dict(_read_files(str(out)))
        files.update(list(_feed_entries(files)))
        self._compare(number, _under_old_names(files) if self.way is Way.OLD_NAMES else files)
        self._cross_check(number, files, today)

    def _run_build(self, out: Path, today: date, cache: str) -> tuple[int, str, str]:
        asked = ["--repo", str(self.writer.folder), "--out", str(out), "--today", str(today), "--jobs", "1"]
        if self.site and self.way is not Way.FORGETFUL and out != self.site:
            asked += ["--published", str(self.site)]
        return run(policy_site, "build", *asked, "--cache", str(self._cache(cache)))

    def _build_again(self, number: int) -> None:
        """Build the same commit on another machine too, without a cache, and hold the two sites to the same bytes."""
        if self.site is None or self.way in {Way.FORGETFUL, Way.OLD_NAMES}:
            return
        out = self.folder / f"twin-{number}"
        code, _, said = self._run_build(out, self.policies.today, "twin")
        if code:
            self.faults.contradictions.append(f"build {number} refused on another machine: {said[:400]}")
            return
        self._build(number)
        here = dict(_read_files(str(self.site)))
        for path, content in sorted(_read_files(str(out))):
            if path != ".policy-site" and here.get(path) != content:
                self.faults.contradictions.append(f"build {number}: another machine writes another {path}")

    def _compare(self, number: int, files: Mapping[str, bytes]) -> None:
        withdrawing = self.policies.withdrawing
        for path, content in list(self.published.items()):
            if path not in files:
                self.faults.dead.append(f"build {number}: {path}")
            elif _is_for_ever(path) and files[path] != content:
                if withdrawing and path.startswith(withdrawing):
                    self.published[path] = files[path]
                else:
                    self.faults.edited.append(f"build {number}: {path}")
        self.policies.withdrawing = ""
        for path, content in files.items():
            if not path.endswith(".css") and path != ".policy-site":
                self.published.setdefault(path, content)

    def _cross_check(self, number: int, files: Mapping[str, bytes], today: date) -> None:
        for path, content in files.items():
            if path.endswith("/manifest.json"):
                manifest = json.loads(content)
                self.faults.edited += [f"build {number}: {path}: {each}" for each in self._unsaid(path, manifest)]
                found = contradictions(manifest, today, files)
                self.faults.contradictions += [f"build {number}: {path}: {each}" for each in found]

    def _unsaid(self, path: str, manifest: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a manifest says of a version otherwise than an earlier one did."""
        for entry in manifest["versions"]:
            said = self.said.setdefault(f"{path} {entry['version_id']}", {})
            for key in ("published_on", "text_sha256", "summary_text"):
                if said.setdefault(key, entry[key]) != entry[key]:
                    yield f"{entry['version_id']}: {key} was {said[key]!r}, and is {entry[key]!r}"
                if not said[key]:
                    del said[key]  # it may be said later

    def _ask(self, number: int, event: Event) -> None:
        """Ask check, plan and due about a change that was declared for a later day."""
        if self.is_asked or not self.site or event.kind not in {"material", "minor"} or not event.lead:
            return
        if self.policies.is_moved_aside:
            return  # only the record leads through the move, and the check asks no record where its notes may be
        self.is_asked = True
        found = disagreements(self.writer.folder, self.site, self.policies.today, self.folder, self.policies.slugs)
        self.faults.contradictions += [f"build {number}: {each}" for each in found]

    def _manifest_of(self, path: str) -> Mapping[str, Any]:
        place = self.site / self.policies.slugs[path] / "manifest.json" if self.site else None
        return json.loads(place.read_text(encoding="utf-8")) if place and place.exists() else {}


@cache
def _first_build() -> tuple[Mapping[str, bytes], bytes]:
    """Return what the first build of a life leaves: all lives begin with the same commit, and this is built once."""
    with tempfile.TemporaryDirectory(prefix="life-", dir=MEMORY) as name:
        writer = Writer(Path(name) / "repository.git")
        try:
            life = _Life(Path(name), Way.ANEW, writer)
            life.begin()
            return life.build_first()
        finally:
            writer.close()


def _read_files(folder: str, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield every file of a site; plainly written, since thousands of sites are read whole."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _read_files(entry.path, f"{above}{entry.name}/")
            else:
                with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123
                    yield above + entry.name, file.readall()


def _feed_entries(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the id of each entry of a feed as an address of its own: a reader of feeds shows a new one as news."""
    for path, content in files.items():
        if path.endswith("/feed.xml"):
            yield from ((f"{path}: {entry.decode()}", b"") for entry in _ID.findall(content))


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


def _is_for_ever(path: str) -> bool:
    """Whether a file's bytes never change: the plain copies, and what was extracted of two texts."""
    return path.endswith(("/policy.md", "/policy.txt")) or (path.endswith("/changes.json") and "/since/" not in path)
