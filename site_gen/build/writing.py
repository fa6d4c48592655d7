"""Write the files of a site: what the last build left and still holds is kept, the rest is staged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from site_gen.build.cache import Cache
from site_gen.build.folder import Record, Stage, Written
from site_gen.build.jobs import Job, PairSummary, RedlineJob, Work
from site_gen.build.keys import content_key
from site_gen.build.overviews import manifest_of, policy_files, site_files
from site_gen.build.pages.section_pages import section_index_page
from site_gen.build.plan import PolicySite
from site_gen.build.rows import Rows
from site_gen.build.sections import SectionIndexJob, SectionJob, index_path, section_jobs, sections_key
from site_gen.build.texts import KnownTexts
from site_gen.build.workers import Workers, ticker
from site_gen.history.lineage import Trail
from site_gen.options import Progress
from site_gen.program import program_key
from site_gen.publish.manifest import Manifest


class Writer(Struct):
    """Stages each file that the last build has not left already."""

    cache: Cache
    stage: Stage
    record: Record
    """Of the last build."""
    refuse: Callable[[Written], None]
    """Raises PublishedError for an overview that must not be written."""
    kept: list[Written] = field(default_factory=list)
    """Files of the last build that still hold."""
    new: list[Written] = field(default_factory=list)
    """Files that were staged."""

    def write(self, sites: Sequence[PolicySite], texts: KnownTexts, workers: Workers, progress: Progress) -> None:
        """Write every page, then the files that need what was found out about all of them."""
        summaries = {pair: PairSummary.load(text) for pair, text in self.cache["pair"].kept().items()}
        rows = Rows(self.cache["row"])
        manifests = [manifest_of(site, rows) for site in sites]
        todo, left = [], self.record.by_key()
        for job in self._jobs(sites, manifests, texts):
            files = _standing_files(job, left, summaries)
            self.kept += files
            if not files:
                todo.append(self._work(job, texts))
        summaries.update(self._write_pages(todo, workers, progress))
        for path, content in _overviews(sites, manifests, summaries, rows):
            self._write_overview(path, content)

    def _jobs(self, sites: Sequence[PolicySite], manifests: Sequence[Manifest], texts: KnownTexts) -> Iterator[Job]:
        for site, manifest in zip(sites, manifests, strict=True):
            yield from site.jobs(manifest.links)
            if standing := _standing_sections(site, self.record):
                self.kept += standing
            elif site.follows_sections:
                sections = section_jobs(site, texts)
                self.new.append(self._write_index(site, sections))
                yield from sections

    def _write_pages(
        self, todo: Sequence[Work], workers: Workers, progress: Progress
    ) -> Iterator[tuple[str, PairSummary]]:
        """Write pages and keep their parts; yield what is said of each redline, by its texts."""
        for done in workers.render(todo, ticker(progress, "Writing pages", len(todo))):
            self.new += done.files
            self.cache["fragment"].add_all(done.parts)
            if done.summary:
                self.cache["pair"].add(done.pair, done.summary.dump())
                yield done.pair, done.summary

    def _write_overview(self, path: str, content: bytes) -> None:
        file = Written(path, content_key(path, content), len(content))
        self.refuse(file)
        if self.record.files.get(path) == file:
            self.kept.append(file)
        else:
            self.new.append(self.stage.write(path, file.key, content))

    def _work(self, job: Job, texts: KnownTexts) -> Work:
        if isinstance(job, SectionJob):
            return Work(job, (), self.cache["fragment"].find_all((*job.parts, *job.ages)))
        return Work(job, texts.sections(job.chain) if job.chain else ())

    def _write_index(self, site: PolicySite, jobs: Sequence[SectionJob]) -> Written:
        path, content = section_index_page(SectionIndexJob(head=site.head, jobs=tuple(jobs)))
        return self.stage.write(path, sections_key(site, program_key()), content)


def _standing_sections(site: PolicySite, record: Record) -> list[Written]:
    """Return the pages of sections where all of them still hold, without asking which there are."""
    index = record.files.get(index_path(site.head))
    if not record.build_key or index is None or index.key != sections_key(site, program_key()):
        return []
    folder = index_path(site.head).removesuffix("index.html")
    return [file for path, file in record.files.items() if path.startswith(folder)]


def _standing_files(job: Job, left: Mapping[str, list[Written]], summaries: Mapping[str, PairSummary]) -> list[Written]:
    """Return a job's files where they still hold, else nothing; `left` is what the last build left, by key."""
    if isinstance(job, RedlineJob) and job.consecutive and job.pair not in summaries:
        return []
    return left.get(job.key(program_key()), [])


def _overviews(
    sites: Sequence[PolicySite], manifests: Sequence[Manifest], summaries: Mapping[str, PairSummary], rows: Rows
) -> Iterator[tuple[str, bytes]]:
    shared = [Trail.of(site.history.policy).shared_slug for site in sites]
    for number, site in enumerate(sites):
        others = (each for each in range(len(sites)) if each != number and shared[each] == shared[number])
        yield from policy_files(site, manifests[number], [manifests[each] for each in others], summaries, rows)
    yield from site_files(sites)
