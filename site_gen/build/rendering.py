"""Does the jobs: from parsed texts to the bytes of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING

from site_gen.build.changed import changed_sections
from site_gen.build.jobs import CurrentJob, PairSummary, RedlineJob, TextJob
from site_gen.build.practice import passages_of, practice_views, published_practice
from site_gen.build.sections import section_folder
from site_gen.canonical import canonical
from site_gen.catalogue import Words
from site_gen.model.history import Withdrawal
from site_gen.model.version import Version
from site_gen.publish import pages
from site_gen.publish.pages import render_current, render_redline, render_tombstone, render_version
from site_gen.publish.views.policy import PolicyEnd
from site_gen.publish.views.redline import NoteView, RedlineView, Shown
from site_gen.publish.views.text import CurrentView, OutlineEntry, PostponementView, TextView, VersionView
from site_gen.publish.views.tombstone import TombstoneReason, TombstoneView
from site_gen.publish.wording import version_name
from site_gen.redline import Redline, compare
from site_gen.redline.summary import Summary, statement, summarise
from site_gen.render.data import published_counts, sections_json
from site_gen.render.html.article import fragment_html, redline_parts
from site_gen.render.html.blocks import Anchors, document_body
from site_gen.render.readback import verify, verify_model
from site_gen.render.text import document_text
from site_gen.text.document import Document, Segment, per_segment
from site_gen.text.outline import Section, aliases
from site_gen.text.parse import parse

if TYPE_CHECKING:
    from site_gen.signals.practice import PracticePassage


def prepare() -> None:
    """Import what nearly every page needs, so that processes forked later have it."""
    note_html("- *words*")
    pages.prepare()


@lru_cache(maxsize=4096)
def note_html(markdown: str) -> str:
    """Render a note's Markdown as safe HTML."""
    return fragment_html(parse(markdown)) if markdown.strip() else ""


def note_text(markdown: str) -> str:
    """Render a note's Markdown as plain text."""
    return document_text(parse(markdown)).strip() if markdown.strip() else ""


def note_view(version: Version) -> NoteView:
    """Return a version's note, rendered."""
    note = version.note
    if note is None:
        return NoteView(version=version)
    return NoteView(
        version=version, summary_html=note_html(note.summary), what_you_can_do_html=note_html(note.what_you_can_do)
    )


def policy_ends(*withdrawals: Withdrawal | None) -> tuple[PolicyEnd, ...]:
    """Return when a policy was taken down, with the reasons rendered, and when it came back as it was."""
    return tuple(
        PolicyEnd(each.withdrawn_on, note_html(each.reason), each.restored_on if each.is_same_text else None)
        for each in withdrawals
        if each
    )


def postponement_views(version: Version) -> tuple[PostponementView, ...]:
    """Return how a version was postponed, newest first, with the reasons rendered."""
    return tuple(
        PostponementView(
            postponed_on=each.postponed_on,
            from_on=each.from_on,
            to_on=each.to_on,
            version_id=version.version_id,
            along_with_id=each.along_with_id,
            reason_html=note_html(each.reason),
        )
        for each in reversed(version.postponements)
    )


def text_pages(
    job: TextJob, sections: Sequence[Section], source: bytes, document: Document
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one version."""
    if job.version.withdrawn:
        page = render_tombstone(
            TombstoneView(policy=job.head, version=job.version, reasons=tombstone_views(job.version))
        )
        stone = tombstone_text(job.version, job.head.words).encode()
        yield from zip(job.page_paths, (page.encode(), stone, stone), strict=True)
        return
    view = VersionView(
        policy=job.head,
        text=text_view(job, sections, document),
        corrected_by=job.corrected_by,
        link=job.link,
        text_sha256=job.text_sha256,
        given=job.given,
    )
    copies = source, plain_copy(document).encode()
    yield from zip(job.page_paths, (render_version(view).encode(), *copies), strict=True)


def plain_copy(document: Document) -> str:
    """Render a text for `policy.txt`; wrapping costs more than the whole page, so each segment is wrapped once."""
    return "\n".join([plain for plain in map(_plain_segment, document.segments) if plain])


@per_segment
def _plain_segment(segment: Segment) -> str:
    written = document_text(Document((segment,)))
    return written if written.strip() else ""


def current_page(job: CurrentJob, sections: Sequence[Section], document: Document | None) -> tuple[str, bytes]:
    """Return the page of the version in force."""
    close = partial(_history_link, job.head.words) if job.head.by_section else None
    view = CurrentView(
        policy=job.head,
        text=text_view(job.text, sections, document, close) if job.text and document else None,
        upcoming=job.upcoming,
        ended=next(iter(policy_ends(job.ended)), None),
        overtaken_by=job.overtaken_by,
    )
    return job.paths[0], render_current(view).encode()


def _history_link(words: Words, section: Section) -> str:
    """Lead from a heading of the policy's page to all its wordings."""
    address = f"{section_folder(section.anchor)}index.html"
    label, shown = escape(words.say("History of this section")), escape(words.say("history"))
    return f' <a class="through" href="{escape(address)}" aria-label="{label}">{shown}</a>'


def text_view(
    job: TextJob, sections: Sequence[Section], document: Document, close: Callable[[Section], str] | None = None
) -> TextView:
    """Return what a page shows of a text; `close` gives what ends each heading."""
    return TextView(
        version=job.version,
        place=job.place,
        body_html=document_body(document, Anchors(sections, aliases(document, sections)), close),
        outline=tuple(_entry(section) for section in sections),
        postponements=postponement_views(job.version),
    )


def _entry(section: Section) -> OutlineEntry:
    heading = section.heading
    return OutlineEntry(number=heading.number, title=heading.title, anchor=section.anchor, level=heading.level)


def redline_pages(
    job: RedlineJob, sections: Sequence[Section], older: Document, newer: Document
) -> tuple[PairSummary, list[tuple[str, bytes]]]:
    """Return the summary and the files of one redline; raise VerifyError where either text cannot be read back."""
    redline = compare(older, newer)
    name = f"{job.head.slug}, {job.older.version_id} to {job.newer.version_id}"
    verify_model(redline, name)
    words = job.head.words
    summary = summarise(redline, words)
    parts = redline_parts(redline, Anchors(sections, aliases(newer, sections)), words)
    verify(redline, parts, name)
    counts, passages = summary.counts, passages_of(job, redline)
    view = RedlineView(
        policy=job.head,
        older=job.older,
        newer=job.newer,
        place=job.place,
        shown=job.shown[0],
        verdict=summary.verdict,
        statement=statement(summary.verdict, counts, words),
        counts=counts,
        sections=changed_sections(redline, summary, sections, words, lines=job.shown != (Shown.SINCE,)),
        notes=tuple(note_view(version) for version in job.noted),
        body_html="".join(parts),
        postponements=postponement_views(job.newer),
        practice=practice_views(passages, summary) if job.consecutive else (),
    )
    extract = _extract(job, redline, summary, sections, passages)
    files: list[tuple[str, bytes]] = []
    for shown in job.shown:
        page = _redline_page(job, replace(view, shown=shown)).encode()
        files += zip(job.paths_of(shown), (page, extract), strict=False)
    if job.documents:
        document = _word_document(job, redline)
        files += ((path, document) for path in job.documents)
    return PairSummary(verdict=summary.verdict, counts=counts), files


def _word_document(job: RedlineJob, redline: Redline) -> bytes:
    from site_gen.render.word.ooxml import Cover, redline_docx  # noqa: PLC0415  few sites have any

    head = job.head
    older, newer = (version_name(each.version_id, head.language, head.words) for each in (job.older, job.newer))
    cover = Cover(
        title=head.title,
        author=head.organisation or "Section 11",
        changed_on=job.newer.published_on,
        older=older,
        newer=newer,
        language=head.language,
        base_url=head.tracked_for or "",
    )
    return redline_docx(redline, cover)


def _redline_page(job: RedlineJob, view: RedlineView) -> str:
    if not job.withdrawn:
        return render_redline(view)
    reasons = tombstone_views(*job.withdrawn)
    gone = TombstoneView(policy=job.head, version=job.newer, older=job.older, shown=view.shown, reasons=reasons)
    return render_tombstone(gone)


def tombstone_views(*versions: Version) -> tuple[TombstoneReason, ...]:
    """Return why the texts of versions were taken down, with the reasons rendered."""
    return tuple(
        TombstoneReason(version=each, withdrawn_on=each.withdrawn.withdrawn_on, html=note_html(each.withdrawn.reason))
        for each in versions
        if each.withdrawn
    )


def tombstone_text(version: Version, words: Words) -> str:
    """Return what the plain copies of a withdrawn version say."""
    stone = version.withdrawn
    if stone is None:
        return ""
    said = words.say("This text was withdrawn on %(day)s.", day=stone.withdrawn_on)
    return f"{said}\n\n{note_text(stone.reason)}\n"


def _extract(
    job: RedlineJob,
    redline: Redline,
    summary: Summary,
    sections: Sequence[Section],
    passages: Sequence[PracticePassage],
) -> bytes:
    """Return the bytes of `changes.json`; its schema is `schemas/changes.v1.schema.json`."""
    gone = bool(job.withdrawn)
    return canonical(
        {
            "changes_version": 1,
            "policy": job.head.slug,
            "older_id": job.older.version_id,
            "newer_id": job.newer.version_id,
            "older_text_sha256": job.shas[0],
            "newer_text_sha256": job.shas[1],
            "verdict": summary.verdict,
            "statement": "One of the two texts was withdrawn." if gone else summary.statement,
            "counts": dict(published_counts(summary.counts)),
            "sections": [] if gone else sections_json(redline, summary, sections),
            **published_practice(job, summary, sections, passages),
        }
    )
