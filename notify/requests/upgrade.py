"""`upgrade`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeRequest(LedgerRequest):
    """What `upgrade` is asked for."""

    create: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `upgrade` takes."""
    arguments.add_ledger(command)
    command.add_argument("--create", action="store_true", help="make an empty ledger where there is none yet")
    command.set_defaults(request=UpgradeRequest)
