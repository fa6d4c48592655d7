"""What the build knows of a policy's texts: facts by object id, and anchors by chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from site_gen.hashing import digest, program_key

if TYPE_CHECKING:
    from site_gen.cache import Cache, TextFacts
    from site_gen.model import History
    from site_gen.outline import Heading, Section



class Texts:
    """Remembers within a build, and through the cache from build to build."""

    def __init__(self, cache: Cache, read_headings: Callable[[str], tuple[Heading, ...]]) -> None:
        self.facts: dict[str, TextFacts] = dict(cache.texts())
        self._cache = cache
        self._read_headings = read_headings
        self._headings: dict[str, tuple[Heading, ...]] = {}
        self._sections: dict[str, tuple[Section, ...]] = {}

    def learn(self, oid: str, facts: TextFacts, headings: tuple[Heading, ...]) -> None:
        """Take in a text that was read."""
        self.facts[oid] = facts
        self._headings[oid] = headings
        self._cache.add_texts({oid: facts})

    def sections(self, history: History, chains: Mapping[str, str], version_id: str) -> tuple[Section, ...]:
        """Return a version's sections, whose anchors follow from every version up to it."""
        from site_gen.outline import sections

        missing = []
        for version in reversed(history.versions[: _position(history, version_id) + 1]):
            if self._known(chains[version.version_id]) is not None:
                break
            missing.append(version)
        before: tuple[Section, ...] = ()
        if len(missing) <= _position(history, version_id):
            last = history.versions[_position(history, version_id) - len(missing)]
            before = self._known(chains[last.version_id]) or ()
        for version in reversed(missing):
            before = sections(self._headings_of(version.text_oid), before)
            self._sections[chains[version.version_id]] = before
            self._cache.add_outlines([(chains[version.version_id], _dump(before))])
        return before

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


def _position(history: History, version_id: str) -> int:
    return next(number for number, version in enumerate(history.versions) if version.version_id == version_id)


def _dump(found: Sequence[Section]) -> list[list[object]]:
    return [[s.heading.level, s.heading.number, s.heading.title, s.heading.explicit_id, s.anchor] for s in found]


def _load(rows: Sequence[Sequence[object]]) -> tuple[Section, ...]:
    from site_gen.outline import Heading, Section

    return tuple(Section(Heading(*row[:4]), str(row[4])) for row in rows)  # type: ignore[arg-type]
