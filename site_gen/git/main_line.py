"""The main line as it was published: where a merge took published commits off it, it goes through them all the same.

Git's first-parent line is not append-only. A merge of the main line into somebody's clone, pushed as a fast-forward,
makes that person's commits the first parents, and what was published a side line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from site_gen.errors import GitError, HistoryError

Git: TypeAlias = Callable[..., bytes]
"""Runs one command of git in the repository and returns what it says."""

Step: TypeAlias = tuple[str, str | None]
"""A commit, and the one before it on the line; None for the first."""


class Line(NamedTuple):
    """The main line, where it is not git's first parents."""

    steps: tuple[Step, ...] = ()
    """Oldest first; none where it is."""
    joints: tuple[str, ...] = ()
    """The commits that lead it off git's first parents, oldest first: whoever knows them finds it again."""


class Relation(StrEnum):
    """How what is published relates to the commit that is to be published."""

    ON_LINE = "on the line"
    """It leads there by first parents, or is the same."""
    MERGED = "merged"
    """It leads there, and a merge took it off the line of first parents."""
    OLDER = "older"
    """The commit to be published comes before it."""
    REWRITTEN = "rewritten"
    """Both go back to one commit, after which they differ."""
    UNKNOWN = "unknown"
    """The repository does not hold it."""


class Join(Struct, frozen=True, kw_only=True):
    """Where two commits meet."""

    relation: Relation
    commit: str | None = None
    """The merge that took it off the line; the last commit that both have, where the history was rewritten."""
    lost: int = 0
    """How many commits the main line no longer goes through, or does not go through yet."""


def join(git: Git, published: str, tip: str) -> Join:
    """Say how a published commit relates to the tip of the main line."""
    if published == tip:
        return Join(relation=Relation.ON_LINE)
    try:
        common = _words(git("merge-base", published, tip))
    except GitError:
        return Join(relation=Relation.REWRITTEN if _holds(git, published) else Relation.UNKNOWN)
    if common == [tip]:
        return Join(relation=Relation.OLDER, lost=_count(git, f"{tip}..{published}"))
    if common != [published]:
        base = next(iter(common), None)
        return Join(relation=Relation.REWRITTEN, commit=base, lost=_count(git, f"{base or tip}..{published}"))
    graph = _read_graph(git, f"{published}..{tip}")
    own = graph.line_containing(published, tip)
    if graph.parents[own[0]][0] == published:
        return Join(relation=Relation.ON_LINE)
    return Join(relation=Relation.MERGED, commit=own[0], lost=_count(git, f"{own[0]}^1..{published}"))


def line_through(git: Git, tip: str, published: Iterable[str]) -> Line:
    """Return the main line through what was published, where git's first parents leave some of it out; else nothing.

    Commits that do not lead to the tip, or are not even here, are on no line. After a published commit only those
    commits of the tip's first-parent line count that contain it: what a clone held beside it was not public until it
    was merged.
    """
    chain = frozenset(_words(git("rev-list", "--first-parent", tip)))
    wanted = frozenset(published)
    if wanted <= chain:
        return Line()
    graph = _read_graph(git, tip)
    left = [commit for commit in graph.parents if commit in wanted]
    return _main_line(graph, tip, left) if any(commit not in chain for commit in left) else Line()


def _main_line(graph: _Graph, tip: str, published: Sequence[str]) -> Line:
    """Return the main line to the tip, oldest first, through each published commit in their order."""
    segments: list[list[Step]] = []
    joints: list[str] = []
    left = list(published)
    while True:
        chain = graph.line(tip)
        on_chain = frozenset(chain)
        off = next((position for position in range(len(left) - 1, -1, -1) if left[position] not in on_chain), None)
        if off is None:
            segments.append(list(_steps(None, chain)))
            steps = tuple(step for segment in reversed(segments) for step in segment)
            return Line(steps, tuple(reversed(joints)))
        segments.append(list(_steps(left[off], graph.line_containing(left[off], tip))))
        tip, left = left[off], left[:off]
        joints.append(tip)


class _Graph(Struct, frozen=True):
    """Commits and their parents: asking git about each question costs a process."""

    parents: Mapping[str, tuple[str, ...]]
    """By commit, oldest first."""

    def line(self, tip: str) -> list[str]:
        """Return the tip's first-parent line as far as it is known, oldest first."""
        found = []
        commit = tip
        while commit in self.parents:
            found.append(commit)
            commit = next(iter(self.parents[commit]), "")
        return found[::-1]

    def line_containing(self, published: str, tip: str) -> list[str]:
        """Return the commits of the tip's first-parent line that come after another, oldest first.

        Raises HistoryError where none does.
        """
        after = {published}
        for commit, parents in self.parents.items():
            if not after.isdisjoint(parents):
                after.add(commit)
        own = [commit for commit in self.line(tip) if commit in after and commit != published]
        if not own:
            problem = f"commit {published[:12]}, which is published, no longer leads to {tip[:12]}"
            raise HistoryError(f"{problem}; build the newest commit of the publishing branch")
        return own


def _read_graph(git: Git, commits: str) -> _Graph:
    """Read the commits of a range."""
    rows = git("rev-list", "--topo-order", "--reverse", "--parents", commits).decode().splitlines()
    return _Graph({commit: tuple(parents) for commit, *parents in map(str.split, rows)})


def _steps(before: str | None, commits: Sequence[str]) -> Iterator[Step]:
    yield from ((commit, parent) for parent, commit in pairwise([before, *commits]) if commit)


def _holds(git: Git, commit: str) -> bool:
    try:
        git("cat-file", "-e", f"{commit}^{{commit}}")
    except GitError:
        return False
    return True


def _count(git: Git, commits: str) -> int:
    return int(git("rev-list", "--first-parent", "--count", commits))


def _words(answer: bytes) -> list[str]:
    return answer.decode().split()
