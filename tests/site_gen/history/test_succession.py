"""A name that changes hands: each policy has its own history and its own notes, shown on real repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions
from site_gen.model.policy import Policy
from tests.site_gen.histories import LONG, NOTE, PATH, PRIVACY

if TYPE_CHECKING:
    from tests.conftest import GitRepo

NEW = "policy/data.md"
DATA = Policy(slug="data", language="en", path=NEW)
SHOP = "# Shop\n\nWe sell tea.\n"


def rename(repo: GitRepo) -> str:
    """Publish a policy with a note, and give its file another name."""
    repo.commit("2026-01-01", {PATH: LONG, "policy/changes/privacy/one.md": NOTE})
    return repo.commit("2026-02-01", {PATH: None, NEW: LONG})


def days_and_notes(repo: GitRepo, *policies: Policy) -> list[list[tuple[str, list[str]]]]:
    """Return each policy's revisions: the month, and the notes that it brought."""
    found = read_revisions(open_repository(repo.path), policies)
    return [
        [(f"{each.committed_at:%m}", [path.rpartition("/")[2] for path, _ in each.note_oids]) for each in own]
        for own in found
    ]


def test_a_new_file_with_a_renamed_ones_name_begins_its_own_history(repo: GitRepo) -> None:
    """What came before went with the text that moved; the notes under the name are the new one's from then on."""
    rename(repo)
    repo.commit("2026-03-01", {PATH: SHOP, "policy/changes/privacy/two.md": NOTE})
    repo.commit("2026-04-01", {NEW: f"{LONG}\nMore.\n", "policy/changes/data/three.md": NOTE})
    repo.commit("2026-05-01", {"policy/changes/privacy/four.md": f"{NOTE}\nMore.\n"})
    data, privacy = days_and_notes(repo, DATA, PRIVACY)
    assert data == [("01", ["one.md"]), ("02", []), ("04", ["three.md"])]
    assert privacy == [("03", ["two.md"]), ("05", ["four.md"])]


def test_a_name_that_changes_hands_in_one_commit_needs_to_be_declared(repo: GitRepo) -> None:
    """Git sees no move where the old file stays with other words; `formerly` says whose it was until then."""
    repo.commit("2026-01-01", {PATH: LONG})
    repo.commit("2026-02-01", {PATH: SHOP, NEW: LONG})
    moved = Policy(slug="privacy", language="en", path=NEW, formerly=(PATH,))
    shop = Policy(slug="shop", language="en", path=PATH)
    assert [[month for month, _ in own] for own in days_and_notes(repo, moved, shop)] == [["01", "02"], ["02"]]


@pytest.mark.parametrize("text", [LONG, SHOP])
def test_a_policy_that_is_put_up_again_goes_on(repo: GitRepo, text: str) -> None:
    """Nothing was moved, or the very text came back: it is the policy that had ended."""
    repo.commit("2026-01-01", {PATH: LONG})
    repo.commit("2026-02-01", {PATH: None} | ({NEW: LONG} if text is LONG else {NEW: "# Terms\n"}))
    repo.commit("2026-03-01", {PATH: text})
    _, privacy = days_and_notes(repo, DATA, PRIVACY)
    assert [month for month, _ in privacy] == ["01", "02", "03"]


def test_what_took_a_name_stays_itself_when_it_is_taken_down_or_renamed(repo: GitRepo) -> None:
    """A name's earlier owner is not taken in by a later one that ended and came back, or was renamed in its turn."""
    rename(repo)
    repo.commit("2026-03-01", {PATH: SHOP})
    repo.commit("2026-04-01", {PATH: None})
    repo.commit("2026-05-01", {PATH: SHOP})
    data, privacy = days_and_notes(repo, DATA, PRIVACY)
    assert [month for month, _ in data] == ["01", "02"]
    assert [month for month, _ in privacy] == ["03", "04", "05"]
    repo.commit("2026-06-01", {PATH: None, "policy/shop.md": SHOP})
    _, shop = days_and_notes(repo, DATA, Policy(slug="shop", language="en", path="policy/shop.md"))
    assert [month for month, _ in shop] == ["03", "04", "05", "06"]


def test_a_policy_that_moves_to_a_name_that_was_left_brings_its_own_history(repo: GitRepo) -> None:
    """Neither the texts nor the notes that stood under the name before are its."""
    repo.commit("2026-01-01", {PATH: LONG, "policy/shop.md": SHOP, "policy/changes/privacy/one.md": NOTE})
    repo.commit("2026-02-01", {PATH: None, NEW: LONG})
    repo.commit("2026-03-01", {PATH: SHOP, "policy/shop.md": None})
    repo.commit("2026-04-01", {PATH: f"{SHOP}\nMore.\n", "policy/changes/privacy/two.md": NOTE})
    data, shop = days_and_notes(repo, DATA, PRIVACY)
    assert data == [("01", ["one.md"]), ("02", [])]
    assert shop == [("01", []), ("03", []), ("04", ["two.md"])]
