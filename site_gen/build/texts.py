"""What the build knows of a policy's texts: facts by object id, and anchors by chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from site_gen.build.cache import Cache
from site_gen.build.keys import digest
from site_gen.git.repository import Repository
from site_gen.history import sections as through_time
from site_gen.history.sections import Threads
from site_gen.model.facts import FactLife, StandingFact
from site_gen.model.history import History
from site_gen.model.version import Version
from site_gen.program import program_key
from site_gen.signals.facts import standing
from site_gen.signals.facts import through_time as practice
from site_gen.text.outline import Heading, Section, headings, sections
from site_gen.text.published import read_document
from site_gen.text.text_facts import TextFacts
from site_gen.text.wordings import wordings

if TYPE_CHECKING:
    from site_gen.build.make import Survey


class KnownTexts:
    """Remembers within a build, and through the cache from build to build."""

    def __init__(self, cache: Cache, repository: Repository) -> None:
        self.facts = {oid: TextFacts.load(facts) for oid, facts in cache["text"].kept().items()}
        self._cache = cache
        self._repository = repository
        self._headings: dict[str, tuple[Heading, ...]] = {}
        self._standing: dict[str, tuple[StandingFact, ...]] = {}
        self._links: dict[str, tuple[str, str]] = {}
        """For each chain, the one before it and the object id of its last text."""
        self._sections: dict[str, tuple[Section, ...]] = {program_key(): ()}

    def learn(self, read: Survey) -> None:
        """Take in a text that was read."""
        self.facts[read.oid] = read.facts
        self._headings[read.oid] = read.headings
        self._standing[read.oid] = read.standing
        self._cache["text"].add(read.oid, read.facts.dump())
        self._cache["wordings"].add(read.oid, json.dumps(read.wordings))
        self._cache["facts"].add(read.oid, standing.dump(read.standing))
        self._cache["segments"].add_all(read.segments)

    def wordings(self, oid: str) -> tuple[str, ...]:
        """Name what stands under each of a text's headings."""
        known = self._cache["wordings"].find(oid)
        return tuple(json.loads(known)) if known is not None else wordings(read_document(self.source(oid), oid)[0])

    def threads(self, history: History, anchors: Mapping[str, str]) -> Threads:
        """Follow each section through all versions, from the last one that a build followed.

        `anchors` are the history's `chains`.
        """
        name, known, unfollowed = self._resume("threads", history.versions)
        threads = through_time.load(known) if known else {}
        for version in unfollowed:
            outline = self.sections(anchors[version.version_id])
            if version.withdrawn:
                through_time.pass_over(threads, outline)
            else:
                through_time.follow(threads, version.version_id, outline, self.wordings(version.text_oid))
        if unfollowed:
            self._cache["threads"].add(name, through_time.dump(threads))
        return threads

    def lives(self, history: History) -> tuple[FactLife, ...]:
        """Follow each fact through all versions but those that were taken down, from the last that a build followed."""
        name, known, unfollowed = self._resume("courses", history.versions)
        courses = practice.load(known) if known else {}
        for version in unfollowed:
            if version.withdrawn is None:
                practice.follow(courses, version.version_id, self.standing(version.text_oid))
        if unfollowed:
            self._cache["courses"].add(name, practice.dump(courses))
        return practice.lives(courses, {version.version_id: version for version in history.versions})

    def _resume(self, table: str, versions: Sequence[Version]) -> tuple[str, str | None, Sequence[Version]]:
        """Return a name for what follows from all versions, what is kept of the first ones, and the rest of them."""
        names = list(accumulate(versions, _name_course, initial=program_key()))[1:]
        known, start = None, len(versions)
        while start and (known := self._cache[table].find(names[start - 1])) is None:
            start -= 1
        return names[-1], known, versions[start:]

    def fingerprint(self, oid: str) -> str:
        """Return a fingerprint, equal for texts that a reader cannot tell apart."""
        return self.facts[oid].fingerprint

    def sha256(self, oid: str) -> str:
        """Return the SHA-256 of a text's bytes."""
        return self.facts[oid].sha256

    def reading(self, oid: str) -> TextFacts:
        """Return how a text was read."""
        return self.facts[oid]

    def headings(self, oid: str) -> tuple[Heading, ...]:
        """Return a text's headings in order."""
        if oid not in self._headings:
            self._headings[oid] = headings(read_document(self.source(oid), oid)[0])
        return self._headings[oid]

    def standing(self, oid: str) -> tuple[StandingFact, ...]:
        """Return the facts that a text states."""
        if oid not in self._standing:
            kept = self._cache["facts"].find(oid)
            if kept is None:
                self._standing[oid] = standing.standing_facts(read_document(self.source(oid), oid)[0])
            else:
                self._standing[oid] = standing.load(kept)
        return self._standing[oid]

    def source(self, oid: str) -> bytes:
        """Read a text."""
        return next(data for _, data in self._repository.blobs([oid]))

    def chains(self, history: History) -> dict[str, str]:
        """Name, by version id, the texts from which a version's anchors follow: its own and all before it."""
        found: dict[str, str] = {}
        chain = program_key()
        for version in history.versions:
            before, chain = chain, digest(chain, version.text_oid)
            self._links[chain] = before, version.text_oid
            found[version.version_id] = chain
        return found

    def sections(self, chain: str) -> tuple[Section, ...]:
        """Return the sections of the last text of a chain, under the anchors that the texts before it gave them."""
        unknown: list[str] = []
        found = self._recall(chain)
        while found is None:
            unknown.append(chain)
            chain = self._links[chain][0]
            found = self._recall(chain)
        self._read_headings(self._links[each][1] for each in unknown)
        for each in reversed(unknown):
            found = self._sections[each] = sections(self.headings(self._links[each][1]), found)
            self._cache["outline"].add(each, _dump(found))
        return found

    def _read_headings(self, oids: Iterable[str]) -> None:
        """Read several texts by one call of git: a build that was refused left only their facts."""
        for oid, data in self._repository.blobs([oid for oid in oids if oid not in self._headings]):
            self._headings[oid] = headings(read_document(data, oid)[0])

    def _recall(self, chain: str) -> tuple[Section, ...] | None:
        if chain not in self._sections:
            kept = self._cache["outline"].find(chain)
            if kept is None:
                return None
            self._sections[chain] = _load(kept)
        return self._sections[chain]


def _name_course(before: str, version: Version) -> str:
    return digest(before, version.version_id, "" if version.withdrawn else version.text_oid)


def _dump(found: Iterable[Section]) -> str:
    rows = [[s.heading.level, s.heading.number, s.heading.title, s.heading.explicit_id, s.anchor] for s in found]
    return json.dumps(rows)


def _load(text: str) -> tuple[Section, ...]:
    return tuple(Section(Heading(*heading), anchor) for *heading, anchor in json.loads(text))
