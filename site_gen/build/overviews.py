"""The files that tell of many versions: timeline, manifest, feed, timemap, the list of policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from msgspec.structs import replace

from site_gen import program
from site_gen.build.jobs import PairSummary, pair_key
from site_gen.build.names import name_of, name_of_version
from site_gen.build.pages.notes import (
    note_gist,
    note_html,
    note_language,
    note_text,
    note_view,
    policy_ends,
    postponement_views,
    tombstone_views,
)
from site_gen.build.plan import PolicySite
from site_gen.build.rows import Rows
from site_gen.canonical import Json
from site_gen.history.obligations import promised_days
from site_gen.history.timeline import Effect, Period, whole_change
from site_gen.model.facts import FactKind, FactLife
from site_gen.model.version import Version
from site_gen.options import Redlines
from site_gen.publish.addresses import Addresses, redline_folder
from site_gen.publish.assets import script, stylesheet
from site_gen.publish.calendar import months, on_bytes
from site_gen.publish.feed import NEWEST, Feed, FeedEntry, feed_bytes
from site_gen.publish.manifest import (
    Manifest,
    ManifestEntry,
    WrittenEntry,
    link_of,
    manifest_bytes,
    turns_by_version,
    write_entry,
)
from site_gen.publish.pages import (
    render_dates,
    render_fact,
    render_facts,
    render_history,
    render_history_row,
    render_index,
    render_month,
    render_pairs,
    render_since,
)
from site_gen.publish.picture import Dot, Picture, draw
from site_gen.publish.policy_list import policies_bytes
from site_gen.publish.timemap import timemap_bytes
from site_gen.publish.upcoming import upcoming_bytes
from site_gen.publish.views.facts import FactFamily, FactGroup, FactsView, fact_changes
from site_gen.publish.views.history import DatesView, HistoryRow, HistoryView, TimelineRow
from site_gen.publish.views.index import IndexRow, IndexView
from site_gen.publish.views.redline import Pair, PairRow, PairsView, Shown, SinceView
from site_gen.signals.facts.by_day import lives_of
from site_gen.signals.words.lexicon import is_known

_SINCE = 20
"""Of the versions after one, how many a page without a redline names."""

_SCHEMAS = ("manifest", "changes", "upcoming", "on", "policies")


def site_files(policies: Sequence[PolicySite]) -> Iterator[tuple[str, bytes]]:
    """Yield what the whole site shares."""
    rows = tuple(
        IndexRow(
            policy=site.head,
            in_force=site.in_force,
            in_force_since=site.in_force_since,
            upcoming=site.upcoming,
            withdrawn_on=site.withdrawn_on,
            overtaken_by=site.overtaken_by,
        )
        for site in policies
    )
    organisation = policies[0].organisation
    yield "index.html", render_index(IndexView(organisation=organisation.name, rows=rows)).encode()
    yield "policies.json", policies_bytes(organisation.base_url, rows)
    yield stylesheet()
    yield script()
    yield program.banner().name, program.banner().read_bytes()
    for name in (f"{each}.v1.schema.json" for each in _SCHEMAS):
        yield f"schemas/{name}", (program.schemas() / name).read_bytes()


def policy_files(
    site: PolicySite,
    manifest: Manifest,
    translations: Sequence[Manifest],
    summaries: Mapping[str, PairSummary],
    rows: Rows,
) -> Iterator[tuple[str, bytes]]:
    """Yield what tells of one policy's versions; `summaries` answers for neighbours by `pair_key`."""
    by_version = dict(_by_version(site, summaries))
    yield f"{site.slug}/history/index.html", render_history(_history(site, by_version, rows)).encode()
    yield f"{site.slug}/facts/index.html", render_facts(_facts(site, rows)).encode()
    yield f"{site.slug}/manifest.json", manifest_bytes(manifest, translations)
    yield f"{site.slug}/upcoming.json", upcoming_bytes(manifest, translations, site.today)
    yield f"{site.slug}/feed.xml", feed_bytes(_feed(site, manifest.links, by_version))
    yield from _since(site)
    addresses, applied = Addresses(site.organisation.base_url, site.slug), site.periods
    yield f"{site.slug}/on/index.html", render_dates(_dates(site, applied, rows)).encode()
    yield f"{site.slug}/on.json", on_bytes(addresses, applied)
    yield f"{site.slug}/timemap.link", timemap_bytes(addresses, applied, site.today)
    if site.head.paired:
        yield f"{site.slug}/compare/index.html", render_pairs(_pairs(site)).encode()


def _dates(site: PolicySite, applied: Sequence[Period], rows: Rows) -> DatesView:
    """Return what applied when; the list of a month that is over is written once."""
    language, compared, found = site.head.language, site.compares_with_newest, months(applied)
    shared = (
        rows.remember(
            partial(render_month, month, language, compared=compared),
            *("month", language, compared),
            *((span.version.version_id, span.first, span.last) for span in month.spans),
        )
        for month in reversed(found)
        if month.is_shared
    )
    return DatesView(policy=site.head, months=found, shared=tuple(shared), compared=compared)


def _pairs(site: PolicySite) -> PairsView:
    """Return every page that compares two versions, by the older one."""
    versions, found = site.history.versions, defaultdict[int, list[Pair]](list)
    for newer in range(len(versions) - 1, 0, -1):
        for older, shown in site.redlines_of(newer):
            folder = redline_folder(versions[older], versions[newer])
            folder = folder if {Shown.CHANGES, Shown.PAIR} & {*shown} else f"since/{versions[older].version_id}/"
            found[older].append(Pair(versions[newer], folder))
    rows = (PairRow(older=versions[older], pairs=tuple(found[older])) for older in sorted(found, reverse=True))
    return PairsView(policy=site.head, rows=tuple(rows))


def _since(site: PolicySite) -> Iterator[tuple[str, bytes]]:
    """Yield what stands at `since/` where no redline can: nothing has changed since the newest version."""
    if site.redlines is not Redlines.ALL:
        return
    versions = site.history.versions
    first = len(versions) - 1 if site.compares_with_newest else 0
    views = tuple(note_view(version, site.head.language) for version in versions[first + 1 :])
    for number in range(first, len(versions)):
        later = views[number - first :][::-1]
        view = SinceView(policy=site.head, version=versions[number], newest=versions[-1], later=later[:_SINCE])
        yield f"{site.slug}/since/{versions[number].version_id}/index.html", render_since(view).encode()


def manifest_of(site: PolicySite, rows: Rows) -> Manifest:
    """Return what the manifest says."""
    return Manifest(
        policy=site.history.policy,
        title=site.head.title,
        organisation=site.organisation,
        source_commit=site.source_commit,
        line_through=site.line_through,
        in_force_id=site.in_force.version_id if site.in_force else None,
        ended_on=site.withdrawn_on,
        entries=tuple(_entries(site, rows)),
        effects=site.effects,
        redlined=site.head.redlined,
    )


def _entries(site: PolicySite, rows: Rows) -> Iterator[WrittenEntry]:
    addresses = Addresses(site.organisation.base_url, site.slug)
    turns = turns_by_version(site.lives)
    place, link = addresses.policy(), ""
    for version in site.history.versions:
        own = turns.get(version.version_id)
        known = site.recorded.get(version.version_id)
        notices = site.notices(version)
        facts = site.text_sha256(version), notices, place, site.head.redlined, own, known
        write = partial(_write_entry, site, version, link, addresses, own)
        link, _, text = rows.remember(write, "manifest", name_of_version(version), link, facts).partition("\n")
        yield WrittenEntry(
            version.version_id, link, text, site.text_sha256(version), notices, partial(_entry, site, version)
        )  # fmt: skip


def _write_entry(site: PolicySite, version: Version, before: str, addresses: Addresses, turns: Json) -> str:
    known = site.recorded.get(version.version_id)
    shown = _as_recorded(site, version)
    entry, published = _entry(site, shown), _entry(site, shown.as_published)
    # Of a text that was taken down nobody can work out the link any more.
    link = known.chain_sha256 if known and version.withdrawn else link_of(published, before)
    written = write_entry(entry, link, addresses, redlined=site.head.redlined, turns=turns)
    return f"{written.link}\n{written.text}"


def _as_recorded(site: PolicySite, version: Version) -> Version:
    """Return a version with the name under which its commit is published."""
    known = site.recorded.get(version.version_id)
    return replace(version, commit=known.commit) if known else version


def _facts(site: PolicySite, rows: Rows) -> FactsView:
    lives = lives_of(site.history, site.lives)
    every = (
        FactGroup(
            kind,
            _families([life for life in lives if life.kind is kind and life.stands], site, rows),
            fact_changes([life for life in lives if life.kind is kind], site.history.versions),
        )
        for kind in FactKind
    )
    groups = tuple(group for group in every if group.families or group.changes)
    return FactsView(
        policy=site.head,
        groups=groups,
        is_read=bool(groups) or is_known(site.head.language),
        not_found=tuple(kind for kind in FactKind if groups and kind not in {group.kind for group in groups}),
        oldest=next((each for each in site.history.versions if not each.withdrawn), None) if groups else None,
        ended=next(iter(policy_ends(site.history.end)), None),
        applies_from=max((effect.effective_on for effect in site.upcoming), default=None),
    )


def _families(lives: Sequence[FactLife], site: PolicySite, rows: Rows) -> tuple[FactFamily, ...]:
    """Return the facts that stand, those of a family together; sentences are in none."""
    written: dict[str, list[str]] = {}
    for life in lives:
        turns = [
            (
                turn.version.version_id,
                turn.version.effective_on,
                bool(turn.version.predecessor_id),
                turn.value,
                turn.words,
            )
            for turn in life.turns
        ]
        row = rows.remember(
            partial(render_fact, life, site.head),
            "fact",
            life.kind,
            life.words,
            life.quote,
            life.group,
            turns,
            life.comeback and (life.comeback.version.version_id, life.comeback.on),
            name_of(site.head),
        )
        written.setdefault("" if life.is_sentence else life.group, []).append(row)
    return tuple(FactFamily(name, tuple(found)) for name, found in written.items())


def _by_version(site: PolicySite, summaries: Mapping[str, PairSummary]) -> Iterator[tuple[str, PairSummary]]:
    for older, newer in pairwise(site.history.versions):
        summary = summaries.get(pair_key(older, newer))
        if summary and site.redlines is not Redlines.NONE and not (site.is_purged(older) or site.is_purged(newer)):
            yield newer.version_id, summary


def _history(site: PolicySite, summaries: Mapping[str, PairSummary], rows: Rows) -> HistoryView:
    return HistoryView(
        policy=site.head,
        rows=tuple(_rows(site, summaries, rows)),
        is_declared=site.is_declared,
        ends=policy_ends(*site.history.withdrawals),
        picture=_picture(site, summaries),
    )


def _picture(site: PolicySite, summaries: Mapping[str, PairSummary]) -> Picture | None:
    dots = []
    for version in site.history.versions:
        summary = summaries.get(version.version_id)
        changed = summary.counts.words_inserted + summary.counts.words_deleted if summary else 0
        length = 0 if version.withdrawn else site.facts[version.text_oid].length
        dots.append(Dot(version.published_on, length, changed, version.change_class.is_told))
    return draw(dots)


def _rows(site: PolicySite, summaries: Mapping[str, PairSummary], rows: Rows) -> Iterator[TimelineRow]:
    """Yield the timeline's rows, newest first; what only their words are made from is worked out for new ones alone."""
    begun = {effect.effective_on: effect for effect in site.effects}
    shared = name_of(site.head), site.is_declared, site.compared_with
    for version in reversed(site.history.versions):
        summary, terms = summaries.get(version.version_id), site.terms.get(version.version_id)
        promised = promised_days(version.change_class, terms.promise) if terms else None
        place = site.places[version.version_id]
        whole = whole_change(place, begun)
        facts = place.facts, summary, promised, whole and (whole.facts, whole.target.predecessor_id)
        write = partial(_write_row, site, version, summary, promised, whole)
        html = rows.remember(write, "history", *shared, name_of_version(version), facts)
        yield TimelineRow(version.published_on, html)


def _write_row(
    site: PolicySite, version: Version, summary: PairSummary | None, promised: int | None, whole: Effect | None
) -> str:
    row = HistoryRow(
        policy=site.head,
        version=version,
        place=site.places[version.version_id],
        statement=summary.statement(site.head.words) if summary else "",
        gist=note_gist(version.note.summary) if version.note else "",
        gist_language=note_language(version.note, site.head.language),
        promised_days=promised,
        postponements=postponement_views(version),
        whole=whole,
        is_declared=site.is_declared,
        compared_with=site.compared_with,
    )
    return render_history_row(row)


def _entry(site: PolicySite, version: Version) -> ManifestEntry:
    sha256 = site.text_sha256(version)
    notices = site.notices(version)
    reasons = tuple(note_text(each.reason) for each in version.postponements)
    stone = note_text(version.withdrawn.reason) if version.withdrawn else ""
    if version.note is None:
        return ManifestEntry(
            version=version, text_sha256=sha256, notices=notices, reasons_text=reasons, tombstone_text=stone
        )
    return ManifestEntry(
        version=version,
        text_sha256=sha256,
        note_language=note_language(version.note, site.head.language),
        reasons_text=reasons,
        tombstone_text=stone,
        summary_html=note_html(version.note.summary),
        summary_text=note_text(version.note.summary),
        what_you_can_do_html=note_html(version.note.what_you_can_do),
        what_you_can_do_text=note_text(version.note.what_you_can_do),
        notices=notices,
    )


def _feed(site: PolicySite, links: Mapping[str, str], summaries: Mapping[str, PairSummary]) -> Feed:
    versions = site.history.versions
    shown = frozenset(version.version_id for version in versions[-NEWEST:])
    return Feed(
        published_id=site.feed_id,
        first_commit=_as_recorded(site, versions[0]).commit,
        policy=site.history.policy,
        title=site.head.title,
        organisation=site.organisation,
        entries=tuple(
            _feed_entry(site, version, summaries.get(version.version_id), links[version.version_id])
            if version.version_id in shown
            else FeedEntry(version=version, postponements=postponement_views(version))
            for version in versions
        ),
        ends=policy_ends(*site.history.withdrawals),
        redlined=site.head.redlined,
    )


def _feed_entry(site: PolicySite, version: Version, summary: PairSummary | None, link: str) -> FeedEntry:
    entry = FeedEntry(
        version=version,
        statement=summary.statement(site.head.words) if summary else "",
        link=link,
        postponements=postponement_views(version),
        taken_down=tombstone_views(version),
    )
    if version.note is None:
        return entry
    return replace(
        entry,
        note_language=note_language(version.note, site.head.language),
        summary_html=note_html(version.note.summary),
        what_you_can_do_html=note_html(version.note.what_you_can_do),
    )
