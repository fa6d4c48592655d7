"""Content addresses: the same inputs have the same name in every build, and others another."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b, sha256
from importlib.util import find_spec
from pathlib import Path

from site_gen import resources


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
    for folder in (Path(__file__).parent, resources.templates(), resources.schemas()):
        for path in sorted(path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file()):
            found.update(f"{path.relative_to(folder)}\0".encode())
            found.update(path.read_bytes())
    for library in ("markdown_it", "mdit_py_plugins", "jinja2", "diff_match_patch"):
        found.update(_marker(library))
    return found.hexdigest()[:32]


def _marker(library: str) -> bytes:
    """Return the bytes in which a library names its version, without importing it."""
    spec = find_spec(library)
    return Path(spec.origin).read_bytes() if spec and spec.origin else b""
