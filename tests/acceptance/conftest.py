"""The program as its users run it: a command line, a repository, a folder."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.contradictions import run
from notify.cli import main as notify_main
from notify.published.chain import first_broken_version
from site_gen.cli import main as site_gen_main
from tests.conftest import GitRepo

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-P", "-m", "site_gen")
TODAY = "2030-01-01"
POLICY = "policy/privacy.md"


@dataclass(frozen=True)
class Site:
    """A repository, the folder of its site, and a cache of their own."""

    repo: GitRepo
    out: Path
    cache: Path

    def words(self, *arguments: str | Path, name: str = "build", today: str = TODAY) -> list[str]:
        """Return what stands after the program's name for a build, or for another command over the same source."""
        where = {"build": ("--out", self.out, "--cache", self.cache), "verify": ("--site", self.out)}.get(name, ())
        return [*map(str, (name, "--repo", self.repo.path, "--today", today, *where, *arguments))]

    def run(self, *arguments: str | Path, name: str = "build", today: str = TODAY) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return policy_site(*self.words(*arguments, name=name, today=today))

    def build(self, *arguments: str | Path, today: str = TODAY) -> dict[str, bytes]:
        """Build, and return every file of the site."""
        done = self.run(*arguments, today=today)
        assert done.returncode == 0, done.stderr
        written = tree(self.out)
        for file, content in written.items():
            if file.endswith("/manifest.json"):  # the notifier recomputes every link of every manifest
                assert first_broken_version(json.loads(content)["versions"]) is None, file
        return written

    def beside(self, name: str) -> Site:
        """Return the same repository with another folder and a cache that knows nothing."""
        return Site(self.repo, self.out.with_name(name), self.cache.with_name(f"{name}.sqlite3"))


def policy_site(*words: str | Path, cwd: Path = Path()) -> subprocess.CompletedProcess[str]:
    """Run the generator in this process: to start Python takes five times as long as what most commands do."""
    with chdir(cwd):
        return subprocess.CompletedProcess(words, *run(site_gen_main, *map(str, words)))


def policy_notify(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the notifier in this process."""
    return subprocess.CompletedProcess(words, *run(notify_main, *map(str, words)))


def process(command: Sequence[str], cwd: Path | None = None, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the program of a checkout as a process, for what only a process shows."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment, cwd=cwd)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, our own record aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".policy-site")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def policy_text(number: int) -> str:
    """Return one of the versions of a policy: each says something else in one section and adds an item."""
    items = "".join(f"- Data of kind {item}, as we said.\n" for item in range(number + 2))
    return (
        f"# Privacy Policy\n\nWe keep your data for {number + 1} months, and no longer.\n\n"
        f"## 1. What we collect\n\n{items}\n## {2 + number % 2}. Contact\n\nWrite to [us](https://example.com/{number}).\n"
    )


def publish(repo: GitRepo, versions: int, *, first: int = 0) -> None:
    """Commit that many versions, a month apart."""
    for number in range(first, first + versions):
        repo.commit(f"{2010 + number // 12}-{number % 12 + 1:02}-15", {POLICY: policy_text(number)})


@pytest.fixture
def site(repo: GitRepo, tmp_path: Path) -> Site:
    """Return a place to build, over an empty repository."""
    return Site(repo, tmp_path / "site", tmp_path / "cache.sqlite3")


def versions(site: dict[str, bytes]) -> list[str]:
    """Return the ids of the manifest, newest first."""
    return [entry["version_id"] for entry in json.loads(site["privacy/manifest.json"])["versions"]]


def links(site: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Return of each version what the manifest says that nobody may rewrite."""
    entries = json.loads(site["privacy/manifest.json"])["versions"]
    return [(entry["commit"], entry["text_sha256"], entry["chain_sha256"]) for entry in entries]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
