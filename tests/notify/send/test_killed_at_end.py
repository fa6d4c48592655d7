"""A send that dies between the last answer and the seal over it has told everybody, and the next one seals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.notify.conftest import Desk

ROOT = Path(__file__).parents[3]


@dataclass
class _KillsAtGoodbye:
    """Takes everything, and kills the program that hands over when it says goodbye, which is before it seals."""

    victims: list[int] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.taken += envelope.rcpt_tos
        return "250 taken"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as above
        while self.victims:
            os.kill(self.victims.pop(), signal.SIGKILL)
        return "221 goodbye"


@contextmanager
def _server(handler: _KillsAtGoodbye) -> Iterator[list[str]]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield ["--transport", "smtp", "--smtp", f"127.0.0.1:{port}"]
    finally:
        controller.stop()


def test_a_send_that_dies_before_its_seal_doubles_nobody(desk: Desk) -> None:
    """All answers are written down, so the next send tells nobody again, seals what was left open, and ends it."""
    desk.freeze()
    handler = _KillsAtGoodbye()
    with _server(handler) as hop:
        command = [sys.executable, "-m", "notify", "send", "--ledger", desk.url, "--confirm", "4", "--yes", *desk.day]
        process = subprocess.Popen([*command, *hop], env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=desk.folder)
        handler.victims.append(process.pid)
        assert process.wait(60) == -signal.SIGKILL
        left = desk.status()
        assert (left["accepted"], left["held"], left["ready"]) == (4, 0, 0)
        assert (left["attempts"]["as_written"], left["attempts"]["unsealed"]) == (True, 4)
        assert desk.send(4, *hop).code == 0
    stands = desk.status()
    assert (stands["state"], stands["accepted"], stands["attempts"]["unsealed"]) == ("complete", 4, 0)
    assert len(handler.taken) == len(set(handler.taken)) == 4
