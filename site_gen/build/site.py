"""One build: what each policy's history is today, which files of the last build still hold, and the rest made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from hashlib import sha256

from site_gen.build.cache import Cache
from site_gen.build.folder import OutputFolder, Record, Stage, Written
from site_gen.build.jobs import Job, PairSummary, RedlineJob, Work
from site_gen.build.keys import digest
from site_gen.build.make import Maker
from site_gen.build.overviews import manifest_of, policy_files, site_files
from site_gen.build.plan import PolicySite, with_translations
from site_gen.build.rows import Rows
from site_gen.build.section_pages import section_index_page
from site_gen.build.sections import SectionIndexJob, SectionJob, index_path, section_jobs, sections_key
from site_gen.build.texts import KnownTexts
from site_gen.build.workers import Workers, worker_count
from site_gen.catalogue import words_in
from site_gen.declared.configuration import CONFIG_PATH, time_zone_of
from site_gen.errors import ConfigError, PolicyError, PublishedError
from site_gen.git.main_line import Step
from site_gen.git.repository import Repository
from site_gen.history.declarations import (
    Declared,
    language_folder,
    name_folders,
    read_declared,
    read_notes,
    read_notices_given,
    read_removed,
    refuse_none,
)
from site_gen.history.governing_terms import read_terms
from site_gen.history.lineage import Trail
from site_gen.history.old_texts import refuse_no_text
from site_gen.history.reader import Sources, assemble_histories, text_places
from site_gen.history.walk import read_revisions
from site_gen.model.history import History, Revision
from site_gen.model.policy import Policy
from site_gen.options import Options, Progress, Redlines
from site_gen.program import program_key
from site_gen.publish.manifest import Manifest
from site_gen.record.guard import Guard, follow, published_line, settle
from site_gen.record.published import PublishedPolicy, PublishedVersion
from site_gen.record.read import read_folder, read_listed, read_published
from site_gen.record.unrecorded import warn_of_removed, warn_of_unrecorded
from site_gen.signals.standing import SegmentFacts
from site_gen.text.decode import decode_text

_MANIFEST = "/manifest.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to."""

    policies: Sequence[PolicySite]
    kept: Sequence[Written]
    """Files of the last build that still hold."""
    new: Sequence[Written]
    """Files that were staged."""
    unrecorded: tuple[str, ...]
    """What nobody can know without a record of what was published, and what waits for a day to come."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know though nothing was refused."""
        return (*self.unrecorded, *(warning for policy in self.policies for warning in _warnings(policy)))


@dataclass(frozen=True, slots=True)
class Site:
    """The making of one site."""

    options: Options
    repository: Repository
    cache: Cache
    stage: Stage
    progress: Progress
    folder: OutputFolder

    def make(self, record: Record) -> Outcome:
        """Stage every file that the last build, as its record says, has not left already.

        Raises PolicyError for a text that cannot be read or is empty, PublishedError where what is published would
        change undeclared.
        """
        declared = read_declared(self.options, self.repository)
        published = self._read_published(declared, record)
        policies, revisions, joints = self._read_revisions(declared, published)
        texts = KnownTexts(self.cache, self.repository)
        places = text_places(revision for own in revisions for revision in own)
        unread = [oid for oid in places if oid not in texts.facts]
        segments = SegmentFacts(self.cache["segments"].kept() if unread else {})
        maker = Maker(self.repository, places, program_key(), self.stage, segments)
        for policy in policies:
            words_in(policy.language)  # read once, for all processes
        workers = Workers(maker, worker_count(self.options.jobs, len(unread) if record.files else len(places)))
        try:
            for read in workers.survey(unread, _ticker(self.progress, "Reading versions", len(unread))):
                texts.learn(read)
            for own in revisions:
                _refuse_newest(own[-1], texts)
            zone = time_zone_of(declared.organisation)
            notes = read_notes(self.repository, revisions)
            announced = {} if self.options.replace_published else {each.slug: each.announcements for each in published}
            sources = Sources(notes, texts, zone)
            histories = assemble_histories(policies, revisions, sources, self.options.today, announced)
            if not self.options.replace_published:
                sha256 = {oid: facts.sha256 for oid, facts in texts.facts.items()}
                Guard(self.repository, published, self.options.today).refuse(histories, sha256)
            planned = with_translations(list(self._plan(histories, declared, revisions, texts)))
            sites = [replace(site, line_through=joints, recorded=self._recorded(site, published)) for site in planned]
            kept, new = self._make(sites, texts, workers, record)
        finally:
            workers.close()
        unknown = () if published else tuple(self._warn_without_record(declared, revisions))
        if self.options.is_current:
            unknown += tuple(_of_days_to_come(histories, revisions, zone, self.options.today))
        return Outcome(sites, kept, new, unknown)

    def _read_revisions(
        self, declared: Declared, published: Sequence[PublishedPolicy]
    ) -> tuple[tuple[Policy, ...], Sequence[Sequence[Revision]], tuple[str, ...]]:
        """Walk every policy that the world knows or will know; also return the joints of the line that was walked."""
        policies, revisions = self._walk(declared, published, ())
        steps, joints = published_line(self.repository, published, revisions)
        if steps:
            policies, revisions = self._walk(declared, published, steps)
        return policies, revisions, joints

    def _warn_without_record(self, declared: Declared, revisions: Sequence[Sequence[Revision]]) -> Iterator[str]:
        yield from warn_of_unrecorded(self.repository, revisions)
        if declared.is_by_name:
            yield from warn_of_removed(read_removed(self.repository, ()), revisions)

    def _recorded(self, site: PolicySite, published: Sequence[PublishedPolicy]) -> dict[str, PublishedVersion]:
        """Return what is published of versions whose commit has another name now: their links in the chain stay."""
        if self.options.replace_published:
            return {}
        commits = {version.version_id: version.commit for version in site.history.versions}
        known = (version for policy in published if policy.slug == site.slug for version in policy.versions)
        return {each.version_id: each for each in known if commits.get(each.version_id, each.commit) != each.commit}

    def _walk(
        self, declared: Declared, published: Sequence[PublishedPolicy], line: Sequence[Step]
    ) -> tuple[tuple[Policy, ...], Sequence[Sequence[Revision]]]:
        """Walk each policy under the folder that the world knows."""
        known = {each.slug: each.language for each in published}
        there = {policy.slug: policy.language for policy in name_folders(declared.policies, known)}
        removed = read_removed(self.repository, line) if declared.is_by_name and known.items() - there.items() else ()
        paths = {p.path for p in name_folders([*declared.policies, *removed], known) if p.slug in known}
        former = [policy for policy in removed if policy.path in paths]
        others = [policy for policy in removed if policy.path not in paths]
        if former and others:
            former = follow(former, others, read_revisions(self.repository, others, line))
        walked = name_folders([*declared.policies, *former], known)
        refuse_none(walked, self.repository)
        revisions = read_revisions(self.repository, walked, line)
        policies, gone = walked[: len(declared.policies)], walked[len(declared.policies) :]
        self._refuse_moved(policies, gone, revisions[len(policies) :])
        return settle(policies, gone, revisions)

    def _refuse_moved(
        self, policies: Sequence[Policy], gone: Sequence[Policy], revisions: Sequence[Sequence[Revision]]
    ) -> None:
        """Refuse to call a policy withdrawn whose very text stands where no policy is: its file was only moved."""
        known = {policy.path for policy in policies}
        files = self.repository.listing() if gone else {}
        standing = {oid: path for path, oid in files.items() if path not in known}
        for policy, own in zip(gone, revisions, strict=True):
            last = next((revision.text_oid for revision in reversed(own) if revision.text_oid), None)
            if last in standing:
                problem = f"is published, and its text stands at {standing[last]} now; list that in {CONFIG_PATH}"
                raise ConfigError(policy.path, f'{problem} as [[policy]], with `path` and slug = "{policy.slug}"')

    def _key_on_disk(self, path: str) -> str:
        try:
            return _content_key(path, (self.folder.path / path).read_bytes())
        except OSError:
            return ""

    def _refuse_unknown(self, file: Written) -> None:
        """Refuse to publish over a manifest that nobody can read any more, unless it would say just what it said."""
        if not file.path.endswith(_MANIFEST) or self.options.published or self.options.replace_published:
            return
        left = self.folder.record().files.get(file.path)
        if left and left.key not in {file.key, self._key_on_disk(file.path)}:
            raise PublishedError(
                f"{self.folder.path / file.path}: is gone or damaged, so nobody can tell what is published and whether "
                "this build would change it. Put it back from the published site, or name that with --published URL; "
                "to publish over it all the same, add --replace-published."
            )

    def _read_published(self, declared: Declared, record: Record) -> tuple[PublishedPolicy, ...]:
        """Read what is published: in the folder, and where the user says."""
        manifests = (file for path, file in record.files.items() if path.endswith(_MANIFEST))
        whole = [file.path for file in manifests if self._key_on_disk(file.path) == file.key]
        own = read_folder(self.folder.path, whole)
        if not self.options.published:
            return own
        place, listed = self.options.published, read_listed(self.options.published)
        removed = () if listed or not declared.is_by_name else read_removed(self.repository, ())
        slugs = (slug for each in (*declared.policies, *removed) for slug in (each.slug, language_folder(each)))
        return (*own, *read_published(place, (*slugs, *listed)))

    def _plan(
        self,
        histories: Sequence[History],
        declared: Declared,
        revisions: Sequence[Sequence[Revision]],
        texts: KnownTexts,
    ) -> Iterator[PolicySite]:
        terms, given = read_terms(self.repository, histories), read_notices_given(self.repository)
        for history, own, held_to in zip(histories, revisions, terms, strict=True):
            yield PolicySite(
                history=history,
                facts=texts.facts,
                chains=texts.chains(history),
                source_commit=own[-1].commit,
                organisation=declared.organisation,
                today=self.options.today,
                redlines=self.options.redlines,
                pdf=self.options.pdf,
                word=self.options.word,
                terms=held_to,
                given=given,
                lives=texts.lives(history),
            )

    def _make(
        self, sites: Sequence[PolicySite], texts: KnownTexts, workers: Workers, record: Record
    ) -> tuple[Sequence[Written], Sequence[Written]]:
        summaries = {pair: PairSummary.load(text) for pair, text in self.cache["pair"].kept().items()}
        kept: list[Written] = []
        todo: list[Work] = []
        new: list[Written] = []
        rows = Rows(self.cache["row"])
        manifests = [manifest_of(site, rows) for site in sites]
        for site, manifest in zip(sites, manifests, strict=True):
            jobs = list(site.jobs(manifest.links))
            if standing := _standing_sections(site, record):
                kept += standing
            elif site.follows_sections:
                sections = section_jobs(site, texts)
                new.append(self._write_index(site, sections))
                jobs += sections
            for job in jobs:
                files = _standing_files(job, record, summaries)
                kept += files
                if not files:
                    todo.append(self._work(job, texts))
        for done in workers.render(todo, _ticker(self.progress, "Writing pages", len(todo))):
            new += done.files
            self.cache["fragment"].add_all(done.parts)
            if done.summary:
                summaries[done.pair] = done.summary
                self.cache["pair"].add(done.pair, done.summary.dump())
        for path, content in _overviews(sites, manifests, summaries, rows):
            file = Written(path, _content_key(path, content), len(content))
            self._refuse_unknown(file)
            if record.files.get(path) == file:
                kept.append(file)
            else:
                new.append(self.stage.write(path, file.key, content))
        return kept, new

    def _work(self, job: Job, texts: KnownTexts) -> Work:
        if isinstance(job, SectionJob):
            return Work(job, (), self.cache["fragment"].find_all((*job.parts, *job.ages)))
        return Work(job, texts.sections(job.chain) if job.chain else ())

    def _write_index(self, site: PolicySite, jobs: Sequence[SectionJob]) -> Written:
        path, content = section_index_page(SectionIndexJob(head=site.head, jobs=tuple(jobs)))
        return self.stage.write(path, sections_key(site, program_key()), content)


def _content_key(path: str, content: bytes) -> str:
    return digest(path, sha256(content).hexdigest())


def _standing_sections(site: PolicySite, record: Record) -> list[Written]:
    """Return the pages of sections where all of them still hold, without asking which there are."""
    index = record.files.get(index_path(site.head))
    if not record.build_key or index is None or index.key != sections_key(site, program_key()):
        return []
    folder = index_path(site.head).removesuffix("index.html")
    return [file for path, file in record.files.items() if path.startswith(folder)]


def _refuse_newest(newest: Revision, texts: KnownTexts) -> None:
    """Refuse what can still be mended; what lies further back is told as well as can be."""
    refuse_no_text(newest.path, newest)
    if newest.text_oid:
        place = f"{newest.path} (commit {newest.commit[:12]})"
        if not decode_text(texts.source(newest.text_oid), place).strip():
            raise PolicyError(newest.path, "is empty; a policy that ended is deleted, not emptied")


def _standing_files(job: Job, record: Record, summaries: Mapping[str, PairSummary]) -> list[Written]:
    """Return a job's files where they still hold, else nothing."""
    if isinstance(job, RedlineJob) and job.consecutive and job.pair not in summaries:
        return []
    files = [record.files[path] for path in job.paths if path in record.files]
    if len(files) < len(job.paths):
        return []
    key = job.key(program_key())
    return files if all(file.key == key for file in files) else []


def _overviews(
    sites: Sequence[PolicySite], manifests: Sequence[Manifest], summaries: Mapping[str, PairSummary], rows: Rows
) -> Iterator[tuple[str, bytes]]:
    shared = [Trail.of(site.history.policy).shared_slug for site in sites]
    for number, site in enumerate(sites):
        others = (each for each in range(len(sites)) if each != number and shared[each] == shared[number])
        yield from policy_files(site, manifests[number], [manifests[each] for each in others], summaries, rows)
    yield from site_files(sites)


def _warnings(site: PolicySite) -> Iterator[str]:
    for version_id, known in list(site.recorded.items())[:1]:
        yield (
            f"{site.history.policy.path}: version {version_id} was published from commit {known.commit[:12]}, which "
            f"has another name here{_and_more(len(site.recorded) - 1)}: the history was rewritten since (a purge, an "
            "amended commit). What is published of them stays as it is, with its links in the chain"
        )
    yield from dict.fromkeys(warning for terms in site.terms.values() for warning in terms.warnings)
    for warning in site.history.warnings:
        yield f"{warning.path} (commit {warning.commit[:12]}): {warning.message}"
    if site.redlines is Redlines.ALL and not site.compares_with_newest:
        yield f"{site.history.policy.path}: too many versions to compare each with the newest, so only neighbours are"


def _of_days_to_come(
    histories: Sequence[History], revisions: Sequence[Sequence[Revision]], zone: tzinfo, today: date
) -> Iterator[str]:
    """Warn of what is not published yet because a commit says that it was made on a day that is still to come."""
    for history, own in zip(histories, revisions, strict=True):
        told = {version.commit for version in history.versions}
        dated = ((each, each.committed_at.astimezone(zone).date()) for each in own if each.commit not in told)
        for revision, day in dated:
            if day > today:
                yield (
                    f"{revision.path} (commit {revision.commit[:12]}): is dated {day}, a day that is still to come, so "
                    "neither it nor what was committed after it is published until then. Where a clock was wrong, make "
                    "these commits anew: nothing of them is published"
                )
                break


def _and_more(number: int) -> str:
    return f", as have those of {number:,} more" if number else ""


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
