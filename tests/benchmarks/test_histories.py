"""The repositories that benchmarks measure on are what their names promise."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.histories import PATH, POLICY, add_version, joined_history, synthetic_history
from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions

if TYPE_CHECKING:
    from tests.conftest import GitRepo


def texts_of(folder: Path) -> list[bytes]:
    repository = open_repository(folder)
    (revisions,) = read_revisions(repository, [POLICY])
    oids = [revision.text_oid or "" for revision in revisions]
    texts = dict(repository.blobs(oids))
    return [texts[oid] for oid in oids]


def test_an_invented_policy_changes_with_every_version(tmp_path: Path) -> None:
    """Each version differs a little from the one before, is as large as a real policy, and comes out the same again."""
    texts = texts_of(synthetic_history(tmp_path / "one", 20, seed=3))
    assert len(texts) == 20
    assert all(older != newer for older, newer in pairwise(texts))
    assert all(55_000 < len(text) < 70_000 for text in texts)
    assert open_repository(tmp_path / "one").tip == open_repository(synthetic_history(tmp_path / "two", 20, seed=3)).tip


def test_a_version_can_be_added(tmp_path: Path) -> None:
    """One more commit on top leaves what went before in place."""
    folder = synthetic_history(tmp_path / "one", 3, seed=3)
    before = texts_of(folder)
    add_version(folder, b"# New\n")
    assert texts_of(folder) == [*before, b"# New\n"]


def test_histories_are_joined_without_repeating(repo: GitRepo, tmp_path: Path) -> None:
    """Texts of several histories follow each other, none twice in a row, up to the number asked for."""
    for text in ("a", "b", "a"):
        repo.commit("2026-01-01", {PATH: text})
    bundle = tmp_path / "x.bundle"
    repo.git("bundle", "create", "--quiet", str(bundle), "main")
    assert texts_of(joined_history(tmp_path / "joined", [bundle, bundle], 4)) == [b"a", b"b", b"a", b"b"]
