"""`gate serve`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest

MOST_WORKERS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class GateServeRequest(LedgerRequest):
    """What `gate serve` is asked for."""

    manifest: tuple[str, ...]
    origin: tuple[str, ...]
    host: str
    port: int
    renew: float
    workers: int


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
    command.add_argument(
        "--workers",
        type=_processes,
        default=1,
        metavar="N",
        help="processes that share the port, one for each core at most (default: 1)",
    )
    command.set_defaults(request=GateServeRequest)


def _processes(text: str) -> int:
    number = arguments.count(text)
    if not 0 < number <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give 1 to {MOST_WORKERS}")
    return number
