"""Write commits: the only module that changes a repository.

All commits are made as objects first; then the branch moves once, and only if nobody moved it meanwhile. Of the working
tree and the index, only the files concerned are brought up to date, and only where they held nothing of the user's.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import git
from msgspec import Struct

from site_gen.errors import GitError, HistoryError
from site_gen.git.gitpython import open_repo

_SETTINGS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", "-c", "gc.auto=0")
_UNDER_WAY = {"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert"}
_HEADS = "refs/heads/"
_IDENTITY = re.compile(r"(?P<who>.*<[^<>]*>) \d+ [+-]\d{4}")


class NewCommit(Struct, frozen=True, kw_only=True):
    """A commit to be written: which files it brings, when it counts as made, and what it says."""

    files: Mapping[str, bytes]
    """By repository path, with forward slashes."""
    made_at: datetime
    """Aware; its offset is written too."""
    message: str


class Branch(Struct, frozen=True, kw_only=True):
    """A branch that commits can be put on."""

    path: Path
    """Any folder of the repository, as the user named it."""
    name: str
    tip: str | None
    """None while the branch has no commit."""
    work_tree: Path | None
    """Where its files are; None where the branch is not checked out here."""

    def refuse_where_unsafe(self, paths: Sequence[str]) -> None:
        """Refuse to write where something of the user's would be lost, or nobody is named as the author."""
        with _open(self.path) as repo:
            _identities(repo)
            self._refuse_in_history(repo, paths)
            if self.work_tree is not None:
                _refuse_work_under_way(repo)
                self._refuse_in_work_tree(repo, self.work_tree, paths)

    def append(self, commits: Sequence[NewCommit]) -> str:
        """Put the commits on the branch, all or none, and return its new tip."""
        paths = sorted({path for commit in commits for path in commit.files})
        self.refuse_where_unsafe(paths)
        with _open(self.path) as repo:
            beside = f"refs/policy-site/{secrets.token_hex(8)}"
            try:
                self._write(repo, commits, beside)
                tip = _git(repo, "rev-parse", "--verify", beside)
                self._move(repo, tip)
            finally:
                _git(repo, "update-ref", "-d", beside)
            if self.work_tree is not None:
                self._refresh(repo, tip, paths)
        return tip

    def _write(self, repo: git.Repo, commits: Sequence[NewCommit], ref: str) -> None:
        author, committer = _identities(repo)
        with tempfile.TemporaryFile() as script:
            parent = self.tip
            for commit in commits:
                script.writelines(_script(commit, ref, author, committer, parent))
                parent = None  # from here on, the one before
            script.write(b"done\n")
            script.seek(0)
            _git(repo, "fast-import", "--quiet", "--done", "--date-format=raw", stdin=script)

    def _move(self, repo: git.Repo, tip: str) -> None:
        """Move the branch if it still stands where we found it."""
        nothing = "0" * len(tip)
        words = ("-m", "policy-site import", f"{_HEADS}{self.name}", tip, self.tip or nothing)
        try:
            _git(repo, "update-ref", *words)
        except git.GitCommandError as error:
            problem = (
                f"the branch {self.name} has moved meanwhile, or cannot be written; nothing was imported. Run again"
            )
            raise GitError(problem, stderr=str(error.stderr)) from error

    def _refresh(self, repo: git.Repo, tip: str, paths: Sequence[str]) -> None:
        try:
            _git(repo, "checkout", "--quiet", tip, "--", *paths)
        except git.GitCommandError as error:
            problem = f"the versions are on the branch {self.name}, but the files in {self.work_tree} are as before"
            repair = f"git checkout {self.name} -- {' '.join(paths[:3])}{' ...' if len(paths) > 3 else ''}"
            raise GitError(f"{problem}; run `{repair}` there", stderr=str(error.stderr)) from error

    def _refuse_in_history(self, repo: git.Repo, paths: Sequence[str]) -> None:
        """Refuse a path at which, or on the way to which, stands anything other than a file."""
        if self.tip is None:
            return
        folders = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 1)}
        listed = _git(repo, "ls-tree", "-z", "--full-tree", self.tip, "--", *sorted({*folders, *paths}))
        for row in listed.split("\0"):
            facts, _, found = row.partition("\t")
            wrong = (found in folders and not facts.startswith("040000")) or (
                found in paths and not facts.startswith("100")
            )
            if wrong:
                problem = f"{found}: is a link, or not a file, on the branch {self.name}"
                raise HistoryError(f"{problem}, where the policy or its notes belong; name another path with --policy")

    def _refuse_in_work_tree(self, repo: git.Repo, root: Path, paths: Sequence[str]) -> None:
        changed = _git(repo, "status", "--porcelain", "-z", "--untracked-files=no", "--", *paths).split("\0")[0]
        if changed:
            problem = f"{changed[3:]}: has changes that are not committed; commit them, or set them aside"
            raise HistoryError(f"{problem}, and run again")
        tracked = set(_git(repo, "ls-files", "-z", "--", *paths).split("\0"))
        for path in paths:
            if path not in tracked and os.path.lexists(root / path):
                problem = f"{path}: is in {root} and in no commit yet, and would be overwritten"
                raise HistoryError(f"{problem}; move it away, or import it too, with its --date")
            for folder in list((root / path).parents)[: path.count("/")]:
                if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                    raise HistoryError(f"{folder}: is not a folder, and {path} belongs in it; move it away")


def open_branch(path: Path, name: str | None) -> Branch:
    """Open the branch of that name, or the one checked out, in the repository that holds this folder.

    Raises HistoryError where there is no such branch, or another work tree has it checked out.
    """
    with _open(path) as repo:
        head = _git(repo, "symbolic-ref", "--quiet", "HEAD", may_fail=True)
        if not head and not name:
            problem = f"{path}: no branch is checked out (a detached HEAD)"
            raise HistoryError(f"{problem}; run `git switch main`, or name the branch with --branch")
        ref = f"{_HEADS}{name}" if name else head
        tip = _git(repo, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", may_fail=True) or None
        if tip is None and ref != head:
            names = _git(repo, "for-each-ref", "--format=%(refname:short)", _HEADS).split()
            raise HistoryError(
                f"{path} has no branch {name}; there are: {', '.join(names) or head.removeprefix(_HEADS)}"
            )
        here = repo.working_tree_dir if ref == head else None
        elsewhere = None if here else _find_working_tree(repo, ref)
        if elsewhere:
            raise HistoryError(f"the branch {name} is checked out in {elsewhere}; run the import there, with --repo")
    return Branch(
        path=path,
        name=ref.removeprefix(_HEADS),
        tip=tip,
        work_tree=Path(here) if here else None,
    )


def _script(commit: NewCommit, ref: str, author: str, committer: str, parent: str | None) -> Iterator[bytes]:
    when = f"{int(commit.made_at.timestamp())} {commit.made_at:%z}"
    yield f"commit {ref}\nauthor {author} {when}\ncommitter {committer} {when}\n".encode(errors="surrogateescape")
    yield _data(commit.message.encode())
    if parent:
        yield f"from {parent}\n".encode()
    for path, content in commit.files.items():
        quoted = path.replace("\\", "\\\\").replace('"', '\\"')
        yield f'M 100644 inline "{quoted}"\n'.encode()
        yield _data(content)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _identities(repo: git.Repo) -> tuple[str, str]:
    """Return who writes, as git knows it; git's own guess from the machine's name is nobody."""
    said = []
    for role in ("AUTHOR", "COMMITTER"):
        answer = _git(repo, "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT", may_fail=True)
        found = _IDENTITY.fullmatch(answer)
        if not found:
            raise GitError(
                "git does not know who you are, and each version is written in somebody's name. Tell it once:\n"
                '  git config --global user.name "Your Name"\n'
                '  git config --global user.email "you@example.com"'
            )
        said.append(found["who"])
    return said[0], said[1]


def _refuse_work_under_way(repo: git.Repo) -> None:
    for name, what in _UNDER_WAY.items():
        if (Path(repo.git_dir) / name).exists():
            raise HistoryError(f"a {what} is under way; finish it, or give it up with `git {what} --abort`")
    if (Path(repo.git_dir) / "index.lock").exists():
        problem = f"another git program is at work in {repo.working_tree_dir}"
        raise GitError(f"{problem}; wait for it, or delete {Path(repo.git_dir) / 'index.lock'} if none is")


def _find_working_tree(repo: git.Repo, ref: str) -> str | None:
    """Name the working tree in which a branch is checked out."""
    place = ""
    for line in _git(repo, "worktree", "list", "--porcelain").splitlines():
        kind, _, value = line.partition(" ")
        place = value if kind == "worktree" else place
        if kind == "branch" and value == ref:
            return place
    return None


def _git(repo: git.Repo, *arguments: str, stdin: BinaryIO | None = None, may_fail: bool = False) -> str:
    return str(repo.git.execute(["git", *_SETTINGS, *arguments], istream=stdin, with_exceptions=not may_fail))


@contextmanager
def _open(path: Path) -> Iterator[git.Repo]:
    """Open a repository as an object, for writing."""
    with open_repo(path) as repo:
        repo.git.update_environment(**_environment(repo))
        yield repo


def _environment(repo: git.Repo) -> dict[str, str]:
    """Say which repository is meant, whatever the variables of a hook or a shell say."""
    found = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        "GIT_DIR": str(repo.git_dir),
        "GIT_INDEX_FILE": str(Path(repo.git_dir) / "index"),
        "GIT_OBJECT_DIRECTORY": str(Path(repo.common_dir) / "objects"),
    }
    if repo.working_tree_dir:
        found["GIT_WORK_TREE"] = str(repo.working_tree_dir)
    return found
