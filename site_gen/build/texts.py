"""What the build knows of a policy's texts: facts by object id, and anchors by chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from site_gen.build.cache import Cache
from site_gen.build.keys import digest
from site_gen.git.repository import Repository
from site_gen.history.sections import Threads, dump, follow, load, pass_over
from site_gen.model import FactKind, History, StandingFact, Version
from site_gen.program import program_key
from site_gen.signals.standing import standing_facts
from site_gen.text.facts import TextFacts
from site_gen.text.outline import Heading, Section, headings, sections
from site_gen.text.published import read_document
from site_gen.text.wordings import wordings


class KnownTexts:
    """Remembers within a build, and through the cache from build to build."""

    def __init__(self, cache: Cache, repository: Repository) -> None:
        self.facts: dict[str, TextFacts] = cache.texts()
        self._cache = cache
        self._repository = repository
        self._headings: dict[str, tuple[Heading, ...]] = {}
        self._practice: dict[str, tuple[StandingFact, ...]] = {}
        self._links: dict[str, tuple[str, str]] = {}
        """For each chain, the one before it and the object id of its last text."""
        self._sections: dict[str, tuple[Section, ...]] = {program_key(): ()}

    def learn(
        self,
        oid: str,
        facts: TextFacts,
        headings: tuple[Heading, ...],
        wordings: tuple[str, ...],
        practice: tuple[StandingFact, ...],
    ) -> None:
        """Take in a text that was read."""
        self._practice[oid] = practice
        self._cache.add_practice(oid, [[fact.kind, fact.key, fact.words, fact.value] for fact in practice])
        self.facts[oid] = facts
        self._headings[oid] = headings
        self._cache.add_text(oid, facts)
        self._cache.add_wordings(oid, wordings)

    def wordings(self, oid: str) -> tuple[str, ...]:
        """Name what stands under each of a text's headings."""
        known = self._cache.wordings(oid)
        return tuple(known) if known is not None else wordings(read_document(self.source(oid), oid)[0])

    def threads(self, history: History, anchors: Mapping[str, str]) -> Threads:
        """Follow each section through all versions, from the last one that a build followed.

        `anchors` are the history's `chains`.
        """
        versions = history.versions
        names = list(accumulate(versions, _thread_name, initial=program_key()))[1:]
        known: Any = None
        start = len(versions)
        while start and (known := self._cache.sections(names[start - 1])) is None:
            start -= 1
        threads = load(known or ())
        for version in versions[start:]:
            outline = self.sections(anchors[version.version_id])
            if version.withdrawn:
                pass_over(threads, outline)
            else:
                follow(threads, version.version_id, outline, self.wordings(version.text_oid))
        if start < len(versions):
            self._cache.add_sections(names[-1], dump(threads))
        return threads

    def fingerprint(self, oid: str) -> str:
        """Return what is equal for texts that a reader cannot tell apart."""
        return self.facts[oid].fingerprint

    def reading(self, oid: str) -> TextFacts:
        """Return how a text was read."""
        return self.facts[oid]

    def headings(self, oid: str) -> tuple[Heading, ...]:
        """Return a text's headings in order."""
        if oid not in self._headings:
            self._headings[oid] = headings(read_document(self.source(oid), oid)[0])
        return self._headings[oid]

    def practice(self, oid: str) -> tuple[StandingFact, ...]:
        """Return the facts that a text states."""
        if oid not in self._practice:
            kept = self._cache.practice(oid)
            if kept is None:
                self._practice[oid] = standing_facts(read_document(self.source(oid), oid)[0])
            else:
                self._practice[oid] = tuple(StandingFact(FactKind(kind), *rest) for kind, *rest in kept)
        return self._practice[oid]

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
        for each in reversed(unknown):
            found = self._sections[each] = sections(self.headings(self._links[each][1]), found)
            self._cache.add_outline(each, _dump(found))
        return found

    def _recall(self, chain: str) -> tuple[Section, ...] | None:
        if chain not in self._sections:
            kept = self._cache.outline(chain)
            if kept is None:
                return None
            self._sections[chain] = _load(kept)
        return self._sections[chain]


def _thread_name(before: str, version: Version) -> str:
    return digest(before, version.version_id, "" if version.withdrawn else version.text_oid)


def _dump(found: Iterable[Section]) -> list[list[object]]:
    return [[s.heading.level, s.heading.number, s.heading.title, s.heading.explicit_id, s.anchor] for s in found]


def _load(rows: Iterable[tuple[int, str, str, str, str]]) -> tuple[Section, ...]:
    return tuple(Section(Heading(level, number, title, own), anchor) for level, number, title, own, anchor in rows)
