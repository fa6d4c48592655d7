"""send, pause, resume, cancel."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from notify.commands.common import DONE, FAILED, PARTLY, now, opened, published_version, today, transport_named
from notify.commands.plan import freeze_from
from notify.commands.status import status_body, status_words
from notify.errors import LedgerError, Refused
from notify.flows.metrics import LedgerMetrics, served
from notify.ledger import batches, lineage, notices, status
from notify.ledger.audit import note, refuse_broken
from notify.ledger.notices import Record
from notify.ledger.store import Ledger, nobody_sends, sole_sender
from notify.model import BatchState, NoticeState, OnAmbiguous
from notify.output import answer, progress, say
from notify.providers import Transport
from notify.send import run as sending
from notify.send.dispatch import Ending, Result
from notify.send.run import Order, Surroundings
from notify.send.settle import Patience


def send(arguments: argparse.Namespace) -> int:
    """Send a notice, or go on with one."""
    _freeze_first(arguments)
    with opened(arguments) as ledger, sole_sender(ledger):
        record = _find(ledger, arguments.notice)
        if record.state is NoticeState.COMPLETE:
            return _nothing_to_do(ledger, record, arguments)
        transport = _open(arguments, ledger, record)
        order = _order(arguments, record)
        if arguments.clock_is_right:
            with ledger.write() as tx:
                lineage.trust_clock(tx, now())
        with ledger.read() as connection:
            lineage.refuse_early(connection, ledger.path, now())
            refuse_broken(connection, ledger.path)
            lineage.refuse_doubtful(connection, ledger.path)
            begun = batches.has_begun(connection, record.notice.notice_id)
        sending.refuse_unless_sendable(record, order, transport, today(arguments, record.notice.policy), begun=begun)
        _ask(arguments, record, transport)
        with served(LedgerMetrics(ledger, lambda policy: today(arguments, policy)), arguments.metrics):
            result = _send(ledger, record, order, transport, arguments)
        return _report(ledger, record, result, arguments)


def pause(arguments: argparse.Namespace) -> int:
    """Stop handing over."""
    return _leave_word(arguments, "pause", NoticeState.PAUSED, "paused")


def cancel(arguments: argparse.Namespace) -> int:
    """Never hand over the rest."""
    return _leave_word(arguments, "cancel", NoticeState.CANCELLED, "cancelled")


def resume(arguments: argparse.Namespace) -> int:
    """Go on after a pause; after a canary, let the rest follow."""
    with opened(arguments) as ledger:
        record = _find(ledger, arguments.notice)
        notice_id = record.notice.notice_id
        if record.state is NoticeState.CANCELLED:
            raise Refused(f"notice {notice_id} was cancelled; that is for good")
        with nobody_sends(ledger) as alone, ledger.write() as tx:
            notices.desire(tx, notice_id, "run")
            note(tx, now(), notice_id, "resume")
            canary_left = batches.ready(tx, notice_id, 1, up_to=record.canary)
            if record.canary and not canary_left and record.desired == "run":
                notices.set_canary(tx, notice_id, 0)
                note(tx, now(), notice_id, "canary", passed=True, words="the operator's word")
    then = (
        f"`policy-notify send {notice_id} --confirm {record.snapshot.counts.owed}` goes on" if alone else "it goes on"
    )
    answer(
        {"notice": notice_id, "desired": "run", "sending": not alone},
        f"notice {notice_id}: {then}",
        as_json=arguments.json,
    )
    return DONE


def _leave_word(arguments: argparse.Namespace, word: str, state: NoticeState, done: str) -> int:
    with opened(arguments) as ledger:
        record = _find(ledger, arguments.notice)
        notice_id = record.notice.notice_id
        if record.state in {NoticeState.COMPLETE, NoticeState.CANCELLED}:
            raise Refused(f"notice {notice_id} is {record.state} already; there is nothing to {word}")
        with ledger.write() as tx:
            notices.desire(tx, notice_id, word, record.reason)
            note(tx, now(), notice_id, f"{word} asked")
        with nobody_sends(ledger) as alone:
            if alone:
                _obey(ledger, notice_id, state)
    words = (
        f"notice {notice_id}: {done}"
        if alone
        else f"notice {notice_id}: the process that sends it stops within a second"
    )
    answer({"notice": notice_id, "desired": word, "sending": not alone}, words, as_json=arguments.json)
    return DONE


def _obey(ledger: Ledger, notice_id: str, state: NoticeState) -> None:
    with ledger.write() as tx:
        if state is NoticeState.CANCELLED:
            sending.cancel(tx, notice_id, now())
        else:
            notices.move(tx, notice_id, state, reason="paused by the operator")


def _freeze_first(arguments: argparse.Namespace) -> None:
    """Freeze where accounts are given and nothing is frozen yet; a second time finds it frozen."""
    if arguments.accounts and arguments.manifest:
        records = freeze_from(arguments)
        if arguments.notice is None and len(records) == 1:
            arguments.notice = records[0].notice.notice_id


def _find(ledger: Ledger, wanted: str | None) -> Record:
    with ledger.read() as connection:
        return notices.find(connection, wanted)


def _open(arguments: argparse.Namespace, ledger: Ledger, record: Record) -> Transport:
    name = arguments.transport or record.transport or "outbox"
    return transport_named(arguments, name, ledger.path.parent, record.notice)


def _order(arguments: argparse.Namespace, record: Record) -> Order:
    count = record.snapshot.counts.owed
    if arguments.confirm is None:
        if not sys.stdin.isatty():
            raise Refused(f"say how many are to be told: --confirm {count} --yes")
        typed = input(f"{count:,} accounts are owed notice {record.notice.notice_id}. Type the number to send it: ")
        arguments.confirm, arguments.yes = int(typed) if typed.isdigit() else -1, True
    return Order(
        confirmed=arguments.confirm,
        site=arguments.site,
        manifest=arguments.manifest,
        live=arguments.live,
        late=arguments.late,
        as_frozen=arguments.as_frozen,
        canary=arguments.canary,
        batch_size=arguments.batch_size,
        in_flight=arguments.in_flight,
        per_second=arguments.rate or None,
        on_ambiguous=OnAmbiguous(arguments.on_ambiguous),
        wait=arguments.wait,
        patience=Patience(witnesses=arguments.witnesses, quiet=arguments.quiet),
    )


def _ask(arguments: argparse.Namespace, record: Record, transport: Transport) -> None:
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise Refused("there is no terminal to ask on; say --yes beside --confirm")
    where = f"{transport.name}, {'to real people' if transport.live else 'on this machine'}"
    if input(f"Send to {record.snapshot.counts.owed:,} accounts by {where}? [y/N] ").strip().lower() not in {
        "y",
        "yes",
    }:
        raise Refused("nothing was sent")


def _send(ledger: Ledger, record: Record, order: Order, transport: Transport, arguments: argparse.Namespace) -> Result:
    with ledger.read() as connection:
        tally = status.status_of(ledger, connection, record, today(arguments, record.notice.policy)).tally
    with _interruptible() as interrupted, progress(tally.frozen, tally.accepted) as on_progress:
        around = Surroundings(
            now=now,
            today=today(arguments, record.notice.policy),
            interrupted=interrupted,
            on_progress=on_progress,
            say=say,
        )
        return sending.send(ledger, record.notice.notice_id, order, transport, around)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C end the run in order, and a second one at once."""
    asked: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say("finishing what is in the air; once more stops at once and leaves doubt")

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing_to_do(ledger: Ledger, record: Record, arguments: argparse.Namespace) -> int:
    say(f"notice {record.notice.notice_id} is complete; nothing was sent again")
    return _report(ledger, record, Result(ending=Ending.DRAINED), arguments)


def _report(ledger: Ledger, record: Record, result: Result, arguments: argparse.Namespace) -> int:
    with ledger.read() as connection:
        fresh = notices.get(connection, record.notice.notice_id)
        if fresh is None:
            raise LedgerError(f"{ledger.path}: notice {record.notice.notice_id} vanished while it was sent")
        stands = status.status_of(
            ledger,
            connection,
            fresh,
            today(arguments, fresh.notice.policy),
            published_version(arguments.manifest, fresh),
        )
    body = status_body(stands) | {"ending": result.ending, "detail": result.detail}
    answer(body, status_words(stands), as_json=arguments.json)
    return _exit_code(stands, result)


def _exit_code(stands: status.Status, result: Result) -> int:
    tally = stands.tally
    if result.ending is Ending.STOPPED:
        say(f"stopped: {result.detail}. Mend it and run the same command; it goes on.")
        return PARTLY if tally.accepted else FAILED
    if result.detail:
        say(result.detail)
    if tally.held:
        held = sum(
            stands.batches.get(state, 0) for state in (BatchState.HELD, BatchState.AMBIGUOUS, BatchState.SENDING)
        )
        say(
            f"{tally.held:,} recipients ({held:,} batches) are held: whether they were taken is in doubt. "
            "Bring events in, then send again."
        )
    if tally.frozen and not tally.accepted:
        say("nobody was reached")
        return FAILED if result.ending is Ending.DRAINED and not tally.held else PARTLY
    return PARTLY if tally.held or tally.ready or tally.unreached else DONE
