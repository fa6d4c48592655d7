"""List the accounts that need a second channel."""

from __future__ import annotations

import csv
import io

from notify.commands.common import (
    DONE,
    open_named,
)
from notify.ledger import notices
from notify.ledger import status as statuses
from notify.output import answer, cell, say
from notify.requests.unreached import UnreachedRequest

COLUMNS = ("account_id", "row", "reason", "detail")


def run(request: UnreachedRequest) -> int:
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
