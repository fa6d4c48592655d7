"""`restore`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRequest(LedgerRequest):
    """What `restore` is asked for."""

    folder: Path
    replace: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `restore` takes."""
    arguments.add_ledger(command)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that `backup` made")
    command.add_argument("--replace", action="store_true", help="move aside what is there now; it is not deleted")
    command.set_defaults(request=RestoreRequest)
