"""The ledger's generation, in the ledger and in a file beside it, so that an older copy can be detected.

Every decision and every attempt moves the generation on: in the ledger with the transaction itself, in the file after
it is durable and before anything leaves the machine. A ledger that stands behind its file was restored, replaced or
copied without its write-ahead log. A ledger or a file that lies in another inode was copied, and the other copy may
have gone on.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError
from notify.ledger import schema
from notify.ledger.dialects import insert_new, insert_or_replace

NAME = "generation"
_FACTS, _PUT = sa.select(schema.meta), insert_or_replace(schema.meta)
"""Built once: they run with every batch."""
WIDTH = 160
"""Bytes of the file: one sector, written in place."""
SLACK = 16
"""Steps by which the file may lag behind: one for each process that was killed between its two writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the file beside the ledger says."""

    life: str
    """One life of the ledger in one place; restoring and adopting begin another."""
    generation: int
    ledger: int
    """The inode of the ledger when this life began here."""
    file: int
    """The inode of this file itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why this copy of the ledger may not be the newest."""

    kind: str
    words: str


class Watch(Protocol):
    """What lies outside a ledger and remembers how far it had come."""

    def begin(self, tx: Connection, life: str) -> int:
        """Begin a life, within a transaction that may yet fail; returns its first step."""

    def remember_life(self, life: str, generation: int) -> None:
        """Remember a life that began, once that is durable."""

    def step(self, tx: Connection, facts: Mapping[str, str]) -> int:
        """Move the ledger's own number on; returns the new one."""

    def tell(self, life: str, generation: int) -> None:
        """Remember how far the ledger has come, once that is durable."""

    def doubt(self, view: Connection, facts: Mapping[str, str], *, again: bool = False) -> Doubt | None:
        """Hold what the ledger knows against what is remembered; `again`: it may have been done just now."""

    def place_doubt(self) -> Doubt | None:
        """Say whether the ledger lies elsewhere than when this life began."""

    def clock(self, view: Connection) -> datetime | None:
        """Read the clock that all machines share; None where a ledger has only one machine."""


class Beside:
    """The file beside a ledger that is a file itself."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self.path = ledger.with_name(f"{ledger.name}.snapshots") / NAME

    def read(self) -> Seen | None:
        """Read it; None where it is missing or no longer what was written."""
        try:
            return _parse(self.path.read_bytes())
        except OSError:
            return None

    def begin(self, tx: Connection, life: str) -> int:
        """Begin a life further on than both the ledger and the file; a folder that saw more than a new ledger stays."""
        facts, seen = facts_of(tx), self.read()
        put(tx, "life", life)
        if "generation" not in facts:
            put(tx, "generation", "0")
            return 0
        step = max(int(facts["generation"]), seen.generation if seen else 0) + 1
        put(tx, "generation", str(step))
        return step

    def remember_life(self, life: str, generation: int) -> None:
        """Put a new file in place, durably; where a ledger is new, one that saw more is left alone."""
        seen = self.read()
        if generation or seen is None or not seen.generation:
            self._write(life, generation)

    def _write(self, life: str, generation: int) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            inodes = {"ledger": self._ledger.stat().st_ino, "file": os.fstat(descriptor).st_ino}
            os.pwrite(descriptor, _bytes(Seen(life=life, generation=generation, **inodes)), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(self.path)
        _sync(self.path.parent)

    def tell(self, life: str, generation: int) -> None:
        """Move the file on, durably; never back, and never where it tells of another life or is gone."""
        with self._lock() as descriptor:
            seen = _parse(os.pread(descriptor, WIDTH, 0)) if descriptor is not None else None
            if descriptor is None or seen is None or seen.life != life or seen.generation >= generation:
                return
            moved = asdict(seen) | {"generation": generation}
            os.pwrite(descriptor, _bytes(Seen(**moved)), 0)
            os.fdatasync(descriptor)

    def step(self, tx: Connection, facts: Mapping[str, str]) -> int:
        """Move the ledger's own number on."""
        generation = int(facts.get("generation", 0)) + 1
        put(tx, "generation", str(generation))
        return generation

    def doubt(self, view: Connection, facts: Mapping[str, str], *, again: bool = False) -> Doubt | None:
        """Hold the ledger's number against the file's."""
        del view, again
        return _doubt_by_numbers(facts, self.read())

    def place_doubt(self) -> Doubt | None:
        """Tell whether the ledger or this file lies elsewhere than when this life began."""
        seen = self.read()
        if seen is None or not self._is_copied(seen):
            return None
        words = "it was copied or moved here, and another copy may have carried on since"
        return Doubt(kind="copied", words=words)

    def clock(self, view: Connection) -> datetime | None:
        """Leave the clock to the machine."""
        del view
        return None

    def _is_copied(self, seen: Seen) -> bool:
        try:
            return (seen.ledger, seen.file) != (self._ledger.stat().st_ino, self.path.stat().st_ino)
        except OSError:
            return True

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        try:
            descriptor = os.open(self.path, os.O_RDWR)
        except OSError:
            yield None
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def new_life() -> str:
    """Name a life as none was named before."""
    return secrets.token_hex(8)


def advance(tx: Connection) -> bool:
    """Move the generation on with this transaction, by one step however often asked; the file follows once durable.

    A ledger that is found to be behind its file keeps that for ever, however many steps it takes from there.
    False where there is such a doubt.
    """
    if "advanced" in tx.info:
        return True
    tx.info["advanced"] = None
    facts, watch = facts_of(tx), watch_of(tx)
    refuse_other_form(facts["schema"], "the ledger")
    doubt = None if "doubt" in facts else watch.doubt(tx, facts, again=True)
    generation = watch.step(tx, facts)
    if doubt is None and "doubt" not in facts:
        tx.info["advanced"] = (facts.get("life", ""), generation)
    elif doubt is not None and doubt.kind != "lost":
        cast_doubt(tx, doubt)
        return False
    return "doubt" not in facts


def refuse_other_form(form: str, name: str) -> None:
    """Refuse a ledger that a newer release changed so that this one must not go on with it, or that is not one.

    Raises LedgerError.
    """
    if not form.isdigit() or int(form) > schema.FORM:
        words = f"is a ledger of schema {form}; this release reads {schema.FORM}: use the newer release everywhere"
        raise LedgerError(f"{name}: {words}")


def cast_doubt(tx: Connection, doubt: Doubt) -> None:
    """Keep a doubt until an adoption settles it; the first one stays."""
    row = {"key": "doubt", "value": json.dumps([doubt.kind, doubt.words])}
    forget_facts(tx)
    tx.execute(insert_new(schema.meta), row)


def doubt_of(view: Connection) -> Doubt | None:
    """Say why this copy may not be the newest; None where nothing speaks against it."""
    if kept := read_doubt(view):
        return kept
    watch = watch_of(view)
    return watch.doubt(view, facts_of(view)) or watch.place_doubt()


def watch_of(view: Connection) -> Watch:
    """Return what remembers how far this ledger had come."""
    watch: Watch = view.info["watch"]
    return watch


def read_doubt(view: Connection) -> Doubt | None:
    """Read the doubt that the ledger itself keeps; the file beside it is not read."""
    kept = facts_of(view).get("doubt")
    if kept is None:
        return None
    kind, words = json.loads(kept)
    return Doubt(kind=kind, words=words)


def facts_of(view: Connection) -> dict[str, str]:
    """Read what the ledger knows about itself: once in a transaction, unless that changes it."""
    known: dict[str, str] | None = view.info.get("facts") if view.in_transaction() else None
    if known is None:
        known = {row.key: row.value for row in view.execute(_FACTS)}
        if "facts" in view.info:
            view.info["facts"] = known
    return known


def forget_facts(tx: Connection) -> None:
    """Read them again, once they may have changed."""
    if "facts" in tx.info:
        tx.info["facts"] = None


def put(tx: Connection, key: str, value: str) -> None:
    """Write one such fact."""
    forget_facts(tx)
    tx.execute(_PUT, {"key": key, "value": value})


def _doubt_by_numbers(facts: Mapping[str, str], seen: Seen | None) -> Doubt | None:
    generation = int(facts.get("generation", 0))
    if seen is None:
        words = f"{NAME}, which says how far this ledger had come, is missing from the folder beside it"
        return Doubt(kind="lost", words=words)
    if seen.life != facts.get("life"):
        words = "the folder beside it belongs to another life of this ledger, begun by a restore or an adoption"
        return Doubt(kind="foreign", words=words)
    if seen.generation > generation:
        words = (
            f"it is at step {generation:,} and the folder beside it has seen step {seen.generation:,}: it was restored "
            "from a backup, replaced, or copied without its -wal file"
        )
        return Doubt(kind="older", words=words)
    if generation - seen.generation > SLACK:
        words = f"it is at step {generation:,} and the folder beside it at step {seen.generation:,}: one was restored"
        return Doubt(kind="ahead", words=words)
    return None


def _bytes(seen: Seen) -> bytes:
    return json.dumps(asdict(seen)).encode().ljust(WIDTH - 1) + b"\n"


def _parse(data: bytes) -> Seen | None:
    try:
        found = json.loads(data)
        numbers = {name: int(found[name]) for name in ("generation", "ledger", "file")}
        return Seen(life=str(found["life"]), **numbers)
    except (ValueError, TypeError, KeyError):
        return None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
