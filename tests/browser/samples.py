"""A site made by hand from views: every page type, and the cases that break layouts.

The texts are invented. `write_site` writes what a build would.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from site_gen.history.timeline import effects, places
from site_gen.model.history import History, Withdrawal
from site_gen.model.notice import NoticeGiven
from site_gen.model.policy import Policy
from site_gen.publish import assets, pages
from site_gen.publish.addresses import redline_folder
from site_gen.publish.views.facts import FactsView
from site_gen.publish.views.index import IndexRow, IndexView
from site_gen.publish.views.policy import PolicyEnd, PolicyHead
from site_gen.publish.views.redline import (
    ChangedSection,
    NoteView,
    RedlineView,
    Shown,
    SinceView,
)
from site_gen.publish.views.text import CurrentView, OutlineEntry, TextView, VersionView
from site_gen.publish.views.tombstone import TombstoneReason, TombstoneView
from site_gen.redline.digest.counts import Counts
from tests.browser.sample_lives import TODAY, life, long_life, version
from tests.browser.sample_views import (
    HEAD,
    comparison_view,
    dates_view,
    facts_view,
    history_view,
    pairs_view,
    redline_view,
    sample,
    section_index_view,
    section_view,
    text_view,
)

TOLD = NoticeGiven(
    notice_id="0123456789ab", slug="privacy", language="en", version_id="", text_sha256="", lead_days=30, frozen=995,
    accepted=700, held=12, unreached=3, returned=7, first_sent_on=date(2026, 11, 28), last_sent_on=date(2026, 12, 1),
)  # fmt: skip


def rendered_site() -> dict[str, str]:
    """Return the sample site's pages by their address below its folder."""
    return {**_site(), **_privacy(), **_arabic(), **_rare()}


def write_site(folder: Path) -> list[str]:
    """Write the sample site; return the address of each page below the folder."""
    written = rendered_site()
    for address, page in written.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    for name, content in (assets.stylesheet(), assets.script()):
        (folder / name).write_bytes(content)
    versions = [{"version_id": each.version_id} for each in reversed(life().versions)]
    manifest = {"policy": {"language": HEAD.language}, "versions": versions}
    (folder / "privacy" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return list(written)


def _site() -> dict[str, str]:
    history = life()
    arabic = PolicyHead(slug="privacy-ar", title="سياسة الخصوصية", language="ar", organisation="Larkfield")
    rows = (
        IndexRow(
            policy=HEAD,
            in_force=history.versions[5],
            in_force_since=history.versions[5].effective_on,
            upcoming=effects(history)[-1:],
        ),
        IndexRow(policy=arabic, in_force=history.versions[5], in_force_since=history.versions[5].effective_on),
        IndexRow(policy=_other("cookies", "Cookie Policy"), in_force=None, withdrawn_on=date(2024, 5, 1)),
        IndexRow(policy=_other("terms", "Terms of Service"), in_force=None, upcoming=effects(history)[-1:]),
    )
    return {
        "index.html": pages.render_index(IndexView(organisation="Larkfield", rows=rows)),
        "comparison.html": pages.render_comparison(comparison_view(history)),
    }


def _privacy() -> dict[str, str]:
    history = life()
    written = {
        f"privacy/{each.version_id}/index.html": pages.render_version(
            VersionView(
                policy=HEAD, text=text_view(history, each), link="5c" * 32, text_sha256="9d" * 32, given=(TOLD,)
            )
        )
        for each in history.versions
    }
    for older, newer in zip(history.versions, history.versions[1:], strict=False):
        written[f"privacy/{newer.version_id}/changes/index.html"] = pages.render_redline(redline_view(older, newer))
    newest = history.versions[-1]
    for index, older in enumerate(history.versions[:-1]):
        view = redline_view(older, newest, history.versions[:index:-1])
        written[f"privacy/{older.version_id}..{newest.version_id}/index.html"] = pages.render_redline(view)
        since = pages.render_redline(replace(view, shown=Shown.SINCE))
        written[f"privacy/since/{older.version_id}/index.html"] = since
    for effect in effects(history):
        if effect.base and effect.base.version_id != effect.target.predecessor_id:
            view = redline_view(effect.base, effect.target, effect.versions[::-1])
            written[f"privacy/{redline_folder(effect.base, effect.target)}index.html"] = pages.render_redline(view)
    last = SinceView(policy=HEAD, version=newest, newest=newest)
    written[f"privacy/since/{newest.version_id}/index.html"] = pages.render_since(last)
    current = CurrentView(policy=HEAD, text=text_view(history, history.versions[5]), upcoming=effects(history)[-1:])
    written["privacy/index.html"] = pages.render_current(current)
    written["privacy/history/index.html"] = pages.render_history(history_view(HEAD, history))
    written["privacy/on/index.html"] = pages.render_dates(dates_view(HEAD, history))
    written["privacy/compare/index.html"] = pages.render_pairs(pairs_view(HEAD, history))
    written["privacy/sections/index.html"] = pages.render_section_index(section_index_view(history))
    written["privacy/sections/retention/index.html"] = pages.render_section(section_view(history))
    written["privacy/facts/index.html"] = pages.render_facts(facts_view(HEAD, history))
    return written


def _arabic() -> dict[str, str]:
    head = PolicyHead(slug="privacy-ar", title="سياسة الخصوصية", language="ar", organisation="Larkfield")
    history = History(
        policy=Policy(slug="privacy-ar", language="ar", path="policy/privacy-ar.md"),
        versions=(version("2024-02-01"), version("2025-04-01", predecessor_id="2024-02-01")),
    )
    older, newer = history.versions
    outline = tuple(
        OutlineEntry(number="", title=title, anchor=anchor, level=level)
        for anchor, title, level in (("p", "سياسة الخصوصية", 1), ("a", "ما نجمعه", 2), ("b", "كيف نستخدمه", 2))
    )
    text = TextView(
        version=newer, place=places(history, TODAY)[newer.version_id], body_html=sample("arabic.html"), outline=outline
    )
    redline = RedlineView(
        policy=head,
        older=older,
        newer=newer,
        place=places(history, TODAY)[newer.version_id],
        shown=Shown.CHANGES,
        verdict="words",
        statement="3 words added and 1 word deleted.",
        counts=Counts(words_inserted=3, words_deleted=1, blocks_changed=2, blocks_total=7),
        sections=(ChangedSection(title="ما نجمعه", anchor="a", first_change="c1", words_inserted=3),),
        notes=(NoteView(version=newer),),
        body_html=sample("arabic-redline.html"),
    )
    return {
        "privacy-ar/index.html": pages.render_current(CurrentView(policy=head, text=text)),
        "privacy-ar/2025-04-01/changes/index.html": pages.render_redline(redline),
        "privacy-ar/since/2024-02-01/index.html": pages.render_redline(replace(redline, shown=Shown.SINCE)),
        "privacy-ar/facts/index.html": pages.render_facts(FactsView(policy=head, groups=())),
        "privacy-ar/on/index.html": pages.render_dates(dates_view(head, history)),
        "privacy-ar/history/index.html": pages.render_history(history_view(head, history)),
    }


def _rare() -> dict[str, str]:
    """Return the pages of policies that are withdrawn, not yet in force, have one version or a thousand."""
    cookies, terms = _other("cookies", "Cookie Policy"), _other("terms", "Terms of Service")
    once = History(
        policy=Policy(slug="terms", language="en", path="t.md"),
        versions=(version("2026-12-01", effective_on=date(2027, 1, 15)),),
    )
    gone = History(
        policy=Policy(slug="cookies", language="en", path="c.md"),
        versions=(version("2023-01-01"),),
        withdrawals=(Withdrawal(withdrawn_on=date(2024, 5, 1), commit="0" * 40, after_versions=1),),
    )
    long = long_life()
    early = version("2022-05-01")
    reason = TombstoneReason(version=early, withdrawn_on=TODAY, html="<p>It named a person.</p>")
    return {
        "cookies/2022-05-01/index.html": pages.render_tombstone(
            TombstoneView(policy=cookies, version=early, reasons=(reason,))
        ),
        "terms/index.html": pages.render_current(CurrentView(policy=terms, text=None, upcoming=effects(once))),
        "terms/2026-12-01/index.html": pages.render_version(
            VersionView(policy=terms, text=text_view(once, once.versions[0], titled=False))
        ),
        "terms/facts/index.html": pages.render_facts(FactsView(policy=terms, groups=())),
        "terms/on/index.html": pages.render_dates(dates_view(terms, once)),
        "terms/history/index.html": pages.render_history(history_view(terms, once)),
        "cookies/index.html": pages.render_current(
            CurrentView(policy=cookies, text=None, ended=PolicyEnd(date(2024, 5, 1), "<p>The service closed.</p>"))
        ),
        "cookies/2023-01-01/index.html": pages.render_version(
            VersionView(policy=cookies, text=text_view(gone, gone.versions[0], titled=False))
        ),
        "cookies/facts/index.html": pages.render_facts(FactsView(policy=cookies, groups=())),
        "cookies/on/index.html": pages.render_dates(dates_view(cookies, gone)),
        "cookies/history/index.html": pages.render_history(history_view(cookies, gone)),
        "long/on/index.html": pages.render_dates(dates_view(_other("long", "Long-lived Policy"), long_life(100))),
        "long/history/index.html": pages.render_history(history_view(_other("long", "Long-lived Policy"), long)),
    }


def _other(slug: str, title: str) -> PolicyHead:
    return PolicyHead(slug=slug, title=title, language="en", organisation="Larkfield")
