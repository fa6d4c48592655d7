"""gate serve."""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import dataclass

from notify.commands import arguments
from notify.commands.common import DONE, now, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.errors import ConfigError
from notify.net import web_address
from notify.output import say


@dataclass(frozen=True, slots=True, kw_only=True)
class GateServeRequest(LedgerRequest):
    """What `gate serve` is asked for."""

    manifest: tuple[str, ...]
    origin: tuple[str, ...]
    host: str
    port: int
    renew: float


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `gate serve` takes."""
    arguments.add_ledger(command)
    arguments.add_manifests(command)
    command.add_argument(
        "--origin",
        action="extend",
        nargs="+",
        default=[],
        metavar="ORIGIN",
        help="where the product's pages lie, such as https://shop.example; only they may ask from a browser",
    )
    command.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    command.add_argument("--port", type=arguments.port, default=8112, help="(default: %(default)s; 0 picks a free one)")
    command.add_argument(
        "--renew",
        type=arguments.positive,
        default=60.0,
        metavar="SECONDS",
        help="how often the manifests are read again; SIGHUP does so at once (default: 60)",
    )
    bind(command, GateServeRequest, gate_serve)


def gate_serve(request: GateServeRequest) -> int:
    """Answer products until stopped."""
    from notify.gate.server import Gate, application  # noqa: PLC0415 - the web server is slow to import
    from notify.gate.shelf import Shelf  # noqa: PLC0415 - as above
    from notify.gate.tokens import Tokens, read_keys  # noqa: PLC0415 - as above
    from notify.web.hosting import host_application  # noqa: PLC0415 - as above

    keys, shelf = read_keys(os.environ), Shelf(request.manifest)
    origins = [_origin(words) for words in request.origin]
    with open_named(request.ledger, create=True) as ledger:
        gate = Gate(ledger=ledger, shelf=shelf, tokens=Tokens(keys), now=now)
        policies = ", ".join(course.slug for course in shelf.courses)
        host_application(application(gate, origins, max(request.renew, 1.0)), request.host, request.port, policies)
    say("stopped; what was acknowledged is stored")
    return DONE


def _origin(words: str) -> str:
    """Check an origin: scheme, host and port, as a browser sends them."""
    try:
        parts = web_address(words)
    except ValueError as error:
        raise ConfigError(f"--origin: {error}; give one such as https://shop.example") from None
    if not re.fullmatch(r"https?://[^/?#]+", words) or parts.netloc != parts.netloc.lower():
        raise ConfigError(f"--origin: {words!r} must be scheme, host and port alone, in small letters, without a slash")
    return words
