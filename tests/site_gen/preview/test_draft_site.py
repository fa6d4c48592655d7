"""A draft that cannot be shown is told by the names that its author knows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from site_gen.options import Options
from site_gen.preview.draft_site import DraftSite
from tests.conftest import GitRepo

PATH = "policy/privacy.md"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 98\n"


@pytest.mark.parametrize("broken", [POINTER, "# Privacy\n".encode("utf-16"), b""], ids=["pointer", "UTF-16", "empty"])
def test_a_broken_draft_names_no_commit(repo: GitRepo, tmp_path: Path, broken: bytes) -> None:
    """The preview's own commit is nobody's to look up; the file and what is wrong with it are named."""
    repo.commit("2025-01-01", {PATH: "# Privacy\n\nWe keep your name.\n"})
    repo.write(PATH, broken)
    options = Options(repository=repo.path, today=date(2026, 1, 1), jobs=1, cache=tmp_path / "cache")
    problem = DraftSite(options, tmp_path).renew(lambda *_: None).problem
    assert problem.startswith(f"{PATH}:")
    assert "(commit" not in problem


def test_a_half_filled_note_shows_the_draft_and_what_the_check_says(repo: GitRepo, tmp_path: Path) -> None:
    """Right after `policy-site note` the questions are open: the text shows as the note dates it, and what is to do."""
    repo.commit("2025-01-01", {PATH: "# Privacy\n\nWe keep your name.\n"})
    repo.write(PATH, "# Privacy\n\nWe keep your name and your gait.\n")
    repo.write(
        "policy/changes/privacy/gait.md", "---\neffective: 2100-03-01\nclass: material\nanswers:\n  M4:\n---\n\nGait.\n"
    )
    site = DraftSite(Options(repository=repo.path, today=date(2100, 1, 1), jobs=1, cache=tmp_path / "cache"), tmp_path)
    draft = site.renew(lambda *_: None)
    assert (draft.problem, draft.in_force) == ("", frozenset())
    page = (site.pages / "privacy" / draft.version_ids["privacy"] / "index.html").read_text(encoding="utf-8")
    assert "and your gait" in page
    assert "1 March 2100" in page
    assert "question-unanswered" in {finding.rule.code for verdict in draft.verdicts for finding in verdict.findings}


def test_what_is_published_after_the_day_that_was_asked_for_is_named(repo: GitRepo, tmp_path: Path) -> None:
    """The pages of an earlier day lack later versions and the draft itself; without a day nothing is left out."""
    repo.commit("2025-01-01", {PATH: "# Privacy\n\nWe keep your name.\n"})
    repo.commit("2025-02-01", {PATH: "# Privacy\n\nWe keep your name and age.\n"})
    repo.write(PATH, "# Privacy\n\nWe keep your name and your gait.\n")
    early = Options(repository=repo.path, today=date(2025, 1, 15), jobs=1, cache=tmp_path / "cache")
    (tmp_path / "early").mkdir()
    (tmp_path / "now").mkdir()
    left_out = DraftSite(early, tmp_path / "early").renew(lambda *_: None).left_out
    assert "the pages of 2025-01-15" in left_out
    assert left_out.endswith(f"{PATH} of 2025-02-01, {PATH} as it is on disk")
    now = early._replace(now=datetime.now(UTC))
    assert DraftSite(now, tmp_path / "now").renew(lambda *_: None).left_out == ""
