"""`policy-site rules` and `explain`: what counsel and everybody else can look up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from site_gen.commands import explain, rules
from site_gen.options import Options
from tests.conftest import GitRepo

ROOT = Path(__file__).parents[3]
RULES = "policy/notice-rules.toml"


@pytest.fixture
def shipped(repo: GitRepo) -> Options:
    """Return a repository that holds the rules that we ship."""
    repo.commit("2026-01-01", {RULES: (ROOT / RULES).read_bytes()})
    return Options(repository=repo.path, today=date(2026, 12, 1))


def test_counsel_sees_every_entry_in_each_form(shipped: Options, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, a Markdown table and JSON tell the same entries, with kind, check, start and what is off for good."""
    rules.run(shipped._replace(today=date(2026, 12, 1)), "json")
    entries = json.loads(capsys.readouterr().out)
    rules.run(shipped._replace(today=date(2026, 12, 1)), "text")
    text = capsys.readouterr().out
    rules.run(shipped._replace(today=date(2026, 12, 1)), "markdown")
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert len(entries) > 40
    assert len(table) == len(entries) + 1
    assert all(f" {entry['id']}: " in text for entry in entries)
    assert "nobody checked it; it is off" in text
    assert "in force from 2027-05-13" in text


def test_an_entry_is_to_be_checked_again_after_a_year(shipped: Options, capsys: pytest.CaptureFixture[str]) -> None:
    """What was checked over twelve months ago says so."""
    rules.run(shipped._replace(today=date(2027, 11, 27)), "text")
    before = capsys.readouterr().out
    rules.run(shipped._replace(today=date(2027, 11, 28)), "text")
    assert before.count("check it again") < capsys.readouterr().out.count("check it again")


@pytest.mark.parametrize(
    "word", ["material", "Material+consent", "M5", "note-missing", "undeclared", "in force", "withdraws"]
)
def test_every_word_of_the_pages_is_explained(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A class, a standing, a question or a rule's code is explained, whatever its capitals."""
    assert explain.run(word) == 0
    assert capsys.readouterr().out.lower().startswith(f"{word.lower()}: ")
