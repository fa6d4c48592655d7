"""`worker`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import Hop, LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRequest(LedgerRequest):
    """What `worker` is asked for."""

    in_flight: int
    """0: the transport's own."""
    once: bool
    hop: Hop


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `worker` takes."""
    arguments.add_ledger(command)
    command.add_argument(
        "--in-flight", type=arguments.count, default=0, metavar="N", help="attempts at once (default: the transport's)"
    )
    command.add_argument("--once", action="store_true", help="end when nothing is left to do")
    arguments.add_transport(command)
    command.set_defaults(request=WorkerRequest)
