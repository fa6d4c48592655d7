"""One build: what each policy's history is today, which files of the last build still hold, and the rest made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar

from site_gen.build.cache import Cache
from site_gen.build.folder import OutputFolder, Record, Stage, Written
from site_gen.build.jobs import CurrentJob, Job, PairSummary, RedlineJob, TextJob
from site_gen.build.keys import digest
from site_gen.build.make import Workshop
from site_gen.build.overviews import policy_files, site_files
from site_gen.build.plan import Told
from site_gen.build.texts import Texts, chains
from site_gen.build.workers import Crew, crew_size
from site_gen.declared import configuration
from site_gen.errors import PolicyError
from site_gen.git.repository import Repository
from site_gen.history.declarations import Declared, language_folder, name_folders, read_declared, read_notes
from site_gen.history.governing_terms import read_terms
from site_gen.history.versions import Notes, assemble
from site_gen.history.walk import read_revisions
from site_gen.model import History, Organisation, Policy, Revision
from site_gen.options import Options, Progress, Redlines
from site_gen.program import program_key
from site_gen.record.door import Door, published_line, settle
from site_gen.record.published import PublishedPolicy
from site_gen.record.read import read_folder, read_published
from site_gen.text.decode import decoded
from site_gen.text.document import parse
from site_gen.text.outline import Heading, headings

OneText = TypeVar("OneText", bound=TextJob | RedlineJob)


@dataclass(frozen=True, slots=True)
class Made:
    """What a build came to."""

    told: Sequence[Told]
    kept: Sequence[Written]
    """Files of the last build that still hold."""
    new: Sequence[Written]
    """Files that were staged."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know though nothing was refused."""
        return tuple(warning for told in self.told for warning in _warnings(told))


@dataclass(frozen=True, slots=True)
class Site:
    """The making of one site."""

    options: Options
    repository: Repository
    cache: Cache
    stage: Stage
    progress: Progress
    folder: OutputFolder

    def made(self, record: Record) -> Made:
        """Stage every file that the last build, as its record says, has not left already."""
        declared = read_declared(self.options, self.repository)
        organisation, published = declared.organisation, self._published(declared, record)
        policies, revisions = self._revisions(declared, published)
        texts = Texts(self.cache, self._headings)
        paths = {r.text_oid: f"{r.path} (commit {r.commit[:12]})" for own in revisions for r in own if r.text_oid}
        unread = [oid for oid in paths if oid not in texts.facts]
        workshop = Workshop(self.repository, paths, program_key(), self.stage)
        crew = Crew(workshop, crew_size(self.options.jobs, len(unread) if record.files else len(paths)))
        try:
            for read in crew.survey(unread, _ticker(self.progress, "Reading versions", len(unread))):
                texts.learn(read.oid, read.facts, read.headings)
            notes = read_notes(self.repository, revisions)
            told = [
                self._told(policy, own, notes, texts, organisation)
                for policy, own in zip(policies, revisions, strict=True)
            ]
            if not self.options.replace_published:
                sha256 = {oid: facts.sha256 for oid, facts in texts.facts.items()}
                Door(self.repository, published).refuse([each.history for each in told], sha256)
            terms = read_terms(self.repository, [each.history for each in told])
            told = [replace(each, terms=own) for each, own in zip(told, terms, strict=True)]
            return self._made(told, texts, crew, record)
        finally:
            crew.close()

    def _revisions(
        self, declared: Declared, published: Sequence[PublishedPolicy]
    ) -> tuple[tuple[Policy, ...], Sequence[Sequence[Revision]]]:
        """Walk every policy that the world knows or will know, each under the folder that the world knows."""
        known = {each.slug: each.language for each in published}
        paths = {p.path for p in name_folders([*declared.policies, *declared.former], known) if p.slug in known}
        former = [policy for policy in declared.former if policy.path in paths]
        walked = name_folders([*declared.policies, *former], known)
        revisions: Sequence[Sequence[Revision]] = read_revisions(self.repository, walked)
        if line := published_line(self.repository, published, revisions):
            revisions = read_revisions(self.repository, walked, line)
        return settle(walked[: len(declared.policies)], walked[len(declared.policies) :], revisions)

    def _published(self, declared: Declared, record: Record) -> tuple[PublishedPolicy, ...]:
        """Read what is published: in the folder, and where the user says."""
        own = read_folder(self.folder.path, [path for path in record.files if path.endswith("/manifest.json")])
        if not self.options.published:
            return own
        policies = (*declared.policies, *declared.former)
        slugs = dict.fromkeys(slug for each in policies for slug in (each.slug, language_folder(each)))
        return (*own, *read_published(self.options.published, tuple(slugs)))

    def _headings(self, oid: str) -> tuple[Heading, ...]:
        return headings(parse(decoded(self._text(oid), oid), oid))

    def _text(self, oid: str) -> bytes:
        return next(data for _, data in self.repository.blobs([oid]))

    def _told(
        self,
        policy: Policy,
        revisions: Sequence[Revision],
        notes: Notes,
        texts: Texts,
        organisation: Organisation,
    ) -> Told:
        def fingerprint(revision: Revision) -> str:
            return texts.facts[revision.text_oid or ""].fingerprint

        zone = configuration.time_zone_of(organisation)
        history = assemble(policy, revisions, notes, fingerprint, zone, self.options.today)
        self._refuse_empty(history)
        return Told(
            history=history,
            facts=texts.facts,
            chains=chains(history),
            source_commit=revisions[-1].commit,
            organisation=organisation,
            today=self.options.today,
            redlines=self.options.redlines,
        )

    def _refuse_empty(self, history: History) -> None:
        if not self._text(history.versions[-1].text_oid).strip():
            raise PolicyError(history.policy.path, "is empty; a policy that ended is deleted, not emptied")

    def _made(self, told: Sequence[Told], texts: Texts, crew: Crew, record: Record) -> Made:
        summaries = {pair: PairSummary.load(text) for pair, text in self.cache.pairs().items()}
        kept: list[Written] = []
        todo: list[Job] = []
        for each in told:
            for job in each.jobs():
                held = _held(job, record, summaries)
                kept += held
                if not held:
                    todo.append(_equipped(job, each, texts))
        new: list[Written] = []
        for done in crew.render(todo, _ticker(self.progress, "Writing pages", len(todo))):
            new += done.files
            if done.summary:
                summaries[done.pair] = done.summary
                self.cache.add_pair(done.pair, done.summary.dump())
        for path, content in _overviews(told, summaries):
            file = Written(path, digest(path, sha256(content).hexdigest()), len(content))
            if record.files.get(path) == file:
                kept.append(file)
            else:
                new.append(self.stage.write(path, file.key, content))
        return Made(told, kept, new)


def _held(job: Job, record: Record, summaries: Mapping[str, PairSummary]) -> list[Written]:
    """Return a job's files where they still hold, else nothing."""
    if isinstance(job, RedlineJob) and job.consecutive and job.pair not in summaries:
        return []
    files = [record.files[path] for path in job.paths if path in record.files]
    if len(files) < len(job.paths):
        return []
    key = job.key(program_key())
    return files if all(file.key == key for file in files) else []


def _equipped(job: Job, told: Told, texts: Texts) -> Job:
    """Give a job the sections that its pages show."""
    if isinstance(job, CurrentJob):
        return job if job.text is None else replace(job, text=_with_sections(job.text, told, texts))
    return _with_sections(job, told, texts)


def _with_sections(job: OneText, told: Told, texts: Texts) -> OneText:
    version = job.newer if isinstance(job, RedlineJob) else job.version
    return replace(job, sections=texts.sections(told.until(version), told.chains))


def _overviews(told: Sequence[Told], summaries: Mapping[str, PairSummary]) -> Iterator[tuple[str, bytes]]:
    for each in told:
        yield from policy_files(each, summaries)
    yield from site_files(told)


def _warnings(told: Told) -> Iterator[str]:
    yield from dict.fromkeys(warning for terms in told.terms.values() for warning in terms.warnings)
    for warning in told.history.warnings:
        yield f"{warning.path} (commit {warning.commit[:12]}): {warning.message}"
    if told.redlines is Redlines.ALL and not told.compares_with_newest:
        yield f"{told.history.policy.path}: too many versions to compare each with the newest, so only neighbours are"


def _ticker(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    """Return a function that adds up what is done."""
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        progress(what, done, total)

    if total:
        progress(what, 0, total)
    return tick
