"""The one reader: what a history and its texts say together."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from site_gen.git.repository import open_repository
from site_gen.history.reader import outline, read_history
from tests.site_gen.histories import PRIVACY

if TYPE_CHECKING:
    from tests.conftest import GitRepo


def test_a_text_that_comes_back_has_its_own_sections(repo: GitRepo) -> None:
    """A text that was published, replaced and published again is the newest, and its sections are the newest's."""
    for day, text in enumerate(("# Old\n\nWords.\n", "# Another matter\n\nOther words.\n", "# Old\n\nWords.\n"), 1):
        repo.commit(f"2020-01-{day:02}", {PRIVACY.path: text})
    history, texts = read_history(open_repository(repo.path), PRIVACY, UTC)
    assert len(history.versions) == 3
    assert [section.heading.title for section in outline(history, texts)] == ["Old"]
