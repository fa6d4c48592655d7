"""The files that tell of many versions: timeline, manifest, feed, timemap, the list of policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from site_gen import program
from site_gen.build.jobs import PairSummary, pair_key
from site_gen.build.plan import Told
from site_gen.build.rendering import note_html, note_text, note_view, postponement_views
from site_gen.history.obligations import promised_days
from site_gen.history.timeline import periods
from site_gen.model import Version
from site_gen.options import Redlines
from site_gen.publish.addresses import Addresses
from site_gen.publish.feed import Feed, FeedEntry, feed_bytes
from site_gen.publish.manifest import Manifest, ManifestEntry, manifest_bytes
from site_gen.publish.pages import render_history, render_index, render_since, stylesheet
from site_gen.publish.timemap import timemap_bytes
from site_gen.publish.views import HistoryRow, HistoryView, IndexRow, IndexView, SinceView
from site_gen.publish.wording import first_sentence

_SINCE = 20
"""Of the versions after one, how many a page without a redline names."""

_SCHEMAS = ("manifest.v1.schema.json", "changes.v1.schema.json")


def site_files(policies: Sequence[Told]) -> Iterator[tuple[str, bytes]]:
    """Yield what the whole site shares."""
    rows = tuple(
        IndexRow(policy=told.head, in_force=told.in_force, upcoming=told.upcoming, withdrawn_on=told.withdrawn_on)
        for told in policies
    )
    yield "index.html", render_index(IndexView(organisation=policies[0].organisation.name, rows=rows)).encode()
    yield stylesheet()
    yield from ((f"schemas/{name}", (program.schemas() / name).read_bytes()) for name in _SCHEMAS)


def policy_files(told: Told, summaries: Mapping[str, PairSummary]) -> Iterator[tuple[str, bytes]]:
    """Yield what tells of one policy's versions; `summaries` answers for neighbours by `pair_key`."""
    by_version = dict(_by_version(told, summaries))
    yield f"{told.slug}/history/index.html", render_history(_history(told, by_version)).encode()
    yield f"{told.slug}/manifest.json", manifest_bytes(manifest(told))
    yield f"{told.slug}/feed.xml", feed_bytes(_feed(told, by_version))
    yield from _since(told)
    addresses = Addresses(told.organisation.base_url, told.slug)
    yield f"{told.slug}/timemap.link", timemap_bytes(addresses, periods(told.history), told.today)


def _since(told: Told) -> Iterator[tuple[str, bytes]]:
    """Yield what stands at `since/` where no redline can: nothing has changed since the newest version."""
    if told.redlines is not Redlines.ALL:
        return
    versions = told.history.versions
    first = len(versions) - 1 if told.compares_with_newest else 0
    views = tuple(note_view(version) for version in versions[first + 1 :])
    for number in range(first, len(versions)):
        later = views[number - first :][::-1]
        view = SinceView(policy=told.head, version=versions[number], newest=versions[-1], later=later[:_SINCE])
        yield f"{told.slug}/since/{versions[number].version_id}/index.html", render_since(view).encode()


def manifest(told: Told) -> Manifest:
    """Return what the manifest says."""
    return Manifest(
        policy=told.history.policy,
        title=told.head.title,
        organisation=told.organisation,
        source_commit=told.source_commit,
        in_force_id=told.in_force.version_id if told.in_force else None,
        entries=tuple(_entry(told, version) for version in told.history.versions),
        effects=told.effects,
        redlined=told.head.redlined,
    )


def _by_version(told: Told, summaries: Mapping[str, PairSummary]) -> Iterator[tuple[str, PairSummary]]:
    for older, newer in pairwise(told.history.versions):
        summary = summaries.get(pair_key(older, newer))
        if summary and told.redlines is not Redlines.NONE:
            yield newer.version_id, summary


def _history(told: Told, summaries: Mapping[str, PairSummary]) -> HistoryView:
    return HistoryView(
        policy=told.head,
        rows=tuple(
            _row(told, version, summaries.get(version.version_id)) for version in reversed(told.history.versions)
        ),
        periods=periods(told.history),
        effects=told.effects,
        withdrawals=tuple(withdrawal.withdrawn_on for withdrawal in told.history.withdrawals),
        compared_with=told.history.versions[-1].version_id if told.compares_with_newest else None,
    )


def _row(told: Told, version: Version, summary: PairSummary | None) -> HistoryRow:
    terms = told.terms.get(version.version_id)
    return HistoryRow(
        version=version,
        place=told.places[version.version_id],
        counts=summary.counts if summary else None,
        statement=summary.statement if summary else "",
        gist=first_sentence(note_text(version.note.summary)) if version.note else "",
        promised_days=promised_days(version.change_class, terms.promise) if terms else None,
        postponements=postponement_views(version),
    )


def _entry(told: Told, version: Version) -> ManifestEntry:
    sha256 = told.facts[version.text_oid].sha256
    notices = told.notices(version)
    reasons = tuple(note_text(each.reason) for each in version.postponements)
    stone = note_text(version.withdrawn.reason) if version.withdrawn else ""
    if version.note is None:
        return ManifestEntry(
            version=version, text_sha256=sha256, notices=notices, reasons_text=reasons, tombstone_text=stone
        )
    return ManifestEntry(
        version=version,
        text_sha256=sha256,
        reasons_text=reasons,
        tombstone_text=stone,
        summary_html=note_html(version.note.summary),
        summary_text=note_text(version.note.summary),
        what_you_can_do_html=note_html(version.note.what_you_can_do),
        what_you_can_do_text=note_text(version.note.what_you_can_do),
        notices=notices,
    )


def _feed(told: Told, summaries: Mapping[str, PairSummary]) -> Feed:
    return Feed(
        policy=told.history.policy,
        title=told.head.title,
        organisation=told.organisation,
        entries=tuple(_feed_entry(version, summaries.get(version.version_id)) for version in told.history.versions),
        withdrawals=tuple(withdrawal.withdrawn_on for withdrawal in told.history.withdrawals),
        redlined=told.head.redlined,
    )


def _feed_entry(version: Version, summary: PairSummary | None) -> FeedEntry:
    statement = summary.statement if summary else ""
    postponements = postponement_views(version)
    if version.note is None:
        return FeedEntry(version=version, statement=statement, postponements=postponements)
    return FeedEntry(
        version=version,
        statement=statement,
        postponements=postponements,
        summary_html=note_html(version.note.summary),
        what_you_can_do_html=note_html(version.note.what_you_can_do),
    )
