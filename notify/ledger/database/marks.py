"""What this machine remembers of a ledger outside the ledger's own folder: how far it had come.

A ledger and the folder beside it that are put back together, as from a snapshot of their disk, look just as they did.
So each life of a ledger in a file has a mark elsewhere, which is on the disk before anything leaves the machine. Where
there is no mark, or none can be kept, all is left to what lies beside the ledger.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notify.errors import OutputError
from notify.files.writing import make_private, write_private

DIGITS = 20
"""Of the number that begins a mark: written over in place, within one sector."""
LONGEST = 8_192
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far one life of a ledger had come, and where the ledger lay."""

    generation: int
    place: str


class Marks:
    """The marks of one ledger on this machine: a file for each of its lives, which names nobody."""

    def __init__(self, ledger: str) -> None:
        self._ledger, self._folder = ledger, state_folder()

    def path(self, life: str) -> Path | None:
        """Say where the mark of a life is kept; None where this machine has no place for it."""
        if self._folder is None or not (_ID.fullmatch(self._ledger) and _ID.fullmatch(life)):
            return None
        return self._folder / f"{self._ledger}-{life}.mark"

    def of(self, life: str) -> Mark | None:
        """Read the mark of a life; None where there is none that can be read."""
        path = self.path(life)
        return None if path is None else _read(path)

    def stranger_at(self, place: Path, lives: Collection[str]) -> str | None:
        """Name a life of the ledger that was begun in that place and is none of these."""
        return next((life for life in self._lives_at(place) if life not in lives), None)

    def put(self, life: str, generation: int, place: Path) -> None:
        """Write the mark of a life, durably, and remove those of the lives that went before it in that place.

        Raises OSError, OutputError.
        """
        path = self.path(life)
        if path is None:
            raise OutputError("$XDG_STATE_HOME", "is not a folder, and there is no home")
        make_private(path.parent)
        write_private(path, f"{generation:0{DIGITS}}\n{json.dumps(_resolve(place))}\n", durable=True)
        sync_folder(path.parent)
        for before in list(self._lives_at(place)):
            if before != life and (old := self.path(before)):
                old.unlink(missing_ok=True)

    def leave(self, place: Path) -> None:
        """Forget which lives were in a place, before another is put there."""
        with suppress(OSError):
            for life in list(self._lives_at(place)):
                if path := self.path(life):
                    path.unlink(missing_ok=True)

    def move_on(self, life: str, generation: int) -> bool:
        """Move a mark on, durably and never back; False where there is none or it cannot be written."""
        path = self.path(life)
        if path is None:
            return False
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            with suppress(OSError):  # a home in a network may give no locks; then the later of two writers stays
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if int(os.pread(descriptor, DIGITS, 0)) < generation:
                os.pwrite(descriptor, f"{generation:0{DIGITS}}".encode(), 0)
                os.fdatasync(descriptor)
        except (OSError, ValueError):
            return False
        finally:
            os.close(descriptor)
        return True

    def _lives_at(self, place: Path) -> Iterator[str]:
        here = _resolve(place)
        for path in sorted(self._folder.glob(f"{self._ledger}-*.mark")) if self._folder else ():
            mark = _read(path)
            if mark is not None and mark.place == here:
                yield path.stem.partition("-")[2]


def state_folder() -> Path | None:
    """Return where programs keep what outlives a run (XDG Base Directory Specification); None without a home."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not named.is_absolute():
        try:
            named = Path.home() / ".local" / "state"
        except RuntimeError:
            return None
    return named / "policy-notify" if named.is_absolute() else None


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _resolve(place: Path) -> str:
    return str(place.resolve())


def _read(path: Path) -> Mark | None:
    try:
        with path.open("rb") as file:
            number, place = file.read(LONGEST).splitlines()
        return Mark(generation=int(number), place=str(json.loads(place)))
    except (OSError, ValueError):
        return None
