"""What pause and cancel have in common: an order left for the process that sends."""

from __future__ import annotations

from datetime import datetime

from notify.commands.common import DONE, find_notice, open_named
from notify.errors import Refused
from notify.ledger import notices
from notify.ledger.chain.audit import note
from notify.ledger.database.store import Ledger, nobody_sends
from notify.model.notice import NoticeState
from notify.output import answer
from notify.requests.base import NoticeRequest
from notify.send import run as sending


def leave_word(request: NoticeRequest, word: str, state: NoticeState, done: str) -> int:
    """Leave the order, and carry it out at once where nobody is sending.

    Raises Refused where the notice is complete or was cancelled.
    """
    with open_named(request.ledger) as ledger:
        record = find_notice(ledger, request.notice)
        notice_id = record.notice.notice_id
        if record.state in {NoticeState.COMPLETE, NoticeState.CANCELLED}:
            raise Refused(f"notice {notice_id} is {record.state} already; there is nothing to {word}")
        with ledger.write() as tx:
            notices.desire(tx, notice_id, word, record.reason)
            note(tx, request.moment.at, notice_id, f"{word} asked")
        with nobody_sends(ledger) as alone:
            if alone:
                _obey(ledger, notice_id, state, request.moment.at)
    words = (
        f"notice {notice_id}: {done}"
        if alone
        else f"notice {notice_id}: the process that sends it obeys within a second"
    )
    answer({"notice": notice_id, "desired": word, "sending": not alone}, words, as_json=request.json)
    return DONE


def _obey(ledger: Ledger, notice_id: str, state: NoticeState, at: datetime) -> None:
    with ledger.write() as tx:
        if state is NoticeState.CANCELLED:
            sending.cancel(tx, notice_id, at)
        else:
            notices.move(tx, notice_id, state, reason="paused by the operator")
