"""Bring the ledger's tables up to this release."""

from __future__ import annotations

from notify.commands.common import DONE, open_named
from notify.ledger.database.store import lies_in_server
from notify.output import answer
from notify.requests.upgrade import UpgradeRequest


def run(request: UpgradeRequest) -> int:
    """Upgrade the tables, as opening the ledger does, and create the queue's where workers need them."""
    with open_named(request.ledger, create=request.create) as ledger:
        if lies_in_server(ledger):
            from notify.send import jobs  # noqa: PLC0415 - it needs the extra "postgres"

            jobs.set_up(ledger)
        was, is_at = ledger.revisions
        words = f"was at revision {was} and is at {is_at}" if was < is_at else f"is at revision {is_at}; nothing to do"
        answer({"was": was, "is": is_at}, f"{ledger.name}: {words}", as_json=request.json)
    return DONE
