"""`status`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest(LedgerRequest):
    """What `status` is asked for."""

    notice: str | None
    all: bool
    html: Path | None
    manifest: str | None
    verify: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `status` takes."""
    arguments.add_ledger(command)
    command.add_argument("--all", action="store_true", help="every notice in the ledger; exit with 3 while one is late")
    command.add_argument("--html", type=Path, metavar="FILE", help="also write it as a web page: counts, no names")
    arguments.add_notice(command)
    command.add_argument(
        "--manifest",
        metavar="FILE_OR_URL",
        help="the published manifest.json (default: where the notice was frozen from)",
    )
    command.add_argument(
        "--verify", action="store_true", help="hold every attempt and answer against the chain, however many there are"
    )
    arguments.add_today(command)
    command.set_defaults(request=StatusRequest)
