"""`record`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRequest(LedgerRequest):
    """What `record` is asked for."""

    out: Path


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `record` takes."""
    arguments.add_ledger(command)
    command.add_argument(
        "--out", type=Path, default="notices", metavar="DIR", help="where the records are kept (default: %(default)s)"
    )
    arguments.add_today(command)
    command.set_defaults(request=RecordRequest)
