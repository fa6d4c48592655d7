"""Which of two policies a text was, where a file took the name that another one had before. Pure.

A file that was moved away takes its past along: what is put up later at its old path is another text, whose history
begins there. A policy that was taken down, and is put up again, goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from site_gen.git.log import Change, Commit, Move
from site_gen.history.lineage import Trail, current_paths

Moves = Mapping[str, Sequence[Move]]
"""What each commit moved, by its object id."""


class Succession(Struct, frozen=True):
    """That a policy's path was another policy's before one commit."""

    policy_path: str
    heir_path: str
    """Where the policy is that had the path before."""
    start: int
    """The position of the commit at which the path's own text begins."""


def successions(trails: Sequence[Trail], commits: Sequence[Commit], moves: Moves) -> Iterator[Succession]:
    """Yield each policy whose path was another's before; at most one for each path."""
    for trail in trails:
        others = [each for each in trails if each.policy.path != trail.policy.path]
        found = _declared(trail, others, commits) or _moved_away(trail, others, commits, moves)
        if found:
            yield found


def trail_since(succession: Succession, trail: Trail, commits: Sequence[Commit], moves: Moves) -> Trail:
    """Return the paths at which a policy has lived since its own text began."""
    later = [move for commit in commits[succession.start :] for move in moves.get(commit.oid, ())]
    found, known = Trail.of(trail.policy), None
    while found != known:
        known, found = found, found.extend(later)
    return found


def _declared(trail: Trail, others: Sequence[Trail], commits: Sequence[Commit]) -> Succession | None:
    """Find who lists the path as a former one: it was theirs until their text was elsewhere."""
    path = trail.policy.path
    for other in others:
        if path in other.policy.formerly:
            lived = [number for number, current in enumerate(current_paths(other, commits)) if current == path]
            if lived and lived[-1] + 1 < len(commits):
                return Succession(path, other.policy.path, lived[-1] + 1)
    return None


def _moved_away(trail: Trail, others: Sequence[Trail], commits: Sequence[Commit], moves: Moves) -> Succession | None:
    """Find the policy to which git saw the path's earlier text move, before a new one was put up."""
    path = trail.policy.path
    changes = list(_changes_of(path, commits))
    starts = [at for at, (_, change) in enumerate(changes) if change.status == "A"]
    if len(starts) < 2 or changes[starts[-1] - 1][1].entry is not None:
        return None
    (start, put_up), (left, _) = changes[starts[-1]], changes[starts[-1] - 1]
    is_restored = any(change.entry == put_up.entry for _, change in changes[: starts[-1]])
    came_from_elsewhere = any(move.target == path for move in moves.get(commits[start].oid, ()))
    heir = _follow(path, left, commits, moves)
    if is_restored or came_from_elsewhere or heir not in {each.policy.path for each in others}:
        return None
    return Succession(path, heir, start)


def _follow(path: str, left: int, commits: Sequence[Commit], moves: Moves) -> str:
    """Follow a text that left a path in a commit to where it is, or was last; empty where it did not move."""
    found = ""
    for commit in commits[left:]:
        target = next((move.target for move in moves.get(commit.oid, ()) if move.source == (found or path)), "")
        found = target or found
        if not found:
            return ""
    return found


def _changes_of(path: str, commits: Sequence[Commit]) -> Iterator[tuple[int, Change]]:
    for number, commit in enumerate(commits):
        yield from ((number, change) for change in commit.changes if change.path == path)
