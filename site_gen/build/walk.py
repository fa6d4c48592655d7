"""Which policies a build publishes, and the revisions of each: those that are there, and those that were published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta, tzinfo
from typing import NamedTuple

from site_gen.declared.configuration import CONFIG_PATH, time_zone_of
from site_gen.errors import ConfigError, HistoryError
from site_gen.git.main_line import Step
from site_gen.git.pulls import line_through_pulls
from site_gen.git.repository import Repository
from site_gen.history.declarations import Declared, name_folders, read_removed, refuse_none
from site_gen.history.steps import read_steps
from site_gen.history.walk import read_revisions, walk
from site_gen.model.history import Revision
from site_gen.model.policy import Policy
from site_gen.record.guard import follow, published_line, settle
from site_gen.record.published import PublishedPolicy, PublishedVersion


class Walk(NamedTuple):
    """The policies of a site, each with its revisions, oldest first."""

    policies: tuple[Policy, ...]
    revisions: Sequence[Sequence[Revision]]
    line_through: tuple[str, ...] = ()
    """The commits that lead the main line off git's first parents."""


def walk_policies(repository: Repository, declared: Declared, published: Sequence[PublishedPolicy]) -> Walk:
    """Walk every policy that is published or will be, through all commits that were published."""
    try:
        walk = _walk(repository, declared, published, ())
    except (ConfigError, HistoryError):  # what git's own line lacks may be on the one that was published
        steps, joints = published_line(repository, published, ())
        if published and not steps:
            steps, joints = line_through_pulls(repository)
        if not steps:
            raise
    else:
        steps, joints = published_line(repository, published, walk.revisions)
        if not steps:
            return _through_pulls(repository, declared, published, walk)
    return _walk(repository, declared, published, steps)._replace(line_through=joints)


def _through_pulls(
    repository: Repository, declared: Declared, published: Sequence[PublishedPolicy], walk: Walk
) -> Walk:
    """Walk through what pulls took off git's line, where more of what is published is found on it.

    In a history that was rewritten, or moved, before any build told of the pull, the commits have other names: there
    only the days tell. Of a policy's end only the day is ever published.
    """
    zone = time_zone_of(declared.organisation)
    if not (missed := _count_missed(published, walk, zone)):
        return walk
    steps, joints = line_through_pulls(repository)
    if not steps:
        return walk
    other = _walk(repository, declared, published, steps)._replace(line_through=joints)
    return other if _count_missed(published, other, zone) < missed else walk


def _count_missed(published: Iterable[PublishedPolicy], walk: Walk, zone: tzinfo) -> int:
    """Count the published commits and ends of which a walk found neither the commit itself nor one of its day.

    One more is missed where a policy that is published as standing has ended: its file went on under another name.
    """
    own = {policy.slug: revisions for policy, revisions in zip(walk.policies, walk.revisions, strict=True)}
    missed = 0
    for each in published:
        days = {event.commit: event.on for known in each.versions for event in known.events}
        here = list(_dated(own.get(each.slug, ()), zone))
        names = {found.commit for found in here}
        wanted = Counter(day for commit, day in days.items() if commit not in names)
        found = Counter(found.day for found in here if found.commit not in days)
        missed += (wanted - found).total()
        if each.ended_on is None:
            missed += any(found.is_removal for found in here[-1:])
        else:
            missed += each.ended_on not in {found.day for found in here if found.is_removal}
    return missed


class _Dated(NamedTuple):
    commit: str
    day: date
    is_removal: bool


def _dated(revisions: Sequence[Revision], zone: tzinfo) -> Iterator[_Dated]:
    """Yield the commits of a policy, each with the day of which it counts: none is before the newest text's."""
    latest = date.min
    for step in read_steps(revisions, lambda each: each.text_oid or "", zone):
        day = max(latest, step.day)
        latest = day if step.is_version else latest
        yield _Dated(step.revision.commit, day, step.is_removal)


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
    revisions = _divide(repository, walked, line, published)
    policies, gone = walked[: len(declared.policies)], walked[len(declared.policies) :]
    _refuse_moved(repository, policies, gone, revisions[len(policies) :])
    return Walk(*settle(policies, gone, revisions))


def _divide(
    repository: Repository, policies: Sequence[Policy], line: Sequence[Step], published: Sequence[PublishedPolicy]
) -> Sequence[Sequence[Revision]]:
    """Walk the policies, of which one may have taken the name that another had; what is published says whose it is.

    A history that was published in both folders stays in both. Raises ConfigError where one would take the folder.
    """
    found = walk(repository, policies, line)
    if not found.successions:
        return found.revisions
    known = {each.slug: each.versions for each in published}
    held = {revision.commit for revisions in found.revisions for revision in revisions}
    own = dict(zip((policy.path for policy in policies), zip(policies, found.revisions, strict=True), strict=True))
    undivided = set()
    for each in found.successions:
        (policy, revisions), (heir, _) = own[each.policy_path], own[each.heir_path]
        if _is_its_own(known.get(policy.slug, ()), revisions, held):
            continue
        if heir.slug not in known:
            raise _name_taken(policy, heir)
        undivided.add(policy.path)
    return walk(repository, policies, line, undivided).revisions if undivided else found.revisions


def _is_its_own(published: Iterable[PublishedVersion], revisions: Sequence[Revision], held: Container[str]) -> bool:
    """Whether all that is published of a policy is of these revisions, and nothing of who had its path before.

    A history that was moved to another repository has other commits: there the day of a version tells.
    """
    own = {revision.commit for revision in revisions}
    begun_on = revisions[0].committed_at.date() - timedelta(days=1)  # in the publisher's zone, maybe the day before
    return all(each.commit in own or (each.commit not in held and each.published_on >= begun_on) for each in published)


def _name_taken(policy: Policy, heir: Policy) -> ConfigError:
    return ConfigError(
        policy.path,
        f"has the name of the policy that is published at /{policy.slug}/, whose text is at {heir.path} now. Say in "
        f'{CONFIG_PATH} which is which: a [[policy]] with path = "{heir.path}" and slug = "{policy.slug}", and one '
        f'with path = "{policy.path}" and a slug of its own; list all others there too',
    )


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
