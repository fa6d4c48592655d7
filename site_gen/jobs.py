"""The costly pages of a site, as independent jobs that any process can do: what each is made from, and its name."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from site_gen.hashing import digest
from site_gen.model import Version
from site_gen.outline import Section
from site_gen.timeline import Place
from site_gen.views import PolicyHead, RedlineCounts, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSummary:
    """What other pages say about a redline."""

    verdict: Verdict
    statement: str
    counts: RedlineCounts

    def dump(self) -> str:
        """Write for the cache."""
        return json.dumps([self.verdict, self.statement, asdict(self.counts)])

    @classmethod
    def load(cls, text: str) -> PairSummary:
        """Read from the cache."""
        verdict, statement, counts = json.loads(text)
        return cls(verdict=verdict, statement=statement, counts=RedlineCounts(**counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextJob:
    """`<version>/`: the page of one version and its plain copies."""

    head: PolicyHead
    version: Version
    place: Place
    today: date | None
    """None where the page does not depend on it."""
    chain: str
    """Names the sections."""
    sections: tuple[Section, ...] = ()
    """Filled in once the job is to be done."""

    @property
    def folder(self) -> str:
        """The version's folder."""
        return f"{self.head.slug}/{self.version.version_id}"

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return (self.version.text_oid,)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the job writes."""
        return tuple(f"{self.folder}/{name}" for name in ("index.html", "policy.md", "policy.txt"))

    def key(self, program: str) -> str:
        """Name everything that the files are made from."""
        facts = repr(self.place), repr(self.today), self.chain
        return digest(program, "text", _in_full(self.head), _in_full(self.version), *facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentJob:
    """`/<slug>/`: the version in force, at the address that people link to."""

    head: PolicyHead
    text: TextJob | None
    """None before the first version takes effect, and after the policy was withdrawn."""
    upcoming: tuple[Version, ...]
    withdrawn_on: date | None
    today: date | None
    """None where the page does not depend on it."""

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return self.text.oids if self.text else ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The file that the job writes."""
        return (f"{self.head.slug}/index.html",)

    def key(self, program: str) -> str:
        """Name everything that the file is made from."""
        text = self.text.key(program) if self.text else ""
        return digest(program, "current", repr((self.head, self.upcoming, self.withdrawn_on, self.today)), text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineJob:
    """`<version>/changes/` or `<older>..<newer>/`: one redline and its extract."""

    head: PolicyHead
    older: Version
    newer: Version
    noted: tuple[Version, ...]
    """The versions whose notes the page shows, newest first."""
    chain: str
    """Names the newer text's sections."""
    shas: tuple[str, str]
    """SHA-256 of both texts."""
    sections: tuple[Section, ...] = ()
    """Filled in once the job is to be done."""

    @property
    def consecutive(self) -> bool:
        """Whether the page shows one version's own change."""
        return self.newer.predecessor_id == self.older.version_id

    @property
    def pair(self) -> str:
        """Name the two texts."""
        return pair_key(self.older, self.newer)

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return self.older.text_oid, self.newer.text_oid

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the job writes: the page and its extract."""
        if self.consecutive:
            folder = f"{self.head.slug}/{self.newer.version_id}"
            return f"{folder}/changes/index.html", f"{folder}/changes.json"
        folder = f"{self.head.slug}/{self.older.version_id}..{self.newer.version_id}"
        return f"{folder}/index.html", f"{folder}/changes.json"

    def key(self, program: str) -> str:
        """Name everything that the files are made from."""
        others = (_as_noted(version) for version in (self.older, *self.noted))
        return digest(program, "redline", _in_full(self.head), _in_full(self.newer), self.chain, *others)


Job = TextJob | CurrentJob | RedlineJob


@lru_cache(maxsize=4096)
def _in_full(facts: PolicyHead | Version) -> str:
    """Write down everything that a page may say of it; four jobs ask of each version."""
    return repr(facts)


@lru_cache(maxsize=4096)
def _as_noted(version: Version) -> str:
    """Write down what a page says of an older version, or of one between: another day of effect leaves it as it is."""
    return repr((version.version_id, version.text_oid, version.change_class, version.note))


def pair_key(older: Version, newer: Version) -> str:
    """Name two texts, whichever versions have them."""
    return f"{older.text_oid}..{newer.text_oid}"
