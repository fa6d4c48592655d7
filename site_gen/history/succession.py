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
    path: str
    """The path that changed hands; the policy may have been renamed since."""
    start: int
    """The position of the commit from which on the path is the policy's."""
    begins: int
    """The position from which on the policy has a history: before `start` if its text was elsewhere until then."""


def successions(trails: Sequence[Trail], commits: Sequence[Commit], moves: Moves) -> Iterator[Succession]:
    """Yield each policy with each path that was another's before, the newest first."""
    for trail in trails:
        others = [each for each in trails if each.policy.path != trail.policy.path]
        declared = _declared_succession(trail, others, commits)
        yield from [declared] if declared else _moved_away(trail, others, commits, moves)


def trail_since(won: Sequence[Succession], trail: Trail, commits: Sequence[Commit], moves: Moves) -> Trail:
    """Return the paths at which a policy has lived since its own text began; `won` are those that others had before."""
    since = {each.path: each.start for each in won}
    later = [
        move
        for number, commit in enumerate(commits)
        for move in moves.get(commit.oid, ())
        if number >= since.get(move.target, won[-1].begins)
    ]
    found, known = Trail.of(trail.policy), None
    while found != known:
        known, found = found, found.extend(later)
    return found


def _declared_succession(trail: Trail, others: Sequence[Trail], commits: Sequence[Commit]) -> Succession | None:
    """Find who lists the path as a former one: it was theirs until their text was elsewhere."""
    path = trail.policy.path
    for other in others:
        if path in other.policy.formerly:
            lived = [number for number, current in enumerate(current_paths(other, commits)) if current == path]
            if lived and lived[-1] + 1 < len(commits):
                start = lived[-1] + 1
                return Succession(path, other.policy.path, path, start, start)
    return None


def _moved_away(trail: Trail, others: Sequence[Trail], commits: Sequence[Commit], moves: Moves) -> Iterator[Succession]:
    """Find the policies to which git saw an earlier text of a path move, before the trail's own came there.

    What was put up since may have been taken down and put up again, or renamed: that is still the new one.
    """
    policies = {each.policy.path for each in others}
    path, until = trail.policy.path, len(commits)
    while path:
        source, start = "", 0
        for start, source, heir in _arrivals(path, until, commits, moves):
            if heir in policies:
                yield Succession(trail.policy.path, heir, path, start, 0 if source else start)
            if source or heir in policies:
                break
        path, until = source, start


def _arrivals(path: str, until: int, commits: Sequence[Commit], moves: Moves) -> Iterator[tuple[int, str, str]]:
    """Yield each commit that put a file at a path, the last first: whence it was moved, and where the text before is.

    Both are empty where nothing moved.
    """
    changes = [(number, change) for number, change in _changes_of(path, commits) if number < until]
    for at in reversed(range(len(changes))):
        start, change = changes[at]
        if change.status == "A":
            source = next((move.source for move in moves.get(commits[start].oid, ()) if move.target == path), "")
            yield start, source, _heir(path, changes[: at + 1], commits, moves)


def _heir(path: str, changes: Sequence[tuple[int, Change]], commits: Sequence[Commit], moves: Moves) -> str:
    """Return where the text is that left a path before the last of its changes; empty where none moved away.

    Nor did any where the last change brings back what was there.
    """
    before, (_, put_up) = changes[:-1], changes[-1]
    if not before or before[-1][1].entry is not None or any(change.entry == put_up.entry for _, change in before):
        return ""
    return _follow(path, before[-1][0], commits, moves)


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
