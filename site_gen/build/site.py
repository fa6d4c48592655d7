"""One build: what each policy's history is today, which files of the last build still hold, and the rest made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from site_gen.build.cache import Cache
from site_gen.build.folder import OutputFolder, Record, Stage, Written
from site_gen.build.keys import content_key
from site_gen.build.make import Maker
from site_gen.build.pages.notes import plain_words
from site_gen.build.plan import PolicySite, with_translations
from site_gen.build.texts import KnownTexts
from site_gen.build.walk import Walk, walk_policies
from site_gen.build.warn import warn_of_days_to_come, warn_of_policy
from site_gen.build.workers import Workers, ticker
from site_gen.build.writing import Writer
from site_gen.catalogue import words_in
from site_gen.declared.configuration import time_zone_of
from site_gen.declared.note_fields import is_like_a_note, way_out_of_policies
from site_gen.errors import PolicyError, PublishedError
from site_gen.git.repository import Repository
from site_gen.history.declarations import (
    Declared,
    language_folder,
    read_declared,
    read_notes,
    read_notices_given,
    read_removed,
)
from site_gen.history.governing_terms import read_terms
from site_gen.history.old_notes import pass_over_faults
from site_gen.history.old_texts import refuse_no_text
from site_gen.history.reader import Sources, assemble_histories, text_places
from site_gen.model.history import History, Revision
from site_gen.options import Options, Progress
from site_gen.program import program_key
from site_gen.record.guard import Guard
from site_gen.record.published import PublishedPolicy, PublishedVersion
from site_gen.record.read import Listed, read_folder, read_listed, read_published
from site_gen.record.unrecorded import warn_of_removed, warn_of_unrecorded
from site_gen.signals.facts.standing import SegmentFacts
from site_gen.text.decode import decode_text

_MANIFEST = "/manifest.json"


class Outcome(Struct, frozen=True):
    """What a build came to."""

    policies: Sequence[PolicySite]
    kept: Sequence[Written]
    """Files of the last build that still hold."""
    new: Sequence[Written]
    """Files that were staged."""
    published: Sequence[PublishedPolicy]
    """What was published before."""
    unrecorded: tuple[str, ...]
    """What nobody can know without a record of what was published, and what waits for a day to come."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know though nothing was refused."""
        return (*self.unrecorded, *(warning for policy in self.policies for warning in warn_of_policy(policy)))


class Site(Struct, frozen=True):
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
        listed = read_listed(self.options.published) if self.options.published else Listed()
        published = self._read_published(declared, listed.slugs)
        walk = walk_policies(self.repository, declared, published)
        texts = KnownTexts(self.cache, self.repository)
        places = text_places(revision for own in walk.revisions for revision in own)
        unread = [oid for oid in places if oid not in texts.facts]
        for policy in walk.policies:
            words_in(policy.language)  # read once, for all processes
        workers = Workers(self._maker(places, unread), self.options.jobs)
        try:
            for read in workers.survey(unread, ticker(self.progress, "Reading versions", len(unread))):
                texts.learn(read)
            for own in walk.revisions:
                _refuse_newest(own[-1], texts, may_be_a_note=declared.is_by_name)
            zone = time_zone_of(declared.organisation)
            histories = self._assemble(walk, texts, zone, published)
            sites = self._plan_sites(histories, declared, walk, texts, published)
            writer = Writer(self.cache, self.stage, record, self._refuse_unknown)
            writer.write(sites, texts, workers, self.progress)
        finally:
            workers.close()
        unknown = () if published else tuple(self._warn_without_record(declared, walk.revisions))
        if self.options.is_current:
            unknown += tuple(warn_of_days_to_come(histories, walk.revisions, zone, self.options.today))
        return Outcome(sites, writer.kept, writer.new, published, (*listed.warnings, *unknown))

    def _maker(self, places: Mapping[str, str], unread: Sequence[str]) -> Maker:
        segments = SegmentFacts(self.cache["segments"].kept() if unread else {})
        return Maker(self.repository, places, program_key(), self.stage, segments)

    def _assemble(
        self, walk: Walk, texts: KnownTexts, zone: tzinfo, published: Sequence[PublishedPolicy]
    ) -> tuple[History, ...]:
        """Return each policy's history; raise PublishedError where it would change what is published, undeclared."""
        bound = () if self.options.replace_published else published
        announced = {each.slug: each.announcements for each in bound}
        notes = read_notes(self.repository, walk.revisions)
        sources = Sources(pass_over_faults(notes) if self.options.takes_unfinished_notes else notes, texts, zone)
        histories = assemble_histories(walk.policies, walk.revisions, sources, self.options.today, announced)
        sha256 = {oid: facts.sha256 for oid, facts in texts.facts.items()}
        Guard(self.repository, bound, self.options.today, plain_words).refuse(histories, sha256)
        return histories

    def _plan_sites(
        self,
        histories: Sequence[History],
        declared: Declared,
        walk: Walk,
        texts: KnownTexts,
        published: Sequence[PublishedPolicy],
    ) -> list[PolicySite]:
        planned = with_translations(list(self._plan(histories, declared, walk.revisions, texts)))
        feed_ids = {each.slug: each.feed_id for each in published}
        return [
            replace(
                site,
                line_through=walk.line_through,
                recorded=self._recorded_versions(site, published),
                feed_id=feed_ids.get(site.slug, ""),
            )
            for site in planned
        ]

    def _warn_without_record(self, declared: Declared, revisions: Sequence[Sequence[Revision]]) -> Iterator[str]:
        yield from warn_of_unrecorded(self.repository, revisions)
        if declared.is_by_name:
            yield from warn_of_removed(read_removed(self.repository, ()), revisions)

    def _recorded_versions(self, site: PolicySite, published: Sequence[PublishedPolicy]) -> dict[str, PublishedVersion]:
        """Return what is published of versions whose commit has another name now: their links in the chain stay."""
        if self.options.replace_published:
            return {}
        commits = {version.version_id: version.commit for version in site.history.versions}
        known = (version for policy in published if policy.slug == site.slug for version in policy.versions)
        return {each.version_id: each for each in known if commits.get(each.version_id, each.commit) != each.commit}

    def _key_on_disk(self, path: str) -> str:
        try:
            return content_key(path, (self.folder.path / path).read_bytes())
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

    def _read_published(self, declared: Declared, listed: Sequence[str]) -> tuple[PublishedPolicy, ...]:
        """Read what is published: in the folder, and where the user says, of all that is listed there."""
        # By content: when a file was last written to says whether its page may be skipped, never what is published.
        manifests = (file for path, file in self.folder.record().files.items() if path.endswith(_MANIFEST))
        whole = [file.path for file in manifests if self._key_on_disk(file.path) == file.key]
        own = read_folder(self.folder.path, whole)
        if not self.options.published:
            return own
        removed = () if listed or not declared.is_by_name else read_removed(self.repository, ())
        slugs = (slug for each in (*declared.policies, *removed) for slug in (each.slug, language_folder(each)))
        return (*own, *read_published(self.options.published, (*slugs, *listed)))

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


def _refuse_newest(newest: Revision, texts: KnownTexts, *, may_be_a_note: bool) -> None:
    """Refuse a newest text that is none, is empty, or is a note: it can still be mended, as older ones cannot."""
    refuse_no_text(newest.path, newest)
    if newest.text_oid:
        place, source = f"{newest.path} (commit {newest.commit[:12]})", texts.source(newest.text_oid)
        if not decode_text(source, place).strip():
            raise PolicyError(newest.path, "is empty; a policy that ended is deleted, not emptied")
        if may_be_a_note and is_like_a_note(source):
            problem = f"is a change note, and would be published as a policy; {way_out_of_policies(newest.path)}"
            raise PolicyError(newest.path, problem)
