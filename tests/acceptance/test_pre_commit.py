"""The hook that pre-commit runs, by the real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.acceptance.conftest import POLICY, ROOT, policy_text
from tests.conftest import GitRepo


def test_a_commit_without_its_note_is_stopped(repo: GitRepo, tmp_path: Path) -> None:
    """What is staged is what is checked, and the words are the check's; a file of no policy wakes nothing."""
    hooks = GitRepo(tmp_path / "hooks")
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    rev = hooks.commit("2029-01-01", {".pre-commit-hooks.yaml": hook})
    # Installed here already: pre-commit would fetch every dependency of ours again.
    wanted = f"repos:\n  - repo: {hooks.path}\n    rev: {rev}\n    hooks: [{{id: policy-check, language: system}}]\n"
    repo.commit("2029-01-01", {POLICY: policy_text(0), ".pre-commit-config.yaml": wanted})
    bin_folder = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "PRE_COMMIT_HOME": str(tmp_path / "cache")
    }  # fmt: skip

    def run() -> subprocess.CompletedProcess[str]:
        repo.git("add", "--all")
        command = [str(bin_folder / "pre-commit"), "run"]
        return subprocess.run(command, cwd=repo.path, env=environment, capture_output=True, text=True, check=False)

    repo.write("program.py", "pass\n")
    done = run()
    assert (done.returncode, "Skipped" in done.stdout) == (0, True), done.stdout
    repo.write(POLICY, policy_text(1))
    done = run()
    assert (done.returncode, "note-missing" in done.stdout) == (1, True), done.stdout
