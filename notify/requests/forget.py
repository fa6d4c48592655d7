"""`forget`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRequest(LedgerRequest):
    """What `forget` is asked for."""

    before: date | None
    account: str | None
    outbox: tuple[Path, ...]
    preview: tuple[Path, ...]
    thorough: bool
    yes: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `forget` takes."""
    arguments.add_ledger(command)
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--before", type=arguments.date_of, metavar="DATE", help="the end of your retention period")
    whose.add_argument("--account", metavar="ID", help="one person, in every notice of this ledger")
    command.add_argument(
        "--outbox",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="an outbox other than the one beside the ledger",
    )
    command.add_argument(
        "--preview",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of previews other than ./preview",
    )
    command.add_argument(
        "--thorough",
        action="store_true",
        help="with --account: open every report kept, also those that are about others, for the person's address",
    )
    command.add_argument("--yes", action="store_true", help="do it; without this, only list what would be deleted")
    command.set_defaults(request=ForgetRequest)
