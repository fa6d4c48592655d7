"""The pages of one text: of a version with its plain copies, and of the version in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape

from site_gen.build.jobs import CurrentJob, TextJob
from site_gen.build.pages.notes import (
    policy_ends,
    postponement_views,
    tombstone_text,
    tombstone_views,
)
from site_gen.build.sections import section_folder
from site_gen.catalogue import Words
from site_gen.publish.pages import render_current, render_tombstone, render_version
from site_gen.publish.views.text import CurrentView, OutlineEntry, TextView, VersionView
from site_gen.publish.views.tombstone import TombstoneView
from site_gen.render.html.blocks import Anchors, document_body
from site_gen.render.text import document_text
from site_gen.text.document import Document, Segment, per_segment
from site_gen.text.outline import Section, aliases


def text_pages(
    job: TextJob, sections: Sequence[Section], source: bytes, document: Document
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one version."""
    if job.version.withdrawn:
        page = render_tombstone(
            TombstoneView(policy=job.head, version=job.version, place=job.place, reasons=tombstone_views(job.version))
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
    history = partial(_history_link, job.head.words) if job.head.by_section else None
    view = CurrentView(
        policy=job.head,
        text=text_view(job.text, sections, document, history) if job.text and document else None,
        upcoming=job.upcoming,
        ended=next(iter(policy_ends(job.ended)), None),
        last=job.last,
        overtaken_by=job.overtaken_by,
    )
    return job.paths[0], render_current(view).encode()


def _history_link(words: Words, section: Section) -> str:
    """Lead from a heading of the policy's page to all its wordings; a list of links has it by the heading's words."""
    address, heading = f"{section_folder(section.anchor)}index.html", section.heading
    name = f"{heading.number}. {heading.title}" if heading.number else heading.title
    label, shown = escape(words.say("History of “%(title)s”", title=name)), escape(words.say("history"))
    return f'<a class="through" href="{escape(address)}" aria-label="{label}">{shown}</a>'


def text_view(
    job: TextJob, sections: Sequence[Section], document: Document, follows: Callable[[Section], str] | None = None
) -> TextView:
    """Return what a page shows of a text; `follows` gives what follows each heading."""
    return TextView(
        version=job.version,
        place=job.place,
        body_html=document_body(document, Anchors(sections, aliases(document, sections)), follows),
        outline=tuple(_entry(section) for section in sections),
        postponements=postponement_views(job.version),
    )


def _entry(section: Section) -> OutlineEntry:
    heading = section.heading
    return OutlineEntry(number=heading.number, title=heading.title, anchor=section.anchor, level=heading.level)
