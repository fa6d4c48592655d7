"""What GitPython does: it opens a repository as an object. Importing it takes a third of a second, so few ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import git

from site_gen.errors import GitError


@contextmanager
def open_repo(path: Path) -> Iterator[git.Repo]:
    """Open GitPython's view of a repository, and turn its refusals into ours: GitError, with git's own words."""
    try:
        with git.Repo(path, search_parent_directories=True) as repo:
            yield repo
    except git.NoSuchPathError as error:
        raise GitError(f"{path}: no such folder") from error
    except git.InvalidGitRepositoryError as error:
        raise GitError(f"{path} is not in a git repository; name one with --repo, or run `git init` there") from error
    except git.GitCommandError as error:
        raise GitError(f"git refused: {' '.join(map(str, error.command))}", stderr=str(error.stderr)) from error


def fetch_objects(repo: git.Repo, oids: Sequence[str], settings: Sequence[str]) -> None:
    """Fetch what a partial clone lacks from the remote that promised it."""
    remotes = repo.git.config("--name-only", "--get-regexp", r"^remote\..*\.promisor$").split()
    name = remotes[0].removeprefix("remote.").removesuffix(".promisor")
    quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none")
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{oid}\n" for oid in oids).encode())
        asked.seek(0)
        command = ["git", *settings, "-c", "fetch.negotiationAlgorithm=noop", "fetch", *quiet, "--stdin", name]
        repo.git.execute(command, istream=asked)
