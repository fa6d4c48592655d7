"""Does jobs, and keeps the documents that it has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from site_gen.build.folder import Stage, Written
from site_gen.build.jobs import CurrentJob, PairSummary, RedlineJob, TextJob, Work
from site_gen.build.pages.notes import note_html
from site_gen.build.pages.printing import printed_pages
from site_gen.build.pages.redline_pages import Comparisons, redline_pages
from site_gen.build.pages.section_pages import section_page
from site_gen.build.pages.text_pages import current_page, text_pages
from site_gen.build.sections import SectionJob
from site_gen.git.repository import Repository
from site_gen.model.facts import StandingFact
from site_gen.publish.templates import prepare as prepare_templates
from site_gen.signals.facts.standing import SegmentFacts, standing_facts
from site_gen.text.document import Document
from site_gen.text.outline import Heading, headings
from site_gen.text.published import read_document
from site_gen.text.text_facts import TextFacts, text_facts
from site_gen.text.wordings import wordings


def prepare() -> None:
    """Import what nearly every page needs, so that processes forked later have it."""
    note_html("- *words*")
    prepare_templates()


class Done(Struct, frozen=True):
    """What came of one job."""

    files: tuple[Written, ...]
    pair: str = ""
    summary: PairSummary | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of a page, by their names: what a cache keeps."""


class Survey(Struct, frozen=True):
    """What a build needs of a text that it sees for the first time."""

    oid: str
    facts: TextFacts
    headings: tuple[Heading, ...]
    wordings: tuple[str, ...]
    standing: tuple[StandingFact, ...]
    segments: Mapping[str, str]
    """What its segments state, where that was not known yet."""


class Maker(Struct, frozen=True, eq=False):
    """Reads texts once and turns jobs into files."""

    repository: Repository
    paths: Mapping[str, str]
    """For each text's object id, the path to name in a refusal."""
    program: str
    stage: Stage
    segments: SegmentFacts
    _comparisons: Comparisons = field(default_factory=Comparisons)
    _documents: dict[str, Document] = field(default_factory=dict)
    """Without their sources: a thousand documents share nearly all of their blocks, their sources share nothing."""

    def __reduce__(self) -> tuple[type[Maker], tuple[object, ...]]:
        """Leave behind what was read: where a process does not begin as a fork, it reads for itself."""
        return Maker, (self.repository, self.paths, self.program, self.stage, self.segments)

    def survey(self, oids: Sequence[str]) -> list[Survey]:
        """Read texts for the first time."""
        return [self._survey(oid, source) for oid, source in self.repository.blobs(oids)]

    def render(self, works: Sequence[Work]) -> list[Done]:
        """Do jobs."""
        copied = {oid for work in works if isinstance(work.job, TextJob) for oid in work.oids}
        unread = {oid for work in works for oid in work.oids} - self._documents.keys()
        sources = dict(self.repository.blobs(sorted(copied | unread)))
        for oid in unread:
            self._keep(oid, read_document(sources[oid], self.paths[oid])[0])
        return [self._render(work, sources) for work in works]

    def _render(self, work: Work, sources: Mapping[str, bytes]) -> Done:
        job, sections = work.job, work.sections
        key = job.key(self.program)
        documents = [self._documents[oid] for oid in job.oids]
        pair, summary = "", None
        parts: Mapping[str, str] = {}
        match job:
            case TextJob():
                pages = list(text_pages(job, sections, sources[job.oids[0]], documents[0]))
                pages += printed_pages(job, pages)
            case CurrentJob():
                pages = [current_page(job, sections, documents[0] if documents else None)]
            case SectionJob():
                parts, page = section_page(job, work.known, self._documents.__getitem__)
                pages = [page]
            case RedlineJob():
                pair = job.pair
                compared = self._comparisons.compare(job, sections, documents[0], documents[1])
                summary, pages = redline_pages(job, sections, compared)
                pages += printed_pages(job, pages)
        return Done(tuple(self.stage.write(path, key, content) for path, content in pages), pair, summary, parts)

    def _survey(self, oid: str, source: bytes) -> Survey:
        document, reading = read_document(source, self.paths[oid])
        found = headings(document)
        facts = text_facts(source, document, reading, found)
        standing = standing_facts(document, self.segments)
        self._keep(oid, document)
        return Survey(oid, facts, found, wordings(document), standing, self.segments.learnt())

    def _keep(self, oid: str, document: Document) -> None:
        self._documents[oid] = replace(document, source="")
