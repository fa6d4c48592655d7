"""The files on one side of a change: as a commit has them, or as they are on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from site_gen.errors import OutputError, PolicyError
from site_gen.git.attributes import disk_form, stored_form
from site_gen.git.repository import Repository

TEXT_ENDINGS = (".md", ".markdown", ".txt", ".mdx")
_LARGEST = 16_000_000
"""Bytes that are read of a file; whoever reads it refuses far less."""


class Tree(Protocol):
    """Files by their path from the repository's top folder."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; None where there is none."""

    def names(self) -> frozenset[str]:
        """Return every file's path."""

    def texts(self) -> frozenset[str]:
        """Return the path of every file that may hold words, in whatever folder."""


class CommitTree(Struct, frozen=True, dict=True):
    """The files as the tip of a repository holds them."""

    repository: Repository

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; None where there is none."""
        oid = self.listing.get(path)
        return None if oid is None else next(data for _, data in self.repository.blobs([oid]))

    def names(self) -> frozenset[str]:
        """Return every file's path."""
        return frozenset(self.listing)

    def texts(self) -> frozenset[str]:
        """Return the path of every file that may hold words, in whatever folder."""
        return frozenset(name for name in self.listing if name.lower().endswith(TEXT_ENDINGS))

    @cached_property
    def listing(self) -> Mapping[str, str]:
        """The object id of every file."""
        return self.repository.listing()


class DiskTree(Struct, frozen=True, dict=True):
    """The files as they are in the working tree; of those that no policy concerns, the commit's list will do."""

    folder: Path
    committed: CommitTree
    folders: tuple[str, ...] = field(default=())
    """Where the disk is asked which files there are."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes as git would store them; refuse a link, which may lead anywhere."""
        place = self._place(path)
        try:
            with place.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except (FileNotFoundError, NotADirectoryError):
            return self.committed.read(path) if self._is_left_out(path) else None
        except OSError as error:
            raise PolicyError(path, f"cannot be read: {error.strerror}") from error
        if len(data) > _LARGEST:
            raise PolicyError(path, f"is longer than {_LARGEST:,} bytes, which no policy is")
        return stored_form(self.committed.repository, self.folder, path, data)

    def write_new(self, path: str, text: str) -> Path:
        """Write a file that is not there yet, whole or not at all, and return its place.

        Raises OutputError where it is there already or cannot be written.
        """
        place = self._place(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            data = disk_form(self.committed.repository, self.folder, path, text.encode())
            with tempfile.NamedTemporaryFile(dir=place.parent) as file:
                file.write(data)
                file.flush()
                os.link(file.name, place)
            place.chmod(0o644)
        except FileExistsError as error:
            raise OutputError(f"{path} is there already; nothing was written") from error
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}") from error
        return place

    def rewrite(self, path: str, data: bytes) -> None:
        """Give a file other content, whole or not at all; raise OutputError where it cannot be written."""
        place = self._place(path)
        try:
            with tempfile.NamedTemporaryFile("wb", dir=place.parent, delete=False) as file:
                file.write(data)
            Path(file.name).chmod(place.stat().st_mode & 0o777)
            Path(file.name).replace(place)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}") from error

    def names(self) -> frozenset[str]:
        """Return every file's path."""
        found: set[str] = set().union(*map(self._below, self.folders))
        left = self.committed.names() - found
        elsewhere = {name for name in left if not name.startswith(self.folders)}
        return frozenset(found | elsewhere | {name for name in left - elsewhere if self._is_left_out(name)})

    def texts(self) -> frozenset[str]:
        """Return the path of every file that may hold words, in whatever folder: those too that git would take up."""
        known = (*self.names(), *self.committed.repository.files_in_work_tree())
        return frozenset(name for name in known if name.lower().endswith(TEXT_ENDINGS))

    def _is_left_out(self, path: str) -> bool:
        return path in self.committed.names() and path in self._sparse

    @cached_property
    def _sparse(self) -> frozenset[str]:
        return self.committed.repository.files_left_out()

    def _below(self, folder: str) -> set[str]:
        found = set()
        for parent, folders, files in os.walk(self.folder / folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found |= {(Path(parent) / name).relative_to(self.folder).as_posix() for name in files}
        return found

    def _place(self, path: str) -> Path:
        place = self.folder / path
        link = next((part for part in (place, *place.parents) if self._is_inside(part) and part.is_symlink()), None)
        if link is not None:
            named = "" if link == place else f"{link.relative_to(self.folder)} "
            raise PolicyError(path, f"{named}is a symbolic link; put the file itself in its place")
        inner = next((part for part in place.parents if self._is_inside(part) and (part / ".git").exists()), None)
        if inner is not None:
            here = inner.relative_to(self.folder)
            problem = f"{here} is a repository of its own (a submodule); run again with `--repo {here}`"
            raise PolicyError(path, problem)
        return place

    def _is_inside(self, place: Path) -> bool:
        return place != self.folder and place.is_relative_to(self.folder)
