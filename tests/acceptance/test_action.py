"""The action as a workflow runs it: its own scripts, one after the other, in somebody else's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.acceptance.conftest import POLICY, ROOT, policy_text
from tests.conftest import GitRepo

CONFIGURATION = '[organisation]\nname = "Example"\ntime_zone = "Europe/Berlin"\n\n[site]\nbase_url = "{address}"\n'
NOTE = """---
effective: 2030-06-01
class: editorial
practice: wording
---
A friendlier word.
"""


@dataclass(frozen=True, slots=True)
class Runner:
    """Stands for GitHub's: gives a script its environment and takes its outputs."""

    repo: GitRepo
    folder: Path

    def run(self, name: str, **environment: str) -> tuple[int, dict[str, str], str]:
        """Run one step; return its status, its outputs and what it printed."""
        steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
        (step,) = (step for step in steps if step.get("name") == name)
        outputs = self.folder / "outputs"
        outputs.write_text("", encoding="utf-8")
        given = {
            "GITHUB_ACTION_PATH": str(self._action()),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command,
            cwd=self.repo.path,
            env=os.environ | given | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = outputs.read_text(encoding="utf-8").splitlines()
        return done.returncode, dict(line.split("=", 1) for line in lines), done.stdout + done.stderr

    def comment(self) -> str:
        """Return the comment that is handed over."""
        return (self.repo.path / "build/comment/comment.md").read_text(encoding="utf-8")

    def check(self) -> str:
        """Run the steps of a check; return the status that the last one ends the job with."""
        code, asked, said = self.run("What is asked, and for which day", COMMAND="check")
        assert code == 0, said
        code, _, said = self.run("Build the site as it would be", TODAY="2030-01-01", OUT="build/preview")
        preview = "success" if code == 0 else "failure"
        about = {
            "REPOSITORY_URL": "https://git.example/o/r",
            "HEAD_BRANCH": "edit",
            "DETAILS_URL": "https://git.example/1",
        }
        code, checked, said = self.run("Check", TODAY="2030-01-01", CHANGED=asked["changed"], **about)
        assert (code, asked["changed"]) == (0, "true"), said
        code, _, said = self.run("Lead from the comment to the page", REVIEW_URL="https://git.example/2")
        assert code == 0, said
        code, _, said = self.run("Verdict", STATUS=checked["status"], PREVIEW=preview)
        return str(code)

    def _action(self) -> Path:
        place = self.folder / "action"
        if not place.exists():
            (place / ".venv").mkdir(parents=True)
            (place / ".venv/bin").symlink_to(Path(sys.executable).parent)
        return place


@pytest.fixture
def runner(repo: GitRepo, tmp_path: Path) -> Runner:
    """Return a runner in a repository with one published version."""
    if not shutil.which("bash"):
        pytest.skip("needs bash")
    repo.commit("2029-01-01", {POLICY: policy_text(0), "policy/policy.toml": CONFIGURATION.format(address="")})
    return Runner(repo, tmp_path)


def _propose(repo: GitRepo, files: dict[str, str]) -> None:
    """Check out the merge that GitHub tries: its first parent is main, its second the proposal."""
    repo.git("checkout", "--quiet", "-b", "edit")
    repo.commit("2030-01-01", dict(files))
    repo.git("checkout", "--quiet", "--detach", "main")
    repo.git("merge", "--quiet", "--no-ff", "--message", "Try", "edit", on="2030-01-01")


def test_a_change_without_a_note_ends_the_job(runner: Runner) -> None:
    """The comment says what is missing and leads to the page that shows it; the site as it would be stands there."""
    _propose(runner.repo, {POLICY: policy_text(1)})
    assert runner.check() == "1"
    assert "note-missing" in runner.comment()
    assert "(https://git.example/2)" in runner.comment()
    assert "review.invalid" not in runner.comment()
    assert "note-missing" in (runner.repo.path / "build/comment/policy-change.html").read_text(encoding="utf-8")
    assert (runner.repo.path / "build/preview/privacy/2030-01-01/index.html").is_file()


def test_a_change_with_its_note_may_be_merged(runner: Runner) -> None:
    """The verdict of the program is that of the job."""
    _propose(
        runner.repo,
        {POLICY: policy_text(0).replace("Write to", "Please write to"), "policy/changes/privacy/word.md": NOTE},
    )
    verdict = runner.check()
    assert verdict == "0", runner.comment()


@pytest.mark.parametrize(
    ("path", "changed"), [("docs/privacy.md", "true"), ("docs/changes/privacy/a.md", "true"), ("docs/x.md", "false")]
)
def test_a_policy_outside_the_usual_folder_has_its_comment(runner: Runner, path: str, changed: str) -> None:
    """What policy.toml lists, and the notes beside it, count as the policies' change wherever they lie."""
    listed = (
        CONFIGURATION.format(address="") + '[[policy]]\nslug = "privacy"\npath = "docs/privacy.md"\nlanguage = "en"\n'
    )
    runner.repo.commit("2029-02-01", {"docs/privacy.md": policy_text(0), "policy/policy.toml": listed})
    _propose(runner.repo, {path: policy_text(1)})
    code, asked, said = runner.run("What is asked, and for which day", COMMAND="check")
    assert (code, asked["changed"]) == (0, changed), said


def test_a_site_is_built_twice_and_verified(runner: Runner) -> None:
    """What is to be published stands in the folder, the same from both builds, with the day of the organisation."""
    code, asked, said = runner.run("What is asked, and for which day", COMMAND="build")
    assert (code, asked["changed"]) == (0, "true"), said
    inputs = {
        "OUT": "build/site",
        "FIRST_PUBLICATION": "true",
        "NOTICES": "true",
        "TSA": "",
        "SECTION11_SIGNING_KEY": "",
    }
    code, _, said = runner.run("Build twice, compare, verify", TODAY="2030-01-01", **inputs | {"FIRST_PUBLICATION": ""})
    assert (code, "names no base_url" in said) == (1, True)
    code, _, said = runner.run("Build twice, compare, verify", TODAY="2030-01-01", **inputs)
    assert code == 0, said
    assert (runner.repo.path / "build/site/privacy/2029-01-01/index.html").is_file()


def test_a_word_that_is_no_command_is_refused(runner: Runner) -> None:
    """The refusal names the two that are."""
    code, _, said = runner.run("What is asked, and for which day", COMMAND="deploy")
    assert (code, "command is 'deploy'; give check or build" in said) == (2, True)
