"""What is kept of objects that were read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_gen.errors import GitError
from site_gen.git.repository import open_repository
from site_gen.git.small_objects import SmallObjects

if TYPE_CHECKING:
    from tests.conftest import GitRepo

HERE, ELSEWHERE = Path("/here"), Path("/elsewhere")


def test_an_object_is_kept_for_its_own_repository_alone() -> None:
    """What one repository holds says nothing of another, which may lack the object."""
    kept = SmallObjects()
    kept.keep(HERE, "a", b"words")
    assert kept.find(HERE, "a") == b"words"
    assert kept.find(ELSEWHERE, "a") is None


def test_what_is_kept_is_bounded() -> None:
    """A large object is never kept, and the oldest small one leaves for the newest."""
    kept = SmallObjects()
    kept.keep(HERE, "large", bytes(16_385))
    assert kept.find(HERE, "large") is None
    for number in range(513):
        kept.keep(HERE, str(number), b"")
    assert kept.find(HERE, "0") is None
    assert kept.find(HERE, "1") == kept.find(HERE, "512") == b""


def test_known_and_unknown_objects_come_in_the_order_asked_for(repo: GitRepo) -> None:
    """Objects are yielded in the order first asked for, whether git was asked for them or not."""
    repo.commit("2026-01-01", {"a.md": "one", "b.md": "two", "c.md": "three"})
    repository = open_repository(repo.path)
    a, b, c = (repository.listing()[path] for path in ("a.md", "b.md", "c.md"))
    assert list(repository.blobs([b])) == [(b, b"two")]
    assert list(repository.blobs([c, b, a, b])) == [(c, b"three"), (b, b"two"), (a, b"one")]
    with pytest.raises(GitError, match="no text with object id"):
        list(repository.blobs([a, "0" * 40]))
