"""The script that keeps one issue about what is owed, as it stands in the workflow; GitHub's answers are invented."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.github import GH

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "due.yml"
LATE = "# Policies: 1 late or at risk\n\n| | |\n|---|---|\n| late | privacy $(touch broken) `touch broken` |"
NONE = "# Policies: nothing is late\n\n| | |\n|---|---|"
ASKED = "repos/o/r/issues?state=open&creator=github-actions%5Bbot%5D"
OWN: dict[str, Any] = {"number": 7, "body": "<!-- due -->\nearlier"}
OTHERS: list[dict[str, Any]] = [{"number": 5, "body": None}, {"number": 6, "body": "<!-- due -->", "pull_request": {}}]


def _run(folder: Path, code: int, text: str, issues: list[dict[str, Any]]) -> list[list[Any]]:
    """Return what was written to GitHub: the method, the address and the fields of each request."""
    for tool in ("bash", "jq"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    (folder / "world").write_text(json.dumps({ASKED: issues}), encoding="utf-8")
    (folder / "gh").write_text(f"#!{sys.executable}\n{GH}", encoding="utf-8")
    (folder / "gh").chmod(0o755)
    script = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["issue"]["steps"][0]["run"]
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "WORLD": str(folder / "world"), "RUNNER_TEMP": str(folder),
        "REPOSITORY": "o/r", "RUN_URL": "https://github.example/run", "CODE": str(code), "TEXT": text,
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (folder / "broken").exists()
    written = folder / "world.written"
    return [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()] if written.exists() else []


def test_the_first_alarm_opens_an_issue(tmp_path: Path) -> None:
    """Where no issue of ours is open, one is made, with the first line as its title."""
    ((method, address, fields),) = _run(tmp_path, 3, LATE, OTHERS)
    assert (method, address, fields["title"]) == ("POST", "repos/o/r/issues", "Policies: 1 late or at risk")
    assert fields["body"].startswith("<!-- due -->\n\n| | |\n")
    assert "$(touch broken)" in fields["body"]


def test_the_next_one_writes_it_anew(tmp_path: Path) -> None:
    """However many days it lasts, there is one issue."""
    ((method, address, fields),) = _run(tmp_path, 3, LATE, [*OTHERS, OWN])
    assert (method, address) == ("PATCH", "repos/o/r/issues/7")
    assert "state" not in fields


def test_when_nothing_is_late_it_is_closed(tmp_path: Path) -> None:
    """The issue says so itself, and is closed."""
    ((method, address, fields),) = _run(tmp_path, 0, NONE, [OWN])
    assert (method, address, fields["state"]) == ("PATCH", "repos/o/r/issues/7", "closed")
    assert fields["title"] == "Policies: nothing is late"


def test_nothing_late_and_nothing_open_writes_nothing(tmp_path: Path) -> None:
    """On most days there is nothing to say."""
    assert _run(tmp_path, 0, NONE, OTHERS) == []
