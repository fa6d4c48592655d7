"""Finds the files that travel with the program: templates and schemas."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder of the site's templates, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "templates", _PACKAGE.parent / "templates" / "site")


def schemas() -> Path:
    """Return the folder of the published JSON Schemas, of the installed wheel or of the checkout."""
    return _first(_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


def _first(*folders: Path) -> Path:
    found = next((folder for folder in folders if folder.is_dir()), None)
    if found is None:
        raise FileNotFoundError(f"the program is incomplete, none of these exists: {', '.join(map(str, folders))}")
    return found
