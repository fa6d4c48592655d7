"""A ledger in a file: SQLite, its settings, its errors, the folder and the lock beside it."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from notify.errors import LedgerError
from notify.ledger.database.generation import Beside
from notify.ledger.database.home import Lookup

BUSY_SECONDS = 30.0
LOOKUP_SECONDS = 1
"""A question that is asked on an event loop waits no longer: everybody waits with it."""
TAKE_TRIES, TAKE_SECONDS = 12, 0.25
STEPS = {
    "locked": "has been locked by another process for over 30 s; find that process and try again",
    "readonly": "cannot be written; check its owner and permissions",
    "read-only": "cannot be written; check its owner and permissions",
    "disk I/O": "cannot be read or written: check the free disk space, and the disk itself",
    "full": "the disk is full; free some space and run the same command again, which carries on",
    "unable to open": "cannot be opened; check that its folder exists and is writable",
    "not a database": "is not a ledger; give another path",
    "malformed": "is damaged; restore it from its backup before anything is sent",
}
"""What to do, by a word of SQLite's."""
LOCKLESS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS})
NO_LOCKS = "its file system gives no locks, as some in a network do: keep the ledger on a disk of this machine"


class SqliteHome:
    """The file that a ledger lies in, and the folder beside it."""

    def __init__(self, url: URL, path: Path) -> None:
        self._url, self.path = url, path
        self.name, self.beside = str(path), path.parent
        self.watch = Beside(path)
        self._lookups: list[PoolProxiedConnection] = []

    def engine(self) -> Engine:
        """Set up connections that write through: an intent that a power cut can take back is not an intent."""
        options = {"isolation_level": None, "timeout": BUSY_SECONDS}
        engine = sa.create_engine(self._url_to_read() or self._url, connect_args=options)
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def lookup(self, engine: Engine, query: sa.Select[Any]) -> Lookup:
        """Keep a connection for it; SQLAlchemy's own way takes five times as long as SQLite's answer."""
        words = str(query.compile(engine))
        connection = engine.raw_connection()
        connection.detach()  # it does not go back to those that wait longer
        self._lookups.append(connection)
        connection.cursor().execute(f"PRAGMA busy_timeout={LOOKUP_SECONDS * 1000}")
        cursor = connection.cursor()

        def ask(value: str) -> list[tuple[Any, ...]]:
            try:
                return list(cursor.execute(words, (value,)).fetchall())
            except sqlite3.Error as error:
                raise LedgerError(f"{self.path}: {_next_step(str(error))}") from error

        return ask

    def _url_to_read(self) -> URL | None:
        """Give the URL by which a file on a disk that cannot be written is read as it lies; None elsewhere.

        Raises LedgerError where its last transactions cannot be read there.
        """
        if not self.path.exists() or os.access(self.path.parent, os.W_OK):
            return None
        log, index = (self.path.with_name(f"{self.path.name}-{end}") for end in ("wal", "shm"))
        is_whole = not (log.exists() and log.stat().st_size)
        if not is_whole and not index.exists():
            raise LedgerError(
                f"{self.path}: its disk cannot be written, and its last transactions, in {log.name}, cannot be read "
                "without that: copy both files and the folder beside them to another disk, and look at the copy"
            )
        query = {"mode": "ro", "uri": "true"} | ({"immutable": "1"} if is_whole else {})
        return URL.create("sqlite", database=f"file:{quote(str(self.path.absolute()))}", query=query)

    def is_there(self) -> bool:
        """Tell whether the file exists."""
        return self.path.exists()

    def refuse_missing(self) -> None:
        """Look for what is left by a restore that moved one ledger aside and put no other in its place."""
        if self.path.with_name(f"{self.path.name}.restoring").exists():
            words = "a restore did not end; run the same `policy-notify restore` again, with --replace"
            raise LedgerError(f"{self.path}: there is no ledger, and {words}")
        if aside := sorted(self.path.parent.glob(f"{glob.escape(self.path.name)}.replaced-*")):
            words = f"{aside[0]} was moved aside by a restore: restore a backup, or move what is aside elsewhere"
            raise LedgerError(f"{self.path}: there is no ledger, and {words}")

    def make_room(self) -> None:
        """Make the file, readable for its owner alone: it leads to personal data."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        if not self.path.stat().st_size:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as fresh:
                fresh.execute("PRAGMA journal_mode=WAL")

    def set_up(self, tx: Connection) -> None:
        """Do nothing more."""

    def lock(self, tx: Connection, *, alone: bool) -> None:
        """Rely on how transactions begin here: one at a time."""

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Name the file and the next step."""
        try:
            yield
        except DBAPIError as error:
            raise LedgerError(f"{self.path}: {_next_step(str(error.orig))}") from error
        except OSError as error:
            where = error.filename or self.path
            step = NO_LOCKS if error.errno in LOCKLESS else "the ledger's folder must be writable"
            raise LedgerError(f"{where}: {error.strerror}; {step}") from error

    def folder(self, engine: Engine) -> Path:
        """Return the folder beside the file."""
        del engine
        return self.path.with_name(f"{self.path.name}.snapshots")

    def keep(self, tx: Connection, names: Iterable[str]) -> None:
        """Leave the files in the folder."""

    def keep_at(self, tx: Connection, address: str) -> None:
        """Refuse: they lie in the folder."""
        del tx, address
        words = "is a file, and its audiences lie beside it; only a ledger in PostgreSQL keeps them elsewhere"
        raise LedgerError(f"{self.path}: {words}")

    def share(self, engine: Engine, names: Iterable[str]) -> None:
        """Leave the files in the folder."""

    def discard(self, engine: Engine, names: Iterable[str]) -> None:
        """Delete files of the folder."""
        for name in names:
            (self.folder(engine) / name).unlink(missing_ok=True)

    def checkpoint(self, engine: Engine) -> None:
        """Empty the write-ahead log into the file, as far as nobody reads beside."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def sole_sender(self, engine: Engine) -> Iterator[None]:
        """Hold the lock file."""
        del engine
        with self._lock_file() as file:
            # Whoever brings events in holds the lock for moments only.
            if not _take_in_time(file):
                words = f"another process is sending ({_owner(file)}); wait for it, or `policy-notify pause` it"
                raise LedgerError(f"{self.path}: {words}")
            file.truncate(0)
            file.write(f"process {os.getpid()}")
            file.flush()
            yield

    @contextmanager
    def nobody_sends(self, engine: Engine) -> Iterator[bool]:
        """Try the lock file."""
        del engine
        with self._lock_file() as file:
            yield _take(file)

    def conninfo(self) -> str:
        """Give the URL; there is no server."""
        return self._url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Close what lookups kept."""
        while self._lookups:
            self._lookups.pop().close()

    @contextmanager
    def _lock_file(self) -> Iterator[IO[str]]:
        try:
            with open(f"{self.path}.lock", "a+", encoding="utf-8", opener=_open_private) as file:
                yield file
        except PermissionError as error:
            raise LedgerError(f"{error.filename}: cannot be written; the ledger's folder must be writable") from None
        except OSError as error:
            if error.errno not in LOCKLESS:
                raise
            raise LedgerError(f"{self.path}: {error.strerror}; {NO_LOCKS}") from None


def _open_private(name: str, flags: int) -> int:
    """Open a file that is its owner's alone: whoever can open it can hold a lock on it."""
    return os.open(name, flags, 0o600)


def _set_up(connection: Any, _record: object) -> None:
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


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


def _next_step(words: str) -> str:
    found = next((step for word, step in STEPS.items() if word in words), None)
    return found or f"the database says: {words}"
