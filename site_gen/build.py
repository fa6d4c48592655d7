"""From a repository to a site: what is published today, what of it is already there, and the rest.

    repository -> revisions -> texts surveyed -> histories told -> jobs by key -> files staged -> published together
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen import config as configuration
from site_gen.cache import Cache, default_path
from site_gen.errors import ConfigError, OutputError, PolicyError
from site_gen.git import Repository, open_repository
from site_gen.hashing import digest, program_key
from site_gen.output import EMPTY, OutputFolder, Record, Stage, Written
from site_gen.plan import Redlines, Told
from site_gen.texts import Texts, chains

if TYPE_CHECKING:
    from site_gen.jobs import Job, PairSummary
    from site_gen.model import ChangeNote, History, Organisation, Policy, Revision
    from site_gen.workshop import Crew

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for."""

    repository: Path
    policies: tuple[str, ...] = ()
    """Paths; empty for those that the configuration names."""
    branch: str | None = None
    base_url: str | None = None
    today: date
    jobs: int | None = None
    redlines: Redlines = Redlines.ALL
    cache: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did, in files."""

    written: int = 0
    kept: int = 0
    removed: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)
    """By policy; empty where nothing had changed."""
    warnings: tuple[str, ...] = ()


def build(options: Options, out: Path, progress: Progress) -> Report:
    """Build the site of a repository's policies into a folder; only what changed is written."""
    folder = OutputFolder(out)
    record = folder.record()
    repository = open_repository(options.repository, branch=options.branch)
    _refuse_inside(repository, out)
    asked = repr((options.policies, options.base_url, options.today, options.redlines.value))
    key = digest(program_key(), repository.tip, asked)
    intact = folder.is_intact(record)
    if record.build_key == key and intact:
        return Report(kept=len(record.files))
    cache = Cache(options.cache or default_path(repository.common_dir), program_key())
    try:
        with folder.staged() as stage:
            site = _Site(options, repository, cache, stage, progress)
            told, kept, new = site.files(record if intact else EMPTY)
            removed = folder.publish(key, kept, new)
    finally:
        cache.close()
    return Report(
        written=len(new),
        kept=len(kept),
        removed=len(removed),
        versions={each.slug: len(each.history.versions) for each in told},
        warnings=tuple(_warnings(told)),
    )


@dataclass(eq=False)
class _Site:
    """One build."""

    options: Options
    repository: Repository
    cache: Cache
    stage: Stage
    progress: Progress

    def files(self, record: Record) -> tuple[list[Told], list[Written], list[Written]]:
        """Return the histories, the files that still hold and those that were staged."""
        organisation, policies = read_policies(self.options, self.repository)
        revisions = self.repository.revisions(policies)
        texts = Texts(self.cache, self._headings)
        oids = dict.fromkeys(r.text_oid for own in revisions for r in own if r.text_oid)
        missing = [oid for oid in oids if oid not in texts.facts]
        crew = self._crew(revisions, len(missing) if record.files else len(oids))
        try:
            tick = _Ticker(self.progress, "Reading versions", len(missing))
            for oid, facts, headings in crew.survey(missing, tick):
                texts.learn(oid, facts, headings)
            notes = read_notes(self.repository, revisions)
            told = [
                self._told(policy, own, notes, texts, organisation)
                for policy, own in zip(policies, revisions, strict=True)
            ]
            kept, new = self._pages(told, texts, crew, record)
        finally:
            crew.close()
        return told, kept, new

    def _crew(self, revisions: Sequence[Sequence[Revision]], work: int) -> Crew:
        from site_gen.workshop import Crew, Workshop, crew_size

        paths = {r.text_oid: f"{r.path} (commit {r.commit[:12]})" for own in revisions for r in own if r.text_oid}
        workshop = Workshop(self.repository, paths, program_key(), self.stage)
        return Crew(workshop, crew_size(self.options.jobs, work))

    def _headings(self, oid: str):  # type: ignore[no-untyped-def]
        from site_gen.document import parse
        from site_gen.outline import headings

        return headings(parse(next(data for _, data in self.repository.blobs([oid])).decode("utf-8")))

    def _told(
        self,
        policy: Policy,
        revisions: Sequence[Revision],
        notes: Mapping[str, ChangeNote | ConfigError],
        texts: Texts,
        organisation: Organisation,
    ) -> Told:
        from site_gen.history import assemble

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
        newest = history.versions[-1].text_oid
        if not any(data.strip() for _, data in self.repository.blobs([newest])):
            raise PolicyError(history.policy.path, "is empty; a policy that ended is deleted, not emptied")

    def _pages(
        self, told: Sequence[Told], texts: Texts, crew: Crew, record: Record
    ) -> tuple[list[Written], list[Written]]:
        summaries = self._summaries()
        kept: list[Written] = []
        todo: list[Job] = []
        for each in told:
            for job in each.jobs():
                held = _held(job, record, summaries)
                kept += held
                if not held:
                    todo.append(_equipped(job, each, texts))
        new: list[Written] = []
        for done in crew.render(todo, _Ticker(self.progress, "Writing pages", len(todo))):
            new += done.files
            if done.summary:
                summaries[done.pair] = done.summary
                self.cache.add_pairs({done.pair: done.summary.dump()})
        for path, content in _overviews(told, summaries):
            file = Written(path, digest(path, sha256(content).hexdigest()), len(content))
            if record.files.get(path) == file:
                kept.append(file)
            else:
                new.append(self.stage.write(path, file.key, content))
        return kept, new

    def _summaries(self) -> dict[str, PairSummary]:
        from site_gen.jobs import PairSummary

        return {pair: PairSummary.load(text) for pair, text in self.cache.pairs().items()}


def read_policies(options: Options, repository: Repository) -> tuple[Organisation, tuple[Policy, ...]]:
    """Return who publishes, and the policies to publish, each with a folder name of its own."""
    data = repository.text_at(repository.tip, configuration.CONFIG_PATH)
    found = configuration.read_configuration(data, repository.files(configuration.POLICY_FOLDER))
    policies = tuple(configuration.policy_at(path, found.policies) for path in options.policies) or found.policies
    if not policies:
        raise ConfigError(
            f"{configuration.POLICY_FOLDER}/",
            f"holds no policy at commit {repository.tip[:12]}; name one with --policy PATH, "
            f"or list it in {configuration.CONFIG_PATH}",
        )
    base_url = found.organisation.base_url if options.base_url is None else options.base_url
    return replace(found.organisation, base_url=base_url), tuple(_with_own_folder(policies))


def read_notes(repository: Repository, revisions: Sequence[Sequence[Revision]]) -> dict[str, ChangeNote | ConfigError]:
    """Read every change note that any revision brought."""
    paths = {oid: path for own in revisions for revision in own for path, oid in revision.note_oids}
    if not paths:
        return {}
    from site_gen.notes import note_or_error

    return {oid: note_or_error(paths[oid], data) for oid, data in repository.blobs(paths)}


def _with_own_folder(policies: Sequence[Policy]) -> Iterator[Policy]:
    """The first policy of a slug keeps it; the folder of a translation names its language."""
    taken: set[str] = set()
    for policy in policies:
        slug = policy.slug if policy.slug not in taken else f"{policy.slug}.{policy.language.lower()}"
        if slug in taken:
            raise ConfigError(policy.path, f"two policies would share the folder {slug}; give one another slug")
        taken.add(slug)
        yield replace(policy, slug=slug)


def _held(job: Job, record: Record, summaries: Mapping[str, PairSummary]) -> list[Written]:
    """Return a job's files where they still hold, else nothing."""
    from site_gen.jobs import RedlineJob

    if isinstance(job, RedlineJob) and job.consecutive and job.pair not in summaries:
        return []
    files = [record.files.get(path) for path in job.paths]
    key = job.key(program_key()) if all(files) else ""
    return [file for file in files if file] if all(file and file.key == key for file in files) else []


def _equipped(job: Job, told: Told, texts: Texts) -> Job:
    """Give a job the sections that its pages show."""
    from site_gen.jobs import CurrentJob, RedlineJob

    if isinstance(job, CurrentJob):
        return replace(job, text=_equipped(job.text, told, texts) if job.text else None)  # type: ignore[arg-type]
    version = job.newer if isinstance(job, RedlineJob) else job.version
    return replace(job, sections=texts.sections(told.history, told.chains, version.version_id))


def _overviews(told: Sequence[Told], summaries: Mapping[str, PairSummary]) -> Iterator[tuple[str, bytes]]:
    from site_gen.overviews import policy_files, site_files

    for each in told:
        yield from policy_files(each, summaries)
    yield from site_files(told)


def _warnings(told: Sequence[Told]) -> Iterator[str]:
    for each in told:
        for warning in each.history.warnings:
            yield f"{warning.path} (commit {warning.commit[:12]}): {warning.message}"
        if each.redlines is Redlines.ALL and not each.compares_with_newest and len(each.history.versions) > 2:
            yield f"{each.history.policy.path}: too many versions to compare each with the newest, so only neighbours are"


def _refuse_inside(repository: Repository, out: Path) -> None:
    if out.resolve() in {repository.git_dir.resolve(), repository.common_dir.resolve(), repository.path.resolve()}:
        raise OutputError(f"{out}: is the repository itself; name another folder with --out")


class _Ticker:
    """Adds up what is done."""

    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress, self._what, self._total, self._done = progress, what, total, 0
        if total:
            progress(what, 0, total)

    def __call__(self, count: int) -> None:
        self._done += count
        self._progress(self._what, self._done, self._total)
