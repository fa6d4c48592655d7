"""A policy's bytes to its text, or a refusal that names the line."""

from __future__ import annotations

from site_gen.errors import PolicyError

_LARGEST = 2_000_000
"""Bytes of a text: far above any policy, far below what hurts."""


def decoded(data: bytes, path: str) -> str:
    """Return the text of a policy; refuse what is no text."""
    if len(data) > _LARGEST:
        raise PolicyError(path, f"is {len(data):,} bytes long; a policy may have {_LARGEST:,}")
    if b"\0" in data:
        raise PolicyError(path, "is no text: it holds a zero byte", line=_line(data, data.index(b"\0")))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"{data[error.start]:#04x}"
        raise PolicyError(
            path, f"is not UTF-8 (byte {found}); save it as UTF-8", line=_line(data, error.start)
        ) from error


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
