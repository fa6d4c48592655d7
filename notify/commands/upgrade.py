"""upgrade."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.commands import arguments
from notify.commands.common import DONE, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.ledger.store import lies_in_server
from notify.output import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeRequest(LedgerRequest):
    """What `upgrade` is asked for."""

    create: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `upgrade` takes."""
    arguments.add_ledger(command)
    command.add_argument("--create", action="store_true", help="make an empty ledger where there is none yet")
    bind(command, UpgradeRequest, upgrade)


def upgrade(request: UpgradeRequest) -> int:
    """Bring the tables up to this release, as opening the ledger does, and make the queue's where workers need them."""
    with open_named(request.ledger, create=request.create) as ledger:
        if lies_in_server(ledger):
            from notify.send import jobs  # noqa: PLC0415 - it needs the extra "postgres"

            jobs.set_up(ledger)
        was, is_at = ledger.revisions
        words = f"was at revision {was} and is at {is_at}" if was < is_at else f"is at revision {is_at}; nothing to do"
        answer({"was": was, "is": is_at}, f"{ledger.name}: {words}", as_json=request.json)
    return DONE
