"""Which policies a build publishes, and the revisions of each: those that are there, and those that were published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from site_gen.declared.configuration import CONFIG_PATH
from site_gen.errors import ConfigError
from site_gen.git.main_line import Step
from site_gen.git.repository import Repository
from site_gen.history.declarations import Declared, name_folders, read_removed, refuse_none
from site_gen.history.walk import read_revisions
from site_gen.model.history import Revision
from site_gen.model.policy import Policy
from site_gen.record.guard import follow, published_line, settle
from site_gen.record.published import PublishedPolicy


class Walk(NamedTuple):
    """The policies of a site, each with its revisions, oldest first."""

    policies: tuple[Policy, ...]
    revisions: Sequence[Sequence[Revision]]
    line_through: tuple[str, ...] = ()
    """The commits that lead the main line off git's first parents."""


def walk_policies(repository: Repository, declared: Declared, published: Sequence[PublishedPolicy]) -> Walk:
    """Walk every policy that is published or will be, through all commits that were published."""
    walk = _walk(repository, declared, published, ())
    steps, joints = published_line(repository, published, walk.revisions)
    if steps:
        walk = _walk(repository, declared, published, steps)
    return walk._replace(line_through=joints)


def _walk(
    repository: Repository, declared: Declared, published: Sequence[PublishedPolicy], line: Sequence[Step]
) -> Walk:
    """Walk each policy under the folder in which it is published."""
    known = {each.slug: each.language for each in published}
    there = {policy.slug: policy.language for policy in name_folders(declared.policies, known)}
    removed = read_removed(repository, line) if declared.is_by_name and known.items() - there.items() else ()
    paths = {p.path for p in name_folders([*declared.policies, *removed], known) if p.slug in known}
    former = [policy for policy in removed if policy.path in paths]
    others = [policy for policy in removed if policy.path not in paths]
    if former and others:
        former = follow(former, others, read_revisions(repository, others, line))
    walked = name_folders([*declared.policies, *former], known)
    refuse_none(walked, repository)
    revisions = read_revisions(repository, walked, line)
    policies, gone = walked[: len(declared.policies)], walked[len(declared.policies) :]
    _refuse_moved(repository, policies, gone, revisions[len(policies) :])
    return Walk(*settle(policies, gone, revisions))


def _refuse_moved(
    repository: Repository, policies: Sequence[Policy], gone: Sequence[Policy], revisions: Sequence[Sequence[Revision]]
) -> None:
    """Refuse to call a policy withdrawn whose very text stands where no policy is: its file was only moved."""
    known = {policy.path for policy in policies}
    files = repository.listing() if gone else {}
    moved = {oid: path for path, oid in files.items() if path not in known}
    for policy, own in zip(gone, revisions, strict=True):
        last = next((revision.text_oid for revision in reversed(own) if revision.text_oid), None)
        if last in moved:
            problem = f"is published, and its text is now at {moved[last]}; list that in {CONFIG_PATH}"
            raise ConfigError(policy.path, f'{problem} as [[policy]], with `path` and slug = "{policy.slug}"')
