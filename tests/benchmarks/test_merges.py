"""The yardstick of planted merges, on a history whose answer is known."""

from __future__ import annotations

from pathlib import Path

from benchmarks.merges import judge
from tests.acceptance.conftest import publish
from tests.conftest import GitRepo


def test_a_planted_pull_is_lost_without_the_record_and_mended_by_it(repo: GitRepo, tmp_path: Path) -> None:
    """All that is asked of a real history holds for one of five versions."""
    publish(repo, 5)
    repo.git("bundle", "create", "--quiet", str(tmp_path / "made.bundle"), "main")
    (tmp_path / "work").mkdir()
    assert set(judge(tmp_path / "made.bundle", tmp_path / "work").values()) == {True}
