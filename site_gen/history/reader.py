"""The histories of a repository's policies, for whoever needs no pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce

from site_gen.declared.configuration import time_zone_of
from site_gen.git.repository import Repository
from site_gen.history.declarations import read_notes, read_policies
from site_gen.history.versions import Notes, assemble
from site_gen.history.walk import read_revisions
from site_gen.model import History, Organisation, Policy, Revision
from site_gen.options import Options
from site_gen.text.decode import decoded
from site_gen.text.document import Document, parse
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Section, headings, sections


@dataclass(frozen=True, slots=True)
class Telling:
    """A policy's history with its texts."""

    history: History
    document: Callable[[str], Document]
    """Parses a version's text, given its object id."""

    def outline(self) -> tuple[Section, ...]:
        """Return the sections of the newest version under the anchors that the versions before it gave them."""
        texts = dict.fromkeys(version.text_oid for version in self.history.versions)
        empty: tuple[Section, ...] = ()
        return reduce(lambda before, oid: sections(headings(self.document(oid)), before), texts, empty)


def histories(options: Options, repository: Repository) -> Iterator[History]:
    """Tell each policy's history."""
    organisation, policies = read_policies(options, repository)
    revisions = read_revisions(repository, policies)
    notes = read_notes(repository, revisions)
    for policy, own in zip(policies, revisions, strict=True):
        yield tell(repository, organisation, policy, own, notes, options.today).history


def tell(
    repository: Repository,
    organisation: Organisation,
    policy: Policy,
    revisions: Sequence[Revision],
    notes: Notes,
    today: date,
) -> Telling:
    """Tell one policy's history from its revisions."""
    texts = dict(repository.blobs(revision.text_oid for revision in revisions if revision.text_oid))

    @cache
    def document(oid: str) -> Document:
        return parse(decoded(texts[oid], policy.path), policy.path)

    def shown(revision: Revision) -> str:
        return fingerprint(document(revision.text_oid or ""))

    return Telling(assemble(policy, revisions, notes, shown, time_zone_of(organisation), today), document)
