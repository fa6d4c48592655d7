"""A send that is killed while a mail server puts somebody off goes on where it was: nobody is lost, nobody doubled."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notify.ledger.queue import attempts
from notify.model.batch import Outcome
from tests.notify.conftest import Desk

PEOPLE, PUT_OFF = 30, ("person3@mail.example", "person17@mail.example")


@dataclass
class _PutsOff:
    """Takes mail; two people it puts off for as long as told to, when they are named or when their message is there."""

    verb: str
    is_strict: bool = True
    taken: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    both_wait: threading.Event = field(default_factory=threading.Event)
    """Set once all others were taken and both were put off twice: a minute passes before the next try."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._puts_off("RCPT", address):
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self._puts_off("DATA", *envelope.rcpt_tos):
            return "451 4.3.0 not now"
        self.taken.update(envelope.rcpt_tos)
        self._note_wait()
        return "250 taken"

    def _puts_off(self, verb: str, *addresses: str) -> bool:
        if not self.is_strict or verb != self.verb or set(addresses).isdisjoint(PUT_OFF):
            return False
        self.refusals += 1
        self._note_wait()
        return True

    def _note_wait(self) -> None:
        if (self.taken.total(), self.refusals) == (PEOPLE - 2, 4):
            self.both_wait.set()


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_a_send_killed_while_somebody_waits_goes_on(desk: Desk, verb: str) -> None:
    """Whoever was put off is told by the next send, and nobody whom the first one told is told again."""
    desk.people(PEOPLE)
    desk.freeze()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = _PutsOff(verb)
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    try:
        hop = ("--transport", "smtp", "--smtp", f"127.0.0.1:{port}")
        words = ("--ledger", desk.url, "--confirm", str(PEOPLE), "--yes", *desk.day, *hop)
        process = subprocess.Popen([sys.executable, "-m", "notify", "send", *words], cwd=desk.folder)
        assert handler.both_wait.wait(60)
        _wait_for_ledger(desk)
        process.kill()
        assert process.wait(60) == -signal.SIGKILL
        left = desk.status()
        assert (left["accepted"], left["held"], left["ready"]) == (PEOPLE - 2, 0, 2)
        handler.is_strict = False
        assert desk.send(PEOPLE, *hop).code == 0
    finally:
        server.stop()
    assert handler.taken == Counter(f"person{n}@mail.example" for n in range(PEOPLE))
    assert (desk.status()["state"], desk.status()["accepted"]) == ("complete", PEOPLE)


def _wait_for_ledger(desk: Desk) -> None:
    """Return once the last answers are written down, too."""
    ledger, notice_id, found = desk.ledger(), desk.status()["notice"], dict[str, int]()
    while found != {Outcome.ACCEPTED: PEOPLE - 2, Outcome.PUT_OFF: 4}:
        with ledger.read() as view:
            found = attempts.outcomes(view, notice_id)
