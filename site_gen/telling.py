"""The histories of a repository's policies, for whoever needs no pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from site_gen.config import time_zone_of
from site_gen.document import Document, parse
from site_gen.git import Repository
from site_gen.history import assemble
from site_gen.model import History, Revision
from site_gen.options import Options
from site_gen.reading import decoded
from site_gen.render.blocks import fingerprint
from site_gen.sources import read_notes, read_policies


def histories(options: Options, repository: Repository) -> Iterator[History]:
    """Tell each policy's history."""
    organisation, policies = read_policies(options, repository)
    revisions = repository.revisions(policies)
    notes = read_notes(repository, revisions)
    for policy, own in zip(policies, revisions, strict=True):
        texts = dict(repository.blobs(r.text_oid for r in own if r.text_oid))

        @cache
        def document(oid: str, path: str = policy.path, texts: dict[str, bytes] = texts) -> Document:
            return parse(decoded(texts[oid], path))

        def shown(revision: Revision) -> str:
            return fingerprint(document(revision.text_oid or ""))

        yield assemble(policy, own, notes, shown, time_zone_of(organisation), options.today)
