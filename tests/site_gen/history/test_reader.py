"""The one reader: what a history and its texts say together."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING

from site_gen.git.repository import open_repository
from site_gen.history.reader import outline, read_histories, read_history
from site_gen.options import Options
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


def test_a_language_that_began_later_is_told_of_no_note_that_came_before_it(repo: GitRepo) -> None:
    """A shared folder holds what the older language declared, explained, postponed and withdrew."""
    english = "policy/privacy.md"
    repo.commit("2024-01-01", {english: "# A\n\nOne.\n"})
    for number, (day, head) in enumerate(
        (
            ("2024-01-02", "class: minor"),
            ("2024-01-03", "class: minor\neffective: 2024-06-01"),
            ("2024-01-04", "postpones: 2024-01-03\neffective: 2024-07-01"),
            ("2024-08-01", "withdraws: 2024-01-01"),
        )
    ):
        note = {f"policy/changes/privacy/{number}.md": f"---\n{head}\n---\nWhy.\n"}
        repo.commit(day, note | ({english: "# A\n\nTwo.\n"} if "class: minor\neff" in head else {}))
    repo.commit("2025-01-01", {"policy/privacy.de.md": "# A\n\nEins.\n"})
    told = read_histories(Options(repository=repo.path, today=date(2026, 3, 1)), open_repository(repo.path))
    assert {each.policy.language: len(each.warnings) for each in told} == {"de": 0, "en": 1}


def test_a_note_has_the_path_of_the_policy_that_it_is_about(repo: GitRepo) -> None:
    """Two files with the same words are one object to git; each policy is told of its own."""
    notes = {language: f"policy/changes/privacy.{language}/words.md" for language in ("en", "de")}
    files = {"policy/privacy.md": "# A\n\nOne.\n", "policy/privacy.de.md": "# A\n\nEins.\n"}
    repo.commit("2026-01-01", files)
    note = "---\nclass: editorial\npractice: wording\n---\nWords.\n"
    files = {"policy/privacy.md": "# A\n\nTwo.\n", "policy/privacy.de.md": "# A\n\nZwei.\n"}
    repo.commit("2026-02-01", files | dict.fromkeys(notes.values(), note))
    told = read_histories(Options(repository=repo.path, today=date(2026, 3, 1)), open_repository(repo.path))
    found = {each.policy.language: each.versions[-1].note for each in told}
    assert {language: note and note.path for language, note in found.items()} == notes
