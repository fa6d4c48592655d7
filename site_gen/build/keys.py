"""Content addresses: the same inputs have the same name in every build, and other inputs another."""

from __future__ import annotations

from hashlib import blake2b


def digest(*parts: str) -> str:
    """Name a list of texts; how they are divided counts."""
    found = blake2b(digest_size=16)
    for part in parts:
        data = part.encode(errors="surrogateescape")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()
