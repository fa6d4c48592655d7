"""Who is told, as frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The recipients who get the same words: one language, one version last seen."""

    number: int
    language: str
    last_version: str | None
    """None where it is unknown or the predecessor itself; of several policies as `seen_of` reads it."""
    first: int
    last: int
    """Its nids follow each other; the last one is included."""

    def seen_of(self, slug: str) -> str | None:
        """Say which version of a policy they saw last."""
        return seen_of(self.last_version, slug)


def seen_of(last_seen: str | None, slug: str) -> str | None:
    """Read which version of a policy was seen last: of one policy its id alone, of several `SLUG=ID SLUG=ID`."""
    if last_seen is None or "=" not in last_seen:
        return last_seen
    return dict(each.split("=") for each in last_seen.split()).get(slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One account owed the notice, as frozen."""

    nid: int
    account_id: str
    email: str
    name: str | None
    accounts: int
    """How many accounts this message stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows of an accounts source; the first is the sum of the others."""

    rows: int
    owed: int
    not_owed: dict[str, int]
    unusable: dict[str, int]
    messages: int
    """Distinct addresses among the owed: what is really handed over."""

    def adds_up(self) -> bool:
        """Tell whether every row is accounted for."""
        return self.rows == self.owed + sum(self.not_owed.values()) + sum(self.unusable.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The frozen audience of one notice: immutable files, hashed and counted."""

    path: str
    sha256: str
    outside_path: str
    outside_sha256: str
    counts: Counts
