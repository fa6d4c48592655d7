"""The check in a `pre-receive` hook: a real push to a real bare repository is judged before it is let in."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.acceptance.conftest import POLICY, ROOT, policy_text
from tests.conftest import GitRepo

HOOK = """#!/bin/sh
while read -r old new ref; do
  {python} -P -m site_gen check --repo . --base "$old" --head "$new" || exit 1
done
"""
NOTE = "---\nclass: editorial\npractice: wording\n---\nA word was misspelt.\n"


def test_a_push_is_judged_before_it_is_let_in(repo: GitRepo) -> None:
    """The hook sees what was pushed, refuses a change without a note, lets one with a note pass, and a first branch."""
    server = repo.path.with_name("server.git")
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(server))
    hook = server / "hooks" / "pre-receive"
    hook.write_text(HOOK.format(python=sys.executable), encoding="utf-8")
    hook.chmod(0o755)
    repo.git("remote", "add", "origin", str(server))
    repo.commit("2025-02-01", {POLICY: policy_text(0).replace("no longer", "not longer")})
    refused = push(repo, "main")
    assert refused.returncode != 0
    assert "[note-missing]" in refused.stderr
    assert "names no commit" not in refused.stderr
    repo.commit("2025-02-01", {"policy/changes/privacy/note.md": NOTE})
    assert push(repo, "main").returncode == 0, push(repo, "main").stderr
    assert push(repo, "main:another").returncode == 0


def push(repo: GitRepo, what: str) -> subprocess.CompletedProcess[str]:
    """Push, whatever the hook says."""
    return subprocess.run(
        ["git", "-C", str(repo.path), "push", "--quiet", "origin", what],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
