"""The newcomer's first command, as the Makefile has it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT


def recipe() -> list[str]:
    """Return what `make demo` would run, once everything is set up."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make here")
    said = subprocess.run(
        [make, "--dry-run", "--always-make", "--assume-old=.venv/.ready", "demo"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    (line,) = (line for line in said.stdout.splitlines() if "demo" in line)
    return shlex.split(line)


def test_make_demo_shows_the_whole_life_of_a_change(tmp_path: Path) -> None:
    """`make demo` builds the site, sends the notice to a local outbox, proves it, and names what to open."""
    program, script, today, folder = recipe()
    assert (Path(program).name, script, folder) == ("python", "examples/demo.py", "build")
    done = subprocess.run(
        [sys.executable, script, today, str(tmp_path)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for found in ("site/index.html", "site/privacy/manifest.json", "demo/outbox/index.html", "demo/proof.zip"):
        assert (tmp_path / found).is_file()
        assert (tmp_path / found).stat().st_size > 0
