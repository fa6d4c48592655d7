"""Sending by workers: nobody is told twice or forgotten, whoever of them dies, and all of them obey."""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.postgres import PGBOUNCER, Server, pooling
from notify.ledger.database.store import sole_sender
from notify.send.workers import MOST_PORTIONS, share_out
from tests.notify.conftest import POSTGRES, Desk
from tests.notify.wire import Answer, FakeSendGrid, accept, sendgrid

on_postgres = pytest.mark.parametrize("desk", [POSTGRES], indirect=True)
NOTIFY = [sys.executable, "-m", "notify"]


class Crew:
    """Worker processes of one test."""

    def __init__(self, desk: Desk, fake: FakeSendGrid, stack: ExitStack) -> None:
        self._desk, self._fake, self._stack = desk, fake, stack

    def worker(self, *more: str) -> subprocess.Popen[str]:
        """Start one."""
        hop = ("--sendgrid-host", self._fake.url, "--timeout", "30", *more)
        command = [*NOTIFY, "worker", "--ledger", self._desk.url, *hop]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=self._desk.folder)
        self._stack.callback(process.communicate)
        self._stack.callback(process.kill)
        return process

    def send(self, number: int, *more: str) -> Any:
        """Hand a notice out and watch it."""
        return self._desk.send(number, "--workers", *self._hop(), *more)

    def operator(self, number: int, *more: str) -> subprocess.Popen[str]:
        """Let somebody else hand it out, from a process of their own."""
        words = ("--confirm", str(number), "--yes", "--workers", *self._desk.day, *self._hop(), *more)
        process = subprocess.Popen(
            [*NOTIFY, "send", "--ledger", self._desk.url, *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self._desk.folder,
        )  # fmt: skip
        self._stack.callback(process.communicate)
        self._stack.callback(process.kill)
        return process

    def _hop(self) -> tuple[str, ...]:
        return ("--transport", "sendgrid", "--sendgrid-host", self._fake.url, "--timeout", "30")


@pytest.fixture
def crew(desk: Desk) -> Iterator[tuple[Crew, FakeSendGrid]]:
    """Freeze eighty people, and give a provider and somebody to start workers."""
    desk.people(80)
    desk.freeze()
    with sendgrid() as fake, ExitStack() as stack:
        yield Crew(desk, fake, stack), fake


@on_postgres
def test_workers_tell_everybody_once(desk: Desk, crew: tuple[Crew, FakeSendGrid]) -> None:
    """Two workers share a notice, and a speed; when all is sent, `send` ends as it does alone."""
    team, fake = crew
    team.worker()
    team.worker()
    answer = team.send(80, "--batch-size", "2", "--rate", "400")
    assert answer.code == 0, answer.err
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(80))
    assert desk.status()["state"] == "complete"


LEASED_UNTIL = """
SELECT free_at - (SELECT extract(epoch FROM min(intent_at)::timestamptz)::float FROM attempt) FROM pace
"""


@on_postgres
def test_a_worker_loses_nothing_of_its_share_of_the_speed_between_jobs(
    desk: Desk, crew: tuple[Crew, FakeSendGrid]
) -> None:
    """A thousand recipients' time is leased once, and lasts for three jobs of some thirty: they wait for no other."""
    team, fake = crew
    team.worker()
    assert team.send(80, "--batch-size", "1", "--rate", "20").code == 0
    assert len(fake.addresses) == 80
    with psycopg.connect(desk.url) as connection:
        seconds = connection.execute(LEASED_UNTIL.encode()).fetchone()
    assert seconds is not None
    assert seconds[0] <= 1000 / 20


@on_postgres
def test_a_killed_worker_leaves_doubt_and_the_others_the_rest(desk: Desk, crew: tuple[Crew, FakeSendGrid]) -> None:
    """What a worker was sending when it was killed is held, not sent again; the rest of its job is sent by another.

    It was sending one batch and no more: a worker does one job at a time, with as much in the air as it was told.
    """
    team, fake = crew
    reached, opened = threading.Event(), threading.Event()

    def script(number: int, body: dict[str, Any]) -> Answer:
        if not number:
            reached.set()
            assert opened.wait(60)
        return accept(number, body) if number else (500, {}, b"")

    fake.script = script
    first = team.worker("--in-flight", "1")

    def replace() -> None:
        assert reached.wait(60)
        first.kill()
        opened.set()
        team.worker()

    other = threading.Thread(target=replace)
    other.start()
    answer = team.send(80, "--batch-size", "2")
    other.join()
    assert answer.code == 3, answer.err
    assert desk.status()["held"] == 2
    assert len(fake.addresses) == len(set(fake.addresses)) == 78


@on_postgres
def test_a_second_operator_is_refused_while_the_first_lives_and_carries_on_after(
    desk: Desk, crew: tuple[Crew, FakeSendGrid]
) -> None:
    """Whoever sends the same notice meanwhile is told who does; once that process is dead, the same command joins."""
    team, fake = crew
    begun, opened = threading.Event(), threading.Event()

    def script(number: int, body: dict[str, Any]) -> Answer:
        begun.set()
        assert opened.wait(60)
        return accept(number, body)

    fake.script = script
    team.worker("--in-flight", "1")
    first = team.operator(80, "--batch-size", "2")
    assert begun.wait(60)
    refused = team.send(80, "--batch-size", "2")
    assert refused.code == 1
    assert f"another process is sending (process {first.pid} on " in refused.err
    first.kill()
    opened.set()
    answer = team.send(80)
    assert answer.code == 0, answer.err
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(80))


@on_postgres
def test_a_worker_that_was_not_told_so_sends_no_real_mail(desk: Desk, crew: tuple[Crew, FakeSendGrid]) -> None:
    """A worker that is set up for another transport stops the notice with the reason, and nothing is sent."""
    team, fake = crew
    team.worker("--transport", "smtp")
    answer = team.send(80)
    assert answer.code == 1
    assert "started with --transport smtp" in answer.err
    assert not fake.requests
    team.worker()
    assert team.send(80).code in {0, 1}


@pytest.mark.skipif(not Path(PGBOUNCER).exists(), reason="needs PgBouncer")
@on_postgres
def test_a_pooler_in_between_changes_nothing(desk: Desk, postgres: Server) -> None:
    """Behind PgBouncer in transaction mode, which forgets sessions, workers tell everybody once and a lease holds."""
    database = f"pooled_{secrets.token_hex(4)}"
    postgres.database(database)
    desk.people(60)
    with pooling(postgres) as pooler, sendgrid() as fake, ExitStack() as stack:
        desk.url = pooler.url(database)
        desk.freeze()
        team = Crew(desk, fake, stack)
        team.worker()
        with sole_sender(desk.ledger()):
            assert "another process is sending" in team.send(60).err
        answer = team.send(60, "--batch-size", "1")
        assert answer.code == 0, answer.err
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(60))


def test_workers_need_a_ledger_that_all_reach(desk: Desk) -> None:
    """With a ledger in a file, `--workers` and `worker` say what is needed, and nothing is sent."""
    desk.freeze()
    for answer in (desk.send(4, "--workers"), desk.run("worker", "--ledger", desk.url)):
        assert answer.code == 1
        assert "postgresql://" in answer.err
    assert not desk.messages()


@given(st.sets(st.integers(0, 400)), st.integers(0, 20))
def test_every_portion_is_in_one_job(portions: set[int], workers: int) -> None:
    """Jobs cover each portion once and nothing else, and none is too large."""
    jobs = share_out(portions, workers)
    assert [number for first, last in jobs for number in range(first, last + 1)] == sorted(portions)
    assert all(last - first < MOST_PORTIONS for first, last in jobs)


def test_the_largest_jobs_come_first() -> None:
    """A notice to ten million people begins with large jobs, and ends with small ones for every worker."""
    sizes = [last - first + 1 for first, last in share_out(range(313), 2)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == MOST_PORTIONS
    assert sizes[-4:] == [1, 1, 1, 1]
