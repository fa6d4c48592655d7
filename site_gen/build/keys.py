"""Content addresses: the same inputs have the same name in every build, and others another."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path

from site_gen import resources

_LIBRARIES = frozenset(["babel", "diff_match_patch", "jinja2", "markdown_it_py", "markupsafe", "mdit_py_plugins"])
"""Whose versions decide what a page says."""


def digest(*parts: str) -> str:
    """Name a list of texts; how they are divided counts."""
    found = blake2b(digest_size=16)
    for part in parts:
        data = part.encode(errors="surrogateescape")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


@cache
def program_key() -> str:
    """Name this program: its own sources and data, its templates, and the libraries that decide what a page says.

    Read from the files themselves, since a checkout has no version that changes with every edit.
    """
    found = sha256()
    for folder in (str(Path(__file__).parents[1]), str(resources.templates()), str(resources.schemas())):
        for path in sorted(_files(folder)):
            found.update(f"{path[len(folder) :]}\0".encode())
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123  each build reads all of them
                found.update(file.readall())
    for name in sorted(_installed()):
        found.update(f"{name}\0".encode())
    return found.hexdigest()[:32]


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif not entry.name.endswith(".pyc"):
                yield entry.path


def _installed() -> Iterator[str]:
    """Yield the names, with the versions, under which an installer has put down those libraries."""
    for folder in filter(os.path.isdir, sys.path):
        for name in os.listdir(folder):  # noqa: PTH208  each build lists them
            library, dash, rest = name.partition("-")
            if dash and library.lower() in _LIBRARIES and rest.endswith((".dist-info", ".egg-info")):
                yield name
