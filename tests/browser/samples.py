"""A site made by hand from views: every page type, and the cases that break layouts.

The texts are invented. `write_site` writes what a build would, without git, Markdown or a redline being computed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha1
from pathlib import Path

from site_gen.history.timeline import Place, effects, periods, places, whole_change
from site_gen.model.facts import FactKind, FactLife, Quote, Turn
from site_gen.model.history import History, Withdrawal
from site_gen.model.note import Answer, ChangeClass, ChangeNote, Practice
from site_gen.model.notice import NoticeGiven
from site_gen.model.policy import Policy
from site_gen.model.practice import Subject
from site_gen.model.version import Standing, Version
from site_gen.publish import pages
from site_gen.publish.addresses import redline_folder
from site_gen.publish.calendar import months
from site_gen.publish.picture import Dot, draw
from site_gen.publish.views.facts import FactFamily, FactGroup, FactsView, fact_changes
from site_gen.publish.views.history import DatesView, HistoryRow, HistoryView, TimelineRow
from site_gen.publish.views.index import IndexRow, IndexView
from site_gen.publish.views.policy import PolicyEnd, PolicyHead
from site_gen.publish.views.redline import (
    ChangedSection,
    ChangeLine,
    ComparisonView,
    NoteView,
    Pair,
    PairRow,
    PairsView,
    PracticeView,
    RedlineView,
    Shown,
    SinceView,
)
from site_gen.publish.views.section import SectionIndexView, SectionRow, SectionView, Unchanged, WordingView
from site_gen.publish.views.text import CurrentView, OutlineEntry, TextView, VersionView
from site_gen.publish.views.tombstone import TombstoneReason, TombstoneView
from site_gen.redline.counts import Counts

TODAY = date(2026, 12, 23)

SECTIONS = (
    ("what-we-collect", "What we collect"),
    ("how-we-use-it", "How we use it"),
    ("who-receives-it", "Who receives it"),
    ("your-rights", "Your rights"),
    ("children", "Children"),
    ("how-long-we-keep-it", "How long we keep it, and where"),
    ("changes", "Changes to this policy"),
    ("contact", "How to reach us"),
)
OUTLINE = (
    OutlineEntry(number="", title="Privacy Policy", anchor="privacy-policy", level=1),
    *(
        OutlineEntry(number=str(number), title=title, anchor=anchor, level=2)
        for number, (anchor, title) in enumerate(SECTIONS, 1)
    ),
)
TEXTS = Path(__file__).with_name("texts")


def sample(name: str) -> str:
    """Return the inside of an article, written as the renderers write it."""
    return (TEXTS / name).read_text(encoding="utf-8")


def note(change_class: ChangeClass, *, practice: Practice | None = None, answers: Sequence[Answer] = ()) -> ChangeNote:
    """Return a change note as the history holds it."""
    return ChangeNote(
        path="policy/changes/privacy/note.md",
        effective_on=None,
        change_class=change_class,
        practice=practice,
        answers=tuple(answers),
        summary="We now share device data.",
        what_you_can_do="Object.",
        published_on=None,
    )


ANSWERS = (
    Answer(question="M5", yes=True, reason="Device data now goes to analytics vendors (section 3)."),
    Answer(question="M7", yes=True, reason="Names and addresses are kept for 24 months instead of 12."),
    Answer(question="M9", yes=False, reason="The right to a copy moved to section 4 and got a shorter deadline."),
)


def version(
    version_id: str,
    *,
    effective_on: date | None = None,
    change_note: ChangeNote | None = None,
    predecessor_id: str | None = None,
    imported: bool = False,
) -> Version:
    """Return a version published on the day that its id names."""
    published_on = date.fromisoformat(version_id[:10])
    return Version(
        version_id=version_id,
        published_on=published_on,
        effective_on=effective_on or published_on,
        imported=imported,
        change_class=change_note.change_class if change_note else ChangeClass.UNDECLARED,
        note=change_note,
        commit="0" * 40,
        text_oid=sha1(version_id.encode(), usedforsecurity=False).hexdigest(),
        predecessor_id=predecessor_id,
    )


def life() -> History:
    """Return a life of several years: imported, undeclared, editorial, two in a day, overtaken, in force, upcoming."""
    material = note(ChangeClass.MATERIAL, practice=Practice.CHANGED, answers=ANSWERS)
    wording_only = note(ChangeClass.EDITORIAL, practice=Practice.WORDING)
    consent = note(ChangeClass.MATERIAL_CONSENT, practice=Practice.CHANGED, answers=ANSWERS[:1])
    return History(
        policy=Policy(slug="privacy", language="en", path="policy/privacy.md"),
        versions=(
            version("2019-05-02", imported=True),
            version("2021-11-30", predecessor_id="2019-05-02"),
            version("2024-02-01", change_note=wording_only, predecessor_id="2021-11-30"),
            version("2024-02-01-2", change_note=note(ChangeClass.MINOR), predecessor_id="2024-02-01"),
            version(
                "2025-01-10",
                effective_on=date(2025, 6, 1),
                change_note=note(ChangeClass.MINOR),
                predecessor_id="2024-02-01-2",
            ),
            version("2025-03-01", effective_on=date(2025, 4, 1), change_note=material, predecessor_id="2025-01-10"),
            version("2026-12-01", effective_on=date(2027, 1, 15), change_note=consent, predecessor_id="2025-03-01"),
        ),
    )


HEAD = PolicyHead(
    slug="privacy",
    title="Privacy Policy",
    language="en",
    organisation="Larkfield",
    contact_email="privacy@larkfield.example",
    paired=True,
)
COUNTS = Counts(
    words_inserted=42,
    words_deleted=17,
    blocks_changed=12,
    blocks_total=48,
    moves=1,
    links=1,
    formatting=1,
    structure=1,
)
CHANGED = (
    ChangedSection(
        title="1. What we collect",
        anchor="what-we-collect",
        first_change="c1",
        words_inserted=14,
        below=("Part one",),
        level=1,
        lines=(
            ChangeLine(
                "c1",
                '… with <ins role="none">Datenschutzfolgenabschätzungsverfahrensbeschreibung</ins> and more',
            ),
        ),
        further=2,
    ),
    ChangedSection(
        title="2. How we use it",
        anchor="how-we-use-it",
        first_change="c4",
        words_inserted=13,
        words_deleted=6,
        notes=("link target changed",),
    ),
    ChangedSection(title="3. Who receives it", anchor="who-receives-it", first_change="c6", words_inserted=9),
    ChangedSection(title="4. Cookies", anchor=None, first_change="c9", words_deleted=2, notes=("removed",)),
    ChangedSection(title="4. Your rights", anchor="your-rights", first_change="c11", notes=("moved from section 3",)),
)
SUMMARY = "<p>We now share device data with analytics vendors, so that we learn which features people use.</p>"
CAN_DO = '<p>Until 15 January you can object in <a href="https://larkfield.example/settings">your settings</a>.</p>'


TOLD = NoticeGiven(
    notice_id="0123456789ab", slug="privacy", language="en", version_id="", text_sha256="", lead_days=30, frozen=995,
    accepted=700, held=12, unreached=3, returned=7, first_sent_on=date(2026, 11, 28), last_sent_on=date(2026, 12, 1),
)  # fmt: skip


def text_view(history: History, which: Version, *, titled: bool = True) -> TextView:
    """Return the sample text as that version's."""
    body, outline = sample("policy.html"), OUTLINE
    if not titled:
        body, outline = body.partition("</h1>\n")[2], OUTLINE[1:]
    place = places(history, TODAY)[which.version_id]
    return TextView(version=which, place=place, body_html=body, outline=outline)


ALONE = Place(standing=Standing.IN_FORCE, period=None, effect=None, successor_id=None)
"""Where a version stands that no history holds."""


def redline_view(older: Version, newer: Version, notes: Sequence[Version] = ()) -> RedlineView:
    """Return the sample redline as that of these two; a version's own change unless other notes are given."""
    shown = notes or (newer,)
    return RedlineView(
        policy=HEAD,
        older=older,
        newer=newer,
        place=places(life(), TODAY)[newer.version_id] if newer in life().versions else ALONE,
        shown=Shown.PAIR if notes else Shown.CHANGES,
        verdict="words",
        statement="42 words added and 17 words deleted.",
        counts=COUNTS,
        sections=CHANGED,
        notes=tuple(
            NoteView(version=each, summary_html=SUMMARY, what_you_can_do_html=CAN_DO)
            if each.note
            else NoteView(version=each)
            for each in shown
        ),
        body_html=sample("redline.html"),
        practice=() if notes else PRACTICE,
    )


PRACTICE = tuple(
    PracticeView(subjects=subjects, before=before, after=after, section=section, change=change)
    for subjects, before, after, section, change in (
        (
            (Subject.DATA, Subject.PURPOSE),
            "",
            "We collect your date of birth.",
            CHANGED[0].title,
            CHANGED[0].first_change,
        ),
        ((Subject.PERIOD,), "for 30 days", "for 90 days", "", None),
        *(((Subject.RECIPIENT,), "", f"To vendor {number}.", "", None) for number in range(8)),
    )
)
"""Two rows as they are, and so many more that some are folded."""


def facts_view(head: PolicyHead, history: History) -> FactsView:
    """Return a page of facts with one that stands, one that changed and one that went."""
    first, last = history.versions[0], history.versions[-1]
    said = Quote("We ask for your ", "date of birth", " when you open an account.")
    data = FactLife(FactKind.DATA, "Age or date of birth", (Turn(first, ""),), said, "Identity")
    name = FactLife(FactKind.DATA, "Unpronounceable name of a device", (Turn(first, ""), Turn(last, None)), said)
    sent = Quote("We send your ", "phone number", " to the courier.")
    phone = FactLife(FactKind.DATA, "Phone number", (Turn(last, ""),), sent, "Contact")
    period = FactLife(
        FactKind.PERIOD,
        "We keep logs for 90 days.",
        (Turn(first, "30 days", "We keep logs for 30 days."), Turn(last, "90 days", "We keep logs for 90 days.")),
        group="How long we keep it",
    )
    families = (FactFamily(life.group, (pages.render_fact(life, head),)) for life in (data, phone))
    versions = history.versions
    return FactsView(
        policy=head,
        groups=(
            FactGroup(FactKind.DATA, tuple(families), fact_changes([data, name, phone], versions)),
            FactGroup(
                FactKind.PERIOD,
                (FactFamily("", (pages.render_fact(period, head),)),),
                fact_changes([period], versions),
            ),
        ),
    )


def history_view(head: PolicyHead, history: History) -> HistoryView:
    """Return the timeline of a history, each redline of the same size."""
    placed, begun = places(history, TODAY), {each.effective_on: each for each in effects(history)}
    is_declared = any(each.note for each in history.versions)
    rows = (
        HistoryRow(
            policy=head,
            version=each,
            place=placed[each.version_id],
            gist="We now share device data." if each.note else "",
            statement="42 words added and 17 words deleted." if each.predecessor_id else "",
            whole=whole_change(placed[each.version_id], begun),
            is_declared=is_declared,
            compared_with=history.versions[-1].version_id if len(history.versions) > 1 else None,
        )
        for each in reversed(history.versions)
    )
    return HistoryView(
        policy=head,
        rows=tuple(TimelineRow(row.version.published_on, pages.render_history_row(row)) for row in rows),
        is_declared=is_declared,
        ends=tuple(PolicyEnd(each.withdrawn_on, "<p>The service closed.</p>") for each in history.withdrawals),
        picture=draw(
            [
                Dot(each.published_on, 9000 + 40 * at, 17 * at, each.change_class.is_told)
                for at, each in enumerate(history.versions)
            ]
        ),
    )


def dates_view(head: PolicyHead, history: History) -> DatesView:
    """Return what applied when."""
    found, compared = months(periods(history)), head is HEAD
    shared = tuple(
        pages.render_month(month, head.language, compared=compared) for month in reversed(found) if month.is_shared
    )
    return DatesView(policy=head, months=found, shared=shared, compared=compared)


def pairs_view(head: PolicyHead, history: History) -> PairsView:
    """Return each version against the newest, and none for the newest."""
    *olders, newest = history.versions
    rows = (
        PairRow(older=each, pairs=(Pair(newest, f"{each.version_id}..{newest.version_id}/"),))
        for each in reversed(olders)
    )
    return PairsView(policy=head, rows=tuple(rows))


def long_life(count: int = 1000) -> History:
    """Return a history of many versions, a week apart."""
    days = [date(2007, 1, 1) + timedelta(weeks=number) for number in range(count)]
    ids = [day.isoformat() for day in days]
    return History(
        policy=Policy(slug="long", language="en", path="policy/long.md"),
        versions=tuple(version(name, predecessor_id=before) for name, before in zip(ids, [None, *ids], strict=False)),
    )


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
    for name, content in (pages.stylesheet(), pages.script()):
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


def comparison_view(history: History) -> ComparisonView:
    """Return two texts in a file of its own."""
    shown = redline_view(history.versions[0], history.versions[1])
    return ComparisonView(
        title="Privacy Policy",
        language="en",
        older="privacy-2019.docx",
        newer="privacy-2020.docx",
        verdict=shown.verdict,
        statement=shown.statement,
        counts=shown.counts,
        sections=shown.sections,
        body_html=shown.body_html,
    )


def section_view(history: History) -> SectionView:
    """Return a section with several wordings, the last of which was taken out and brought back."""
    first, second, third = history.versions[:3]
    redline = '<h4 id="w2-s">Retention</h4><p>We keep it for <del>30</del><ins>60</ins> days.</p>'
    return SectionView(
        policy=HEAD,
        number="9",
        title="Retention",
        anchor="retention",
        unchanged=(
            Unchanged(since=first, passages=("We keep it for as long as we need it.", "Then it goes.")),
            Unchanged(since=third, passages=("We keep bills for 10 years.",)),
        ),
        changes=(
            WordingView(
                version=third, counts=Counts(words_inserted=6), statement="6 words added.", is_new=True, gone_with=None,
                body_html=redline.replace("w2", "w3"),
            ),
            WordingView(
                version=second, counts=Counts(words_inserted=1, words_deleted=1), statement="1 word added and deleted.",
                is_new=False, gone_with=third, body_html=redline,
            ),
        ),
        older=(first,),
    )  # fmt: skip


def section_index_view(history: History) -> SectionIndexView:
    """Return a list of sections, one of which is gone."""
    first, second, third = history.versions[:3]
    row = SectionRow(
        number="9", title="Retention", level=2, folder="sections/retention/", first=first, latest=third, times=3,
        gone_with=None,
    )  # fmt: skip
    under = replace(row, number="", title="Backups", level=3, latest=first, times=1)
    return SectionIndexView(policy=HEAD, rows=(row, under), gone=(replace(row, title="Cookies", gone_with=second),))


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
        withdrawals=(Withdrawal(withdrawn_on=date(2024, 5, 1), commit="0" * 40),),
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
        "long/on/index.html": pages.render_dates(dates_view(_other("long", "Long-lived Policy"), long)),
        "long/history/index.html": pages.render_history(history_view(_other("long", "Long-lived Policy"), long)),
    }


def _other(slug: str, title: str) -> PolicyHead:
    return PolicyHead(slug=slug, title=title, language="en", organisation="Larkfield")
