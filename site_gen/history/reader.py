"""The one way from commits to the histories of policies; whoever asks brings what answers for the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, tzinfo
from functools import reduce
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import time_zone_of
from site_gen.errors import ConfigError, HistoryError, UnknownPolicyError
from site_gen.git.main_line import Step
from site_gen.git.pulls import line_through_pulls
from site_gen.git.repository import Repository
from site_gen.history.declarations import read_declared, read_notes, read_policies, read_removed
from site_gen.history.note_placement import Notes
from site_gen.history.old_notes import nothing_in, pass_over_faults
from site_gen.history.old_texts import Legibility, with_readings
from site_gen.history.purged import keep_places
from site_gen.history.recognition import recognize
from site_gen.history.steps import read_steps
from site_gen.history.versions import assemble
from site_gen.history.walk import read_revisions
from site_gen.model.history import History, Revision
from site_gen.model.note import ChangeNote, Note, WithdrawingNote
from site_gen.model.policy import Policy
from site_gen.model.version import Announcement
from site_gen.options import Options
from site_gen.text.decode import Reading
from site_gen.text.document import Document
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Heading, Section, headings, sections
from site_gen.text.published import read_document


class TextSource(Protocol):
    """Answers for texts by their git object ids."""

    def fingerprint(self, oid: str) -> str:
        """Return a fingerprint, equal for texts that a reader cannot tell apart."""

    def sha256(self, oid: str) -> str:
        """Return the SHA-256 of a text's bytes."""

    def reading(self, oid: str) -> Legibility:
        """Return how a text was read."""

    def headings(self, oid: str) -> tuple[Heading, ...]:
        """Return a text's headings in order."""


def read_histories(options: Options, repository: Repository) -> tuple[History, ...]:
    """Return the history of each policy that the repository publishes, as of the day that the options name.

    For display only: a note that cannot be read counts as none, with a warning, and stops nothing.
    """
    organisation, policies = read_policies(options, repository)
    return _read(repository, policies, _revisions_of(repository, policies), time_zone_of(organisation), options.today)


def _revisions_of(repository: Repository, policies: Sequence[Policy]) -> Sequence[Sequence[Revision]]:
    """Read revisions to show; where git's first parents lack a policy, through what pulls took off them."""
    try:
        return read_revisions(repository, policies)
    except UnknownPolicyError:
        if line := line_through_pulls(repository).steps:
            return read_revisions(repository, policies, line)
        raise


def read_ended(options: Options, repository: Repository) -> tuple[History, ...]:
    """Return the history of each policy that was one by its name and is gone, where nobody lists or names policies.

    A file that was only renamed is none of them, nor one that had no version by the day that the options name.
    """
    declared = read_declared(options, repository)
    removed = read_removed(repository, ()) if declared.is_by_name else ()
    walked = read_revisions(repository, [*declared.policies, *removed]) if removed else ()
    there = {revision.path for own in walked[: len(declared.policies)] for revision in own}
    zone = time_zone_of(declared.organisation)
    found: list[History] = []
    for policy, own in zip(removed, walked[len(declared.policies) :], strict=True):
        if policy.path not in there:
            with suppress(HistoryError):
                found += _read(repository, [policy], [own], zone, options.today)
    return tuple(found)


def _read(
    repository: Repository,
    policies: Sequence[Policy],
    revisions: Sequence[Sequence[Revision]],
    zone: tzinfo,
    today: date,
) -> tuple[History, ...]:
    texts = ParsedTexts(repository, (revision for own in revisions for revision in own))
    notes = pass_over_faults(read_notes(repository, revisions))
    return assemble_histories(policies, revisions, Sources(notes, texts, zone), today)


def read_history(
    repository: Repository,
    policy: Policy,
    zone: tzinfo,
    *,
    others: Sequence[Policy] = (),
    forgiving: bool = False,
    line: Sequence[Step] = (),
) -> tuple[History, TextSource]:
    """Return one policy's whole history, whatever the day, and what answers for its texts.

    `others` are the site's other policies, of which one may have been at the policy's path, or be where it was.
    With `forgiving`, a note that nobody can read counts as one that says nothing; otherwise it raises ConfigError.
    `line` is the main line where git's first parents are not it.
    Raises UnknownPolicyError where no commit holds the policy.
    """
    revisions = read_revisions(repository, [policy], line)
    if _may_share_a_path(policy, revisions[0], others):
        revisions = read_revisions(repository, [policy, *others], line)[:1]
    texts = ParsedTexts(repository, revisions[0])
    notes = read_notes(repository, revisions)
    if forgiving:
        notes = {oid: _make_readable(note) for oid, note in notes.items()}
    (history,) = assemble_histories([policy], revisions, Sources(notes, texts, zone), date.max)
    return history, texts


def _may_share_a_path(policy: Policy, own: Sequence[Revision], others: Sequence[Policy]) -> bool:
    """Whether another policy is where this one was, or this one was gone for a while, perhaps to another's path."""
    paths = {revision.path for revision in own}
    removals = [revision.text_oid is None for revision in own]
    return True in removals[:-1] or any(each.path in paths or policy.path in each.formerly for each in others)


class Sources(Struct, frozen=True):
    """What answers for the notes and texts that revisions name, and the time zone in which their days are counted."""

    notes: Notes
    texts: TextSource
    zone: tzinfo


def assemble_histories(
    policies: Sequence[Policy],
    revisions: Sequence[Sequence[Revision]],
    sources: Sources,
    today: date,
    announced: Mapping[str, Sequence[Announcement]] = MappingProxyType({}),
) -> tuple[History, ...]:
    """Return the history of each policy from its own revisions and their notes.

    `announced` is what is published of versions, oldest first, by slug.
    """

    def history_of(policy: Policy, own: Sequence[Revision]) -> History:
        read = with_readings(own, sources.texts.reading)
        steps = tuple(read_steps(read, lambda each: sources.texts.fingerprint(each.text_oid or ""), sources.zone))
        published = announced.get(policy.slug, ())
        known = recognize(steps, published, sources.texts.sha256)
        steps, known = keep_places(steps, published, known, _taken_down(own, sources.notes), sources.texts.sha256)
        return assemble(policy, steps, _as_named_there(sources.notes, own), today, known)

    return tuple(
        history_of(policy, _since_it_began(own, revisions)) for policy, own in zip(policies, revisions, strict=True)
    )


def _taken_down(own: Sequence[Revision], notes: Notes) -> Mapping[str, str]:
    """Return the first commit that takes a version down, by the version's id."""
    named = [(notes[oid], revision.commit) for revision in own for _, oid in revision.note_oids]
    return {note.version_id: commit for note, commit in named[::-1] if isinstance(note, WithdrawingNote)}


def _since_it_began(own: Sequence[Revision], every: Sequence[Sequence[Revision]]) -> Sequence[Revision]:
    """Leave out the notes that came before a policy's first text and are another language's too."""
    begun = next((number for number, each in enumerate(own) if each.text_oid or each.no_text), 0)
    if not begun:
        return own
    shared = {note for revisions in every if revisions is not own for each in revisions for note in each.note_oids}
    early = [replace(each, note_oids=tuple(n for n in each.note_oids if n not in shared)) for each in own[:begun]]
    return (*early, *own[begun:])


def _as_named_there(notes: Notes, own: Sequence[Revision]) -> Notes:
    """Return the notes under the paths that one policy's revisions give them: another's may hold the same words."""
    paths = {oid: path for revision in own for path, oid in revision.note_oids}
    return dict(notes) | {
        oid: replace(note, path=paths[oid])
        for oid, note in notes.items()
        if not isinstance(note, ConfigError) and paths.get(oid, note.path) != note.path
    }


def outline(history: History, texts: TextSource) -> tuple[Section, ...]:
    """Return the sections of the newest version under the anchors that the versions before it gave them."""
    none: tuple[Section, ...] = ()
    oids = (version.text_oid for version in history.versions)
    return reduce(lambda before, oid: sections(texts.headings(oid), before), oids, none)


def text_places(revisions: Iterable[Revision]) -> dict[str, str]:
    """Name, by its object id, where each text stands: the path and the newest commit that left it there."""
    return {each.text_oid: f"{each.path} (commit {each.commit[:12]})" for each in revisions if each.text_oid}


class ParsedTexts:
    """Parses each text when it is first asked for."""

    def __init__(self, repository: Repository, revisions: Iterable[Revision]) -> None:
        self._places = text_places(revisions)
        self._sources = dict(repository.blobs(self._places))
        self._read: dict[str, tuple[Document, Reading]] = {}

    def fingerprint(self, oid: str) -> str:
        """Return a fingerprint, equal for texts that a reader cannot tell apart."""
        return fingerprint(self._document(oid)[0])

    def sha256(self, oid: str) -> str:
        """Return the SHA-256 of a text's bytes."""
        return hashlib.sha256(self._sources[oid]).hexdigest()

    def reading(self, oid: str) -> Reading:
        """Return how a text was read."""
        return self._document(oid)[1]

    def headings(self, oid: str) -> tuple[Heading, ...]:
        """Return a text's headings in order."""
        return headings(self._document(oid)[0])

    def _document(self, oid: str) -> tuple[Document, Reading]:
        if oid not in self._read:
            self._read[oid] = read_document(self._sources[oid], self._places[oid])
        return self._read[oid]


def _make_readable(note: Note | ConfigError) -> Note:
    """Let a change repair a published note that nobody can read: what it declared is then unknown, not an obstacle."""
    if isinstance(note, ChangeNote):
        return replace(note, fault=None)
    return nothing_in(note) if isinstance(note, ConfigError) else note
