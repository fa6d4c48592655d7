"""Finds the files that travel with the program: templates and schemas."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder of the site's templates, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "templates", _PACKAGE.parent / "templates" / "site")


def schemas() -> Path:
    """Return the folder of the published JSON Schemas, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


@cache
def template_fingerprint() -> str:
    """Return a hash of every template and schema, names included: a cached page is good for one value of it."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in (templates(), schemas()) for path in folder.iterdir() if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _first(*folders: Path) -> Path:
    found = next((folder for folder in folders if folder.is_dir()), None)
    if found is None:
        raise FileNotFoundError(f"the program is incomplete, none of these exists: {', '.join(map(str, folders))}")
    return found
