"""Workers and those whom a mail server puts off: they wait for nobody, and nobody is tried without end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from notify.ledger.database import schema
from notify.ledger.queue.batches import put_off
from notify.model.batch import Outcome
from notify.send.put_off import WAITS
from tests.notify.conftest import POSTGRES, Desk
from tests.notify.providers.mail_talk import Script, talking

pytestmark = pytest.mark.parametrize("desk", [POSTGRES], indirect=True)
NOTIFY = [sys.executable, "-m", "notify"]
PEOPLE = 40
"""Two portions' worth."""


@contextmanager
def _worker(desk: Desk, where: str) -> Iterator[None]:
    command = [*NOTIFY, "worker", "--ledger", desk.url, "--smtp", where, "--in-flight", "1"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=desk.folder)
    yield
    process.kill()
    process.wait()


def _outcomes(desk: Desk) -> list[str]:
    """List the answers about the first recipient, in order."""
    r = schema.receipt
    with desk.ledger().read() as view:
        return list(view.scalars(sa.select(r.c.outcome).where(r.c.batch_id == 1).order_by(r.c.attempt)))


def test_a_later_job_tells_whoever_was_put_off(desk: Desk) -> None:
    """No job waits for whoever is put off: another is made when their time has come, and all of them are told."""
    desk.people(PEOPLE)
    desk.freeze()
    script = Script(answers=lambda *now: "451 4.7.1 greylisted" if now == ("RCPT", 1, 1) else None)
    with talking(script) as where, _worker(desk, where):
        answer = desk.send(PEOPLE, "--workers", "--transport", "smtp", "--smtp", where)
    assert answer.code == 0, answer.err
    assert _outcomes(desk) == ["put_off", "accepted"]
    assert len(script.took) == PEOPLE


def test_whoever_is_put_off_each_time_is_left_for_another_send(desk: Desk) -> None:
    """After the last of its tries in one send a recipient is handed out no more, and the send ends and says so."""
    desk.people(PEOPLE)
    desk.freeze()
    with talking(Script()) as where:
        hop = ("--workers", "--transport", "smtp", "--smtp", where)
        words = ("--confirm", str(PEOPLE), "--yes", *desk.day, *hop)
        command = [*NOTIFY, "send", "--ledger", desk.url, *words]
        sending = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=desk.folder)
        _answer_often(desk, Outcome.PUT_OFF)
        with _worker(desk, where):
            _, said = sending.communicate(timeout=120)
        assert "put 1 messages off each time; all others are done" in said
        assert (sending.returncode, desk.status()["accepted"], desk.status()["ready"]) == (3, PEOPLE - 1, 1)
        with desk.ledger().read() as view:
            assert put_off(view, desk.status()["notice"])[1][0] == len(WAITS) + 1
        with _worker(desk, where):
            assert desk.send(PEOPLE, *hop).code == 0


def test_a_server_that_wants_a_pause_puts_nobody_off(desk: Desk) -> None:
    """However often the server as a whole deferred, of workers that died since too, nobody is left for another send."""
    desk.people(PEOPLE)
    desk.freeze()
    with talking(Script()) as where:
        words = ("--confirm", str(PEOPLE), "--yes", *desk.day, "--workers", "--transport", "smtp", "--smtp", where)
        sending = subprocess.Popen([*NOTIFY, "send", "--ledger", desk.url, *words], cwd=desk.folder)
        _answer_often(desk, Outcome.DEFERRED)
        with _worker(desk, where):
            assert sending.wait(120) == 0
    assert _outcomes(desk) == ["deferred"] * (len(WAITS) + 1) + ["accepted"]


def _answer_often(desk: Desk, outcome: Outcome) -> None:
    """Write down, once the send has begun, what workers write who tried for the last time."""
    b = schema.batch
    ledger = desk.ledger()
    first = None
    while first is None:
        with ledger.read() as view:
            first = view.execute(sa.select(b).where(b.c.batch_id == 1)).mappings().first()
    with ledger.write() as tx:
        run_id, now = tx.scalar(sa.select(sa.func.max(schema.run.c.run_id))), datetime.now(UTC)
        for attempt in range(1, len(WAITS) + 2):
            here = {"notice_id": first["notice_id"], "batch_id": 1, "attempt": attempt}
            made = {"run_id": run_id, "intent_at": now, "dated_at": now, "recipients": 1, "body_sha256": "0" * 64}
            tx.execute(sa.insert(schema.attempt).values(**here, **made, first=first["first"], last=first["last"]))
            tx.execute(sa.insert(schema.receipt).values(**here, outcome_at=now, outcome=outcome, detail="451"))
        tx.execute(sa.update(b).where(b.c.batch_id == 1).values(attempt=len(WAITS) + 1))
