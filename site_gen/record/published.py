"""What a published manifest says, as far as a later build is bound by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from site_gen.errors import HistoryError
from site_gen.model.note import ChangeClass
from site_gen.model.version import Announcement


class PublishedVersion(Struct, frozen=True, kw_only=True):
    """One version as the world knows it."""

    version_id: str
    published_on: date
    announced_on: date
    """The day of effect as it was first announced."""
    effective_on: date
    change_class: ChangeClass
    commit: str
    text_sha256: str
    chain_sha256: str
    declared_by: tuple[str, ...] = ()
    """Commits whose notes postponed it or took its text down, as published."""
    withdrawn_on: date | None = None
    """The day on which its text was taken down."""
    said_on: date
    """The last day on which something of it was made public."""

    @property
    def announcement(self) -> Announcement:
        """What was said of it first."""
        return Announcement(
            published_on=self.published_on, effective_on=self.announced_on, change_class=self.change_class
        )


class PublishedPolicy(Struct, frozen=True, kw_only=True):
    """One policy as the world knows it."""

    place: str
    """File or address of the manifest, for a refusal."""
    slug: str
    language: str
    source_commit: str
    line_through: tuple[str, ...] = ()
    """The commits that lead the main line off git's first parents."""
    versions: tuple[PublishedVersion, ...]
    """Oldest first."""
    ended_on: date | None = None
    """The day on which the policy was taken down, where it still is."""

    @property
    def commits(self) -> tuple[str, ...]:
        """Every commit that the main line has to go through."""
        own = (commit for version in self.versions for commit in (version.commit, *version.declared_by))
        return tuple(dict.fromkeys([*own, *self.line_through, self.source_commit]))

    @property
    def announcements(self) -> dict[str, Announcement]:
        """What was said of each version, by its commit."""
        return {each.commit: each.announcement for each in self.versions}

    @property
    def said_on(self) -> date:
        """The last day of which the manifest tells: nothing that was built for an earlier one could say as much."""
        days = [version.said_on for version in self.versions]
        return max([*days, self.ended_on] if self.ended_on else days)

    @property
    def newest(self) -> PublishedVersion:
        """The version published last."""
        return self.versions[-1]


def parse_published(data: bytes, place: str) -> PublishedPolicy:
    """Read a manifest; raise HistoryError for anything else, since nobody can then tell what is published."""
    try:
        body = json.loads(data)
        if (version := body["manifest_version"]) != 1:
            raise HistoryError(f"{place}: has manifest_version {version!r:.20}, and this program reads 1")
        return PublishedPolicy(
            place=place,
            slug=str(body["policy"]["slug"]),
            language=str(body["policy"]["language"]),
            source_commit=_commit(body["source_commit"]),
            line_through=tuple(_commit(each) for each in body.get("line_through", ())),
            versions=tuple(_version(entry) for entry in reversed(body["versions"])),
            ended_on=date.fromisoformat(body["ended_on"]) if body.get("ended_on") else None,
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        problem = "is not a manifest of published versions, so nobody can tell what a build may change"
        way_out = "put the published one back, or build into a new folder with --published and the site's address"
        where = f"{place}:{error.lineno}" if isinstance(error, json.JSONDecodeError) else place
        raise HistoryError(f"{where}: {problem}; {way_out}") from error


def _version(entry: Mapping[str, object]) -> PublishedVersion:
    effective_on = date.fromisoformat(str(entry["effective_on"]))
    postponements = entry.get("postponements") or []
    if not isinstance(postponements, list):
        raise TypeError(type(postponements).__name__)
    published_on = date.fromisoformat(str(entry["published_on"]))
    later = (*postponements, *_withdrawal(entry), *_explained(entry))
    return PublishedVersion(
        version_id=str(entry["version_id"]),
        published_on=published_on,
        announced_on=date.fromisoformat(postponements[0]["from"]) if postponements else effective_on,
        effective_on=effective_on,
        change_class=ChangeClass(str(entry["class"])),
        commit=_commit(entry["commit"]),
        text_sha256=str(entry["text_sha256"]),
        chain_sha256=str(entry["chain_sha256"]),
        declared_by=tuple(_commit(each["commit"]) for each in (*postponements, *_withdrawal(entry))),
        withdrawn_on=next((date.fromisoformat(str(each["on"])) for each in _withdrawal(entry)), None),
        said_on=max([published_on, *(date.fromisoformat(str(each["on"])) for each in later)]),
    )


def _withdrawal(entry: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    found = entry.get("withdrawn")
    return (found,) if isinstance(found, dict) else ()


def _explained(entry: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    found = entry.get("explained")
    return (found,) if isinstance(found, dict) else ()


def _commit(value: object) -> str:
    """Return a commit's id; git is never asked for anything else that a stranger's file says."""
    text = str(value)
    if len(text) not in {40, 64} or not set(text) <= set("0123456789abcdef"):
        message = f"{text[:60]!r} names no commit"
        raise ValueError(message)
    return text
