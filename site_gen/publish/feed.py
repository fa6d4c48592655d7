"""Writes `feed.xml`: an Atom feed (RFC 4287) of a policy's versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from uuid import UUID, uuid5

from msgspec import Struct

from site_gen.catalogue import Words, words_in
from site_gen.model.policy import Organisation, Policy
from site_gen.model.version import Version
from site_gen.publish import wording
from site_gen.publish.addresses import Addresses, with_links_to
from site_gen.publish.note_language import in_its_language
from site_gen.publish.views.policy import PolicyEnd
from site_gen.publish.views.text import PostponementView
from site_gen.publish.views.tombstone import TombstoneReason

# An entry's id must stay the same for ever, or every reader shows every version as new: so the year in the tags
# (RFC 4151) is fixed here, and never changes.
_TAG_YEAR = "2026"
_UNKNOWN_HOST = UUID("6f9d2c0e-1b7a-4c53-9a61-5ec710f11a0b")
NEWEST = 50
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FeedEntry(Struct, frozen=True, kw_only=True):
    """What the feed says about one version."""

    version: Version
    statement: str = ""
    link: str = ""
    """In the chain of all versions, so that whoever keeps the feed keeps a copy that nobody can call back."""
    note_language: str = ""
    """That of the note's words, where it is not the policy's."""
    summary_html: str = ""
    what_you_can_do_html: str = ""
    postponements: tuple[PostponementView, ...] = ()
    """Newest first."""
    taken_down: tuple[TombstoneReason, ...] = ()
    """Why the text is not there any more, where it is not."""


class Feed(Struct, frozen=True, kw_only=True):
    """Everything in one policy's feed."""

    policy: Policy
    title: str
    organisation: Organisation
    entries: tuple[FeedEntry, ...]
    """Oldest first; the feed shows the newest fifty."""
    ends: tuple[PolicyEnd, ...] = ()
    first_commit: str
    """That of the first version, as it is published."""
    published_id: str = ""
    """The feed's id in the last build, which no other address of the site and no other history changes."""
    redlined: bool = True
    """Whether each version after the first has its page of what changed."""

    @property
    def words(self) -> Words:
        """The words around the policy's own."""
        return words_in(self.policy.language)


def feed_bytes(feed: Feed) -> bytes:
    """Return the bytes of `/<slug>/feed.xml`; they depend on the history alone, never on the day of the build."""
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', *_lines(feed), ""]).encode()


def _lines(feed: Feed) -> Iterator[str]:
    addresses = Addresses(feed.organisation.base_url, feed.policy.slug)
    found = [*_versions(feed, addresses), *_events(feed, addresses), *_ends(feed, addresses)]
    items = sorted(found, key=lambda item: item.on)[::-1]
    yield '<feed xmlns="http://www.w3.org/2005/Atom">'
    yield _element("id", _id(feed, ""))
    yield _element("title", feed.words.say("%(title)s: what changed and when", title=feed.title))
    yield _element("updated", _moment(max(item.updated_on for item in items)))
    yield f"<author>{_element('name', feed.organisation.name or feed.title)}</author>"
    yield _link("self", addresses.file("feed.xml"), "application/atom+xml")
    yield _link("alternate", addresses.file("history/"), "text/html")
    for item in items[:NEWEST]:
        yield from item.lines
    yield "</feed>"


class _Item(Struct, frozen=True):
    on: date
    updated_on: date
    lines: tuple[str, ...]


def _versions(feed: Feed, addresses: Addresses) -> Iterator[_Item]:
    for entry in feed.entries[-NEWEST:]:
        version_id, on = entry.version.version_id, entry.version.published_on
        changes = feed.redlined and entry.version.predecessor_id
        address = addresses.changes(version_id) if changes else addresses.version(version_id)
        late = (each.explained_on for each in (entry.version.explanation,) if each)
        gone = (
            each.withdrawn_on for each in entry.taken_down
        )  # whoever kept a copy fetches it again, without the note
        updated_on = max([on, *(each.postponed_on for each in entry.postponements), *late, *gone])
        body = with_links_to(addresses.version(version_id), _body(entry, feed.policy.language, feed.words))
        yield _item(feed, (on, updated_on), version_id, address, _title(feed, entry), body)


def _events(feed: Feed, addresses: Addresses) -> Iterator[_Item]:
    """Yield what happened to versions after they were published: subscribers do not open an entry twice."""
    language, words = feed.policy.language, feed.words
    for entry in feed.entries:
        if not (entry.postponements or entry.taken_down):
            continue
        version_id = entry.version.version_id
        page, called = addresses.version(version_id), wording.version_name(version_id, language, words)
        for each in entry.postponements:
            if not _is_told_with(feed, each):
                name = f"{version_id}/postponed-{each.postponed_on}-to-{each.to_on}"
                title = words.say(
                    "%(title)s: the version of %(version)s takes effect on %(day)s instead of %(first)s",
                    title=feed.title,
                    version=called,
                    day=wording.day(each.to_on, language),
                    first=wording.day(each.from_on, language),
                )
                body = with_links_to(page, each.reason_html)
                yield _item(feed, (each.postponed_on, each.postponed_on), name, page, title, body)
        for reason in entry.taken_down:
            on = reason.withdrawn_on
            title = words.say(
                "%(title)s: the text of the version of %(version)s was taken down", title=feed.title, version=called
            )
            yield _item(feed, (on, on), f"{version_id}/taken-down-{on}", page, title, reason.html)


def _is_told_with(feed: Feed, moved: PostponementView) -> bool:
    """Whether the entry of the version that it was postponed along with names the same two days."""
    beside = (
        each
        for entry in feed.entries
        if entry.version.version_id == moved.along_with_id
        for each in entry.postponements
    )
    days = (moved.postponed_on, moved.from_on, moved.to_on)
    return any((each.postponed_on, each.from_on, each.to_on) == days for each in beside)


def _ends(feed: Feed, addresses: Addresses) -> Iterator[_Item]:
    page = addresses.file("history/")
    for on, reason, back_on in feed.ends:
        title = feed.words.say("%(title)s: ended on %(day)s", title=feed.title, day=_day(on, feed))
        yield _item(feed, (on, on), f"withdrawn-{on.isoformat()}", page, title, reason)
        if back_on:
            title = feed.words.say("%(title)s: back as it was, on %(day)s", title=feed.title, day=_day(back_on, feed))
            yield _item(feed, (back_on, back_on), f"back-{back_on.isoformat()}", page, title, "")


def _day(on: date, feed: Feed) -> str:
    return wording.day(on, feed.policy.language)


def _item(feed: Feed, days: tuple[date, date], name: str, address: str, title: str, body: str) -> _Item:
    on, updated_on = days
    addresses = Addresses(feed.organisation.base_url, feed.policy.slug)
    base = f' xml:base="{_text(addresses.version(name.partition("/")[0]))}"' if feed.organisation.base_url else ""
    lines = [
        "<entry>",
        _element("id", _id(feed, name)),
        _element("title", title),
        _link("alternate", address, "text/html"),
        _element("published", _moment(on)),
        _element("updated", _moment(updated_on)),
        _element("content", body, f' type="html"{base}') if body else _element("summary", title),
        "</entry>",
    ]
    return _Item(on, updated_on, tuple(lines))


def _title(feed: Feed, entry: FeedEntry) -> str:
    version, words = entry.version, feed.words
    shown = {"title": feed.title, "version": _name(feed, version.version_id)}
    if version.predecessor_id is None:
        return words.say("%(title)s: first version, %(version)s", **shown)
    kind = wording.class_phrase(words, version.change_class)
    if version.note and version.note.corrects:
        return words.say(
            "%(title)s: a correction on %(version)s of the version of %(corrected)s (%(kind)s)",
            **shown,
            corrected=_name(feed, version.note.corrects),
            kind=kind,
        )
    return words.say("%(title)s: changes published on %(version)s (%(kind)s)", **shown, kind=kind)


def _name(feed: Feed, version_id: str) -> str:
    return wording.version_name(version_id, feed.policy.language, feed.words)


def _body(entry: FeedEntry, language: str, words: Words) -> str:
    effective = words.say("Takes effect on %(day)s.", day=wording.day(entry.version.effective_on, language))
    postponed = "".join(
        f"<p>{escape(wording.postponement_words(words, each, language))}</p>{each.reason_html}"
        for each in entry.postponements
    )
    heading, chain = escape(words.say("What you can do")), escape(words.say("Link in the chain of all versions:"))
    can_do = in_its_language(entry.what_you_can_do_html, entry.note_language)
    can_do = f"<h2>{heading}</h2>{can_do}" if can_do else ""
    written_in = f"<p>{escape(wording.written_in(words, entry.note_language))}</p>" if entry.note_language else ""
    note = f"{written_in}{in_its_language(entry.summary_html, entry.note_language)}{can_do}"
    link = f"<p>{chain} <code>{entry.link}</code></p>" if entry.link else ""
    return f"{note}<p>{escape(effective)} {escape(entry.statement)}</p>{postponed}{link}"


def _id(feed: Feed, name: str) -> str:
    """Return a tag of the site's own host; where nobody has said the host, a UUID of the policy's first commit.

    What the last build did, this one does: a feed reader would show every entry as new.
    """
    if feed.published_id.startswith("tag:"):
        return "/".join(filter(None, [feed.published_id, name]))
    host = feed.organisation.base_url.partition("//")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    subject = "/".join(filter(None, [feed.policy.slug, name]))
    if host and not feed.published_id:
        return f"tag:{host.lower()},{_TAG_YEAR}:{subject}"
    return uuid5(_UNKNOWN_HOST, f"{feed.first_commit}/{subject}").urn


def _moment(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"


def _link(rel: str, href: str, kind: str) -> str:
    return f'<link rel="{rel}" href="{_text(href)}" type="{kind}"/>'


def _element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
