"""Ledgers of earlier releases go on: each was made by that release, and left when two of six people had been told.

`older/` holds them as the text of their tables, with the audiences; whoever adds a revision adds the ledger before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from benchmarks.postgres import Server
from notify.errors import LedgerError
from notify.ledger.database import schema
from notify.ledger.database.generation import advance
from notify.ledger.database.migrations import HERE
from notify.ledger.database.store import Ledger, open_ledger
from tests.notify.conftest import POSTGRES, SQLITE, Desk, both
from tests.notify.wire import FakeSendGrid, sendgrid

OLDER = Path(__file__).parent / "older"
EACH = sorted(file.stem for file in OLDER.glob("*.zip"))


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    """Give a provider."""
    with sendgrid() as fake:
        yield fake


def _lay_out(desk: Desk, name: str, server: Server | None) -> None:
    with ZipFile(OLDER / f"{name}.zip") as kept:
        text = kept.read("ledger.sql").decode()
        if server is not None:
            server.run("DROP DATABASE IF EXISTS older WITH (FORCE)")
            desk.url = server.database("older")
            with psycopg.connect(desk.url) as connection:
                connection.execute(text.encode())
            return
        book = desk.folder / "book"
        (book / "ledger.db.snapshots").mkdir(parents=True)
        kept.extractall(book / "ledger.db.snapshots", [one for one in kept.namelist() if one.endswith(".parquet")])
    with closing(sqlite3.connect(book / "ledger.db")) as connection:
        connection.executescript(text)


def _drift(ledger: Ledger) -> list[object]:
    """List where the tables are not those that this release makes."""
    with ledger.engine.connect() as view:
        is_here = {table.name for table in schema.tables_of(view.dialect)}

        def include(item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
            is_of_server = name == "row_id" or "row_id" in getattr(item, "columns", ())  # as POSTGRES_EXTRAS makes it
            return name in is_here if kind == "table" else not is_of_server

        options = {"compare_type": view.dialect.name == "postgresql", "include_object": include}
        return list(compare_metadata(MigrationContext.configure(view, opts=options), schema.metadata))


@pytest.mark.parametrize("name", EACH)
def test_a_ledger_of_an_earlier_release_loses_nothing_and_goes_on(
    desk: Desk, name: str, request: pytest.FixtureRequest, fake: FakeSendGrid
) -> None:
    """It gets the tables of today with what stood in it, its chain holds, and only who was not told yet is told."""
    _lay_out(desk, name, request.getfixturevalue("postgres") if name.startswith(POSTGRES) else None)
    said = desk.run("upgrade", "--ledger", desk.url, "--json").body
    assert said == {"was": int(name.rpartition("-")[2]), "is": schema.REVISION}
    assert desk.run("adopt", "--newest", "--ledger", desk.url).code == 0
    before = desk.status()
    assert (before["delivered"], before["attempts"]["as_written"]) == (2, True)
    hop = ("--transport", "sendgrid", "--sendgrid-host", fake.url, "--manifest", str(desk.site.manifest))
    answer = desk.send(6, *hop)
    assert answer.code == 0, answer.err
    assert sorted(fake.addresses) == [f"person{n}@mail.example" for n in range(2, 6)]
    proof = desk.run("proof", "--account", "p0", "--ledger", desk.url, "--out", str(desk.folder / "p.zip"), "--json")
    assert proof.code == 0, proof.err
    assert desk.status()["attempts"]["as_written"] is True
    assert _drift(desk.ledger()) == []


def test_a_change_under_the_chain_of_an_earlier_release_is_seen(desk: Desk) -> None:
    """Where one hash covers all attempts of a send, `status` says that one was changed, though not which."""
    _lay_out(desk, f"{SQLITE}-5", None)
    with closing(sqlite3.connect(desk.folder / "book" / "ledger.db")) as connection, connection:
        connection.execute("DROP TRIGGER receipt_no_update")
        connection.execute("UPDATE receipt SET outcome_at = '2026-01-01T00:00:00.000000+00:00'")
    [words] = desk.status()["attempts"]["differences"]
    assert words.startswith("among the attempts and answers of notice")


@both
def test_a_new_ledger_is_what_all_revisions_together_make(desk: Desk) -> None:
    """Whoever changes a table writes a revision too, and says that it is the newest."""
    desk.freeze()
    assert _drift(desk.ledger()) == []
    config = Config()
    config.set_main_option("script_location", str(HERE))
    assert ScriptDirectory.from_config(config).get_current_head() == str(schema.REVISION)
    assert {f"{SQLITE}-{schema.REVISION}", f"{POSTGRES}-{schema.REVISION}"} <= set(EACH)


@both
def test_a_newer_release_may_add_and_a_program_of_this_one_goes_on(desk: Desk) -> None:
    """A later revision of the same form is no reason to refuse: machines are upgraded one after the other."""
    desk.freeze()
    with desk.ledger().write() as tx:
        tx.execute(sa.update(schema.alembic_version).values(version_num=str(schema.REVISION + 1)))
    assert desk.send(4).code == 0
    assert "nothing to do" in desk.run("upgrade", "--ledger", desk.url).out


@both
def test_a_newer_form_ends_programs_of_this_release(desk: Desk) -> None:
    """Once the form is another, nothing is sent by a program that knows only the last, not even by one that runs."""
    desk.freeze()
    running = desk.ledger()
    with running.write() as tx:
        tx.execute(sa.update(schema.meta).filter_by(key="schema").values(value=str(schema.FORM + 1)))
    with pytest.raises(LedgerError, match="use the newer release everywhere"):
        open_ledger(desk.url)
    with pytest.raises(LedgerError, match="use the newer release everywhere"), running.write() as tx:
        advance(tx)
