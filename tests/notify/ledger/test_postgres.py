"""A ledger in PostgreSQL: what SQLite's file gives by itself, and a server does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from benchmarks.postgres import Server
from notify.errors import LedgerError
from notify.ledger import lineage, notices
from notify.ledger.database import guards
from notify.ledger.database.store import open_ledger, sole_sender
from notify.output import moment_words
from tests.notify.conftest import POSTGRES, Answer, Desk
from tests.notify.wire import FakeSendGrid, accept, sendgrid

pytestmark = pytest.mark.parametrize("desk", [POSTGRES], indirect=True)
PEOPLE = 6


@pytest.fixture
def fake(desk: Desk, postgres: Server) -> Iterator[FakeSendGrid]:
    """Freeze six people in a database of their own, to be sent to by twos."""
    postgres.run("DROP DATABASE IF EXISTS ours WITH (FORCE)", "DROP DATABASE IF EXISTS old WITH (FORCE)")
    desk.url = postgres.database("ours")
    desk.people(PEOPLE)
    desk.freeze()
    with sendgrid() as fake:
        yield fake


def _send(desk: Desk, fake: FakeSendGrid) -> Answer:
    options = ("--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "2", "--in-flight", "1")
    return desk.send(PEOPLE, *options)


def _send_two(desk: Desk, fake: FakeSendGrid) -> None:
    fake.script = lambda n, body: accept(n, body) if n < 1 else (401, {}, b"{}")
    _send(desk, fake)
    fake.script = accept


def test_history_cannot_be_changed_by_whoever_opens_the_database(desk: Desk, fake: FakeSendGrid) -> None:
    """Tables that are appended to refuse every update, delete and truncation, whatever program asks."""
    assert _send(desk, fake).code == 0
    with psycopg.connect(desk.url, autocommit=True) as connection:
        for table in guards.APPEND_ONLY:
            for verb in ("DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                    connection.execute(verb.format(table.name).encode())
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            connection.execute("UPDATE attempt SET first = 0")


def test_an_intent_is_durable_whatever_the_server_is_set_to(desk: Desk, postgres: Server, fake: FakeSendGrid) -> None:
    """Where the server answers before it has written, a transaction of the ledger waits for the disk all the same."""
    assert fake.url
    postgres.run("ALTER DATABASE ours SET synchronous_commit = off")
    with desk.ledger().write() as tx:
        assert tx.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_restored_database_is_refused_and_its_rest_is_held(desk: Desk, postgres: Server, fake: FakeSendGrid) -> None:
    """A database put back as it was may have sent since: it is found out, `adopt` holds the rest, events settle it."""
    _send_two(desk, fake)
    postgres.run("CREATE DATABASE old TEMPLATE ours")
    assert _send(desk, fake).code == 0
    postgres.run("DROP DATABASE ours", "ALTER DATABASE old RENAME TO ours")
    refused = _send(desk, fake)
    assert refused.code == 1
    assert "as a restore does" in refused.err
    assert desk.run("adopt", "--ledger", desk.url).code == 0
    assert _send(desk, fake).code == 3
    desk.bring(fake.events())
    assert desk.status()["held"] == 0
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(PEOPLE))


def test_a_machine_that_has_seen_more_refuses(desk: Desk, fake: FakeSendGrid) -> None:
    """Tables set back in place are found out by what this machine remembers, though the server is the same."""
    _send_two(desk, fake)
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("SELECT setval('generation', 1)")
    assert "it was restored" in _send(desk, fake).err


def test_a_machine_that_never_saw_it_may_send(desk: Desk, fake: FakeSendGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine goes on without a word; and where it adopted, the first one does not object."""
    _send_two(desk, fake)
    monkeypatch.setenv("XDG_STATE_HOME", str(desk.folder / "elsewhere"))
    assert _send(desk, fake).code == 0


HOLD = """
import sys
from notify.ledger.database.store import open_ledger, sole_sender
with sole_sender(open_ledger(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_right_to_send_outlives_nobody(desk: Desk, fake: FakeSendGrid) -> None:
    """While another process holds it, sending is refused with its name; once that was killed, it is free again."""
    command = [sys.executable, "-c", HOLD, desk.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        refused = _send(desk, fake)
        assert refused.code == 1
        assert f"process {holder.pid} on " in refused.err
        holder.kill()
    assert _send(desk, fake).code == 0


def test_a_sender_that_was_replaced_writes_no_more(desk: Desk, fake: FakeSendGrid) -> None:
    """Whoever slept so long that another took over is refused with the next transaction: nothing of it begins."""
    assert fake.url
    ledger = desk.ledger()
    with sole_sender(ledger):
        with psycopg.connect(desk.url, autocommit=True) as other:
            other.execute("UPDATE meta SET value = replace(value, 'process', 'another') WHERE key = 'sender'")
            other.execute(
                "UPDATE meta SET value = jsonb_set(value::jsonb, '{token}', '\"x\"')::text WHERE key = 'sender'"
            )
        with pytest.raises(LedgerError, match="another process sends now"), ledger.write() as tx:
            notices.desire(tx, "x", "run")


@pytest.mark.parametrize(("away", "words"), [(timedelta(days=1), "ahead of"), (timedelta(seconds=-7), "behind")])
def test_a_clock_that_is_not_the_servers_is_named_with_both_times(desk: Desk, away: timedelta, words: str) -> None:
    """Whoever has to correct a clock learns by how much, even where only the day is wrong."""
    desk.freeze()
    wrong = datetime.now(UTC) + away
    with desk.ledger().read() as view, pytest.raises(LedgerError, match=rf"seconds {words} the database's \(2") as told:
        lineage.refuse_early(view, "it", wrong)
    assert f"clock ({moment_words(wrong)}) is" in str(told.value)


def test_copies_of_the_audience_end_with_the_process(desk: Desk, fake: FakeSendGrid) -> None:
    """The audience lies in the database; what a process reads of it lies in a folder of its own and is deleted."""
    assert fake.url
    ledger = open_ledger(desk.url)
    folder = ledger.folder
    assert [file.suffix for file in folder.glob("*.parquet")] == [".parquet", ".parquet"]
    assert folder.stat().st_mode & 0o077 == 0
    ledger.close()
    assert not folder.exists()


def test_a_backup_by_file_is_refused_with_what_to_do(desk: Desk, fake: FakeSendGrid, tmp_path: Path) -> None:
    """`backup` and `restore` say that the database's own tools are meant, and nothing is written."""
    assert fake.url
    for command in ("backup", "restore"):
        answer = desk.run(command, str(tmp_path / "safe"), "--ledger", desk.url)
        assert answer.code == 1
        assert "the database's own tools" in answer.err
    assert not (tmp_path / "safe").exists()


def test_what_is_no_ledger_is_refused(desk: Desk, postgres: Server) -> None:
    """A server that is not there, a database without a ledger or with other tables: one clear line, no password."""
    assert "holds no ledger yet" in desk.run("status", "--ledger", desk.url).err
    gone = desk.run("status", "--ledger", f"postgresql://me:secret@127.0.0.1:1/{sa.__name__}")
    assert gone.code == 1
    assert "refused" in gone.err
    assert "password (PGPASSWORD or ~/.pgpass)" in gone.err
    assert "secret" not in gone.err
    postgres.run("DROP DATABASE IF EXISTS theirs")
    url = postgres.database("theirs")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE theirs (x int)")
    desk.url = url
    assert "not a ledger of this program" in desk.freeze().err


def test_the_environment_may_name_the_ledger(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the ledger that POLICY_NOTIFY_LEDGER names, show no password, and rely on it in next steps."""
    desk.people(PEOPLE)
    monkeypatch.setenv("POLICY_NOTIFY_LEDGER", desk.url.replace("postgres@", "postgres:SECRET@"))
    frozen = desk.run("freeze", *desk.audience)
    status = desk.run("status", "--all", *desk.day)
    help_of_it = desk.run("status", "--help")
    assert (frozen.code, status.code) == (0, 0)
    assert "policy-notify send" in status.out
    assert "--ledger" not in frozen.out + status.out
    assert "SECRET" not in "".join(one.out + one.err for one in (frozen, status, help_of_it))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_name_is_refused(desk: Desk, postgres: Server, encoding: str) -> None:
    """No ledger is made in another encoding than UTF8, and the refusal says how to make a database that will do."""
    postgres.run(
        "DROP DATABASE IF EXISTS narrow", f"CREATE DATABASE narrow ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    )
    desk.people(PEOPLE)
    desk.url = postgres.url("narrow")
    refused = desk.freeze()
    assert refused.code == 1
    assert f"its encoding is {encoding}, and a ledger needs UTF8" in refused.err
    with psycopg.connect(desk.url) as connection:
        assert not connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall()
