"""Makes sure, before anything of a notice has begun, that somebody is there to hand it over to."""

from __future__ import annotations

import time
from collections.abc import Callable

from notify.errors import Refused
from notify.model.batch import Outcome, Receipt
from notify.providers import Transport
from notify.send.rate import Pace

LOOK_SECONDS = 0.2


def look_for(transport: Transport) -> Receipt | None:
    """Say why the first hop takes nothing now; None where it may.

    Raises Refused where waiting would not help: no attempt was made, so the audience can still be replaced.
    """
    trouble = transport.reach()
    if trouble is not None and trouble.outcome is Outcome.STOP:
        raise Refused(
            f"{trouble.detail}; nothing was handed over, and nothing has begun: put that right, and run the same "
            "command again"
        )
    return trouble


def wait_to_reach(transport: Transport, is_wanted: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Wait until the first hop takes a connection, or nobody wants it any more; nothing is written down meanwhile.

    Raises Refused as `look_for` does.
    """
    pace = Pace(None)
    while (trouble := look_for(transport)) is not None and is_wanted():
        say(f"waiting {pace.hold(trouble.retry_after):.0f} s before trying again: {trouble.detail}")
        while (seconds := pace.wait()) > 0 and is_wanted():
            time.sleep(min(seconds, LOOK_SECONDS))
