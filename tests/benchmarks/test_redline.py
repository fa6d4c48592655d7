"""The benchmark of the redline, run as its users run it: on small texts, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.redline_cases import CASES, Case
from benchmarks.redline_runs import Pair, cross, large, named, quality

OLDER = "# Policy\n\nWe keep your data for 12 months, and share it with [partners](/old).\n"


def measured(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.redline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a change of words, a change of a target and no change."""
    newer = {"number": OLDER.replace("12", "24"), "target": OLDER.replace("/old", "/new"), "same": OLDER + "\n"}
    for name, text in newer.items():
        (tmp_path / f"{name}.old.md").write_text(OLDER, encoding="utf-8")
        (tmp_path / f"{name}.new.md").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_small_case_is_faithful_and_says_what_it_is(case: Case) -> None:
    """Either text can be read back, no word is cut, and what changed without a word is said in words."""
    found = quality(Pair(case.name, case.older, case.newer))
    assert found.failures == ()
    assert (found.cuts, found.silent, found.unexplained_links) == (0, False, 0)


def test_what_differs_is_told_apart(folder: Path) -> None:
    """A changed word, a changed target and nothing that shows are three kinds of change."""
    answer = measured(folder, "--json", "--rounds", "0")
    assert answer.returncode == 0, answer.stderr
    (report,) = json.loads(answer.stdout)
    assert {pair["name"]: pair["change"] for pair in report["found"]} == {
        "number": "text",
        "target": "links",
        "same": "nothing",
    }
    assert {pair["name"]: pair["marked"] for pair in report["found"]} == {"number": 4, "target": 0, "same": 0}


def test_the_report_is_a_table_with_times(folder: Path) -> None:
    """Without --json, people get Markdown, times included."""
    answer = measured(folder, "--rounds", "1")
    assert answer.returncode == 0, answer.stderr
    assert "| T0 fails | 0 | 0 |" in answer.stdout
    assert "ratio of the medians" in answer.stdout


def test_one_pair_is_explained(folder: Path) -> None:
    """Asked for one pair, it shows the marks."""
    assert "[-12-]{+24+} months" in measured(folder, "--only", "number").stdout


def test_a_folder_without_pairs_is_refused(tmp_path: Path) -> None:
    """Nothing to measure is an error that names the folder."""
    answer = measured(tmp_path)
    assert answer.returncode == 1
    assert answer.stderr == f"{tmp_path}: no <id>.old.md in it\n"


def test_a_pair_that_is_not_there_is_refused(folder: Path) -> None:
    """An unknown name is an error that repeats it."""
    answer = measured(folder, "--only", "p0000")
    assert answer.returncode == 1
    assert answer.stderr == "there is no pair p0000\n"


def test_samples_are_the_same_each_time() -> None:
    """Crossed and large pairs can be made again from their name."""
    pairs = [Pair(f"p{number}", f"old {number}", f"new {number}") for number in range(9)]
    assert cross(pairs, 5) == cross(pairs, 5)
    for pair in (*cross(pairs, 5), *large(pairs)):
        assert named(pairs, pair.name) == pair
