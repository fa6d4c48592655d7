"""What a ledger of many batches and reports is asked often, or about one account, is found by an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from notify.ledger import notices
from notify.ledger.chain import gate_records, gate_seals
from notify.ledger.database import schema
from notify.ledger.database.store import Ledger, Tx
from notify.ledger.queue import attempts, batch_moves, batches, runs
from notify.ledger.queue.batch_moves import Landed
from notify.ledger.reports import kept_posts
from notify.model.batch import Batch, Flight, Outcome, Receipt
from notify.model.event import Post
from tests.notify.conftest import Desk, both
from tests.notify.wire import sendgrid

pytestmark = both
PEOPLE, POSTS = 6, 3_000
SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < 20000)"
MANY = (
    """INSERT INTO batch SERIES
    SELECT notice_id, 1000 + n, letter, 1000 * n, 1000 * n + 999, 'accepted', 1, NULL, 0, ''
    FROM batch, series WHERE batch_id = 1""",
    """INSERT INTO attempt SERIES
    SELECT notice_id, 1000 + n, 1, run_id, intent_at, dated_at, 1000, 1000 * n, 1000 * n + 999, body_sha256
    FROM (SELECT * FROM attempt LIMIT 1) AS one, series""",
    """INSERT INTO receipt SERIES
    SELECT notice_id, 1000 + n, 1, outcome_at, 'accepted', 202, 'm', ''
    FROM (SELECT * FROM receipt LIMIT 1) AS one, series""",
    """INSERT INTO gate_record (account_id, slug, version_id, text_sha256, did, at, how, salt, account_sha256) SERIES
    SELECT 'a' || n, 'privacy', '2026-02-01', '', 'agreed', (SELECT intent_at FROM attempt LIMIT 1), 'product', '', ''
    FROM series""",
)
LARGE = "batch|attempt|receipt|post|mention|gate_record"
SCAN = re.compile(rf"Seq Scan on ({LARGE})\b|SCAN ({LARGE})\b(?! USING)")
"""In the words of either database; SQLite also says SCAN of an index that it reads as a whole."""


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    """Freeze six people, try them in vain by twos, and add twenty million others and their reports."""
    desk.people(PEOPLE)
    desk.freeze()
    with sendgrid(lambda _number, _body: (401, {}, b"{}")) as fake:
        hop = ("--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "2", "--in-flight", "1")
        assert desk.send(PEOPLE, *hop).code == 1
    ledger = desk.ledger()
    with ledger.write() as tx:
        for statement in MANY:
            tx.exec_driver_sql(statement.replace("SERIES", SERIES))
        _add_reports(tx)
        tx.exec_driver_sql("ANALYZE")
    return ledger


def _add_reports(tx: Tx) -> None:
    """Let each of many posts speak of another block of people."""
    (notice_id,) = notices.all_ids(tx)
    bodies = (f'[{{"number": {number}}}]'.encode() for number in range(POSTS))
    moment = datetime.now(UTC)
    kept_posts.store(
        tx, [kept_posts.pack(Post(received_at=moment, source="file", body=body, **UNSIGNED)) for body in bodies]
    )
    ids = list(tx.scalars(sa.select(schema.post.c.post_id)))
    rows = [{"notice_id": notice_id, "block": n, "post_id": post, "offsets": b"\0\0"} for n, post in enumerate(ids)]
    tx.execute(sa.insert(schema.mention), rows)
    kept_posts.set_cursor(tx, max(ids))


UNSIGNED: dict[str, Any] = {"timestamp": "", "signature": "", "public_key": "", "verified": False}


@contextmanager
def _by_index(ledger: Ledger, tx: Tx) -> Iterator[None]:
    """Hold every plan of what is asked within the block to an index."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, words: str, values: Any, *_more: Any) -> None:
        asked.append((words, values))

    sa.event.listen(ledger.engine, "before_cursor_execute", note)
    yield
    sa.event.remove(ledger.engine, "before_cursor_execute", note)
    explain = "EXPLAIN" if tx.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    found = [
        (words, values)
        for words, values in asked
        if words.split()[0] in {"SELECT", "UPDATE", "INSERT", "DELETE", "WITH"}
    ]
    assert found
    for words, values in found:
        one = values[0] if isinstance(values, list) else values
        plan = "\n".join(str(row[-1]) for row in tx.exec_driver_sql(f"{explain} {words}", one))
        assert not SCAN.search(plan), f"{words}\n{plan}"


def test_what_runs_for_every_batch_scans_no_table(ledger: Ledger) -> None:
    """Each batch, attempt and answer is found by an index, among twenty million recipients."""
    now = datetime.now(UTC)
    with ledger.write() as tx:
        (notice_id,) = notices.all_ids(tx)
        with _by_index(ledger, tx):
            flights = [_flight(batch) for batch in batches.next_ready_batches(tx, notice_id, 256, since=1, up_to=31)]
            assert len(batch_moves.take_off(tx, flights, 1, now)) == 3
            taken = Receipt(outcome=Outcome.ACCEPTED, status=202)
            batch_moves.land(tx, [Landed(flight=flight, receipt=taken, at=now) for flight in flights])
            assert not batches.is_in_the_air(tx, notice_id)
            batches.ready_ids(tx, notice_id)
            notices.read_desire(tx, notice_id)
            runs.sign_of_life(tx, 1, now)


def test_what_runs_for_every_job_scans_no_table(ledger: Ledger) -> None:
    """A worker learns who of its own job was put off before, and reads nothing of the jobs that others did."""
    with ledger.write() as tx:
        (notice_id,) = notices.all_ids(tx)
        with _by_index(ledger, tx):
            assert batches.put_off(tx, notice_id, since=1, up_to=255) == {}


def test_what_was_reported_of_one_account_is_found_and_erased_by_index(ledger: Ledger) -> None:
    """A proof reads the posts about its account, and an erasure rewrites them, without reading all others."""
    with ledger.write() as tx:
        (notice_id,) = notices.all_ids(tx)
        with _by_index(ledger, tx):
            (number,) = kept_posts.posts_about(tx, notice_id, 0)
            (stored,) = kept_posts.posts(tx, [number])
        with _by_index(ledger, tx):
            kept_posts.rewrite(tx, stored.post_id, b"[]", "erased")
            kept_posts.rewrite(tx, stored.post_id, None, "erased")


def test_what_an_account_did_in_the_product_is_found_kept_and_erased_by_index(ledger: Ledger) -> None:
    """A gate asks for one account at each page, keeps many answers in one transaction, and seals the newest."""
    with ledger.write() as tx, _by_index(ledger, tx):
        assert len(tx.execute(gate_records.ACTS_OF_ONE, {"account": "a7"}).all()) == 1
        assert len(gate_records.acts_of_accounts(tx, ["a8", "a9", "nobody"])) == 2
        record = gate_records.of_accounts(tx, ["a7"])["a7"][0]
        assert gate_records.append(tx, [replace(record, account_id=each) for each in ("a7", "b1")]) == [True, True]
        assert len(gate_seals.answers_under_seal(tx, "a7")) == 1
        assert gate_records.erase(tx, "b1") == 1


def test_the_batch_and_the_attempts_of_one_recipient_are_found_by_index(ledger: Ledger) -> None:
    """So is what a split batch was before, and the refusal of one recipient among millions."""
    with ledger.write() as tx:
        (notice_id,) = notices.all_ids(tx)
        batch_moves.split(tx, _batch_of(tx, 0), 0)
        tx.exec_driver_sql("ANALYZE")
        with _by_index(ledger, tx):
            whole, half = _batch_of(tx, 0), _batch_of(tx, 1)
            assert (whole.first, whole.last, half.first, half.last) == (0, 0, 1, 1)
            assert _batch_of(tx, 10_000_500).first == 10_000_000
            assert batches.batch_of(tx, notice_id, PEOPLE) is None
            (tried,) = attempts.of_notice(tx, notice_id, 1)
            assert (tried["batch_id"], tried["first"], tried["last"]) == (1, 0, 1)
            newest = attempts.newest_attempt(tx, notice_id, 1)
            assert newest is not None
            assert newest.batch_id == 1
            assert attempts.newest_attempt(tx, notice_id, 1, accepted=True) is None
            accepted = attempts.newest_attempt(tx, notice_id, 10_000_500, accepted=True)
            assert accepted is not None
            assert accepted.batch_id == 11_000


def _batch_of(tx: Tx, nid: int) -> Batch:
    found = batches.batch_of(tx, notices.all_ids(tx)[0], nid)
    assert found is not None
    return found


def _flight(batch: Batch) -> Flight:
    return Flight(
        batch=batch, attempt=batch.attempt + 5_000_001, dated_at=datetime.now(UTC), recipients=batch.size,
        skipped=frozenset(), pieces=(), body_sha256="0" * 64,
    )  # fmt: skip
