"""Pulls of the main line into somebody's clone that were pushed: git's first parents leave out what they brought."""

from __future__ import annotations

import re
from collections.abc import Iterable

from site_gen.git.main_line import Line
from site_gen.git.repository import Repository

_PULL = re.compile(r"Merge (?:remote-tracking )?branch '(?:[^']*/)?(?:main|master|trunk)'(?: of .*| into .*)?")
"""What git itself writes where somebody pulls the main line into commits of their own."""


def pulls(repository: Repository, commits: Iterable[str]) -> frozenset[str]:
    """Return those of the commits that seem to be such pulls."""
    return frozenset(commit for commit, words in repository.merges(commits) if _PULL.fullmatch(words))


def lines_pulled(repository: Repository, commits: Iterable[str]) -> tuple[str, ...]:
    """Return the tips of main lines that pulls into their clones' own made side lines.

    A merge "into" a branch that it names is none: there the first parents may well be the line that was published.
    """
    merges = repository.merges(commits)
    found = (commit for commit, words in merges if _PULL.fullmatch(words) and " into " not in words)
    return tuple(repository.resolve(f"{commit}^2") for commit in found)


def line_through_pulls(repository: Repository) -> Line:
    """Return the main line through all that pulls took off it, within each other too; nothing where none did."""
    tips: tuple[str, ...] = ()
    line = Line()
    commits = repository.merges_on_line()
    while new := [tip for tip in lines_pulled(repository, commits) if tip not in tips]:
        tips = (*tips, *new)
        line = repository.line_through(tips)
        commits = tuple(commit for commit, _ in line.steps)
    return line
