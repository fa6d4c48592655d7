"""Opens the ledger, in whichever database it lies, and makes or upgrades its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from notify.errors import LedgerError
from notify.ledger.database import guards, schema
from notify.ledger.database.generation import (
    Watch,
    facts_of,
    new_life,
    refuse_other_form,
)
from notify.ledger.database.home import Home, Lookup
from notify.ledger.database.sqlite import SqliteHome
from notify.net import ledger_option

View = Connection
"""What is committed, to read from; the verbs of this room take one. Nobody else knows that it is SQLAlchemy's."""
Tx = Connection
"""A transaction to read and write in; all verbs that are given the same one happen together, or not at all."""
FOREIGN = "procrastinate_"
"""Tables that may lie beside the ledger's: the queue that workers take their jobs from."""


class Ledger:
    """An open ledger. Every write is one transaction, durable when `write` ends."""

    def __init__(self, engine: Engine, home: Home) -> None:
        self.engine, self.home = engine, home
        self.option = ""
        """How a command line names it; empty where commands find it without being told."""
        self.revisions = (schema.REVISION, schema.REVISION)
        """At which it was found, and at which it is."""

    @property
    def name(self) -> str:
        """What an operator knows it by."""
        return self.home.name

    @property
    def watch(self) -> Watch:
        """What remembers how far it had come."""
        return self.home.watch

    def command(self, words: str) -> str:
        """Say what to type for a command of ours about this ledger."""
        return f"policy-notify {words}{self.option}"

    @property
    def beside(self) -> Path:
        """Where what belongs to it and is no part of it goes."""
        return self.home.beside

    @property
    def folder(self) -> Path:
        """Where its audiences and witnesses lie."""
        return self.home.folder(self.engine)

    @contextmanager
    def write(self, *, alone: bool = True) -> Iterator[Connection]:
        """Begin a transaction that nobody else can write beside.

        Not `alone` is for batches that are moved from the state that the move names, and for nothing else: where the
        database lets many write at once, others may do so too.
        """
        advanced: tuple[str, int] | None = None
        with self.home.translate_errors():
            with self.engine.begin() as connection:
                connection.info["facts"] = None  # from here on they are read once
                try:
                    self.home.lock(connection, alone=alone)
                    yield connection
                finally:
                    connection.info.pop("facts", None)
                    advanced = connection.info.pop("advanced", None)
            if advanced is not None:
                self.watch.tell(*advanced)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read what is committed."""
        with (
            self.home.translate_errors(),
            self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    def lookup(self, query: sa.Select[Any]) -> Lookup | None:
        """Return a way to ask a query of one parameter again and again; None where that is to be done in a thread."""
        return self.home.lookup(self.engine, query)

    def keep(self, tx: Connection, names: Iterable[str]) -> None:
        """Keep files of its folder for as long as it is kept, with this transaction."""
        self.home.keep(tx, names)

    def keep_at(self, address: str) -> None:
        """Keep audiences at an address from now on; those that are frozen stay where they are."""
        with self.write() as tx:
            self.home.keep_at(tx, address)

    def share(self, names: Iterable[str]) -> None:
        """Bring files of its folder to where they will be kept; do it before `keep`, which says so."""
        with self.home.translate_errors():
            self.home.share(self.engine, names)

    def discard(self, names: Iterable[str]) -> None:
        """Delete files of its folder for good."""
        self.home.discard(self.engine, names)

    def checkpoint(self) -> None:
        """Bring everything to where a plain copy is whole."""
        with self.home.translate_errors():
            self.home.checkpoint(self.engine)

    def close(self) -> None:
        """Close it."""
        self.engine.dispose()
        self.home.close()


def open_ledger(url: str, *, create: bool = False) -> Ledger:
    """Open `sqlite:///PATH` or `postgresql://HOST/DATABASE`; a new one is made only where `create` says so.

    Raises LedgerError where there is none and none is to be made, or this release cannot use the one that is there.
    """
    home = _home(url)
    if not home.is_there():
        home.refuse_missing()
        if not create:
            raise LedgerError(f"{home.name}: there is no ledger; `policy-notify freeze` creates one")
    engine = home.engine()
    sa.event.listen(engine, "connect", lambda _connection, record: record.info.update(watch=home.watch))
    ledger = Ledger(engine, home)
    ledger.option = ledger_option(url)
    try:
        with home.translate_errors():
            if create:
                home.make_room()
            _check_or_create(ledger, create=create)
    except BaseException:
        ledger.close()
        raise
    return ledger


def sole_sender(ledger: Ledger) -> AbstractContextManager[None]:
    """Hold the right to send; it ends with the process, whatever kills it."""
    return ledger.home.sole_sender(ledger.engine)


def nobody_sends(ledger: Ledger) -> AbstractContextManager[bool]:
    """Say whether no process sends, and keep it so for as long as the block lasts."""
    return ledger.home.nobody_sends(ledger.engine)


def path_of(url: str) -> Path:
    """Say which file holds a ledger.

    Raises LedgerError where it lies in none.
    """
    home = _home(url)
    if not isinstance(home, SqliteHome):
        raise LedgerError(
            f"{home.name}: lies in PostgreSQL, its audiences too: back it up and restore it with the database's own "
            "tools (docs/operator.md). A restore is detected; `policy-notify adopt` then carries on"
        )
    return home.path


def lies_in_server(ledger: Ledger) -> bool:
    """Tell whether many machines can reach it."""
    return not isinstance(ledger.home, SqliteHome)


def server_of(ledger: Ledger) -> str:
    """Give the URL of the server that a ledger lies in, with its password.

    Raises LedgerError where it lies in a file.
    """
    if not lies_in_server(ledger):
        raise LedgerError(
            f"{ledger.name}: is a file; workers need a ledger that all of them reach: postgresql://HOST/DB"
        )
    return ledger.home.conninfo()


def _home(url: str) -> Home:
    parsed = _parse_url(url)
    name = parsed.get_backend_name()
    if name == "sqlite" and parsed.host:
        raise LedgerError(
            f"--ledger {url}: a file's address has three slashes: sqlite:///{parsed.host}/{parsed.database}"
        )
    if name == "sqlite" and parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database)
        if not path.name or path.is_dir():
            raise LedgerError(f"{path}: is a folder; name the ledger's file in it, such as {path / 'ledger.db'}")
        return SqliteHome(parsed, path)
    if name == "postgresql" and parsed.database:
        try:
            from notify.ledger.database.postgres import PostgresHome  # noqa: PLC0415 - psycopg is an extra
        except ImportError:
            raise LedgerError("--ledger postgresql: needs psycopg; install section11[postgres]") from None
        return PostgresHome(parsed)
    raise LedgerError(
        f"--ledger {name}: is not a place for a ledger; give sqlite:///PATH or postgresql://HOST/DATABASE"
    )


def _parse_url(url: str) -> URL:
    try:
        return make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except (ArgumentError, ValueError):
        shown = repr(url) if "@" not in url else "holds what"
        raise LedgerError(
            f"--ledger {shown} is not a database URL; give sqlite:///PATH or postgresql://HOST/DATABASE"
        ) from None


def _check_or_create(ledger: Ledger, *, create: bool) -> None:
    found, form, revision = _inspect(ledger)
    if form is not None:
        refuse_other_form(form, ledger.name)
        ledger.revisions = revision, max(revision, schema.REVISION)
        if revision < schema.REVISION:
            _migrate(ledger)
    elif found:
        raise LedgerError(f"{ledger.name}: is a database, but not a ledger of this program; give another path")
    elif not create:
        raise LedgerError(f"{ledger.name}: holds no ledger yet; `policy-notify freeze` creates one")
    else:
        _create(ledger)
    _give_life(ledger)


def _inspect(ledger: Ledger) -> tuple[list[str], str | None, int]:
    with ledger.read() as view:
        names = [name for name in sa.inspect(view).get_table_names() if not name.startswith(FOREIGN)]
        form = view.scalar(sa.select(schema.meta.c.value).filter_by(key="schema")) if "meta" in names else None
        return names, form, _revision(view, form) if form and form.isdigit() else 0


def _revision(view: View, form: str) -> int:
    """Say which revision a ledger is at; before there were any, its form was counted by them."""
    kept = schema.alembic_version
    if not sa.inspect(view).has_table(kept.name):
        return int(form)
    return int(view.scalar(sa.select(kept.c.version_num)) or form)


def _create(ledger: Ledger) -> None:
    with ledger.write() as tx:
        if sa.inspect(tx).has_table("meta"):
            return  # another process was faster
        schema.metadata.create_all(tx, tables=schema.tables_of(tx.dialect))
        ledger.home.set_up(tx)
        tx.execute(sa.insert(schema.meta), {"key": "schema", "value": str(schema.PLAIN_FORM)})
        tx.execute(sa.insert(schema.alembic_version), {"version_num": str(schema.REVISION)})
        guards.put_up(tx)


def _give_life(ledger: Ledger) -> None:
    """Begin the ledger's first life, where it has none yet."""
    with ledger.read() as view:
        if "life" in facts_of(view):
            return
    life = new_life()
    with ledger.write() as tx:
        if "life" in facts_of(tx):
            return
        step = ledger.watch.begin(tx, life)
        ledger.watch.remember_life(life, step)


def _migrate(ledger: Ledger) -> None:
    """Add what an earlier release did not have; nothing that stands in the ledger changes."""
    from notify.ledger.database.migrations import migrate  # noqa: PLC0415 - once in the life of a release

    with ledger.write() as tx:
        found = _revision(tx, facts_of(tx)["schema"])
        if found < schema.REVISION:  # else another process was faster
            migrate(tx, str(found), ledger.name)
