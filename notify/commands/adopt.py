"""Carry on with a copy of the ledger whose rivals may have sent."""

from __future__ import annotations

from datetime import datetime

from notify.commands.common import DONE, open_named
from notify.ledger import lineage, notices
from notify.ledger.database.store import Ledger, sole_sender
from notify.ledger.lineage import Adopted
from notify.output import answer, moment_words
from notify.providers import hop_options, reports_arrival
from notify.requests.adopt import AdoptRequest
from notify.send.settle import sure_end


def run(request: AdoptRequest) -> int:
    """Go on with this copy of the ledger."""
    with open_named(request.ledger) as ledger, sole_sender(ledger):
        adopted = lineage.adopt(ledger, request.moment.at, newest=request.newest)
        held = held_words(ledger, adopted, request.moment.at) if adopted else ""
    if adopted is None:
        answer(
            {"adopted": False, "held": []},
            "there is no doubt about this ledger; nothing was changed",
            as_json=request.json,
        )
        return DONE
    words = f"adopted, although {adopted.doubt.words}.\n{held}"
    answer({"adopted": True, "because": adopted.doubt.kind, "held": list(adopted.notices)}, words, as_json=request.json)
    return DONE


def held_words(ledger: Ledger, adopted: Adopted, at: datetime) -> str:
    """Say what is held since that moment, and how it ends."""
    if not adopted.notices:
        return "Nothing is held."
    with ledger.read() as view:
        records = [notices.find(view, each) for each in adopted.notices]
    events = ledger.command(f"events import FILES --complete-until {moment_words(sure_end(at))}")
    sends = [
        ledger.command(f"send {one.notice.notice_id} --confirm {one.snapshot.counts.owed}{hop_options(one.transport)}")
        for one in records
    ]
    which = f"notice {records[0].notice.notice_id}" if len(records) == 1 else f"notices {', '.join(adopted.notices)}"
    lines = [f"Everything that {which} still had to send is now held, since it may have been sent meanwhile. Next:"]
    if any(reports_arrival(one.transport) for one in records):
        lines += [
            "- Import all events, including those of the lost time:",
            f"    {events}",
            "  or a later time, since what was in flight may be accepted until then. Whoever has an event was told;",
            "  the rest go out with the next `send`.",
        ]
    lines += [
        "- Where no event reports what arrived, as with SMTP, you decide (WORD is resend, which may tell people twice,",
        "  or assume_sent, which may leave some out):",
        *(f"    {command} --on-ambiguous WORD" for command in sends),
    ]
    return "\n".join(lines)
