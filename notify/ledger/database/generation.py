"""The ledger's generation, in the ledger and in a file beside it, so that an older copy can be detected.

Every decision and every attempt moves the generation on: in the ledger with the transaction itself, in the file after
it is durable and before anything leaves the machine. A ledger that stands behind its file was restored, replaced or
copied without its write-ahead log. A ledger or a file that lies in another inode was copied, and the other copy may
have gone on. A ledger and its file that were put back together are behind the mark that this machine keeps elsewhere.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError, OutputError
from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_new, insert_or_replace
from notify.ledger.database.marks import Marks, sync_folder

NAME = "generation"
MORE = "docs/operator.md: When the ledger is not the newest"
PROOF = frozenset({"older", "foreign"})
"""Doubts by numbers that need no other witness."""
_FACTS, _PUT = sa.select(schema.meta), insert_or_replace(schema.meta)
"""Built once: they run with every batch."""
WIDTH = 160
"""Bytes of the file: one sector, written in place."""
SLACK = 16
"""Steps by which the file may lag behind: one for each process that was killed between its two writes, and a few that
a power cut took back."""
SYNC_STEPS = 8
"""The file is on the disk after so many steps at the latest, where the mark elsewhere is after each."""


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

    def take_up(self, facts: Mapping[str, str]) -> str:
        """Begin to remember a ledger that nothing speaks against, where this machine does not; returns what to say."""

    def clock(self, view: Connection) -> datetime | None:
        """Read the clock that all machines share; None where a ledger has only one machine."""


class Beside:
    """The file beside a ledger that is a file itself."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self.path = ledger.with_name(f"{ledger.name}.snapshots") / NAME
        self._marks: Marks | None = None
        self._told = 0

    def read(self) -> Seen | None:
        """Read it; None where it is missing or no longer what was written."""
        try:
            return _parse(self.path.read_bytes())
        except OSError:
            return None

    def begin(self, tx: Connection, life: str) -> int:
        """Begin a life further on than both the ledger and the file; a folder that saw more than a new ledger stays."""
        facts, seen = facts_of(tx), self.read()
        lives = [*lives_of(facts), life]
        put(tx, "life", life)
        put(tx, "lives", json.dumps(lives))
        marks = self._marks_of(lives)
        if "generation" not in facts:
            put(tx, "generation", "0")
            return 0
        known = [mark.generation for each in lives if (mark := marks.of(each))]
        step = max(int(facts["generation"]), seen.generation if seen else 0, *known) + 1
        put(tx, "generation", str(step))
        return step

    def remember_life(self, life: str, generation: int) -> None:
        """Put a new file in place, durably; where a ledger is new, one that saw more is left alone."""
        seen = self.read()
        if generation or seen is None or not seen.generation:
            self._write(life, generation)
        with suppress(OSError, OutputError):  # a send says it where no mark can be kept
            self._marks_of([life]).put(life, generation, self._ledger)

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
        sync_folder(self.path.parent)

    def tell(self, life: str, generation: int) -> None:
        """Move mark and file on, one of them durably; never back, and never what tells of another life or is gone."""
        is_marked = self._marks is not None and self._marks.move_on(life, generation)
        self._told += 1
        self._move_on(life, generation, durable=not is_marked or self._told % SYNC_STEPS == 0)

    def _move_on(self, life: str, generation: int, *, durable: bool) -> None:
        with self._lock() as descriptor:
            seen = _parse(os.pread(descriptor, WIDTH, 0)) if descriptor is not None else None
            if descriptor is None or seen is None or seen.life != life or seen.generation >= generation:
                return
            moved = asdict(seen) | {"generation": generation}
            os.pwrite(descriptor, _bytes(Seen(**moved)), 0)
            if durable:
                os.fdatasync(descriptor)

    def step(self, tx: Connection, facts: Mapping[str, str]) -> int:
        """Move the ledger's own number on."""
        generation = int(facts.get("generation", 0)) + 1
        put(tx, "generation", str(generation))
        return generation

    def doubt(self, view: Connection, facts: Mapping[str, str], *, again: bool = False) -> Doubt | None:
        """Hold the ledger's number against the file's and the mark's."""
        del view
        found = _doubt_by_numbers(facts, self.read())
        if found is not None and found.kind in PROOF:
            return found
        return self._doubt_by_marks(facts, again=again) or found

    def _doubt_by_marks(self, facts: Mapping[str, str], *, again: bool) -> Doubt | None:
        """Find out a ledger that was put back with its folder; which lives were begun here is looked at only once."""
        lives, generation = lives_of(facts), int(facts.get("generation", 0))
        marks, life = self._marks_of(lives), facts.get("life", "")
        mark = marks.of(life)
        if mark is not None and mark.generation > generation:
            words = (
                f"it is at step {generation:,} and this machine has seen step {mark.generation:,} of it "
                f"({marks.path(life)}): ledger and folder were put back together, as from a snapshot of their disk"
            )
            return Doubt(kind="older", words=words)
        if not again and (other := marks.stranger_at(self._ledger, lives)):
            words = f"another life of it was begun here by a restore or an adoption ({marks.path(other)})"
            return Doubt(kind="foreign", words=words)
        return None

    def take_up(self, facts: Mapping[str, str]) -> str:
        """Keep a mark of the ledger from now on, where it lies now."""
        life, generation = facts.get("life", ""), int(facts.get("generation", 0))
        marks = self._marks_of(lives_of(facts))
        mark, path = marks.of(life), marks.path(life)
        try:
            if mark is None or mark.place != str(self._ledger.resolve()) or not marks.move_on(life, generation):
                marks.put(life, generation, self._ledger)
        except (OSError, OutputError) as error:
            return _words_without_mark(str(error), path)
        if not marks.move_on(life, generation):
            return _words_without_mark("it cannot be written over", path)
        return "" if mark else _words_of_new_mark(path)

    def _marks_of(self, lives: Sequence[str]) -> Marks:
        """Find the marks of this ledger, by the first of its lives."""
        if self._marks is None:
            self._marks = Marks(lives[0] if lives else "")
        return self._marks

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


def lives_of(facts: Mapping[str, str]) -> list[str]:
    """List the lives of a ledger, oldest first; earlier releases kept the last one alone."""
    lives: list[str] = json.loads(facts.get("lives", "[]"))
    life = facts.get("life")
    return lives if life is None or life in lives else [*lives, life]


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


def _words_of_new_mark(path: Path | None) -> str:
    return (
        f"this machine has not kept a mark of this ledger before; from now on {path} says how far it has come. If "
        f"ledger and folder were put back together before this, import all events first ({MORE})"
    )


def _words_without_mark(why: str, path: Path | None) -> str:
    return (
        f"no mark of this ledger can be kept on this machine ({path or 'no home'}: {why}): should ledger and folder "
        f"be put back together, nothing but events would tell. Set XDG_STATE_HOME to a folder on another disk ({MORE})"
    )


def _bytes(seen: Seen) -> bytes:
    return json.dumps(asdict(seen)).encode().ljust(WIDTH - 1) + b"\n"


def _parse(data: bytes) -> Seen | None:
    try:
        found = json.loads(data)
        numbers = {name: int(found[name]) for name in ("generation", "ledger", "file")}
        return Seen(life=str(found["life"]), **numbers)
    except (ValueError, TypeError, KeyError):
        return None
