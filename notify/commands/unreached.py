"""unreached."""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import dataclass

from notify.commands import arguments
from notify.commands.common import (
    DONE,
    open_named,
)
from notify.commands.requests import LedgerRequest, bind
from notify.ledger import notices
from notify.ledger import status as statuses
from notify.output import answer, cell, say

COLUMNS = ("account_id", "row", "reason", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedRequest(LedgerRequest):
    """What `unreached` is asked for."""

    notice: str | None
    format: str


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `unreached` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    command.add_argument("--format", choices=("csv", "json"), default="csv", help="(default: %(default)s)")
    bind(command, UnreachedRequest, unreached)


def unreached(request: UnreachedRequest) -> int:
    """List who needs a second channel."""
    with open_named(request.ledger) as ledger, ledger.read() as connection:
        record = notices.find(connection, request.notice)
        everybody = statuses.list_unreached(ledger, connection, record)
    rows = [row for row in everybody if row.told is None]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((cell(row.account_id or ""), row.row, row.reason, cell(row.detail)) for row in rows)
    version = record.notice.version
    body = {
        "notice": record.notice.notice_id,
        "version": version.version_id,
        "effective_on": version.effective_on,
        "url": version.changes_url or version.url,
        "summary_text": version.summary_text,
        "told_in_product": len(everybody) - len(rows),
        "accounts": [{name: getattr(row, name) for name in COLUMNS} for row in rows],
    }
    if len(everybody) > len(rows):
        say(f"{len(everybody) - len(rows):,} more were shown it inside the product, and are left out")
    answer(body, table.getvalue().rstrip("\n"), as_json=request.json or request.format == "json")
    return DONE
