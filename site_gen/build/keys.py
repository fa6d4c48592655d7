"""Content addresses: the same inputs have the same name in every build, and other inputs another."""

from __future__ import annotations

from hashlib import blake2b, sha256


def digest(*parts: str) -> str:
    """Name a list of texts; how they are divided counts."""
    whole = "".join([f"{len(part)}:{part}" for part in parts])  # thousands in a build: one encoding and one hash each
    return blake2b(whole.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def content_key(path: str, content: bytes) -> str:
    """Name a file by its path and its own bytes."""
    return digest(path, sha256(content).hexdigest())
