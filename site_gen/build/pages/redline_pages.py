"""The pages that show one redline, its extract for programs, and its Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from site_gen.build.jobs import PairSummary, RedlineJob
from site_gen.build.pages.change_list import changed_sections
from site_gen.build.pages.notes import note_view, postponement_views, tombstone_views
from site_gen.build.pages.practice import passages_of, practice_views, published_practice
from site_gen.canonical import canonical
from site_gen.publish.pages import render_redline, render_tombstone
from site_gen.publish.views.redline import ChangedSection, PracticeView, RedlineView
from site_gen.publish.views.tombstone import TombstoneView
from site_gen.publish.wording import version_name
from site_gen.redline import Redline, compare
from site_gen.redline.digest.summary import Summary, statement, summarise
from site_gen.render.data import published_counts, sections_json
from site_gen.render.html.article import redline_parts
from site_gen.render.html.blocks import Anchors
from site_gen.render.readback import verify, verify_model
from site_gen.text.document import Document
from site_gen.text.outline import Section, aliases

if TYPE_CHECKING:
    from site_gen.signals.practice import PracticePassage


class Compared(NamedTuple):
    """Two texts compared, and the comparison as a page shows it; read back and found faithful."""

    redline: Redline
    summary: Summary
    body_html: str


class Comparisons:
    """Compares texts and keeps the last comparison: versions that returned to an older text stand one after another."""

    def __init__(self) -> None:
        self._last: tuple[object, Compared] | None = None

    def compare(self, job: RedlineJob, sections: Sequence[Section], older: Document, newer: Document) -> Compared:
        """Return the comparison that a job's pages show; raise VerifyError where either text cannot be read back."""
        key = job.pair, job.chain, job.head.words
        if self._last is None or self._last[0] != key:
            self._last = key, _compare(job, sections, older, newer)
        return self._last[1]


def _compare(job: RedlineJob, sections: Sequence[Section], older: Document, newer: Document) -> Compared:
    redline = compare(older, newer)
    name = f"{job.head.slug}, {job.older.version_id} to {job.newer.version_id}"
    verify_model(redline, name)
    parts = redline_parts(redline, Anchors(sections, aliases(newer, sections)), job.head.words)
    verify(redline, parts, name)
    return Compared(redline, summarise(redline, job.head.words), "".join(parts))


def redline_pages(
    job: RedlineJob, sections: Sequence[Section], compared: Compared
) -> tuple[PairSummary, list[tuple[str, bytes]]]:
    """Return the summary and the files of one redline."""
    redline, summary, passages = compared.redline, compared.summary, passages_of(job, compared.redline)
    changed = changed_sections(redline, summary, sections, job.head.words, lines=job.stays)
    practice = practice_views(passages, summary) if job.consecutive else ()
    view = _view(job, summary, changed, practice, compared.body_html)
    extract = _extract(job, redline, summary, sections, passages) if job.stays else b""
    files = list(_pages(job, view, extract))
    if job.documents:
        document = _word_document(job, redline)
        files += ((path, document) for path in job.documents)
    return PairSummary(verdict=summary.verdict, counts=summary.counts), files


def _view(
    job: RedlineJob,
    summary: Summary,
    changed: tuple[ChangedSection, ...],
    practice: tuple[PracticeView, ...],
    body_html: str,
) -> RedlineView:
    return RedlineView(
        policy=job.head,
        older=job.older,
        newer=job.newer,
        place=job.place,
        shown=job.shown[0],
        verdict=summary.verdict,
        statement=statement(summary.verdict, summary.counts, job.head.words),
        counts=summary.counts,
        sections=changed,
        notes=tuple(note_view(version, job.head.language) for version in job.noted),
        body_html=body_html,
        postponements=postponement_views(job.newer),
        corrected_by=job.corrected_by,
        practice=practice,
    )


def _pages(job: RedlineJob, view: RedlineView, extract: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each page that shows the redline, with the extract beside it where the page stays as it is."""
    for shown in job.shown:
        page = _redline_page(job, replace(view, shown=shown)).encode()
        yield from zip(job.paths_of(shown), (page, extract), strict=False)


def _redline_page(job: RedlineJob, view: RedlineView) -> str:
    if not job.withdrawn:
        return render_redline(view)
    reasons = tombstone_views(*job.withdrawn)
    gone = TombstoneView(policy=job.head, version=job.newer, older=job.older, shown=view.shown, reasons=reasons)
    return render_tombstone(gone)


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
