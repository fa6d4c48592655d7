"""`backup`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest(LedgerRequest):
    """What `backup` is asked for."""

    folder: Path
    final: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `backup` takes."""
    arguments.add_ledger(command)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder for the copy")
    command.add_argument(
        "--final",
        action="store_true",
        help="for a move: this ledger sends nothing more, and the copy is known to be the newest",
    )
    command.set_defaults(request=BackupRequest)
