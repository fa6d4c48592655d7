"""Files on disk are read as `git add` would store them, and written as a checkout would."""

from __future__ import annotations

import pytest

from site_gen.errors import PolicyError
from site_gen.git.repository import open_repository
from site_gen.git.trees import CommitTree, DiskTree
from tests.conftest import GitRepo
from tests.site_gen.histories import PATH

CAFE = "# Privacy\n\nWe keep the café's name.\n"


def disk(repo: GitRepo) -> DiskTree:
    """Return the files as they lie on disk."""
    return DiskTree(repo.path, CommitTree(open_repository(repo.path)), ("policy/",))


@pytest.mark.parametrize(("encoding", "codec"), [("ISO-8859-1", "latin-1"), ("UTF-16", "utf-16")])
def test_another_encoding_on_disk(repo: GitRepo, encoding: str, codec: str) -> None:
    """A file in the encoding that .gitattributes declares is read as UTF-8, which git stores."""
    files: dict[str, str | bytes | None] = {
        ".gitattributes": f"*.md text working-tree-encoding={encoding}\n",
        PATH: CAFE.encode(codec),
    }
    repo.commit("2026-01-01", files)
    assert disk(repo).read(PATH) == CAFE.encode()
    repo.write(PATH, CAFE.replace("name", "names").encode(codec))
    assert disk(repo).read(PATH) == CAFE.replace("name", "names").encode()
    written = disk(repo).write_new("policy/changes/privacy/new.md", CAFE)
    assert written.read_bytes().decode(codec) == CAFE


def test_a_wrong_encoding_on_disk_is_refused_by_the_attribute(repo: GitRepo) -> None:
    """What git could not store is refused before anybody commits it."""
    repo.commit("2026-01-01", {".gitattributes": "*.md working-tree-encoding=UTF-16\n", PATH: CAFE.encode("utf-16")})
    repo.write(PATH, CAFE)
    with pytest.raises(PolicyError, match=r"privacy\.md: git cannot store it as .*working-tree-encoding=UTF-16.*BOM"):
        disk(repo).read(PATH)


def test_what_git_puts_into_a_checkout_is_no_change(repo: GitRepo) -> None:
    """An `$Id$` that git filled in on disk is stored as it was."""
    repo.commit("2026-01-01", {".gitattributes": "*.md ident\n", PATH: "$Id$\n"})
    (repo.path / PATH).unlink()
    repo.git("checkout", "--quiet", "--", PATH)
    assert (repo.path / PATH).read_bytes() != b"$Id$\n"
    assert disk(repo).read(PATH) == b"$Id$\n"


def test_a_text_that_lfs_would_keep_is_refused(repo: GitRepo) -> None:
    """Git would store a pointer, so nobody could ever see what changed."""
    repo.commit("2026-01-01", {PATH: CAFE})
    repo.write(".gitattributes", "*.md filter=lfs diff=lfs merge=lfs -text\n")
    with pytest.raises(PolicyError, match=r"privacy\.md: git would store a Git LFS pointer.*git lfs untrack"):
        disk(repo).read(PATH)


def test_what_a_sparse_checkout_leaves_out_is_unchanged(repo: GitRepo) -> None:
    """A file that was never put on disk is as committed; one that was deleted is gone."""
    repo.commit("2026-01-01", {PATH: CAFE, "src/x.txt": "x", "src/policy.md": "y"})
    repo.git("sparse-checkout", "set", "src")
    assert not (repo.path / PATH).exists()
    assert disk(repo).read(PATH) == CAFE.encode()
    assert PATH in disk(repo).names()
    repo.git("sparse-checkout", "disable")
    repo.write(PATH, None)
    assert disk(repo).read(PATH) is None
    assert PATH not in disk(repo).names()
