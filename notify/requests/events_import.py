"""`events import`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest(LedgerRequest):
    """What `events import` is asked for."""

    files: tuple[Path, ...]
    complete_until: datetime | None
    waiting: Waiting


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `events import` takes."""
    arguments.add_ledger(command)
    command.add_argument("files", type=Path, nargs="+", metavar="FILE")
    command.add_argument(
        "--complete-until", type=arguments.moment, metavar="TIME",
        help="you vouch that all events up to then are in (ISO 8601 with a zone, or seconds since 1970): "
        "what is in doubt, ended two seconds before then and has no event may be sent again",
    )  # fmt: skip
    arguments.add_patience(command)
    command.set_defaults(request=ImportRequest)
