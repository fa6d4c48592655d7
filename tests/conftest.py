"""Fixtures that more than one test file needs."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("section11", deadline=None)
settings.load_profile("section11")

HASTY = ("-c", "maintenance.auto=false", "-c", "core.fsync=none")
"""For commits to a repository that is thrown away: no second process that tidies up, no waiting for the disk."""


def pytest_configure() -> None:
    """Give processes that tests start what the environment may have taken away.

    Where it forbids to keep what Python compiles, they keep it in a folder of ours: else each of them compiles all
    modules anew, which takes longer than most of what they are started for. Where a shell ran the tests in its
    background, it had them ignore SIGINT, and a server that they end by Ctrl-C would never end.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / "build" / "compiled")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class GitRepo:
    """A real repository, with one author and the days that the test gives."""

    def __init__(self, path: Path, *options: str) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, on: str = "2020-01-01", stdin: str | None = None) -> str:
        """Run git there and return what it says; `on` is a day (noon, UTC) or a moment."""
        moment = on if "T" in on or on.startswith("@") else f"{on}T12:00:00+00:00"
        dates = {"GIT_AUTHOR_DATE": "2001-02-03T04:05:06+00:00", "GIT_COMMITTER_DATE": moment}
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(
            command, input=stdin, env=os.environ | dates, check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def commit(self, on: str, files: Mapping[str, str | bytes | None] | None = None, message: str = "Change") -> str:
        """Write those files (None deletes one), commit all there is, and return the commit."""
        for name, content in (files or {}).items():
            self.write(name, content)
        self.git("add", "--all")
        self.git(*HASTY, "commit", "--quiet", "--allow-empty", f"--message={message}", on=on)
        return self.head()

    def write(self, name: str, content: str | bytes | None) -> Path:
        """Write one file of the working tree, or delete it."""
        path = self.path / name
        if content is None:
            path.unlink()
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def head(self) -> str:
        """Return the commit that is checked out."""
        head = self.path / ".git/HEAD"
        named = head.read_text().removeprefix("ref: ").strip() if head.is_file() else ""
        tip = self.path / ".git" / named
        if named.startswith("refs/") and tip.is_file():  # a process the less for each of thousands of commits
            return tip.read_text().strip()
        return self.git("rev-parse", "HEAD")

    def oid(self, path: str, at: str = "HEAD") -> str:
        """Return the object id of a file at a commit."""
        return self.git("rev-parse", f"{at}:{path}")


@pytest.fixture(autouse=True)
def _git_without_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the settings of whoever runs the tests out of them, and give git an author."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Legal")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "legal@example.com")


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """Return an empty repository whose branch is `main`."""
    return GitRepo(tmp_path / "repo")
