"""GitLab's pipeline as its runner runs it: its own lines, in somebody else's project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.acceptance.conftest import POLICY, policy_text
from tests.conftest import GitRepo

PIPELINE = Path(__file__).parents[2] / "deploy/gitlab-ci.yml"


def run(job: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a job's lines in one shell, which ends with the first that fails."""
    lines = yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))[job]["script"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-e", "-c", "\n".join(lines)], cwd=folder, env=os.environ | {"PATH": path} | variables,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("target", ["readable", "private"])
def test_a_merge_request_from_a_fork_is_held_to_its_target(repo: GitRepo, tmp_path: Path, target: str) -> None:
    """The fork's own branches may be old: the target's counts, else the commit from which the request sets out."""
    if not shutil.which("sh"):
        pytest.skip("needs sh")
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    fork = tmp_path / "fork"
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(fork))
    repo.commit("2025-02-01", {POLICY: policy_text(1)})
    base = repo.git("rev-parse", "HEAD").strip()
    repo.git("checkout", "--quiet", "-b", "edit")
    repo.commit("2025-03-01", {POLICY: policy_text(2)})
    copy = tmp_path / "copy"
    repo.git("clone", "--quiet", "--branch", "edit", str(repo.path), str(copy))
    subprocess.run(["git", "-C", str(copy), "remote", "set-url", "origin", str(fork)], check=True)
    (tmp_path / "target.git").symlink_to(repo.path if target == "readable" else tmp_path / "nowhere")
    done = run(
        "policy-check", copy, CI_PROJECT_ID="2", CI_MERGE_REQUEST_PROJECT_ID="1", CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        CI_MERGE_REQUEST_PROJECT_URL=str(tmp_path / "target"), CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
    )  # fmt: skip
    assert (done.returncode, "note-missing" in done.stdout) == (1, True), done.stderr
    assert (copy / "preview/privacy/2025-02-01/index.html").is_file()


def test_nothing_is_published_unguarded(repo: GitRepo) -> None:
    """Without an address nobody can tell what is published: the job says so, but for the first time."""
    repo.commit("2025-01-01", {POLICY: policy_text(0), "policy/policy.toml": '[organisation]\nname = "A"\n'})
    done = run("pages", repo.path, FIRST_PUBLICATION="false")
    assert (done.returncode, "names no base_url" in done.stderr) == (1, True)
    done = run("pages", repo.path, FIRST_PUBLICATION="true")
    assert (done.returncode, (repo.path / "public/privacy/2025-01-01/index.html").is_file()) == (0, True), done.stderr
