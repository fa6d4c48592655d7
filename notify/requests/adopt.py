"""`adopt`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptRequest(LedgerRequest):
    """What `adopt` is asked for."""

    newest: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `adopt` takes."""
    arguments.add_ledger(command)
    command.add_argument(
        "--newest",
        action="store_true",
        help="you vouch that no other copy has sent anything since this one was made; nothing is held",
    )
    command.set_defaults(request=AdoptRequest)
