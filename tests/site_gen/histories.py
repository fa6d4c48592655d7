"""What the tests of git share: one policy in a real repository, and how to ask for its revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_gen.git.repository import Repository, open_repository
from site_gen.history.timeline import places
from site_gen.history.walk import read_revisions
from site_gen.model.history import History, Revision
from site_gen.model.policy import Policy
from site_gen.model.version import Standing, Version

if TYPE_CHECKING:
    from datetime import date

    from tests.conftest import GitRepo

PATH = "policy/privacy.md"
PRIVACY = Policy(slug="privacy", language="en", path=PATH)
NOTE = "policy/changes/privacy/{}.md"
LONG = "".join(f"Sentence number {number} of a policy.\n\n" for number in range(40))


def revisions_of(repo: GitRepo, policy: Policy = PRIVACY) -> tuple[Revision, ...]:
    """Return the revisions of the policy, oldest first."""
    (found,) = read_revisions(open_repository(repo.path), [policy])
    return found


def in_force(history: History, day: date) -> Version | None:
    """Return the version that applies on a day."""
    found = places(history, day)
    current = (each for each in history.versions if found[each.version_id].standing is Standing.IN_FORCE)
    return next(current, None)


def commits_of(repo: GitRepo, policy: Policy = PRIVACY) -> list[str]:
    """Return the commits of its revisions."""
    return [revision.commit for revision in revisions_of(repo, policy)]


def one_text(repo: GitRepo) -> Repository:
    """Commit one text, and open the repository."""
    repo.commit("2026-01-01", {PATH: "one"})
    return open_repository(repo.path)
