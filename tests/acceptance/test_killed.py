"""Whenever a build dies, readers see a whole site, and the next build puts things right."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.conftest import POLICY, ROOT, Site, publish, tree
from tests.dying import dying

# In order: staging; before and after the site was declared complete; among the renames; among the removals.
MOMENTS = [
    ("open", 1), ("open", 7), ("open", 15), ("os.rename", 1), ("os.rename", 2), ("os.rename", 4), ("os.rename", 7),
    ("os.remove", 1), ("os.remove", 4),
]  # fmt: skip


def run(site: Site, event: str, number: int, folder: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Build, and be killed at that moment; returns when every process that holds the pipes has ended."""
    command = [*dying("site_gen.cli", event, number, folder), *site.words(*options)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8", timeout=120)


def die(site: Site, event: str, number: int) -> None:
    """Build in one process, and be killed at that moment."""
    done = run(site, event, number, str(site.out), "--jobs", "1", "--replace-published")
    assert done.returncode == -signal.SIGKILL, done.stderr


def visible(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in tree(folder).items() if not path.startswith(".policy-site.new/")}


@pytest.fixture
def rewritten(site: Site, tmp_path: Path) -> Site:
    """Return a published site whose history has lost a version and won two."""
    publish(site.repo, 3)
    site.build()
    shutil.copytree(site.out, tmp_path / "before")
    site.repo.git("reset", "--quiet", "--hard", "HEAD~1")
    publish(site.repo, 2, first=3)
    return site


@pytest.mark.parametrize(("event", "number"), MOMENTS)
def test_a_killed_build_leaves_a_site_that_the_next_one_completes(rewritten: Site, event: str, number: int) -> None:
    """Before the site is declared complete not one byte changes; after it every page is whole, the old or the new."""
    before = visible(rewritten.out)
    die(rewritten, event, number)
    left = visible(rewritten.out)
    declared = (rewritten.out / ".policy-site.new/complete").exists()
    wanted = rewritten.beside("cold").build()
    if not declared:
        assert left == before
    assert all(content in {before.get(path), wanted.get(path)} for path, content in left.items())
    assert declared == (event != "open" and (event, number) != ("os.rename", 1))
    assert rewritten.build("--replace-published") == wanted
    assert not (rewritten.out / ".policy-site.new").exists()


def test_a_first_build_that_dies_leaves_nothing_that_stands_in_the_way(site: Site) -> None:
    """A folder in which only a dead build's stage lies is as good as empty."""
    publish(site.repo, 2)
    die(site, "open", 6)
    assert visible(site.out) == {}
    assert site.build() == site.beside("cold").build()


def test_two_builds_do_not_share_a_folder(site: Site) -> None:
    """Whoever comes second is told to wait, and the first is not disturbed."""
    fcntl = pytest.importorskip("fcntl")
    publish(site.repo, 2)
    before = site.build()
    publish(site.repo, 1, first=2)
    descriptor = os.open(site.out, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    done = site.run()
    os.close(descriptor)
    assert (done.returncode, done.stderr) == (
        1,
        f"policy-site: {site.out}: another build is writing here; run again when it has ended\n",
    )
    assert tree(site.out) == before
    assert POLICY in site.repo.git("ls-files")


def test_workers_end_with_their_build(site: Site) -> None:
    """A build that is killed leaves no process behind: all of them let go of its output."""
    publish(site.repo, 50)
    done = run(site, "open", 1, "privacy/history/index.html", "--jobs", "2", "--redlines", "none")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert visible(site.out) == {}


def test_a_worker_that_dies_stops_the_build(site: Site) -> None:
    """The build is refused with a way to learn more, and nothing is there."""
    publish(site.repo, 50)
    done = run(site, "open", 1, "policy.md", "--jobs", "2", "--redlines", "none")
    assert (done.returncode, done.stderr) == (
        1, "policy-site: a worker process died; run again with --jobs 1 to see why\n"
    )  # fmt: skip
    assert not site.out.exists()
