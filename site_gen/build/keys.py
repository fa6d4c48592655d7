"""Content addresses: the same inputs have the same name in every build, and other inputs another."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from hashlib import blake2b, sha256


def digest(*parts: str) -> str:
    """Name a list of texts; how they are divided counts."""
    whole = "".join([f"{len(part)}:{part}" for part in parts])  # thousands in a build: one encoding and one hash each
    return blake2b(whole.encode(errors="surrogateescape"), digest_size=16).hexdigest()


@cache
def name_of(facts: Hashable) -> str:
    """Name everything that the `repr` of something says; each page of a version asks it of the same things."""
    return digest(repr(facts))


def content_key(path: str, content: bytes) -> str:
    """Name a file by its path and its own bytes."""
    return digest(path, sha256(content).hexdigest())
