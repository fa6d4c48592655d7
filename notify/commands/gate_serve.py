"""Answer a product over HTTP."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from typing import TYPE_CHECKING

from notify.commands.common import DONE, now, open_named
from notify.errors import ConfigError
from notify.net import web_address
from notify.output import say
from notify.requests.gate_serve import GateServeRequest

if TYPE_CHECKING:
    from notify.gate.server import Gate


def run(request: GateServeRequest) -> int:
    """Answer products until stopped."""
    from notify.web.hosting import listen, say_where  # noqa: PLC0415 - the web server is slow to import
    from notify.web.workers import listen_together, run_workers  # noqa: PLC0415 - as above

    for words in request.origin:
        _check_origin(words)
    with ExitStack() as stack:
        with _gate(request) as gate:  # before any worker is: what is refused is refused once
            slugs = ", ".join(course.slug for course in gate.policies.courses)
            if request.workers == 1:
                listening = [stack.enter_context(listen(request.host, request.port))]
            else:
                listening = listen_together(request.host, request.port, request.workers, stack)
            say_where(listening[0], slugs)
            if request.workers == 1:
                _serve(listening[0], request, gate)
        if request.workers > 1:
            run_workers(work, request, listening)
    say("stopped; what was acknowledged is stored")
    return DONE


def work(listening: socket, request: GateServeRequest) -> None:
    """Answer as one of several processes."""
    with _gate(request) as gate:
        _serve(listening, request, gate)


def _serve(listening: socket, request: GateServeRequest, gate: Gate) -> None:
    from notify.gate.server import application  # noqa: PLC0415 - as above
    from notify.web.hosting import serve_on  # noqa: PLC0415 - as above

    serve_on(listening, application(gate, request.origin, max(request.renew, 1.0)))


@contextmanager
def _gate(request: GateServeRequest) -> Iterator[Gate]:
    from notify.gate.policies import Policies  # noqa: PLC0415 - as above
    from notify.gate.server import Gate  # noqa: PLC0415 - as above
    from notify.gate.tokens import Tokens, read_keys  # noqa: PLC0415 - as above

    keys, policies = read_keys(os.environ), Policies(request.manifest)
    with open_named(request.ledger, create=True) as ledger:
        yield Gate(ledger=ledger, policies=policies, tokens=Tokens(keys), now=now)


def _check_origin(words: str) -> None:
    """Check an origin: scheme, host and port, as a browser sends them."""
    try:
        parts = web_address(words)
    except ValueError as error:
        raise ConfigError(f"--origin: {error}; give one such as https://shop.example") from None
    if not re.fullmatch(r"https?://[^/?#]+", words) or parts.netloc != parts.netloc.lower():
        raise ConfigError(f"--origin: {words!r} must be scheme, host and port alone, in lower case, without a slash")
