"""The right to send from a ledger that many machines can reach: a row with an end, renewed while its holder lives.

Whoever finds it over may take it. Its old holder, should it wake, is refused with its next transaction: so no attempt
of it begins any more.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from notify.errors import LedgerError
from notify.ledger.database import schema
from notify.ledger.database.generation import facts_of, put

NAME = "sender"
LEASE_SECONDS, RENEW_SECONDS, LOOK_SECONDS = 6.0, 1.5, 0.25
PATIENCE_SECONDS = 3.0
"""Whoever brings events in holds the lease for moments only."""


class Lease:
    """One process's wish to be the only one that sends."""

    def __init__(self, engine: Engine, name: str, lock: Callable[[Connection], None]) -> None:
        self._engine, self._name, self._lock = engine, name, lock
        self._token = secrets.token_hex(8)
        self._over = threading.Event()

    @contextmanager
    def hold(self) -> Iterator[Self]:
        """Take it, wait for a dead holder's to end, and renew it meanwhile.

        Raises LedgerError where its holder lives.
        """
        self._take_in_time()
        try:
            with self.renew_meanwhile():
                yield self
        finally:
            self.give_back()

    def take(self) -> bool:
        """Take it if it is free."""
        with self._engine.begin() as tx:
            self._lock(tx)
            found = _row(tx)
            if found is not None and found["until"] > _clock(tx):
                return False
            self._write(tx)
            return True

    @contextmanager
    def renew_meanwhile(self) -> Iterator[None]:
        """Renew it for as long as the block lasts."""
        renewing = threading.Thread(target=self._renew, daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._over.set()
            renewing.join()

    def give_back(self) -> None:
        """Let the next one take it at once; a database that is gone need not hear of it."""
        with suppress(DBAPIError), self._engine.begin() as tx:
            self._lock(tx)
            if self._is_ours(tx):
                tx.execute(sa.delete(schema.meta).filter_by(key=NAME))

    def refuse_lost(self, tx: Connection) -> None:
        """Refuse to write where another process has taken over.

        Raises LedgerError.
        """
        if not self._is_ours(tx):
            raise LedgerError(
                f"{self._name}: another process sends now, since this one was not heard of for {LEASE_SECONDS:.0f} s"
            )

    def _take_in_time(self) -> None:
        begun, first = time.monotonic(), self._until()
        while not self.take():
            waited, found = time.monotonic() - begun, self._until()
            is_renewed = first is not None and found is not None and found["until"] != first["until"]
            if found and waited > (PATIENCE_SECONDS if is_renewed else LEASE_SECONDS + 1):
                words = f"another process is sending ({found['owner']}); wait for it, or `policy-notify pause` it"
                raise LedgerError(f"{self._name}: {words}")
            first = first or found
            time.sleep(LOOK_SECONDS)

    def _until(self) -> dict[str, Any] | None:
        with self._engine.connect() as view:
            return _row(view)

    def _renew(self) -> None:
        while not self._over.wait(RENEW_SECONDS):
            # A database that is away for a moment ends nothing: what decides is the look within each transaction.
            with suppress(DBAPIError), self._engine.begin() as tx:
                if self._is_ours(tx, locked=True):
                    self._write(tx)

    def _is_ours(self, tx: Connection, *, locked: bool = False) -> bool:
        found = _row(tx, locked=True) if locked else _parse(facts_of(tx).get(NAME))
        return found is not None and found["token"] == self._token

    def _write(self, tx: Connection) -> None:
        owner = f"process {os.getpid()} on {socket.gethostname()}"
        row = {"token": self._token, "owner": owner, "until": _clock(tx) + LEASE_SECONDS}
        put(tx, NAME, json.dumps(row))


def _row(tx: Connection, *, locked: bool = False) -> dict[str, Any] | None:
    query = sa.select(schema.meta.c.value).filter_by(key=NAME)
    return _parse(tx.scalar(query.with_for_update() if locked else query))


def _parse(value: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None if value is None else json.loads(value)
    return found


def _clock(tx: Connection) -> float:
    return float(tx.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())
