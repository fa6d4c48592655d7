"""Carry on with a copy of the ledger whose rivals may have sent."""

from __future__ import annotations

from datetime import datetime

from notify.commands.common import DONE, open_named
from notify.ledger import lineage
from notify.ledger.lineage import Adopted
from notify.ledger.store import sole_sender
from notify.output import answer, moment_words
from notify.requests.adopt import AdoptRequest
from notify.send.settle import sure_end


def run(request: AdoptRequest) -> int:
    """Go on with this copy of the ledger."""
    with open_named(request.ledger) as ledger, sole_sender(ledger):
        adopted = lineage.adopt(ledger, request.moment.at, newest=request.newest)
    if adopted is None:
        answer(
            {"adopted": False, "held": []},
            "there is no doubt about this ledger; nothing was changed",
            as_json=request.json,
        )
        return DONE
    words = f"adopted, although {adopted.doubt.words}.\n{held_words(adopted, request.moment.at)}"
    answer({"adopted": True, "because": adopted.doubt.kind, "held": list(adopted.notices)}, words, as_json=request.json)
    return DONE


def held_words(adopted: Adopted, at: datetime) -> str:
    """Say what is held since that moment, and how it ends."""
    if not adopted.notices:
        return "Nothing is held."
    return (
        f"Everything that notices {', '.join(adopted.notices)} still had to send is now held. Import all events, "
        f"including those of the lost time: `events import FILES --complete-until {moment_words(sure_end(at))}`, or a "
        "later time, since what was in flight may be accepted until then. Whoever has an event was told; the rest go "
        "out with the next `send`. Without any events: `send --on-ambiguous resend` may tell people twice, "
        "`--on-ambiguous assume_sent` may leave some out"
    )
