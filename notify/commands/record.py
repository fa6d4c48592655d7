"""record."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.commands import arguments
from notify.commands.common import DONE, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.flows import public_page as public_pages
from notify.output import answer


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
    bind(command, RecordRequest, record)


def record(request: RecordRequest) -> int:
    """Export the public records."""
    with open_named(request.ledger) as ledger:
        written = public_pages.export(ledger, request.out, request.moment.today())
    answer({"files": [str(file) for file in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE
