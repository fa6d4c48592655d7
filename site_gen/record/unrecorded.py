"""What a build without a record cannot know: which commits were published elsewhere, and which files were policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_gen.declared.configuration import CONFIG_PATH
from site_gen.git.pulls import pulls
from site_gen.git.repository import Repository
from site_gen.model.history import Revision
from site_gen.model.policy import Policy


def warn_of_unrecorded(repository: Repository, revisions: Iterable[Sequence[Revision]]) -> Iterator[str]:
    """Warn of merges on the main line that seem to have made published commits a side line."""
    for own in revisions:
        paths = dict.fromkeys(revision.path for revision in own)
        found = pulls(repository, (each.commit for each in own))
        for revision in own:
            if revision.commit in found and (number := _count_hidden(repository, revision.commit, paths)):
                yield _words(revision, number)


def _count_hidden(repository: Repository, pull: str, paths: Iterable[str], known: Sequence[str] = ()) -> int:
    """Count the commits that a pull took off the main line, those among them that an earlier pull hid instead of it."""
    known = [*known, f"{pull}^1"]
    line = repository.line_between(known, f"{pull}^2", paths)
    hidden = pulls(repository, line) if line else ()
    return sum((_count_hidden(repository, each, paths, known) if each in hidden else 0) or 1 for each in line)


def warn_of_removed(removed: Iterable[Policy], revisions: Iterable[Sequence[Revision]]) -> Iterator[str]:
    """Warn of files that were policies by their name and are gone: nobody says whether they were ever published.

    `revisions` are those of the policies that are there: a file that one of them once was has only moved.
    """
    moved = {revision.path for own in revisions for revision in own}
    for policy in removed:
        if policy.path not in moved:
            yield (
                f"{policy.path}: is gone, and was a policy once. If it was published, list it in {CONFIG_PATH} as "
                f'[[policy]] with path = "{policy.path}", beside the others: its versions then stay, and its page says '
                "that it ended. A build with --published and the site's address finds out by itself"
            )


def _words(revision: Revision, number: int) -> str:
    commits = "a commit of it that was" if number == 1 else f"{number:,} commits of it that were"
    return (
        f"{revision.path} (commit {revision.commit[:12]}): this merge brought {commits} perhaps published before, each "
        "on its day; git alone no longer says so. If a site was published, build with --published and its address"
    )
