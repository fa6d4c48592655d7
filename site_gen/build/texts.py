"""What the build knows of a policy's texts: facts by object id, and anchors by chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from site_gen.build.cache import Cache, TextFacts
from site_gen.build.keys import digest
from site_gen.model import History, Version
from site_gen.program import program_key
from site_gen.text.outline import Heading, Section, sections


class Texts:
    """Remembers within a build, and through the cache from build to build."""

    def __init__(self, cache: Cache, read_headings: Callable[[str], tuple[Heading, ...]]) -> None:
        self.facts: dict[str, TextFacts] = cache.texts()
        self._cache = cache
        self._read_headings = read_headings
        self._headings: dict[str, tuple[Heading, ...]] = {}
        self._sections: dict[str, tuple[Section, ...]] = {}

    def learn(self, oid: str, facts: TextFacts, headings: tuple[Heading, ...]) -> None:
        """Take in a text that was read."""
        self.facts[oid] = facts
        self._headings[oid] = headings
        self._cache.add_text(oid, facts)

    def sections(self, versions: Sequence[Version], chains: Mapping[str, str]) -> tuple[Section, ...]:
        """Return the sections of the last of these versions; its anchors follow from every version up to it."""
        found: tuple[Section, ...] = ()
        unknown: list[Version] = []
        for version in reversed(versions):
            known = self._known(chains[version.version_id])
            if known is not None:
                found = known
                break
            unknown.append(version)
        for version in reversed(unknown):
            found = self._worked_out(version, chains[version.version_id], found)
        return found

    def _worked_out(self, version: Version, chain: str, before: Sequence[Section]) -> tuple[Section, ...]:
        found = self._sections[chain] = sections(self._headings_of(version.text_oid), before)
        self._cache.add_outline(chain, _dump(found))
        return found

    def _known(self, chain: str) -> tuple[Section, ...] | None:
        if chain not in self._sections:
            kept = self._cache.outline(chain)
            if kept is None:
                return None
            self._sections[chain] = _load(kept)
        return self._sections[chain]

    def _headings_of(self, oid: str) -> tuple[Heading, ...]:
        if oid not in self._headings:
            self._headings[oid] = self._read_headings(oid)
        return self._headings[oid]


def chains(history: History) -> dict[str, str]:
    """Name, by version id, what a version's anchors follow from."""
    found: dict[str, str] = {}
    chain = program_key()
    for version in history.versions:
        chain = found[version.version_id] = digest(chain, version.text_oid)
    return found


def _dump(found: Iterable[Section]) -> list[list[object]]:
    return [[s.heading.level, s.heading.number, s.heading.title, s.heading.explicit_id, s.anchor] for s in found]


def _load(rows: Iterable[tuple[int, str, str, str, str]]) -> tuple[Section, ...]:
    return tuple(Section(Heading(level, number, title, own), anchor) for level, number, title, own, anchor in rows)
