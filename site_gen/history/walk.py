"""Walk the main line once for all policies: each policy's revisions, wherever its file has lived."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from site_gen.declared.configuration import CONFIG_PATH, lists_one_of, policy_by_name
from site_gen.errors import UnknownPolicyError
from site_gen.git.log import Commit, Move
from site_gen.git.main_line import Step
from site_gen.git.pulls import line_through_pulls
from site_gen.git.repository import Repository
from site_gen.history.lineage import Trail, arrivals, revisions
from site_gen.history.old_texts import refuse_no_text
from site_gen.history.succession import Moves, Succession, successions, trail_since
from site_gen.model.history import Revision
from site_gen.model.policy import Policy


def read_revisions(
    repository: Repository, policies: Sequence[Policy], line: Sequence[Step] = ()
) -> tuple[tuple[Revision, ...], ...]:
    """Return each policy's revisions up to the tip, oldest first, in one walk however many the policies.

    `line` is the main line where git's first parents are not it.
    Raises UnknownPolicyError where no commit holds a policy.
    """
    return walk(repository, policies, line).revisions


class Walked(NamedTuple):
    """What a walk found."""

    revisions: tuple[tuple[Revision, ...], ...]
    """Of each policy, oldest first."""
    successions: tuple[Succession, ...]
    """The policies whose path was another's before."""


def walk(
    repository: Repository, policies: Sequence[Policy], line: Sequence[Step] = (), undivided: Container[str] = ()
) -> Walked:
    """Return each policy's revisions, and which of them took another's path.

    `undivided` are paths whose whole history stays theirs, whoever took it along too.
    """
    trails, commits, moves = _walk(repository, [Trail.of(policy) for policy in policies], line)
    seen = successions(trails, commits, moves)
    taken = defaultdict[str, list[Succession]](list)
    for each in seen:
        if each.policy_path not in undivided:
            taken[each.policy_path].append(each)
    own = [
        trail_since(taken[trail.policy.path], trail, commits, moves) if trail.policy.path in taken else trail
        for trail in trails
    ]
    listed = {trail.policy.path: _listed_at(repository, trail, commits) for trail in own if trail.policy.was_draft}
    found = tuple(tuple(_revisions_of(trail, own, commits, taken, listed.get(trail.policy.path, 0))) for trail in own)
    _refuse_unknown(repository, policies, found)
    return Walked(found, tuple(chain.from_iterable(taken.values())))


def _listed_at(repository: Repository, trail: Trail, commits: Sequence[Commit]) -> int:
    """Return the position of the first commit whose policy.toml lists the policy: until then its text was a draft."""
    touched = {
        commit.oid: number
        for number, commit in enumerate(commits)
        if any(change.path == CONFIG_PATH for change in commit.changes)
    }
    texts = repository.texts_at((oid, CONFIG_PATH) for oid in touched)
    listed = (touched[oid] for (oid, _), data in texts.items() if lists_one_of(data, trail.paths))
    return min(listed, default=len(commits))


def _revisions_of(
    trail: Trail,
    trails: Sequence[Trail],
    commits: Sequence[Commit],
    taken: Mapping[str, Sequence[Succession]],
    listed: int,
) -> Iterator[Revision]:
    same = [other for other in trails if other.shared_slug == trail.shared_slug and other is not trail]
    won = taken.get(trail.policy.path, ())
    held = _folders_held(trail, [each for each in trails if each not in (trail, *same)], taken)
    start = max(listed, won[-1].begins if won else 0)
    return revisions(trail, commits, same, start=start, since={each.path: each.start for each in won}, held=held)


def _folders_held(trail: Trail, others: Sequence[Trail], taken: Mapping[str, Sequence[Succession]]) -> dict[str, range]:
    """Return at which positions a folder of notes is the policy's, if another policy had it before or has it since."""
    held = defaultdict[str, range](lambda: range(sys.maxsize))
    for other in others:
        for each in taken.get(other.policy.path, ()):
            if each.heir_path == trail.policy.path:
                for folder in (*other.own_folders(), *other.shared_folders()):
                    held[folder] = held[folder][: each.start]
    for each in taken.get(trail.policy.path, ()):
        named = Trail.of(policy_by_name(each.path))
        for folder in (*named.own_folders(), *named.shared_folders()):
            held[folder] = range(max(held[folder].start, each.start), held[folder].stop)
    return held


def _refuse_unknown(repository: Repository, policies: Sequence[Policy], found: Sequence[Sequence[Revision]]) -> None:
    for policy, own in zip(policies, found, strict=True):
        if not any(revision.text_oid for revision in own):
            if own:
                refuse_no_text(policy.path, own[-1])
            raise UnknownPolicyError(_no_such_policy(repository, policy, {each.path for each in policies}))


def _walk(
    repository: Repository, trails: Sequence[Trail], line: Sequence[Step]
) -> tuple[Sequence[Trail], Sequence[Commit], Moves]:
    """Log every path of every policy, again only where a move reveals an earlier one."""
    settled: set[tuple[str, str]] = set()
    moves: dict[str, list[Move]] = {}  # all of them: what one policy's trail revealed may concern another's
    while True:
        commits = repository.log(dict.fromkeys(spec for trail in trails for spec in trail.pathspecs()), line)
        new = [(commit, path) for commit, path in arrivals(trails, commits) if (commit.oid, path) not in settled]
        settled.update((commit.oid, path) for commit, path in new)
        moves |= {each.oid: list(repository.moves(each)) for each in dict.fromkeys(commit for commit, _ in new)}
        known, trails = trails, [trail.extend([*chain(*moves.values())]) for trail in trails]
        if trails == known:
            return known, commits, moves


def _no_such_policy(repository: Repository, policy: Policy, others: set[str]) -> str:
    """Say what the user may have meant that is not one of the other policies."""
    names = set(repository.names()) - others
    texts = sorted(name for name in names if name.lower().endswith((".md", ".markdown", ".txt")))
    same = [text for text in texts if Path(text).name.lower() == Path(policy.path).name.lower()]
    near = list(dict.fromkeys(same + get_close_matches(policy.path, texts, n=5, cutoff=0.5)))[:5]
    problem = f"{policy.path}: no commit up to {repository.tip[:12]} holds a file at this path."
    if obstacle := repository.obstacle(policy.path) or repository.nested(policy.path):
        return f"{policy.path}: {obstacle}"
    if repository.holds_uncommitted(policy.path):
        return f"{problem} It is in the working tree: commit it first."
    if twin := next((text for text in texts if normalize("NFC", text) == normalize("NFC", policy.path)), None):
        return f"{problem} One of the same letters, written in other code points, is there: name {twin} as git has it."
    if (line := line_through_pulls(repository).steps) and repository.log([policy.path], line):
        return (
            f"{problem} Commits that a pull took off the main line do. Build with --published and the site's address: "
            "what is published says which of them count"
        )
    if near:
        return f"{problem} Did you mean {', '.join(near)}?"
    return f"{problem} Paths count from the top folder; a policy that is listed in policy.toml must be committed."
