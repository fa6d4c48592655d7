"""The program itself: the files that travel with it, its name, and the folders for what it compiles and caches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_LIBRARIES = frozenset(
    ["babel", "diff_match_patch", "jinja2", "markdown_it_py", "markupsafe", "mdit_py_plugins", "msgspec"]
)
"""Whose versions decide what a page says, or a file for programs."""


def templates() -> Path:
    """Return the folder of the site's templates, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "templates", _PACKAGE.parent / "templates" / "site")


def schemas() -> Path:
    """Return the folder of the published JSON Schemas, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


def starter() -> Path:
    """Return the folder of the files that `init` writes, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "starter", _PACKAGE.parent / "templates" / "starter")


def banner() -> Path:
    """Return the one script that a product may take from the site, of the installed wheel or of the checkout."""
    name = "policy-banner.js"
    return _first(_PACKAGE / "product", _PACKAGE.parent / "templates" / "product") / name


@cache
def program_key() -> str:
    """Name this program: its own sources and data, its templates, and the libraries that decide what a page says.

    Read from the files themselves, since a checkout has no version that changes with every edit.
    """
    found = sha256()
    for folder in (str(_PACKAGE), str(templates()), str(schemas())):
        for path in sorted(_files(folder)):
            found.update(f"{path[len(folder) :]}\0".encode())
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123  each build reads all of them
                found.update(file.readall())
    for name in sorted(_installed_names()):
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


def _installed_names() -> Iterator[str]:
    """Yield the names, with the versions, under which an installer has recorded those libraries."""
    for folder in filter(os.path.isdir, sys.path):
        for name in os.listdir(folder):  # noqa: PTH208  each build lists them
            library, dash, rest = name.partition("-")
            if dash and library.lower() in _LIBRARIES and rest.endswith((".dist-info", ".egg-info")):
                yield name


def cache_folder() -> Path:
    """Return the user's folder for what the program may forget."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "section11"


def code_folder() -> Path | None:
    """Return a folder for compiled templates, into which nobody but the user can have put code; None without one."""
    folder = cache_folder() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return None
    is_private = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
    return folder if is_private and os.access(folder, os.W_OK) else None


def _first(*folders: Path) -> Path:
    found = next((folder for folder in folders if folder.is_dir()), None)
    if found is None:
        raise FileNotFoundError(f"the program is incomplete, none of these exists: {', '.join(map(str, folders))}")
    return found
