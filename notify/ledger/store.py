"""Opens the ledger: the one file that knows the database, its settings and its errors."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from notify.errors import LedgerError
from notify.ledger import schema
from notify.ledger.generation import Beside, begin_life, facts_of

View = Connection
"""What is committed, to read from; the verbs of this folder take one. Nobody else knows that it is SQLAlchemy's."""
Tx = Connection
"""A transaction to read and write in; all verbs that are given the same one happen together, or not at all."""
BUSY_SECONDS = 30.0
INDEXED_SINCE = 3
"""The schema from which on the posts that speak of a recipient are known without reading all of them."""
TAKE_TRIES, TAKE_SECONDS = 12, 0.25


class Ledger:
    """An open ledger. Every write is one transaction, durable when `write` ends."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine, self.path = engine, path

    @property
    def folder(self) -> Path:
        """Where the snapshots are kept, beside the ledger."""
        return self.path.with_name(f"{self.path.name}.snapshots")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Begin a transaction during which nobody else can write."""
        advanced: tuple[str, int] | None = None
        with _translate_errors(self.path):
            with self.engine.begin() as connection:
                try:
                    yield connection
                finally:
                    advanced = connection.info.pop("advanced", None)
            if advanced is not None:
                Beside(self.path).tell(*advanced)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read what is committed."""
        with (
            _translate_errors(self.path),
            self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    def checkpoint(self) -> None:
        """Bring everything into the one file, as far as other readers allow: a plain copy of it is then complete."""
        with self.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()


def open_ledger(url: str, *, create: bool = False) -> Ledger:
    """Open `sqlite:///PATH`; a new one is made only where `create` says so."""
    path = path_of(url)
    if not path.exists() and not create:
        raise LedgerError(f"{path}: there is no ledger; `policy-notify freeze` creates one")
    engine = sa.create_engine(url, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "connect", lambda _connection, record: record.info.update(beside=Beside(path)))
    sa.event.listen(engine, "begin", _begin)
    ledger = Ledger(engine, path)
    with _translate_errors(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
        _check_or_create(ledger, create=create)
    return ledger


@contextmanager
def sole_sender(ledger: Ledger) -> Iterator[None]:
    """Hold the right to send; it ends with the process, whatever kills it."""
    with _lock_file(ledger) as file:
        # Who brings events in holds the lock for moments only.
        if not _take_in_time(file):
            raise LedgerError(
                f"{ledger.path}: another process is sending ({_owner(file)}); wait for it, or `policy-notify pause` it"
            )
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


@contextmanager
def nobody_sends(ledger: Ledger) -> Iterator[bool]:
    """Say whether no process sends, and keep it so for as long as the block lasts."""
    with _lock_file(ledger) as file:
        yield _take(file)


@contextmanager
def _lock_file(ledger: Ledger) -> Iterator[IO[str]]:
    try:
        with ledger.path.with_name(f"{ledger.path.name}.lock").open("a+", encoding="utf-8") as file:
            yield file
    except PermissionError as error:
        raise LedgerError(f"{error.filename}: cannot be written; the ledger's folder must be writable") from None


def _take(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_in_time(file: IO[str]) -> bool:
    for _ in range(TAKE_TRIES):
        if _take(file):
            return True
        time.sleep(TAKE_SECONDS)
    return False


def _owner(file: IO[str]) -> str:
    file.seek(0)
    return file.read(40) or "unknown"


def path_of(url: str) -> Path:
    """Say which file holds a ledger.

    Raises LedgerError where the URL names none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        shown = repr(url) if "@" not in url else "holds what"
        raise LedgerError(f"--ledger {shown} is not a database URL; give sqlite:///PATH") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise LedgerError(
            f"--ledger {parsed.get_backend_name()}: this release keeps its ledger in a file; give sqlite:///PATH"
        )
    return Path(parsed.database)


def _make_private(path: Path) -> None:
    """Make the file readable for its owner alone: it leads to personal data."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up(connection: Any, _record: object) -> None:
    # FULL: an intent that a power cut can take back is not an intent.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_or_create(ledger: Ledger, *, create: bool) -> None:
    with ledger.read() as connection:
        found = sa.inspect(connection).get_table_names()
        if not found and create:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        version = connection.scalar(sa.select(schema.meta.c.value).filter_by(key="schema")) if "meta" in found else None
    if version == str(schema.SCHEMA_VERSION):
        _give_life(ledger)
        return
    if version is not None and version.isdigit() and int(version) < schema.SCHEMA_VERSION:
        _upgrade(ledger)
        _give_life(ledger)
        return
    if version is not None:
        raise LedgerError(f"{ledger.path}: is a ledger of schema {version}; this release reads {schema.SCHEMA_VERSION}")
    if found or not create:
        raise LedgerError(f"{ledger.path}: is a database, but not a ledger of this program; give another path")
    with ledger.write() as connection:
        schema.metadata.create_all(connection)
        connection.execute(
            sa.insert(schema.meta).prefix_with("OR IGNORE").values(key="schema", value=str(schema.SCHEMA_VERSION))
        )
        for statement in schema.guards():
            connection.exec_driver_sql(statement)
    _give_life(ledger)


def _give_life(ledger: Ledger) -> None:
    """Begin the ledger's first life, where it has none yet."""
    with ledger.read() as view:
        if "life" in facts_of(view):
            return
    with ledger.write() as tx:
        if "life" not in facts_of(tx):
            begin_life(tx, Beside(ledger.path))


def _upgrade(ledger: Ledger) -> None:
    """Add what an earlier release did not have; nothing that stands in the ledger changes."""
    here = sa.update(schema.meta).filter_by(key="schema")
    with ledger.write() as tx:
        found = int(tx.scalar(sa.select(schema.meta.c.value).filter_by(key="schema")) or 0)
        for statement in schema.upgrades(found):  # none where another process was faster
            tx.exec_driver_sql(statement)
        schema.metadata.create_all(tx)
        for statement in schema.guards():
            tx.exec_driver_sql(statement)
        if found < INDEXED_SINCE:
            folded = tx.scalar(sa.select(schema.meta.c.value).filter_by(key="folded")) or "0"
            tx.execute(sa.insert(schema.meta).prefix_with("OR REPLACE"), {"key": "unindexed", "value": folded})
        tx.execute(here.values(value=str(schema.SCHEMA_VERSION)))


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(f"{path}: {_next_step(str(error.orig))}") from error
    except OSError as error:
        raise LedgerError(
            f"{error.filename or path}: {error.strerror}; the ledger's folder must be writable"
        ) from error


def _next_step(words: str) -> str:
    steps = {
        "locked": "has been locked by another process for over 30 s; find that process and try again",
        "readonly": "cannot be written; check its owner and permissions",
        "read-only": "cannot be written; check its owner and permissions",
        "disk I/O": "cannot be read or written: check the free disk space, and the disk itself",
        "full": "the disk is full; free some space and run the same command again, which carries on",
        "unable to open": "cannot be opened; check that its folder exists and is writable",
        "not a database": "is not a ledger; give another path",
        "malformed": "is damaged; restore it from its backup before anything is sent",
    }
    found = next((step for word, step in steps.items() if word in words), None)
    return found or f"the database says: {words}"
