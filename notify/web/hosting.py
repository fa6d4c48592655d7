"""Hosts a web application on one address until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from notify.errors import ConfigError
from notify.output import say
from notify.web.intake import MOST_CONNECTIONS, Connection


@dataclass(slots=True)
class Health:
    """Whether what a server does besides answering goes well."""

    cause: str = ""
    """Why not; empty where all is well."""

    def fail(self, cause: str) -> None:
        """Tell the operator, once for each cause."""
        if cause != self.cause:
            say(f"failing: {cause}")
        self.cause = cause


@contextlib.asynccontextmanager
async def keep_running(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let work that never ends go on beside the block, and end it with the block."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def host_application(application: ASGIApp, host: str, port: int, kind: str) -> None:
    """Serve until Ctrl-C or SIGTERM; `kind` tells the operator whose requests it answers.

    Raises ConfigError where the address cannot be listened on.
    """
    with listen(host, port) as listening:
        say_where(listening, kind)
        serve_on(listening, application)


def serve_on(listening: socket.socket, application: ASGIApp) -> None:
    """Serve until a signal; the server finishes what it is answering, and then gives the signal back."""
    config = uvicorn.Config(
        application,
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
        limit_concurrency=MOST_CONNECTIONS,
    )
    with end_on_sigterm():
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Listen on an address; where that is `shared`, other sockets may too.

    Raises ConfigError.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024, reuse_port=shared)
    except OSError as error:
        raise ConfigError(
            f"{host}:{port}: cannot be listened on: {error.strerror}; choose another --host or --port"
        ) from None


def say_where(listening: socket.socket, kind: str) -> None:
    """Tell the operator the address."""
    host, port = listening.getsockname()[:2]
    say(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}/ ({kind}); stop it with Ctrl-C")


@contextlib.contextmanager
def end_on_sigterm() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C; either ends the block: asked to stop, it did, and nothing was interrupted."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
