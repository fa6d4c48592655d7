"""`unreached`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedRequest(LedgerRequest):
    """What `unreached` is asked for."""

    notice: str | None
    format: str


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `unreached` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    command.add_argument("--format", choices=("csv", "json"), default="csv", help="(default: %(default)s)")
    command.set_defaults(request=UnreachedRequest)
