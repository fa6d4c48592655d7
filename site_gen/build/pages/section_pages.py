"""Make the pages of sections through time from parts; a part that the cache remembers is not made again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import groupby

from msgspec.structs import asdict

from site_gen.build.pages.change_list import SHOWN
from site_gen.build.sections import SectionIndexJob, SectionJob, Wording, section_folder
from site_gen.catalogue import Words
from site_gen.publish.pages import render_section, render_section_index
from site_gen.publish.views.redline import ChangeLine
from site_gen.publish.views.section import SectionIndexView, SectionRow, SectionView, Unchanged, WordingView
from site_gen.redline import compare
from site_gen.redline.digest.counts import Counts
from site_gen.redline.digest.glimpses import glimpses
from site_gen.redline.digest.summary import statement, summarise
from site_gen.render.html.article import own_anchors, redline_parts
from site_gen.render.html.blocks import document_body
from site_gen.render.html.glimpse import glimpse_html
from site_gen.render.readback import verify
from site_gen.text.document import Document
from site_gen.text.wordings import passage, sentences

_NAME = re.compile(r' (?P<attribute>id|href|aria-labelledby|aria-describedby)="(?P<hash>#?)(?P<name>[^"]*)"')
_LIST = "_changes"
"""Where the last mark of a redline leads: the list of changes, which a redline's own page has."""

Read = Callable[[str], Document]
"""Reads a text by its object id."""


def section_page(job: SectionJob, known: Mapping[str, str], read: Read) -> tuple[dict[str, str], tuple[str, bytes]]:
    """Return the parts that were not known, by their names, and the page."""
    made = dict(_make_missing(job, known, read))
    parts = {**known, **made}
    changes = [_change(job, number, parts[name]) for number, name in enumerate(job.parts) if name in parts]
    is_there = bool(job.wordings) and job.wordings[-1].gone_with is None
    view = SectionView(
        policy=job.head,
        number=job.heading.number,
        title=job.heading.title,
        anchor=job.anchor,
        folder=section_folder(job.anchor),
        unchanged=tuple(_unchanged_passages(job, parts[job.ages[-1]])) if is_there else (),
        changes=tuple(reversed(changes)),
        older=tuple(wording.version for wording in reversed(job.wordings[: len(job.wordings) - len(changes)])),
    )
    return made, (job.paths[0], render_section(view).encode())


def section_index_page(job: SectionIndexJob) -> tuple[str, bytes]:
    """Return the list of all sections."""
    rows = [_row(each) for each in job.jobs if each.wordings]
    present, gone = (tuple(row for row in rows if bool(row.gone_with) is is_gone) for is_gone in (False, True))
    return job.path, render_section_index(SectionIndexView(policy=job.head, rows=present, gone=gone)).encode()


def _row(job: SectionJob) -> SectionRow:
    return SectionRow(
        number=job.heading.number,
        title=job.heading.title,
        level=job.heading.level,
        folder=job.folder,
        first=job.wordings[0].version,
        latest=job.wordings[-1].version,
        times=len(job.wordings),
        gone_with=job.wordings[-1].gone_with,
    )


def _make_missing(job: SectionJob, known: Mapping[str, str], read: Read) -> Iterator[tuple[str, str]]:
    def words(oid: str, number: int) -> Document:
        return passage(read(oid), number)

    for number in job.missing_parts(known):
        wording = job.wordings[number]
        older = words(*wording.before) if wording.before else None
        yield job.parts[number], _part(older, words(wording.version.text_oid, wording.number), job.head.words)
    unaged = job.missing_ages(known)
    ages: list[tuple[str, str]] = json.loads(known[job.ages[unaged.start - 1]]) if unaged.start else []
    for number in unaged:
        wording = job.wordings[number]
        ages = list(_sentence_ages(ages, wording, words(wording.version.text_oid, wording.number)))
        yield job.ages[number], json.dumps(ages)


def _part(older: Document | None, newer: Document, words: Words) -> str:
    """Render a change of a section, or its first wording, with a statement of its size and its first lines."""
    if older is None:
        return json.dumps(["", {}, document_body(newer, own_anchors(newer)), []])
    redline = compare(older, newer)
    summary = summarise(redline)
    parts = redline_parts(redline, own_anchors(newer), words)
    verify(redline, parts, "a section")
    said = statement(summary.verdict, summary.counts, words)
    seen = [each for found in glimpses(redline, summary.sections) for each in found]
    lines = [(f"c{each.change}", glimpse_html(each, words)) for each in seen[:SHOWN]]
    return json.dumps([said, asdict(summary.counts), "".join(parts), lines])


def _sentence_ages(before: Iterable[tuple[str, str]], wording: Wording, words: Document) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the version since which it stands, given those of the wording before."""
    stood: dict[str, list[str]] = {}
    for since, sentence in before:
        stood.setdefault(sentence, []).append(since)
    for _, sentence in sentences(words):
        earlier = stood.get(sentence)
        yield earlier.pop(0) if earlier else wording.version.version_id, sentence


def _unchanged_passages(job: SectionJob, ages: str) -> Iterator[Unchanged]:
    by_id = {wording.version.version_id: wording.version for wording in job.wordings}
    for since, passages in groupby(json.loads(ages), key=lambda each: str(each[0])):
        yield Unchanged(since=by_id[since], passages=tuple(sentence for _, sentence in passages))


def _change(job: SectionJob, number: int, part: str) -> WordingView:
    said, counts, html, lines = json.loads(part)
    wording = job.wordings[number]
    is_new = number == 0 or job.wordings[number - 1].gone_with is not None
    return WordingView(
        version=wording.version,
        counts=Counts(**counts),
        statement=said,
        lines=tuple(ChangeLine(f"w{number + 1}-{mark}", line) for mark, line in lines),
        body_html=_embed(html, number + 1, f"../../{wording.version.version_id}/index.html"),
        is_new=is_new,
        gone_with=wording.gone_with,
    )


def _embed(html: str, number: int, page: str) -> str:
    """Let a part stand beside others on one page: its ids get a prefix, links out of it lead to the whole text."""
    prefix = f"w{number}-"
    own = {found["name"] for found in _NAME.finditer(html) if found["attribute"] == "id"}

    def replacement(found: re.Match[str]) -> str:
        attribute, mark, name = found["attribute"], found["hash"], found["name"]
        if attribute == "href" and not mark:
            return found[0]
        if attribute == "href" and name == _LIST:
            return f' href="#_w{number}"'
        if attribute == "href" and name not in own:
            return f' href="{escape(page)}#{name}"'
        return f' {attribute}="{mark}{" ".join(prefix + each for each in name.split())}"'

    return _NAME.sub(replacement, html)
