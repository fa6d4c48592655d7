"""Small objects that were read already: an object never changes, and asking git again is a process each time."""

from __future__ import annotations

from pathlib import Path

_LARGEST = 16_384
"""Bytes of an object that is worth keeping: notes, configuration, short texts."""
_MOST = 512


class SmallObjects:
    """The last few hundred of them, by the repository that holds them."""

    def __init__(self) -> None:
        self._found: dict[tuple[Path, str], bytes] = {}

    def find(self, common_dir: Path, oid: str) -> bytes | None:
        """Return an object's content; None where it is not kept."""
        return self._found.get((common_dir, oid))

    def keep(self, common_dir: Path, oid: str, data: bytes) -> None:
        """Keep an object for the next who asks, in place of the oldest."""
        if len(data) > _LARGEST:
            return
        self._found[common_dir, oid] = data
        if len(self._found) > _MOST:
            del self._found[next(iter(self._found))]


SMALL = SmallObjects()
"""Of this process."""
