"""The script that comments under a pull request, as it stands in the workflow; only GitHub's answers are invented."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.github import GH

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "policy-comment.yml"
TIP = "a" * 40
BRANCH = 'x"; touch broken; $(touch broken) `touch broken`'
MARKER = "<!-- policy-check -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What GitHub would say."""

    text: bytes = b"Passed"
    tip: str = TIP
    comments: list[dict[str, Any]] = field(default_factory=list)
    size: int | None = 400
    """Of the artifact, in bytes; None where there is none."""


def _comment(number: int, author: str, body: str = f"{MARKER}\nearlier") -> dict[str, Any]:
    return {"id": number, "user": {"login": author}, "body": body}


BOT = _comment(99, "github-actions[bot]")


def _run(folder: Path, said: Said) -> list[list[Any]]:
    """Return what was written to GitHub: the method, the address and the fields of each request."""
    for tool in ("bash", "jq", "unzip"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    with zipfile.ZipFile(folder / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../outside", "x")
        archive.writestr("comment.md", said.text)
    artifacts = [] if said.size is None else [{"id": 3, "size_in_bytes": said.size}]
    world = {
        "zip": str(folder / "artifact.zip"),
        f"repos/o/r/pulls state=open base=main head=fork:{BRANCH}": [{"number": 7, "head": {"sha": said.tip}}],
        "repos/o/r/issues/7/comments": said.comments,
        "repos/o/r/actions/runs/5/artifacts?name=policy-comment": {"artifacts": artifacts},
    }
    (folder / "world").write_text(json.dumps(world), encoding="utf-8")
    (folder / "gh").write_text(f"#!{sys.executable}\n{GH}", encoding="utf-8")
    (folder / "gh").chmod(0o755)
    script = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["comment"]["steps"][0]["run"]
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (folder / "broken").exists()
    assert not (folder.parent / "outside").exists()
    written = folder / "world.written"
    return [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()] if written.exists() else []


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "WORLD": str(folder / "world"),
        "RUNNER_TEMP": str(folder),
        "REPOSITORY": "o/r",
        "RUN_ID": "5",
        "RUN_URL": "https://github.example/o/r/actions/runs/5",
        "HEAD_OWNER": "fork",
        "HEAD_BRANCH": BRANCH,
        "HEAD_SHA": TIP,
        "LC_ALL": "C.UTF-8",
    }


def test_first_verdict_is_a_new_comment(tmp_path: Path) -> None:
    """Where the bot has said nothing yet, one comment is made, whoever else wrote its marker."""
    written = _run(tmp_path, Said(comments=[_comment(98, "mallory"), _comment(97, "github-actions[bot]", "other")]))
    assert [(method, address) for method, address, _ in written] == [("POST", "repos/o/r/issues/7/comments")]
    assert written[0][2]["body"].startswith(f"{MARKER}\nPassed\n")


def test_later_verdicts_take_its_place(tmp_path: Path) -> None:
    """Where the bot's comment is there, it is written anew."""
    written = _run(tmp_path, Said(comments=[_comment(98, "mallory"), BOT]))
    assert [(method, address) for method, address, _ in written] == [("PATCH", "repos/o/r/issues/comments/99")]


def test_a_verdict_of_an_older_tip_is_dropped(tmp_path: Path) -> None:
    """A verdict is posted only under the pull request whose newest commit it judged."""
    assert _run(tmp_path, Said(tip="b" * 40)) == []


def test_no_verdict_makes_no_comment(tmp_path: Path) -> None:
    """A pull request that changes no policy gets no comment."""
    assert _run(tmp_path, Said(size=None)) == []


def test_an_outdated_verdict_does_not_stay(tmp_path: Path) -> None:
    """Where a verdict stands and the newest commit has none, the comment says so."""
    assert "changes no policy" in _run(tmp_path, Said(size=None, comments=[BOT]))[0][2]["body"]


@pytest.mark.parametrize(
    "said",
    [Said(text=b"x" * 20_000_000), Said(text="ü".encode() * 64_001), Said(text=b"@ " * 32_000), Said(size=10**9)],
    ids=["bomb", "long", "mentions", "large"],
)
def test_what_is_too_long_is_linked(tmp_path: Path, said: Said) -> None:
    """A text beyond GitHub's limit, however it is packed, gives way to a link."""
    body = _run(tmp_path, said)[0][2]["body"]
    assert "too long" in body
    assert "https://github.example/o/r/actions/runs/5" in body
    assert len(body) < 1_000


def test_the_longest_text_fits(tmp_path: Path) -> None:
    """A text of exactly the bound is posted whole, below GitHub's limit."""
    body = _run(tmp_path, Said(text="ü".encode() * 64_000))[0][2]["body"]
    assert body.count("ü") == 64_000
    assert len(body) <= 65_536


def test_quoted_words_call_nobody(tmp_path: Path) -> None:
    """A quoted handle mentions nobody; an address stays as it is."""
    body = _run(tmp_path, Said(text=b"@a (@@b/c) d@e.example"))[0][2]["body"]
    assert "@\u200ba (@@\u200bb/c) d@e.example" in body


def test_bytes_that_are_no_text_are_dropped(tmp_path: Path) -> None:
    """What is not UTF-8 is left out."""
    assert "ab" in _run(tmp_path, Said(text=b"a\xff\x00\xfeb"))[0][2]["body"]
