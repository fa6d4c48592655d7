"""Send what `send --workers` hands out."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import DONE, now, open_named, open_transport
from notify.errors import Refused
from notify.ledger.database.store import server_of
from notify.ledger.notices import Record
from notify.model.notice import TRIAL
from notify.output import say
from notify.providers import Transport
from notify.requests.worker import WorkerRequest


def run(request: WorkerRequest) -> int:
    """Send what `send --workers` hands out, until told to stop."""
    from notify.send import jobs  # noqa: PLC0415 - they need the extra "postgres"
    from notify.send.workers import Surroundings, Worker  # noqa: PLC0415 - as above

    asked: list[bool] = []
    with open_named(request.ledger) as ledger:
        conninfo = server_of(ledger)
        jobs.set_up(ledger)
        around = Surroundings(
            ledger=ledger,
            open_transport=lambda record: _transport(request, record, ledger.beside),
            in_flight=request.in_flight,
            timeout=request.hop.choices.timeout,
            live=request.hop.live,
            now=now,
            interrupted=lambda: bool(asked),
            say=say,
        )
        one = Worker(around)
        try:
            jobs.work(conninfo, one.send_portions, one.mend, lambda: asked.append(True), say, once=request.once)
        finally:
            one.close()
    return DONE


def _transport(request: WorkerRequest, record: Record, beside: Path) -> Transport:
    name = record.transport or TRIAL
    if request.hop.transport not in {None, name}:
        raise Refused(f"it was started with --transport {request.hop.transport}, and the notice is sent by {name}")
    transport = open_transport(request.hop, name, beside, record.notice)
    if transport.live and not request.hop.live:
        raise Refused("it was started without --live, and this is real mail to real people")
    return transport
