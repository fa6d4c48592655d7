"""List the accounts that need a second channel."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from notify.commands.common import DONE, open_named
from notify.ledger import notices
from notify.ledger.queue import batches
from notify.ledger.unreached import Unreached, list_unreached
from notify.model.batch import BatchState
from notify.model.notice import Part
from notify.output import answer, cell, counted, say
from notify.requests.unreached import UnreachedRequest

COLUMNS = ("account_id", "row", "reason", "detail")


def run(request: UnreachedRequest) -> int:
    """List who needs a second channel."""
    with open_named(request.ledger) as ledger, ledger.read() as connection:
        record = notices.find(connection, request.notice)
        everybody = list_unreached(ledger, connection, record)
        ready = batches.recipients_by_state(connection, record.notice.notice_id).get(BatchState.READY, 0)
    rows = [row for row in everybody if row.told is None]
    parts = record.notice.parts
    is_of_several = len(parts) > 1
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow((*COLUMNS, "policies") if is_of_several else COLUMNS)
    for row in rows:
        policies = [" ".join(_untold(row, parts))] if is_of_several else []
        writer.writerow((cell(row.account_id or ""), row.row, row.reason, cell(row.detail), *policies))
    body = {
        "notice": record.notice.notice_id,
        **_version_facts(parts[0]),
        **({"tells_of": [{"policy": p.policy.slug, **_version_facts(p)} for p in parts]} if is_of_several else {}),
        "told_in_product": len(everybody) - len(rows),
        "accounts": [
            {name: getattr(row, name) for name in COLUMNS}
            | ({"policies": _untold(row, parts)} if is_of_several else {})
            for row in rows
        ],
    }
    if len(everybody) > len(rows):
        say(f"{len(everybody) - len(rows):,} more were shown it inside the product, and are left out")
    _say_what_is_listed(rows, ready, is_begun=record.transport is not None, name=record.notice.notice_id)
    answer(body, table.getvalue().rstrip("\n"), as_json=request.json or request.format == "json")
    return DONE


def _say_what_is_listed(rows: Sequence[Unreached], ready: int, *, is_begun: bool, name: str) -> None:
    """Say to whoever looks at the list, or at its file, how many there are and who may still come to be on it."""
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in Counter(row.reason for row in rows).most_common())
    say(f"{counted(len(rows), 'account')}{f': {reasons}' if rows else ''}")
    if not is_begun:
        say(f"nothing of notice {name} has been sent yet, so only rows that cannot be used are listed")
    elif ready:
        say(f"{counted(ready, 'message is', 'messages are')} still to be sent: ask again once the send has ended")


def _version_facts(part: Part) -> dict[str, Any]:
    version = part.version
    return {
        "version": version.version_id,
        "effective_on": version.effective_on,
        "url": version.changes_url or version.url,
        "summary_text": version.summary_text,
    }


def _untold(row: Unreached, parts: Sequence[Part]) -> list[str]:
    """List the policies that an account must still be told of."""
    return list(row.left or (part.policy.slug for part in parts))
