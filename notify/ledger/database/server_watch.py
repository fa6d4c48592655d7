"""What says that a database was set back: the server's own identity, and what this machine remembers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from notify.errors import OutputError
from notify.files.writing import make_private, write_private
from notify.ledger.database.generation import (
    Doubt,
    facts_of,
    lives_of,
    put,
)
from notify.ledger.database.marks import state_folder

OFTEN_SECONDS = 1.0
"""How often the server's identity is looked at, and this machine's memory written, while many steps are made."""
PLACE = """
SELECT (SELECT system_identifier FROM pg_control_system())::text,
       CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
       (SELECT oid FROM pg_database WHERE datname = current_database())::text, 'attempt'::regclass::oid::text
"""
PLACES = (
    "it lies in another server than before, or the server was set up again",
    "the server was restored to a point in time, or a standby was promoted",
    "its database was made again, as a restore does",
    "its tables were made again, as a restore does",
)


class ServerWatch:
    """Says that a database was set back: by which server, timeline and tables it is, and by a file on this machine.

    The file knows how far the ledger had come when this machine last wrote to it. Where it cannot be kept, the server's
    own identity and the events that come in are left to find a restore out.
    """

    def __init__(self, name: str) -> None:
        folder = state_folder()
        self.path = folder and folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
        self._untold: tuple[str, int] | None = None
        self._told_at = self._checked_at = -OFTEN_SECONDS

    def begin(self, tx: Connection, life: str) -> int:
        """Begin a life in this place."""
        facts = facts_of(tx)
        lives = [*lives_of(facts), life]
        for key, value in (("life", life), ("lives", json.dumps(lives)), ("place", json.dumps(_place(tx)))):
            put(tx, key, value)
        if "life" not in facts:
            return 0
        seen = self._seen()
        step = max(_generation(tx), seen[1] if seen else 0) + 1
        tx.exec_driver_sql(f"SELECT setval('generation', {step})")
        return step

    def remember_life(self, life: str, generation: int) -> None:
        """Remember it."""
        seen = self._seen()
        if generation or seen is None or not seen[1]:
            self._remember(life, generation)

    def step(self, tx: Connection, facts: Mapping[str, str]) -> int:
        """Draw the next number; no process waits for another."""
        del facts
        return int(tx.exec_driver_sql("SELECT nextval('generation')").scalar() or 0)

    def tell(self, life: str, generation: int) -> None:
        """Remember how far it has come; a second's steps are written at once."""
        self._untold = (life, generation)
        if time.monotonic() - self._told_at >= OFTEN_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was not written yet."""
        if self._untold is None:
            return
        (life, generation), self._untold, self._told_at = self._untold, None, time.monotonic()
        seen = self._seen()
        if seen is None or seen[0] != life or seen[1] < generation:
            self._remember(life, generation)

    def _is_due(self) -> bool:
        if time.monotonic() - self._checked_at < OFTEN_SECONDS:
            return False
        self._checked_at = time.monotonic()
        return True

    def doubt(self, view: Connection, facts: Mapping[str, str], *, again: bool = False) -> Doubt | None:
        """Hold the ledger's place against where it is, and its number against this machine's."""
        if again and not self._is_due():
            return None
        was, place = json.loads(facts.get("place", "null")), _place(view)
        for number, words in enumerate(PLACES):
            if was is not None and was[number] != place[number]:
                return Doubt(kind="moved", words=f"{words}: what was written last may be gone")
        seen = self._seen()
        if seen is None:
            return None
        life, generation = seen
        if life not in lives_of(facts):
            return Doubt(kind="foreign", words=f"{self.path} knows of a life of it that it does not know itself")
        here = _generation(view)
        if life == facts.get("life") and generation > here:
            words = f"it is at step {here:,} and this machine has seen step {generation:,}: it was restored"
            return Doubt(kind="older", words=words)
        return None

    def place_doubt(self) -> Doubt | None:
        """Leave that to the server's identity."""
        return None

    def clock(self, view: Connection) -> datetime | None:
        """Read the server's clock."""
        moment: datetime = view.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return moment.astimezone(UTC)

    def take_up(self, facts: Mapping[str, str]) -> str:
        """Leave that to the first step: the server's identity says most."""
        del facts
        return ""

    def _seen(self) -> tuple[str, int] | None:
        if self.path is None:
            return None
        try:
            found = json.loads(self.path.read_bytes())
            return str(found["life"]), int(found["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _remember(self, life: str, generation: int) -> None:
        if self.path is None:
            return
        with suppress(OutputError, OSError):
            make_private(self.path.parent)
            write_private(self.path, json.dumps({"life": life, "generation": generation}))


def _place(view: Connection) -> list[str]:
    return list(view.exec_driver_sql(PLACE).one())


def _generation(view: Connection) -> int:
    return int(view.exec_driver_sql("SELECT last_value FROM generation").scalar() or 0)
