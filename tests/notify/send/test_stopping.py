"""How a running send is stopped from outside, and goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.notify.conftest import Desk, both
from tests.notify.wire import Answer, FakeSendGrid, accept, sendgrid

ROOT = Path(__file__).parents[3]
SLOWLY = ("--batch-size", "5", "--in-flight", "1")


@dataclass(frozen=True, slots=True)
class Running:
    """A send in a process of its own, whose second batch waits for its answer."""

    process: subprocess.Popen[str]
    fake: FakeSendGrid
    let_answer: Callable[[], None]

    def end(self) -> tuple[dict[str, Any], str]:
        """Let the batch be answered, and wait for the end; returns what was printed and what was said."""
        self.let_answer()
        out, said = self.process.communicate(timeout=60)
        return json.loads(out), said

    def next_line(self) -> str:
        """Read what the process says next."""
        assert self.process.stderr is not None
        return self.process.stderr.readline()


@contextmanager
def sending(desk: Desk, people: int, *more: str) -> Iterator[Running]:
    """Freeze for so many, and send until the second batch is in the air."""
    desk.people(people)
    desk.freeze()
    reached, opened = threading.Event(), threading.Event()

    def answer(number: int, body: dict[str, Any]) -> Answer:
        if number == 1:
            reached.set()
            assert opened.wait(30)
        return accept(number, body)

    with sendgrid(answer) as fake:
        command = [sys.executable, "-m", "notify", "send", "--ledger", desk.url, "--yes", "--json", *desk.day]
        hop = ["--transport", "sendgrid", "--sendgrid-host", fake.url, "--confirm", str(people)]
        process = subprocess.Popen(
            [*command, *hop, *SLOWLY, *more],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert reached.wait(30)
            yield Running(process, fake, opened.set)
        finally:
            opened.set()
            process.kill()


@both
def test_pause_and_resume_from_another_process(desk: Desk) -> None:
    """A running send obeys within the batch in the air: paused it stands by, and resumed it goes on."""
    with sending(desk, 60) as running:
        assert desk.run("pause", "--ledger", desk.url, "--json").body["sending"] is True
        running.let_answer()
        assert "paused" in running.next_line()
        assert len(running.fake.requests) == 2
        assert desk.run("resume", "--ledger", desk.url).code == 0
        body, _ = running.end()
    assert running.process.returncode == 0
    assert body["accepted"] == 60


def test_a_paused_send_ends_where_it_may_not_wait_for_ever(desk: Desk) -> None:
    """With `--stand-by` a paused send waits that long and ends with 3; the notice stays paused, and can be resumed."""
    with sending(desk, 20, "--stand-by", "0.1") as running:
        desk.run("pause", "--ledger", desk.url)
        body, said = running.end()
        assert (running.process.returncode, body["state"]) == (3, "paused")
        assert "after 0.1 seconds this process ends" in said
        desk.run("resume", "--ledger", desk.url)
        assert desk.send(20, "--transport", "sendgrid", "--sendgrid-host", running.fake.url).body["accepted"] == 20


def test_cancel_stops_a_running_send(desk: Desk) -> None:
    """Cancelled while it runs, a send keeps what was accepted and never hands over the rest."""
    with sending(desk, 60) as running:
        desk.run("cancel", "--ledger", desk.url)
        body, _ = running.end()
    assert running.process.returncode == 3
    assert (body["accepted"], body["unreached"], body["ready"]) == (10, 50, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_finishes_what_is_in_the_air(desk: Desk, number: signal.Signals) -> None:
    """Ctrl-C waits for the answer that is on its way, leaves nothing in doubt, and the same command goes on."""
    with sending(desk, 60) as running:
        running.process.send_signal(number)
        assert "in flight" in running.next_line()
        body, said = running.end()
        assert running.process.returncode == 3, said
        assert (body["accepted"], body["held"]) == (10, 0)
        assert desk.send(60, "--transport", "sendgrid", "--sendgrid-host", running.fake.url).code == 0
    assert sorted(running.fake.addresses) == sorted(f"person{n}@mail.example" for n in range(60))


def test_an_interrupt_after_the_last_message_left_ends_the_notice(desk: Desk) -> None:
    """What is sent in full is complete, whatever came in while its last answer was on its way."""
    with sending(desk, 10) as running:
        running.process.send_signal(signal.SIGTERM)
        running.next_line()
        running.end()
    assert (running.process.returncode, desk.status()["state"]) == (0, "complete")


@both
def test_killed_between_intent_and_outcome_is_doubt(desk: Desk) -> None:
    """A process killed while a request is out leaves that batch in doubt, and later sends leave it alone."""
    with sending(desk, 60) as running:
        running.process.kill()
        running.process.communicate(timeout=60)
        running.let_answer()
        assert desk.status()["held"] == 5
        assert desk.send(60, "--transport", "sendgrid", "--sendgrid-host", running.fake.url).code == 3
    assert desk.status()["held"] == 5
    assert len(running.fake.addresses) == len(set(running.fake.addresses))
