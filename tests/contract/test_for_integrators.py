"""The guide for integrators: its code runs as it stands, and every file that it names is published."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_gen.cli import main
from tests.acceptance.conftest import POLICY, policy_text
from tests.conftest import GitRepo

GUIDE = (Path(__file__).parents[2] / "docs" / "for-integrators.md").read_text(encoding="utf-8")
NOTE = "---\nclass: material\neffective: 2026-12-10\npractice: changed\n---\nMore is kept.\n"


@pytest.fixture
def policy(repo: GitRepo, tmp_path: Path) -> Path:
    """Build a site of three versions, of which the last is announced; return the policy's folder."""
    repo.commit("2026-01-01", {POLICY: policy_text(0)})
    repo.commit("2026-06-01", {POLICY: policy_text(1)})
    repo.commit("2026-11-01", {POLICY: policy_text(2), "policy/changes/privacy/more.md": NOTE})
    out = tmp_path / "site"
    command = ["build", "--repo", str(repo.path), "--out", str(out), "--cache", str(tmp_path / "cache")]
    assert main([*command, "--today", "2026-11-20"]) == 0
    return out / "privacy"


def test_the_code_finds_the_text_of_a_day(policy: Path) -> None:
    """On the day it asks for, the version that was announced for an earlier one applies."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=policy, capture_output=True, text=True, check=True)
    assert done.stdout == "2026-11-01\n"
    done = subprocess.run(
        [sys.executable, "-c", code.replace("2026, 12, 24", "2026, 12, 9")],
        cwd=policy,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2026-06-01\n"


def test_what_the_guide_lists_is_there(policy: Path) -> None:
    """Each address of its table answers, with an id of a version in place of the words for one."""
    named = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE)))
    for name in named:
        path = name.replace("VERSION", "2026-06-01").replace("OLDER..NEWER", "2026-01-01..2026-11-01")
        assert (policy / path).is_file(), name
    assert len(named) == 9
