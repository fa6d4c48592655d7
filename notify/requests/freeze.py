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
    audiences_at: str | None


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `freeze` takes."""
    arguments.add_ledger(command)
    arguments.add_audience(command)
    command.add_argument("--replace", action="store_true", help="freeze again, if nothing has been sent yet")
    command.add_argument(
        "--audiences-at",
        metavar="PATH_OR_URL",
        help="with PostgreSQL: keep audiences there from now on (s3://BUCKET/FOLDER), not in the database",
    )
    command.set_defaults(request=FreezeRequest)
