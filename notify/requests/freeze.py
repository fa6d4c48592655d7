"""`freeze`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import Audience, LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeRequest(LedgerRequest):
    """What `freeze` is asked for."""

    audience: Audience
    replace: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `freeze` takes."""
    arguments.add_ledger(command)
    arguments.add_audience(command)
    command.add_argument("--replace", action="store_true", help="freeze again, if nothing has been sent yet")
    command.set_defaults(request=FreezeRequest)
