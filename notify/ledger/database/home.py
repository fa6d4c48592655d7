"""What the ledger needs of the database that it lies in: one class for each, in `sqlite.py` and `postgres.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from notify.ledger.database.generation import Watch

Lookup = Callable[[str], list[tuple[Any, ...]]]
"""Answers one question about one thing, at once."""


class Home(Protocol):
    """One database, its settings, its locks and its errors."""

    name: str
    """What an operator knows it by; no password is in it."""
    beside: Path
    """Where what belongs to the ledger and is no part of it goes, such as the outbox."""

    @property
    def watch(self) -> Watch:
        """What remembers how far the ledger had come."""

    def engine(self) -> Engine:
        """Set up the connections; nothing is opened yet."""

    def lookup(self, engine: Engine, query: sa.Select[Any]) -> Lookup | None:
        """Return a way to ask the same query, of one parameter, again and again from one thread.

        None where the answer would have to come over a network: then nobody can say how long the thread waits.
        The way raises LedgerError where the ledger cannot be read.
        """

    def is_there(self) -> bool:
        """Tell whether there is a database at all."""

    def refuse_missing(self) -> None:
        """Refuse to begin a new ledger where one is missing that was here: it would tell everybody again.

        Raises LedgerError.
        """

    def make_room(self) -> None:
        """Prepare the place for a new ledger."""

    def set_up(self, tx: Connection) -> None:
        """Make what a new ledger needs besides its tables."""

    def lock(self, tx: Connection, *, alone: bool) -> None:
        """Let nobody else write beside this transaction; not `alone`: nobody but others of its kind."""

    def translate_errors(self) -> AbstractContextManager[None]:
        """Say what the database says in an operator's words.

        Raises LedgerError.
        """

    def folder(self, engine: Engine) -> Path:
        """Return the folder of the audiences and the witnesses, with all in it that the ledger knows."""

    def keep(self, tx: Connection, names: Iterable[str]) -> None:
        """Keep files of that folder for as long as the ledger, with this transaction."""

    def keep_at(self, tx: Connection, address: str) -> None:
        """Keep audiences there from now on, where every machine reads them.

        Raises LedgerError where they lie beside the ledger in any case.
        """

    def share(self, engine: Engine, names: Iterable[str]) -> None:
        """Bring files to where they are kept, before the transaction that says so: that may take long."""

    def discard(self, engine: Engine, names: Iterable[str]) -> None:
        """Delete files of that folder for good."""

    def checkpoint(self, engine: Engine) -> None:
        """Bring everything to where a plain copy is whole."""

    def sole_sender(self, engine: Engine) -> AbstractContextManager[None]:
        """Hold the right to send; it ends with the process, whatever kills it.

        Raises LedgerError where somebody else holds it.
        """

    def nobody_sends(self, engine: Engine) -> AbstractContextManager[bool]:
        """Say whether no process sends, and keep it so for as long as the block lasts."""

    def conninfo(self) -> str:
        """Give the URL to those who speak to the server themselves."""

    def close(self) -> None:
        """Let go of what lies on this machine for as long as the ledger is open."""
