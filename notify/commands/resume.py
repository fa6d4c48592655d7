"""Continue after a pause or a canary."""

from __future__ import annotations

from notify.commands.common import DONE, find_notice, late_option, open_named
from notify.errors import Refused
from notify.ledger import notices
from notify.ledger.chain.audit import note
from notify.ledger.database.store import Tx, nobody_sends
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, batches
from notify.model.notice import NoticeState
from notify.output import answer
from notify.providers import hop_options
from notify.requests.base import NoticeRequest


def _has_flown(tx: Tx, record: Record) -> bool:
    """Tell whether a canary went out as a whole, or was judged without those whom the mail server put off."""
    ready = batches.next_ready_batches(tx, record.notice.notice_id, 1, up_to=record.canary)
    return record.waits_after_canary or not ready


def run(request: NoticeRequest) -> int:
    """Go on after a pause; after a canary, let the rest follow.

    Raises Refused where the notice is complete or was cancelled.
    """
    with open_named(request.ledger) as ledger:
        record = find_notice(ledger, request.notice)
        notice_id = record.notice.notice_id
        if record.state is NoticeState.CANCELLED:
            raise Refused(f"notice {notice_id} was cancelled, and that is final")
        if record.state is NoticeState.COMPLETE:
            raise Refused(f"notice {notice_id} is complete already; there is nothing to resume")
        with nobody_sends(ledger) as alone, ledger.write() as tx:
            notices.desire(tx, notice_id, "run")
            note(tx, request.moment.at, notice_id, "resume")
            if record.canary and record.desired == "run" and _has_flown(tx, record):
                notices.set_canary(tx, notice_id, 0)
                note(tx, request.moment.at, notice_id, "canary", passed=True, words="the operator's word")
            begun = attempts.has_begun(tx, notice_id)
    late = "" if begun else late_option(record.notice, request.moment.today(record.notice.policy))
    hop = hop_options(record.transport)
    then = (
        f"`{ledger.command(f'send {notice_id} --confirm {record.snapshot.counts.owed}{late}{hop}')}` continues it"
        if alone
        else "it continues"
    )
    answer(
        {"notice": notice_id, "desired": "run", "sending": not alone},
        f"notice {notice_id}: {then}",
        as_json=request.json,
    )
    return DONE
