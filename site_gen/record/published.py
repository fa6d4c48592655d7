"""What a published manifest says, as far as a later build is bound by it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from msgspec import Meta, MsgspecError, Struct, json

from site_gen.errors import HistoryError
from site_gen.model.note import ChangeClass
from site_gen.model.version import Announcement

_BYTE = re.compile(r"\(byte (\d+)\)")
"""Where a message of msgspec says that a text stops being JSON."""


_Commit = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")]
"""Git is never asked for anything else that a stranger's file says."""


class PublishedEvent(Struct, frozen=True):
    """What befell a version on a day, and by which commit."""

    on: date
    commit: _Commit


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
    words: str = ""
    """Of its note: what changes, and what people can do."""
    postponed: tuple[PublishedEvent, ...] = ()
    """Oldest first."""
    withdrawn: PublishedEvent | None = None
    """How its text was taken down."""
    explained: PublishedEvent | None = None
    """How a later note gave it its class."""

    @property
    def withdrawn_on(self) -> date | None:
        """The day on which its text was taken down."""
        return self.withdrawn.on if self.withdrawn else None

    @property
    def events(self) -> tuple[PublishedEvent, ...]:
        """Its publication, and all that befell it."""
        once = tuple(each for each in (self.withdrawn, self.explained) if each)
        return (PublishedEvent(self.published_on, self.commit), *self.postponed, *once)

    @property
    def said_on(self) -> date:
        """The last day on which something of it was made public."""
        return max(each.on for each in self.events)

    @property
    def announcement(self) -> Announcement:
        """What was said of it first."""
        return Announcement(
            version_id=self.version_id,
            published_on=self.published_on,
            effective_on=self.announced_on,
            change_class=self.change_class,
            commit=self.commit,
            text_sha256=self.text_sha256,
            words=self.words,
            is_explained=self.explained is not None,
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
    feed_id: str = ""
    """The id of its feed, where it has one: by its like, feed readers know every entry again."""

    @property
    def commits(self) -> tuple[str, ...]:
        """Every commit that the main line has to go through."""
        own = (each.commit for version in self.versions for each in version.events)
        return tuple(dict.fromkeys([*own, *self.line_through, self.source_commit]))

    @property
    def announcements(self) -> tuple[Announcement, ...]:
        """What was said of each version."""
        return tuple(each.announcement for each in self.versions)

    @property
    def said_on(self) -> date:
        """The last day of which the manifest tells: nothing that was built for an earlier one could say as much."""
        days = [version.said_on for version in self.versions]
        return max([*days, self.ended_on] if self.ended_on else days)

    @property
    def newest(self) -> PublishedVersion:
        """The version published last."""
        return self.versions[-1]


class _Postponement(PublishedEvent, frozen=True, rename={"from_on": "from"}):
    from_on: date


class _Entry(Struct, frozen=True, rename={"change_class": "class"}):
    """One version, as far as a build is bound by what the manifest says."""

    version_id: str
    published_on: date
    effective_on: date
    change_class: ChangeClass
    commit: _Commit
    text_sha256: str
    chain_sha256: str
    summary_text: str = ""
    what_you_can_do_text: str = ""
    postponements: tuple[_Postponement, ...] | None = None
    withdrawn: PublishedEvent | None = None
    explained: PublishedEvent | None = None


class _Policy(Struct, frozen=True):
    slug: str
    language: str


class _Manifest(Struct, frozen=True):
    source_commit: _Commit
    policy: _Policy
    versions: tuple[_Entry, ...]
    line_through: tuple[_Commit, ...] = ()
    ended_on: date | None = None


class _Numbered(Struct, frozen=True):
    manifest_version: object


def parse_published(data: bytes, place: str) -> PublishedPolicy:
    """Read a manifest; raise HistoryError for anything else, since nobody can then tell what is published.

    Decoded by its types, a manifest of 1,000 versions takes 5 ms; read field by field it took 15.
    """
    try:
        if (version := json.decode(data, type=_Numbered).manifest_version) != 1:
            raise HistoryError(f"{place}: has manifest_version {version!r:.20}, and this program reads 1")
        found = json.decode(data, type=_Manifest)
    except (MsgspecError, UnicodeDecodeError, RecursionError) as error:
        problem = "is not a manifest of published versions, so nobody can tell what a build may change"
        way_out = "put the published one back, or build into a new folder with --published and the site's address"
        raise HistoryError(f"{place}{_line_of(error, data)}: {problem}; {way_out}") from error
    return PublishedPolicy(
        place=place,
        slug=found.policy.slug,
        language=found.policy.language,
        source_commit=found.source_commit,
        line_through=found.line_through,
        versions=tuple([_version(entry) for entry in reversed(found.versions)]),
        ended_on=found.ended_on,
    )


def _line_of(error: Exception, data: bytes) -> str:
    """Return the line of what is no JSON, as a place is written; empty where the JSON is whole."""
    found = _BYTE.search(str(error))
    whole = data[: int(found[1])] if found else data if "truncated" in str(error) else None
    return "" if whole is None else f":{whole.count(10) + 1}"


def _version(entry: _Entry) -> PublishedVersion:
    postponements = entry.postponements or ()
    return PublishedVersion(
        version_id=entry.version_id,
        published_on=entry.published_on,
        announced_on=postponements[0].from_on if postponements else entry.effective_on,
        effective_on=entry.effective_on,
        change_class=entry.change_class,
        commit=entry.commit,
        text_sha256=entry.text_sha256,
        chain_sha256=entry.chain_sha256,
        words=f"{entry.summary_text}\n{entry.what_you_can_do_text}".strip(),
        postponed=postponements,
        withdrawn=entry.withdrawn,
        explained=entry.explained,
    )
