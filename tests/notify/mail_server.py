"""A mail server on this machine that takes everything: what was sent through it counts as told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink


@contextmanager
def mail_server() -> Iterator[list[str]]:
    """Run one; gives the options by which `send` hands over to it."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield ["--transport", "smtp", "--smtp", f"127.0.0.1:{port}"]
    finally:
        controller.stop()
