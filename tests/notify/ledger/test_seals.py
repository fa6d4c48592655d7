"""What was attempted and answered is under the chain: whoever changes a row is told which, and what differs."""

from __future__ import annotations

import json
import sqlite3

import pytest
import sqlalchemy as sa

from notify.ledger.chain import audit, seals
from notify.ledger.database import schema
from notify.ledger.queue import attempts
from notify.output import json_value
from notify.proof import verify
from tests.notify.conftest import Desk, both
from tests.notify.wire import sendgrid


def _tamper(desk: Desk, *statements: str) -> None:
    """Change rows as somebody would who owns the file."""
    connection = sqlite3.connect(desk.folder / "book" / "ledger.db")
    with connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount == 1, statement
    connection.close()


def _sent(desk: Desk) -> None:
    """Send to 20 people in ten batches."""
    desk.people(20)
    desk.freeze()
    assert desk.send(20, "--batch-size", "2").code == 0


def _key(desk: Desk, batch: int) -> str:
    with desk.ledger().read() as view:
        number = view.scalar(sa.select(schema.attempt.c.attempt).filter_by(batch_id=batch))
    return f"attempt {number} of batch {batch}"


def _by_the_proof(desk: Desk) -> list[str]:
    """Say what the verifier of a proof finds, which knows nothing but the proof's files."""
    with desk.ledger().read() as view:
        (notice_id,) = set(view.scalars(sa.select(schema.notice.c.notice_id)))
        kept = seals.kept_seals(audit.entries_of(view, notice_id))
        rows = json.loads(json.dumps(json_value(list(attempts.of_notice(view, notice_id, numbered=True)))))
    return [
        words
        for one in kept
        for words in verify.changes_under(one.entry, json.loads(json.dumps(json_value(one))), rows)
    ]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE receipt SET outcome_at = '2026-01-01T00:00:00.000000+00:00' WHERE batch_id = 3",
         "{} was changed: outcome_at now says 2026-01-01T00:00:00.000000+00:00"),
        ("UPDATE receipt SET outcome = 'unknown' WHERE batch_id = 3", "{} was changed: outcome now says unknown"),
        ("UPDATE receipt SET detail = 'x', status = 250 WHERE batch_id = 3", "status now says 250, detail now says x"),
        ("UPDATE attempt SET intent_at = '2026-01-01T00:00:00.000000+00:00' WHERE batch_id = 3",
         "{} was changed: intent_at now says 2026-01-01"),
        ("UPDATE attempt SET body_sha256 = 'beef' WHERE batch_id = 3", "{} was changed: body_sha256 now says beef"),
        ("UPDATE attempt SET recipients = 1 WHERE batch_id = 3", "{} was changed: recipients now says 1"),
        ("DELETE FROM attempt WHERE batch_id = 3", "{} is gone"),
        ("DELETE FROM receipt WHERE batch_id = 3", "the answer to {} is gone"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named(desk: Desk, statement: str, words: str) -> None:
    """`status` names the row of an attempt or an answer that was changed or removed, and each column that differs."""
    _sent(desk)
    assert desk.status()["attempts"] == {
        "checked": True, "as_written": True, "differences": [], "number": 0, "unsealed": 0,
    }  # fmt: skip
    expected = words.format(_key(desk, 3))
    _tamper(desk, statement)
    told = desk.run("status", "--ledger", desk.url, *desk.day)
    assert (told.code, "THE RECORD WAS CHANGED" in told.out, expected in told.out) == (3, True, True), told.out
    assert "deadline: not known" in told.out
    said = desk.status()["attempts"]
    assert said["as_written"] is False
    assert [words for words in said["differences"] if words.startswith(("attempt", "the answer"))] == _by_the_proof(
        desk
    )


def _add_attempts(connection: sqlite3.Connection, number: int, *, behind: int = 1_000) -> None:
    """Write down attempts that were never made, each in a batch of its own behind the real ones."""
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO attempt "
        "SELECT notice_id, ? + i, 1, 1, frozen_at, frozen_at, 1, i, i, 'none' FROM n, notice",
        (number, behind),
    )


def test_what_was_added_is_named(desk: Desk) -> None:
    """An attempt that nobody made, in the place of one that was, is named."""
    _sent(desk)
    assert _by_the_proof(desk) == []
    real = _key(desk, 10)
    _tamper(desk, "UPDATE attempt SET batch_id = 3, attempt = 7 WHERE batch_id = 10")
    differences = desk.status()["attempts"]["differences"]
    assert any(words.startswith("attempt 7 of batch 3 was added") or "attempt 7 of batch 3" in words
               for words in differences)  # fmt: skip
    assert any(words.startswith(f"{real} is gone") for words in differences)
    assert set(_by_the_proof(desk)) <= set(differences)


def test_a_batch_that_nobody_accepted_is_named(desk: Desk) -> None:
    """A batch set to accepted by hand is named, since no answer and no entry of the chain says so."""
    desk.people(4)
    desk.freeze()
    assert desk.send(4, "--batch-size", "2").code == 0
    _tamper(desk, "UPDATE batch SET attempt = attempt + 1 WHERE batch_id = 2")
    [words] = desk.status()["attempts"]["differences"]
    assert words.startswith("batch 2 counts as accepted, and no answer")


def test_a_batch_that_was_accepted_stays_so(desk: Desk) -> None:
    """Whoever lets people who were told count as refused, or as not sent to yet, is found out by the answer."""
    desk.people(4)
    desk.freeze()
    assert desk.send(4, "--batch-size", "2").code == 0
    _tamper(desk, "UPDATE batch SET state = 'refused' WHERE batch_id = 2")
    assert desk.status()["attempts"]["differences"] == ["batch 2 counts as refused, and was accepted"]


def test_of_a_large_notice_the_column_is_named_and_looking_has_to_be_asked_for(desk: Desk) -> None:
    """Many rows share a hash: group and column are named; where looking takes long, `status` says it did not."""
    desk.people(20)
    desk.freeze()
    with sqlite3.connect(desk.folder / "book" / "ledger.db") as connection:
        _add_attempts(connection, 2_500)  # as if an earlier process had been killed
    assert desk.send(20, "--batch-size", "2").code == 0
    _tamper(desk, "UPDATE attempt SET body_sha256 = 'x' WHERE batch_id = 1005")
    [words] = desk.status()["attempts"]["differences"]
    assert words.startswith(
        "one or more of 3 attempts from attempt 1 of batch 1004 to attempt 1 of batch 1006 were changed, in body_sha256"
    )
    assert _by_the_proof(desk) == [words]
    with sqlite3.connect(desk.folder / "book" / "ledger.db") as connection:
        _add_attempts(connection, 20_000, behind=1_000_000)
    assert desk.status()["attempts"] == {"checked": False}
    looked = desk.run("status", "--verify", "--ledger", desk.url, "--json", *desk.day)
    every = desk.run("status", "--all", "--verify", "--ledger", desk.url, "--json", *desk.day).body["notices"][0]
    assert looked.code == 3
    assert looked.body["under_no_chain"][0].startswith("events and what is read from them")
    assert looked.body["attempts"] == every["attempts"]
    assert (every["attempts"]["number"], every["attempts"]["unsealed"]) == (1, 20_000)


@both
def test_later_sends_are_sealed_too(desk: Desk) -> None:
    """A send in several turns leaves several seals, and all of them hold."""
    desk.people(6)
    desk.freeze()
    with sendgrid() as fake:
        hop = ("--transport", "sendgrid", "--sendgrid-host", fake.url)
        assert desk.send(6, *hop, "--batch-size", "2", "--canary", "2").code == 3
        _check_two_seals(desk, hop)


def _check_two_seals(desk: Desk, hop: tuple[str, ...]) -> None:
    assert desk.status()["attempts"] == {
        "checked": True, "as_written": True, "differences": [], "number": 0, "unsealed": 0,
    }  # fmt: skip
    desk.run("resume", "--ledger", desk.url)
    assert desk.send(6, *hop).code == 0
    last = desk.status()
    assert (last["accepted"], last["attempts"]["as_written"], last["attempts"]["unsealed"]) == (6, True, 0)
    with desk.ledger().read() as view:
        [notice_id] = view.scalars(sa.select(schema.notice.c.notice_id))
        assert len(seals.kept_seals(audit.entries_of(view, notice_id))) == 2
