"""The record: machines as drawn, history that cannot be rewritten, and refusals that say what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from notify.errors import LedgerError
from notify.ledger import notices
from notify.ledger.chain import audit
from notify.ledger.database import guards, schema
from notify.ledger.database.store import Ledger, open_ledger
from notify.ledger.fates import fate_of_mask
from notify.ledger.queue import batch_moves, batches
from notify.ledger.queue.states import (
    BATCH_MOVES,
    NOTICE_MOVES,
    origins,
    refuse_illegal,
)
from notify.model.batch import BatchState
from notify.model.event import Kind
from notify.model.notice import NoticeState
from tests.notify.conftest import Desk, both


@pytest.mark.parametrize(("states", "moves"), [(BatchState, BATCH_MOVES), (NoticeState, NOTICE_MOVES)])
def test_every_state_has_its_moves_and_can_be_reached(states: Any, moves: Any) -> None:
    """The table of moves covers every state, and every state but the first is the end of some arrow."""
    assert set(moves) == set(states)
    start = {BatchState.READY, NoticeState.FROZEN}
    assert {state for state in states if not origins(moves, state)} <= start


def test_what_was_accepted_stays_accepted() -> None:
    """No arrow leaves ACCEPTED, REFUSED, COMPLETE or CANCELLED."""
    for moves, last in ((BATCH_MOVES, "accepted refused cancelled"), (NOTICE_MOVES, "complete cancelled")):
        assert {str(state) for state, targets in moves.items() if not targets} == set(last.split())


def test_doubt_never_goes_straight_back_into_the_air() -> None:
    """From SENDING, AMBIGUOUS or HELD a batch is sent again only by way of READY."""
    assert origins(BATCH_MOVES, BatchState.SENDING) == (BatchState.READY,)


def test_a_move_that_is_not_drawn_is_refused() -> None:
    """An arrow that does not exist is an error of the ledger, not a quiet change."""
    with pytest.raises(LedgerError):
        refuse_illegal(NOTICE_MOVES, NoticeState.COMPLETE, NoticeState.RUNNING)


@both
def test_a_batch_moves_only_from_where_it_stands(desk: Desk) -> None:
    """A move is guarded by the state it leaves: the second of two movers finds nothing to move."""
    desk.freeze()
    desk.send(4)
    with desk.ledger().write() as tx:
        (notice_id,) = notices.all_ids(tx)
        batch = batches.in_states(tx, notice_id, BatchState.ACCEPTED)[0]
        assert not batch_moves.move(tx, batch, BatchState.READY)


@pytest.mark.parametrize("table", [table.name for table in guards.APPEND_ONLY])
@pytest.mark.parametrize("verb", ["DELETE FROM {0}", "UPDATE {0} SET rowid = rowid + 1"])
def test_history_cannot_be_changed_by_whoever_opens_the_file(desk: Desk, table: str, verb: str) -> None:
    """Attempts, answers, evidence, posts and the audit chain refuse every update and delete, whatever program asks."""
    desk.freeze()
    desk.send(4)
    connection = sqlite3.connect(desk.folder / "book" / "ledger.db")
    try:
        mark = connection.execute("SELECT notice_id, batch_id, attempt, first FROM attempt").fetchone()
        desk.bring([{"event": "delivered", "email": "x@y.example", "s11": ".".join(map(str, mark))}])
        with connection:
            connection.execute("INSERT INTO adoption VALUES (1, '2027-01-04T12:00:00.000000+00:00', '[]', 0)")
            connection.execute(
                "INSERT INTO gate_record VALUES (1, 'a1', 'privacy', '2027-01-02', '', 'shown', '', '', '', '')"
            )
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0  # noqa: S608 - our own table names
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(verb.format(table))
    finally:
        connection.close()


@both
def test_the_audit_chain_shows_a_rewritten_past(desk: Desk) -> None:
    """A chain is intact as written, and no longer once any word of any entry differs, is gone or is moved."""
    desk.freeze()
    desk.send(4)
    with desk.ledger().read() as connection:
        chain = audit.entries(connection)
    assert len(chain) >= 3
    assert audit.first_broken_entry(chain) is None
    for number, entry in enumerate(chain):
        forged = audit.Entry(**{name: getattr(entry, name) for name in entry.__slots__} | {"detail": '{"owed": 1}'})
        assert audit.first_broken_entry([*chain[:number], forged, *chain[number + 1 :]]) == number + 1
    assert audit.first_broken_entry(chain[1:]) == 1
    assert audit.first_broken_entry([chain[1], chain[0], *chain[2:]]) == 1


def test_a_ledger_that_was_changed_from_outside_is_not_sent_from(desk: Desk) -> None:
    """Where the chain of decisions is broken, `status` says so and `send` refuses, with what to do."""
    desk.freeze()
    assert desk.status()["audit_chain"] == "intact"
    connection = sqlite3.connect(desk.folder / "book" / "ledger.db")
    with connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET detail = '{}' WHERE seq = 1")
    connection.close()
    refused = desk.send(4)
    assert refused.code == 1
    assert "entry 1 of the chain of decisions" in refused.err
    assert "backup" in refused.err
    assert not desk.messages()
    assert desk.status()["audit_chain"] == "broken at entry 1"
    assert "THE RECORD WAS CHANGED" in desk.run("status", "--ledger", desk.url, *desk.day).out


def test_the_ledger_is_written_through(desk: Desk) -> None:
    """Every connection runs WAL with synchronous=FULL: an intent that a power cut takes back is not an intent."""
    desk.freeze()
    with desk.ledger().read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_ledger_and_snapshots_are_the_owners_alone(desk: Desk) -> None:
    """Files with personal data can be read by nobody but their owner, and nobody else can hold the lock."""
    desk.freeze()
    desk.run("resume", "--ledger", desk.url, *desk.day)
    book = desk.folder / "book"
    for file in (book / "ledger.db", book / "ledger.db.lock", *(book / "ledger.db.snapshots").glob("*.parquet")):
        assert file.stat().st_mode & 0o077 == 0


def _other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda _path: None, "there is no ledger"),
        (
            lambda path: path.write_bytes(b"not a database at all, but long enough to be read as a page" * 20),
            "is not a ledger",
        ),
        (_other_database, "not a ledger of this program"),
        (lambda path: path.mkdir(), "is a folder; name the ledger's file in it"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, prepare: Any, words: str) -> None:
    """A missing file, another file, another database or a folder is refused by name, and left as it is."""
    path = tmp_path / "ledger.db"
    prepare(path)
    with pytest.raises(LedgerError, match=words):
        open_ledger(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_a_ledger_that_would_not_last_is_refused(url: str) -> None:
    """A ledger lies in a file or in PostgreSQL; anything else is refused by name."""
    with pytest.raises(LedgerError):
        open_ledger(url, create=True)


def test_a_folder_that_cannot_be_written_is_refused(desk: Desk) -> None:
    """A ledger where nothing can be made is one clear line."""
    (desk.folder / "book").write_text("a file where the folder should be")
    answer = desk.freeze()
    assert answer.code == 1
    assert "writable" in answer.err


def _note_something(ledger: Ledger) -> None:
    with ledger.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.execute(sa.insert(schema.meta), {"key": "x", "value": "y"})


def test_a_read_only_ledger_is_refused(desk: Desk) -> None:
    """A ledger that may be read and not written is one clear line."""
    desk.freeze()
    with pytest.raises(LedgerError, match="cannot be written"):
        _note_something(desk.ledger())


def _write_too_much(ledger: Ledger, notice_id: str) -> None:
    with ledger.write() as tx:
        notices.desire(tx, notice_id, "pause")
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        tx.execute(sa.insert(schema.meta), {"key": "x", "value": "y" * 1_000_000})


def test_a_full_disk_is_one_clear_line_and_nothing_half_done(desk: Desk) -> None:
    """When no more can be written, freezing says so, and what was there is as it was."""
    desk.freeze()
    ledger = desk.ledger()
    with ledger.read() as connection:
        (notice_id,) = notices.all_ids(connection)
    with pytest.raises(LedgerError, match="disk is full"):
        _write_too_much(ledger, notice_id)
    with desk.ledger().read() as connection:
        assert notices.read_desire(connection, notice_id) == "run"


def test_a_notice_is_found_by_its_beginning(desk: Desk) -> None:
    """A notice is named by any beginning of its id that only it has; another name lists what there is."""
    notice = desk.freeze().body["notice"]
    assert desk.run("status", notice[:4], "--ledger", desk.url, "--json", *desk.day).body["notice"] == notice
    answer = desk.run("status", "zzz", "--ledger", desk.url)
    assert answer.code == 1
    assert notice in answer.err


@given(st.lists(st.sampled_from(list(Kind)), max_size=6))
def test_a_fate_depends_on_the_set_of_events_alone(kinds: list[Kind]) -> None:
    """Any order and any repetition of the same kinds give the same fate."""

    def fate(order: list[Kind]) -> str:
        mask = 0
        for kind in order:
            mask |= kind
        return fate_of_mask(mask)

    assert fate(kinds) == fate(kinds[::-1]) == fate(sorted(kinds * 2))
