"""A file as `git add` would store it: what is on disk may be in another encoding, or be kept elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_gen.errors import GitError, PolicyError
from site_gen.git.command import output
from site_gen.git.repository import Repository
from site_gen.git.scratch import ScratchGit

_CHANGING = ("working-tree-encoding", "ident", "filter")
"""Attributes by which the stored form is another text; line endings are everybody's own business."""
_UNSET = ("unspecified", "unset")


def stored_form(repository: Repository, folder: Path, path: str, data: bytes) -> bytes:
    """Return what git would store for a file of the working tree; refuse what it would keep outside of the history."""
    if not _may_have_attributes(repository, folder, path):
        return data
    said = _attributes(folder, path)
    if said.get("filter") == "lfs":
        problem = "git would store a Git LFS pointer here and not the text (.gitattributes says filter=lfs)"
        raise PolicyError(path, f"{problem}; run `git lfs untrack '*.md'`, then `git add --renormalize .`")
    return _filter_bytes(repository, folder, path, data, said) if said else data


def _may_have_attributes(repository: Repository, folder: Path, path: str) -> bool:
    places = [folder / parent / ".gitattributes" for parent in Path(path).parents]
    return any(place.is_file() for place in (*places, repository.common_dir / "info" / "attributes"))


def _attributes(folder: Path, path: str) -> dict[str, str]:
    """Return the attributes that change the text, by name."""
    answer = output(["git", "-C", str(folder), "check-attr", "-z", *_CHANGING, "--", path])
    fields = answer.decode(errors="surrogateescape").split("\0")
    found = dict(zip(fields[1::3], fields[2::3], strict=False))
    return {name: value for name, value in found.items() if value not in _UNSET}


def disk_form(repository: Repository, folder: Path, path: str, data: bytes) -> bytes:
    """Return what a checkout would put on disk for a stored file: the encoding that everybody there works in."""
    if not _may_have_attributes(repository, folder, path) or "working-tree-encoding" not in _attributes(folder, path):
        return data
    with _throwaway_store(repository, folder) as git:
        oid = git("hash-object", "-w", "--stdin", "--no-filters", data=data).decode().strip()
        return git("cat-file", "--filters", f"--path={path}", oid)


def _filter_bytes(repository: Repository, folder: Path, path: str, data: bytes, said: dict[str, str]) -> bytes:
    try:
        with _throwaway_store(repository, folder) as git:
            oid = git("hash-object", "-w", "--stdin", f"--path={path}", data=data).decode().strip()
            return git("cat-file", "blob", oid)
    except GitError as error:
        shown = ", ".join(f"{attribute}={value}" for attribute, value in said.items())
        words = error.stderr.strip().splitlines() or ["no reason given"]
        reason = next((line.removeprefix("fatal: ") for line in words if line.startswith("fatal: ")), words[0])
        problem = f"git cannot store it as .gitattributes says ({shown}): {reason}"
        raise PolicyError(path, f"{problem}; save it in that encoding, or change the attribute") from error


@contextmanager
def _throwaway_store(repository: Repository, folder: Path) -> Iterator[ScratchGit]:
    """Run git where it keeps what it converts out of the repository."""
    with tempfile.TemporaryDirectory(prefix="policy-site-") as name:
        objects = str(repository.common_dir / "objects")
        places = {"GIT_OBJECT_DIRECTORY": name, "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}
        yield ScratchGit(folder, places)
