"""What each kind of page shows of the sample policies, without git, Markdown or a redline being computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from site_gen.history.timeline import Place, effects, periods, places, whole_change
from site_gen.model.facts import FactKind, FactLife, Quote, Turn
from site_gen.model.history import History
from site_gen.model.practice import Subject
from site_gen.model.version import Standing, Version
from site_gen.publish import pages
from site_gen.publish.calendar import months
from site_gen.publish.picture import Dot, draw
from site_gen.publish.views.facts import FactFamily, FactGroup, FactsView, fact_changes
from site_gen.publish.views.history import DatesView, HistoryRow, HistoryView, TimelineRow
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
)
from site_gen.publish.views.section import SectionIndexView, SectionRow, SectionView, Unchanged, WordingView
from site_gen.publish.views.text import OutlineEntry, TextView
from site_gen.redline.digest.counts import Counts
from tests.browser.sample_lives import TODAY, life

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
