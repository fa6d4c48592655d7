"""The gate among strangers and clumsy clients: what they may cost it, and what they may never bring about."""

from __future__ import annotations

import json
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from tests.notify.conftest import Desk
from tests.notify.gate.gating import Door, gating, token
from tests.notify.published_site import NEWEST


@pytest.fixture
def door(desk: Desk) -> Iterator[Door]:
    """Open the gate of a policy whose newest version must be shown."""
    with gating(desk) as opened:
        yield opened


@pytest.fixture
def faults(door: Door, caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """Listen to what the server says of faults of its own, which its log hands on to nobody."""
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.ERROR, "uvicorn.error"):
        yield caplog.records
    logger.removeHandler(caplog.handler)


def _asks(door: Door, *headers: str, method: str = "GET") -> bytes:
    """Ask what is owed, or say what was done, which takes the gate a little longer."""
    body = json.dumps({"records": [door.record("shown")]}) if method == "POST" else ""
    first = "POST /v1/records HTTP/1.1" if body else "GET /v1/owed HTTP/1.1"
    lines = ["Host: x", f"Authorization: Bearer {token()}", f"Content-Length: {len(body)}", *headers, "", body]
    return "\r\n".join([first, *lines]).encode()


def _line(door: Door) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(door.url.rpartition(":")[2])), timeout=20)


def _hear(line: socket.socket) -> bytes:
    heard = b""
    with closing(line), suppress(ConnectionError):
        while piece := line.recv(65_536):
            heard += piece
    return heard


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("number", [2, 16, 40])
def test_answers_that_nobody_waits_for_are_no_fault(
    door: Door, faults: list[logging.LogRecord], number: int, method: str
) -> None:
    """Who asks many things at once is answered, or refused, or gone; nothing of it is an error of the gate's."""
    line = _line(door)
    line.sendall(_asks(door, method=method) * (number - 1) + _asks(door, "Connection: close", method=method))
    heard = _hear(line)
    assert heard.count(b"HTTP/1.1 200") == (number if number < 17 else 0)
    gone = _line(door)
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.sendall(_asks(door, method=method) * number)
    gone.close()  # at once, and without waiting for what was sent
    assert door.owed() == [(NEWEST, "notice")]
    assert faults == []
