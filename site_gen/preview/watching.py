"""Wakes when the files of the policies change, or the history does; the one file that knows watchfiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

_OF_GIT = frozenset({"HEAD", "packed-refs", "config"})
_PASSED_OVER = frozenset({"node_modules", ".venv", "__pycache__", "objects", "logs"})
_STILL = 200
"""Milliseconds without a change after which those before count as one."""


def changes(folders: Sequence[Path]) -> Iterator[None]:
    """Yield once for each burst of changes, until interrupted."""
    for _ in watch(*folders, watch_filter=_counts, step=_STILL, raise_interrupt=True):
        yield


def _counts(_change: Change, path: str) -> bool:
    """Whether a file may matter: not git's own bookkeeping, and not what an editor keeps beside a file."""
    parts = Path(path).parts
    name = parts[-1]
    if _PASSED_OVER & set(parts) or name.endswith((".lock", "~", ".swp", ".swx")):
        return False
    return ".git" not in parts or name in _OF_GIT or "refs" in parts
