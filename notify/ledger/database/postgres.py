"""A ledger in PostgreSQL: its settings, its errors, its locks, and what says that it was set back.

Every transaction that writes holds one advisory lock of the ledger: alone, or beside others that also only move batches
from the state that they name. So all other verbs may rely on what they read, as they do where SQLite lets one
writer in. No lock outlives its transaction, so that a pooler in between changes nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError

from notify.errors import LedgerAwayError, LedgerError
from notify.files.writing import make_private
from notify.ledger.database import schema, shelf
from notify.ledger.database.generation import facts_of, put
from notify.ledger.database.lease import Lease
from notify.ledger.database.server_watch import OFTEN_SECONDS, ServerWatch

KEY = 0x5311
"""Of the advisory lock; the other half is the schema that the ledger's tables lie in."""
PART_BYTES = 4 << 20
SHELF, ELSEWHERE = "shelf", -1
"""The fact that says where audiences are kept; the number of the part that holds a file's address instead of it."""
CONNECT = {
    "prepare_threshold": None,  # a pooler that hands connections on knows nothing of what was prepared on them
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
LOCK = """
SELECT set_config('lock_timeout', '30s', true),
       set_config('idle_in_transaction_session_timeout', '10s', true),
       set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
                                             THEN 'on' ELSE current_setting('synchronous_commit') END, true),
       pg_advisory_xact_lock{mode}({key}, current_schema()::regnamespace::oid::int)
"""
"""A process that sleeps in the middle of a transaction must not keep the others waiting: the server ends it."""
STEPS = {
    "28": "cannot be entered: check the user, the password (PGPASSWORD or ~/.pgpass) and pg_hba.conf",
    "3D": "there is no such database; make one, for the ledger alone",
    "42501": "the user may not do that; make it the owner of the ledger's schema",
    "53100": "the server's disk is full; free some space and run the same command again, which carries on",
    "53300": "the server accepts no more connections; raise max_connections or use a pooler",
    "55P03": "has been locked by another process for over 30 s; find it in pg_stat_activity and try again",
    "25006": "the server accepts no writes: it is a standby, or was made read-only; name the primary",
    "57014": "the server ended a statement for its statement_timeout; raise that for this user (ALTER ROLE ... SET "
    "statement_timeout) and run the same command again, which carries on",
    "25P03": "this process slept in the middle of a transaction; run the same command again, which carries on",
}
"""What to do, by the beginning of SQLSTATE."""


class PostgresHome:
    """The database that a ledger lies in; the folder of its audiences is a copy that ends with the process."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self.name = url.set(password=None, query={}).render_as_string()
        self.beside = Path.cwd()
        self.watch = ServerWatch(self.name)
        self._lease: Lease | None = None
        self._is_made = False
        self._shared: dict[str, str] = {}
        self._folder: Path | None = None

    def engine(self) -> Engine:
        """Set up connections that survive a server's restart while nobody uses them."""
        engine = sa.create_engine(self._url, connect_args=CONNECT)
        sa.event.listen(engine, "do_connect", self._connect)
        sa.event.listen(engine, "checkin", _note_idle)
        sa.event.listen(engine, "checkout", _refuse_dead)
        return engine

    def lookup(self, engine: Engine, query: sa.Select[Any]) -> None:
        """Have it asked in a thread."""

    def is_there(self) -> bool:
        """Leave that to the first connection."""
        return True

    def refuse_missing(self) -> None:
        """Leave that to the server: a database does not vanish from it."""

    def make_room(self) -> None:
        """Leave making databases to their owner."""

    def set_up(self, tx: Connection) -> None:
        """Make what SQLite has of its own; only UTF8 can hold every name and letter.

        Raises LedgerError in a database of another encoding.
        """
        if (encoding := tx.exec_driver_sql("SHOW server_encoding").scalar_one()) != "UTF8":
            raise LedgerError(self._refusal_of(encoding))
        for statement in schema.POSTGRES_EXTRAS:
            tx.exec_driver_sql(statement)

    def lock(self, tx: Connection, *, alone: bool) -> None:
        """Take the lock; whoever sends also makes sure that it still may."""
        statement = LOCK.format(mode="" if alone else "_shared", key=KEY)
        if self._is_made:
            tx.info["facts"] = _lock_and_read(tx, statement)
        else:
            tx.exec_driver_sql(statement)
            self._is_made = sa.inspect(tx).has_table(schema.meta.name)
        if self._lease is not None:
            self._lease.refuse_lost(tx)

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Name the database and the next step."""
        try:
            yield
        except DBAPIError as error:
            kind = LedgerAwayError if _is_away(error) else LedgerError
            raise kind(f"{self.name}: {_next_step(error)}") from error

    def folder(self, engine: Engine) -> Path:
        """Return a folder of this process's own, with a copy of every file that the ledger keeps."""
        if self._folder is None:
            _clear_orphans()
            self._folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        f = schema.file
        with self.translate_errors(), _autocommit(engine) as view:
            kept = set(view.scalars(sa.select(f.c.name).distinct()))
            for name in sorted(kept):
                if not (self._folder / name).exists():
                    self._fetch(view, self._folder / name, name)
        return self._folder

    def keep(self, tx: Connection, names: Iterable[str]) -> None:
        """Store files in the database, or note where they were brought."""
        f = schema.file
        for name in names:
            assert self._folder is not None  # noqa: S101 - whoever made the file asked for the folder
            tx.execute(sa.delete(f).filter_by(name=name))
            if name in self._shared:
                tx.execute(sa.insert(f), {"name": name, "part": ELSEWHERE, "data": self._shared[name].encode()})
                continue
            with (self._folder / name).open("rb") as file:
                for part, data in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
                    tx.execute(sa.insert(f), {"name": name, "part": part, "data": data})

    def keep_at(self, tx: Connection, address: str) -> None:
        """Remember the address."""
        put(tx, SHELF, shelf.check_address(address))

    def share(self, engine: Engine, names: Iterable[str]) -> None:
        """Bring files to the address that is remembered, if any."""
        with _autocommit(engine) as view:
            place = facts_of(view).get(SHELF)
        for name in names if place else ():
            assert self._folder is not None  # noqa: S101 - whoever made the file asked for the folder
            self._shared[name] = f"{place}/{name}"
            shelf.put(self._folder / name, self._shared[name])

    def discard(self, engine: Engine, names: Iterable[str]) -> None:
        """Delete files from the database or from where they lie, and this process's copies."""
        wanted = list(names)
        with self.translate_errors(), _autocommit(engine) as connection:
            for name in wanted:
                if address := _address(connection, name):
                    shelf.remove(address)
            connection.execute(sa.delete(schema.file).where(schema.file.c.name.in_(wanted)))
        for name in wanted if self._folder else ():
            (self._folder / name).unlink(missing_ok=True)  # type: ignore[operator]

    def checkpoint(self, engine: Engine) -> None:
        """Leave that to the server."""

    @contextmanager
    def sole_sender(self, engine: Engine) -> Iterator[None]:
        """Hold the lease and renew it."""
        with self.translate_errors(), Lease(engine, self.name, self.lock_now).hold() as lease:
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None

    @contextmanager
    def nobody_sends(self, engine: Engine) -> Iterator[bool]:
        """Try the lease."""
        lease = Lease(engine, self.name, self.lock_now)
        if self._lease is not None or not lease.take():
            yield False
            return
        self._lease = lease
        try:
            with lease.renew_meanwhile():
                yield True
        finally:
            self._lease = None
            lease.give_back()

    def _connect(self, dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        """Refuse SQL_ASCII before anything is asked there: it answers in bytes that nobody can read as text."""
        connection = dialect.connect(*arguments, **options)
        if (encoding := connection.info.parameter_status("server_encoding")) == "SQL_ASCII":
            connection.close()
            raise LedgerError(self._refusal_of(encoding))
        return connection

    def _refusal_of(self, encoding: str) -> str:
        make = "CREATE DATABASE NAME ENCODING 'UTF8' TEMPLATE template0"
        return f"{self.name}: its encoding is {encoding}, and a ledger needs UTF8; make another database ({make})"

    def conninfo(self) -> str:
        """Give the URL to those who speak to the server themselves; the password is in it."""
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    def lock_now(self, tx: Connection) -> None:
        """Take the lock of the ledger, alone."""
        tx.exec_driver_sql(LOCK.format(mode="", key=KEY))

    def close(self) -> None:
        """Delete this process's copies, which are personal data, and remember how far the ledger had come."""
        self.watch.flush()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _fetch(self, view: Connection, target: Path, name: str) -> None:
        f = schema.file
        make_private(target.parent)
        part = target.with_name(f".{target.name}.part")
        part.touch(mode=0o600)
        if address := _address(view, name):
            shelf.get(address, part)
            part.replace(target)
            return
        with part.open("wb") as file:
            for number in view.scalars(sa.select(f.c.part).filter_by(name=name).order_by(f.c.part)):
                file.write(view.scalar(sa.select(f.c.data).filter_by(name=name, part=number)) or b"")
        part.replace(target)


def _address(view: Connection, name: str) -> str | None:
    """Say where a file lies that the database does not hold itself."""
    found = view.scalar(sa.select(schema.file.c.data).filter_by(name=name, part=ELSEWHERE))
    return None if found is None else bytes(found).decode()


def _lock_and_read(tx: Connection, lock: str) -> dict[str, str]:
    """Begin, lock, and read what holds from then on: the server is told at once, and answers at once."""
    driver, dbapi = tx.connection.driver_connection, tx.dialect.loaded_dbapi
    assert driver is not None  # noqa: S101 - the pool's own
    try:
        with driver.pipeline():
            driver.execute(lock)
            answer = driver.execute("SELECT key, value FROM meta")
        facts = answer.fetchall()  # to ask for them inside would be a second exchange
    except dbapi.Error as error:
        if tx.dialect.is_disconnect(error, driver, None):
            tx.invalidate(error)
        raise DBAPIError.instance(lock, None, error, dbapi.Error, dialect=tx.dialect) from error
    return dict(facts)


def _note_idle(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _refuse_dead(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask after a connection that was idle for some time, and take another where nobody answers."""
    if time.monotonic() - record.info.get("idle_since", time.monotonic()) < OFTEN_SECONDS:
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except Exception as error:
        raise DisconnectionError from error


FOLDER = "policy-notify-"


def _clear_orphans() -> None:
    """Delete the copies of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*-*"):
        pid = folder.name.removeprefix(FOLDER).split("-")[0]
        with suppress(OSError):
            if pid.isdigit() and folder.stat().st_uid == os.getuid() and not Path(f"/proc/{pid}").exists():
                shutil.rmtree(folder, ignore_errors=True)


def _autocommit(engine: Engine) -> Any:
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _is_away(error: DBAPIError) -> bool:
    """Tell whether the same may work once the server is back: it ended, cut the connection, or ended a sleeper's."""
    state = getattr(error.orig, "sqlstate", None) or ""
    is_gone = isinstance(error, OperationalError | InterfaceError) and not state
    return is_gone or error.connection_invalidated or state.startswith(("08", "57", "25P03", "25P04"))


def _next_step(error: DBAPIError) -> str:
    state = getattr(error.orig, "sqlstate", None) or ""
    found = next((step for beginning, step in STEPS.items() if state.startswith(beginning)), None)
    words = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if found:
        return found
    if _is_away(error):
        if words.startswith(("connection failed", "failed to resolve", "connection is bad")):
            return (
                f"the server cannot be reached ({words}): see that it runs, that --ledger names it, and that user, "
                "password (PGPASSWORD or ~/.pgpass) and database are right; the same command then carries on"
            )
        return f"the connection was lost ({words}); run the same command again, which carries on"
    return f"the database says: {words}"
