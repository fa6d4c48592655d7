"""The repository of a life, written to fast enough for thousands of lives."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

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


class Writer:
    """A bare repository written to by one `git fast-import`: a process for each commit would cost more than a build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = _begin(folder)
        self._branch, self._message = "main", "Change"
        self._commits = 0
        self.files: dict[str, str] = {}
        self.line: list[tuple[int, Mapping[str, str]]] = []
        """The first parents, oldest first, each with its files."""
        self._days: dict[int, date] = {}
        self.has_pulled = False
        """Whether a pull took commits off the line of first parents."""

    def commit(self, on: date, merged: int | None = None, *, is_public: bool = True) -> None:
        """Commit the files as they are, and wait until the branch is there if the commit is public."""
        self._commits += 1
        moment = int(datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp())
        lines = [
            f"commit refs/heads/{self._branch}",
            f"mark :{self._commits}",
            f"committer Legal <legal@example.com> {moment} +0000",
        ]
        lines += [f"data {len(self._message)}", self._message, *([f"from :{self.line[-1][0]}"] if self.line else [])]
        lines += [*([f"merge :{merged}"] if merged else []), "deleteall"]
        for path, text in sorted(self.files.items()):
            lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
        assert self._git.stdin
        assert self._git.stdout
        lines += ["", "checkpoint", "progress written", ""] if is_public else ["", ""]
        self._git.stdin.write("\n".join(lines).encode())
        self._git.stdin.flush()
        assert not is_public or self._git.stdout.readline() == b"progress written\n"
        self.line.append((self._commits, dict(self.files)))
        self._days[self._commits] = on

    def pull(self, on: date, path: str) -> None:
        """Let a clone of a few commits ago commit, pull with a merge, and push: its commits are first parents then."""
        self.has_pulled = True
        published, files = self.line[-1]
        del self.line[max(len(self.line) - 2, 1) :]
        self.files = {**self.line[-1][1], path: "x"}
        self.commit(on, is_public=False)
        self.files = {**files, path: "x"}
        self.commit(on, published)

    def rename_branch(self, name: str) -> None:
        """Go on with another branch; the old one stays as it was, as on a server that nobody tidied up."""
        self._branch = name
        self.commit(self._days[self.line[-1][0]])
        head = ["git", f"--git-dir={self.folder}", "symbolic-ref", "HEAD", f"refs/heads/{name}"]
        subprocess.run(head, check=True, env=os.environ | _ENVIRONMENT)

    def move(self, folder: Path) -> None:
        """Go on in another repository, whose commits have the same days and files and other names."""
        self.close()
        self.folder, self._git = folder, _begin(folder)
        line, days, files = self.line, self._days, self.files
        self.line, self._days, self._commits = [], {}, 0
        self._branch, self._message = "main", f"Moved to {folder.name}"
        for number, (commit, own) in enumerate(line, 1):
            self.files = dict(own)
            self.commit(days[commit], is_public=number == len(line))
        self.files = files

    def close(self) -> None:
        """End the process."""
        self._git.communicate()
