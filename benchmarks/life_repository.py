"""The repository of a life, written to fast enough for thousands of lives."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Legal"), ("EMAIL", "legal@example.com"))
}


def _begin(folder: Path) -> subprocess.Popen[bytes]:
    command = ["git", "-c", "core.fsync=none", f"--git-dir={folder}", "fast-import", "--quiet"]
    environment = os.environ | _ENVIRONMENT
    init = ["git", "init", "--quiet", "--bare", "--initial-branch=main", "--template=", str(folder)]
    subprocess.run(init, check=True, env=environment)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


_PULLED = "Merge branch 'main' of house"
"""As git itself words it."""


class _Commit(NamedTuple):
    number: int
    before: int | None
    """The first parent, by its number."""
    merged: int | None
    """The second one."""
    on: date
    files: Mapping[str, str]


class Writer:
    """A bare repository written to by one `git fast-import`: a process for each commit would cost more than a build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = _begin(folder)
        self._branch, self._message = "main", "Change"
        self.files: dict[str, str] = {}
        self.line: list[_Commit] = []
        """The first parents, oldest first."""
        self._every: list[_Commit] = []

    def commit(self, on: date, merged: int | None = None, *, is_public: bool = True) -> None:
        """Commit the files as they are, and wait until the branch is there if the commit is public."""
        before = self.line[-1].number if self.line else None
        commit = _Commit(len(self._every) + 1, before, merged, on, dict(self.files))
        self._write(commit, is_public=is_public)
        self._every.append(commit)
        self.line.append(commit)

    def _write(self, commit: _Commit, *, is_public: bool) -> None:
        on = commit.on
        moment = int(datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp())
        message = _PULLED if commit.merged else self._message
        lines = [
            f"commit refs/heads/{self._branch}",
            f"mark :{commit.number}",
            f"committer Legal <legal@example.com> {moment} +0000",
        ]
        lines += [f"data {len(message)}", message, *([f"from :{commit.before}"] if commit.before else [])]
        lines += [*([f"merge :{commit.merged}"] if commit.merged else []), "deleteall"]
        for path, text in sorted(commit.files.items()):
            lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
        assert self._git.stdin
        assert self._git.stdout
        lines += ["", "checkpoint", "progress written", ""] if is_public else ["", ""]
        self._git.stdin.write("\n".join(lines).encode())
        self._git.stdin.flush()
        assert not is_public or self._git.stdout.readline() == b"progress written\n"

    def pull(self, on: date, path: str) -> None:
        """Let a clone of a few commits ago commit, pull with a merge, and push: its commits are first parents then."""
        published = self.line[-1]
        del self.line[max(len(self.line) - 2, 1) :]
        self.files = {**self.line[-1].files, path: "x"}
        self.commit(on, is_public=False)
        self.files = {**published.files, path: "x"}
        self.commit(on, published.number)

    def rename_branch(self, name: str) -> None:
        """Go on with another branch; the old one stays as it was, as on a server that nobody tidied up."""
        self._branch = name
        self.commit(self.line[-1].on)
        head = ["git", f"--git-dir={self.folder}", "symbolic-ref", "HEAD", f"refs/heads/{name}"]
        subprocess.run(head, check=True, env=os.environ | _ENVIRONMENT)

    def move(self, folder: Path) -> None:
        """Go on in another repository, whose commits have the same days, files and parents, and other names."""
        self.close()
        self.folder, self._git = folder, _begin(folder)
        self._branch, self._message = "main", f"Moved to {folder.name}"
        for commit in self._every:
            self._write(commit, is_public=commit is self._every[-1])

    def close(self) -> None:
        """End the process."""
        self._git.communicate()
