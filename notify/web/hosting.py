"""Hosts a web application on one address until it is asked to stop."""

from __future__ import annotations

import signal
import socket
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


def host_application(application: ASGIApp, host: str, port: int, kind: str) -> None:
    """Serve until Ctrl-C or SIGTERM; `kind` tells the operator whose requests it answers.

    Raises ConfigError where the address cannot be listened on.
    """
    with _listen(host, port) as listening:
        config = uvicorn.Config(
            application,
            http=Connection,
            loop="asyncio",  # uvloop raises where an answer comes too late for a connection that was refused
            ws="none",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=10,
            limit_concurrency=MOST_CONNECTIONS,
        )
        shown = f"[{host}]" if ":" in host else host
        say(f"listening on http://{shown}:{listening.getsockname()[1]}/ ({kind}); stop it with Ctrl-C")
        _run(uvicorn.Server(config), listening)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise ConfigError(
            f"{host}:{port}: cannot be listened on: {error.strerror}; choose another --host or --port"
        ) from None


def _run(server: uvicorn.Server, listening: socket.socket) -> None:
    """Run until a signal; the server finishes what it is answering, and then gives the signal back."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # asked to stop, and did: nothing was interrupted
    finally:
        signal.signal(signal.SIGTERM, before)
