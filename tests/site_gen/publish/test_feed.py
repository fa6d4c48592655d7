"""The Atom feed and the timemap: what other programs follow."""

from __future__ import annotations

import re
from datetime import date, timedelta

import feedparser
import pytest
from msgspec.structs import replace

from site_gen.history.timeline import periods
from site_gen.model.history import History
from site_gen.model.note import ChangeClass, ChangeNote
from site_gen.model.policy import Organisation, Policy
from site_gen.model.version import Explanation, Version
from site_gen.publish.addresses import Addresses
from site_gen.publish.feed import Feed, FeedEntry, feed_bytes
from site_gen.publish.timemap import timemap_bytes
from site_gen.publish.views.policy import PolicyEnd
from site_gen.publish.views.text import PostponementView
from site_gen.publish.views.tombstone import TombstoneReason


def version(version_id: str, predecessor_id: str | None = None, *, effective_on: date | None = None) -> Version:
    """Return a version published on the day that its id names."""
    published_on = date.fromisoformat(version_id[:10])
    return Version(
        version_id=version_id,
        published_on=published_on,
        effective_on=effective_on or published_on,
        imported=False,
        change_class=ChangeClass.MATERIAL,
        note=None,
        commit="a" * 40,
        text_oid="b" * 40,
        predecessor_id=predecessor_id,
    )


POLICY = Policy(slug="privacy", language="en", path="policy/privacy.md")
VERSIONS = (
    version("2020-05-01"),
    version("2024-02-01", "2020-05-01"),
    version("2026-12-01", "2024-02-01", effective_on=date(2027, 1, 15)),
)
FEED = Feed(
    policy=POLICY,
    title="Privacy & Cookies",
    organisation=Organisation(
        name="Larkfield <Ltd>",
        postal_address="",
        contact_email="",
        time_zone="UTC",
        base_url="https://Larkfield.example:8443/legal/",
        promise=None,
    ),
    entries=tuple(
        FeedEntry(
            version=each,
            statement="42 words added & 17 deleted.",
            summary_html="<p>We now share “device data” \x0b &amp; more.</p>",
            what_you_can_do_html="<p>Object.</p>",
        )
        for each in VERSIONS
    ),
    ends=(PolicyEnd(date(2025, 7, 1), "<p>The service closed.</p>"),),
    first_commit="a" * 40,
)
NOWHERE = replace(FEED, organisation=replace(FEED.organisation, base_url=""))


@pytest.mark.parametrize("feed", [FEED, NOWHERE])
def test_a_reader_of_feeds_can_read_it(feed: Feed) -> None:
    """The feed is well-formed Atom with everything that RFC 4287 asks for, whatever the texts hold."""
    read = feedparser.parse(feed_bytes(feed))
    assert not read.bozo
    assert read.feed.title == "Privacy & Cookies: what changed and when"
    assert read.feed.author == "Larkfield <Ltd>"
    assert read.feed.updated == "2026-12-01T00:00:00Z"
    assert len({read.feed.id, *(entry.id for entry in read.entries)}) == 5
    assert all(entry.title and entry.link and entry.updated for entry in read.entries)


def test_entries_stand_newest_first_and_lead_to_what_changed() -> None:
    """Each entry leads to its redline, the first version to its text, a withdrawal to the history."""
    links = [entry.link for entry in feedparser.parse(feed_bytes(FEED)).entries]
    assert links == [
        "https://Larkfield.example:8443/legal/privacy/2026-12-01/changes/",
        "https://Larkfield.example:8443/legal/privacy/history/",
        "https://Larkfield.example:8443/legal/privacy/2024-02-01/changes/",
        "https://Larkfield.example:8443/legal/privacy/2020-05-01/",
    ]


def test_ids_are_tags_of_the_sites_host() -> None:
    """An id names the host and the version and nothing that may change, such as the scheme, the port or a prefix."""
    read = feedparser.parse(feed_bytes(FEED))
    assert read.feed.id == "tag:larkfield.example,2026:privacy"
    assert read.entries[0].id == "tag:larkfield.example,2026:privacy/2026-12-01"


def test_ids_stay_when_versions_are_added() -> None:
    """A reader of feeds is never shown an old version as new, with an address or without."""
    for feed in (FEED, NOWHERE):
        fewer = feedparser.parse(feed_bytes(replace(feed, entries=feed.entries[:2]))).entries
        more = feedparser.parse(feed_bytes(feed)).entries
        assert [entry.id for entry in fewer] == [entry.id for entry in more][1:]


def test_ids_stay_when_the_site_or_the_history_moves() -> None:
    """Once published, neither another host nor another name of the first commit changes them."""
    for feed, other in ((FEED, NOWHERE), (NOWHERE, FEED), (FEED, _at("https://elsewhere.example"))):
        before = feedparser.parse(feed_bytes(feed))
        after = feedparser.parse(feed_bytes(replace(other, published_id=before.feed.id)))
        assert [before.feed.id, *(each.id for each in before.entries)] == [
            after.feed.id,
            *(each.id for each in after.entries),
        ]


def _at(address: str) -> Feed:
    return replace(FEED, organisation=replace(FEED.organisation, base_url=address))


def test_a_long_history_gives_its_newest_fifty() -> None:
    """A feed stays small however long the history is."""
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(80)]
    entries = tuple(FeedEntry(version=version(day.isoformat())) for day in days)
    read = feedparser.parse(feed_bytes(replace(FEED, entries=entries, ends=()))).entries
    assert len(read) == 50
    assert read[0].published.startswith(days[-1].isoformat())


def test_the_timemap_lists_what_has_applied() -> None:
    """A version is in the timemap from the day it first applied; one to come, or never in force, is not."""
    history = History(policy=POLICY, versions=VERSIONS)
    written = timemap_bytes(
        Addresses("https://larkfield.example", "privacy"), periods(history), date(2026, 12, 23)
    ).decode()
    assert re.findall(r'^<(.*?)>; rel="(.*?)"', written, flags=re.MULTILINE) == [
        ("https://larkfield.example/privacy/", "original latest-version"),
        ("https://larkfield.example/privacy/timemap.link", "self"),
        ("https://larkfield.example/privacy/2020-05-01/", "first memento"),
        ("https://larkfield.example/privacy/2024-02-01/", "last memento"),
    ]
    assert 'datetime="Fri, 01 May 2020 00:00:00 GMT"' in written


def test_a_timemap_before_the_first_effect_is_empty_and_valid() -> None:
    """Where nothing has applied yet, the timemap says so by listing nothing."""
    history = History(policy=POLICY, versions=VERSIONS[2:])
    written = timemap_bytes(Addresses("", "privacy"), periods(history), date(2026, 12, 23)).decode()
    assert written == (
        '<./>; rel="original latest-version",\n<timemap.link>; rel="self"; type="application/link-format"\n'
    )


def test_a_postponement_has_an_entry_of_its_own() -> None:
    """A reader has read the version's own entry: a later day is told anew, beside that entry brought up to date."""
    moved = PostponementView(
        version_id="2026-12-01",
        postponed_on=date(2026, 12, 20),
        from_on=date(2027, 1, 15),
        to_on=date(2027, 2, 1),
        along_with_id=None,
        reason_html='<p>Our emails went out late &amp; alone, see <a href="#rights">rights</a>.</p>',
    )
    *others, newest = FEED.entries
    later = replace(newest.version, effective_on=date(2027, 2, 1))
    entry = replace(newest, version=later, postponements=(moved,))
    before, after = (feedparser.parse(feed_bytes(replace(FEED, entries=(*others, each)))) for each in (newest, entry))
    assert [each.id for each in after.entries[1:]] == [each.id for each in before.entries]
    told, own = after.entries[:2]
    assert told.id == "tag:larkfield.example,2026:privacy/2026-12-01/postponed-2026-12-20-to-2027-02-01"
    assert (told.published, told.updated, after.feed.updated) == ("2026-12-20T00:00:00Z",) * 3
    days = "takes effect on 1 February 2027 instead of 15 January 2027"
    assert told.title == f"Privacy & Cookies: the version of 1 December 2026 {days}"
    assert told.link == "https://Larkfield.example:8443/legal/privacy/2026-12-01/"
    assert f'href="{told.link}#rights"' in told.content[0].value
    assert own.published == before.entries[0].published
    said = own.content[0].value
    assert "Takes effect on 1 February 2027." in said
    assert "Postponed on 20 December 2026 from 15 January 2027:" in said
    assert "Our emails went out late &amp; alone" in said


@pytest.mark.parametrize(("own_day", "entries"), [(date(2027, 1, 15), 1), (date(2027, 1, 20), 2)])
def test_a_version_postponed_along_has_an_entry_where_its_own_day_was_another(own_day: date, entries: int) -> None:
    """Where both days are those of the version that it contains, one entry tells of both."""
    first = PostponementView(
        version_id="2024-02-01",
        postponed_on=date(2026, 12, 20),
        from_on=date(2027, 1, 15),
        to_on=date(2027, 2, 1),
        along_with_id=None,
        reason_html="",
    )
    along = replace(first, version_id="2026-12-01", from_on=own_day, along_with_id="2024-02-01")
    views = {"2024-02-01": (first,), "2026-12-01": (along,)}
    moved = [replace(each, postponements=views.get(each.version.version_id, ())) for each in FEED.entries]
    told = feedparser.parse(feed_bytes(replace(FEED, entries=tuple(moved)))).entries
    ids = [each.id.partition("/")[2] for each in told if "/postponed-" in each.id]
    assert len(ids) == entries
    assert ("2026-12-01/postponed-2026-12-20-to-2027-02-01" in ids) == (entries == 2)


def test_a_text_that_was_taken_down_has_an_entry_of_its_own() -> None:
    """Whoever follows the feed learns that a text is gone, when and why."""
    *others, newest = FEED.entries
    reason = TombstoneReason(version=newest.version, withdrawn_on=date(2027, 3, 1), html="<p>A court said so.</p>")
    told = feedparser.parse(feed_bytes(replace(FEED, entries=(*others, replace(newest, taken_down=(reason,))))))
    assert len(told.entries) == len(feedparser.parse(feed_bytes(FEED)).entries) + 1
    assert told.entries[0].title == "Privacy & Cookies: the text of the version of 1 December 2026 was taken down"
    assert (told.entries[0].updated, told.entries[0].content[0].value) == (
        "2027-03-01T00:00:00Z",
        "<p>A court said so.</p>",
    )
    assert told.entries[1].updated == "2027-03-01T00:00:00Z"


def test_what_a_late_note_says_brings_its_entry_up_to_date() -> None:
    """A reader of feeds fetches no entry again that is not newer than the copy that it has."""
    *others, newest = FEED.entries
    explained = replace(newest.version, explanation=Explanation(explained_on=date(2027, 3, 1), commit="c" * 40))
    told = feedparser.parse(feed_bytes(replace(FEED, entries=(*others, replace(newest, version=explained)))))
    assert (told.entries[0].updated, told.feed.updated) == ("2027-03-01T00:00:00Z",) * 2
    assert told.entries[0].published == feedparser.parse(feed_bytes(FEED)).entries[0].published


def test_a_correction_says_what_it_corrects() -> None:
    """The entry of a correction names the version whose mistake it mends."""
    note = ChangeNote(
        path="n.md", effective_on=None, change_class=ChangeClass.EDITORIAL, practice=None, answers=(), summary="",
        what_you_can_do="", published_on=None, corrects="2024-02-01",
    )  # fmt: skip
    *others, newest = FEED.entries
    mended = replace(newest, version=replace(newest.version, note=note, change_class=ChangeClass.EDITORIAL))
    told = feedparser.parse(feed_bytes(replace(FEED, entries=(*others, mended))))
    days = "on 1 December 2026 of the version of 1 February 2024"
    assert told.entries[0].title == f"Privacy & Cookies: a correction {days} (editorial)"


@pytest.mark.parametrize("base_url", ["https://example.com/", ""])
def test_a_notes_links_lead_from_its_version(base_url: str) -> None:
    """In the feed as on the pages and in mails, what a note links to is seen from the version that it explains."""
    *others, newest = FEED.entries
    links = ("#rights", "more.html", "/cookies", "mailto:a@b.example")
    linked = replace(newest, summary_html="".join(f'<p><a href="{each}">see</a>.</p>' for each in links))
    organisation = replace(FEED.organisation, base_url=base_url)
    told = feed_bytes(replace(FEED, organisation=organisation, entries=(*others, linked))).decode()
    where = f"{base_url}privacy/2026-12-01/" if base_url else "2026-12-01/"
    leading = (f"{where}#rights", f"{where}more.html", f"{base_url.rstrip('/')}/cookies", links[3])
    for each, own in zip(links, leading, strict=True):
        assert f"&lt;a href=&quot;{own}&quot;&gt;" in told, each
    assert (f'xml:base="{where}"' in told) == bool(base_url)
