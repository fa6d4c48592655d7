"""Send a notice: the questions and refusals before it, and the report after it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import FrameType

from notify.commands.common import (
    DONE,
    FAILED,
    PARTLY,
    day_of,
    find_notice,
    manifests_of,
    now,
    open_named,
    open_transport,
    published_versions,
)
from notify.commands.freeze import freeze_audience
from notify.commands.status import status_body, status_words
from notify.errors import LedgerError, Refused
from notify.flows.metrics import LedgerMetrics, serve_metrics
from notify.ledger import lineage, notices, status
from notify.ledger.chain.audit import refuse_broken
from notify.ledger.chain.chained_rows import refuse_changed
from notify.ledger.database.store import Ledger, server_of, sole_sender
from notify.ledger.notices import Record
from notify.ledger.queue import attempts
from notify.model.batch import BatchState, OnAmbiguous
from notify.model.notice import TRIAL, NoticeState
from notify.model.published import Manifest
from notify.output import answer, counted, moment_words, progress, say
from notify.providers import BY_MAIL, NAMES, Transport, reports_arrival
from notify.published.manifest import Manifests
from notify.requests.send import SendRequest
from notify.send import refusals, settle
from notify.send import run as sending
from notify.send.dispatch import Ending, Result, Work, dispatch
from notify.send.run import Order, Surroundings
from notify.send.settle import Patience


def run(request: SendRequest) -> int:
    """Send a notice, or go on with one."""
    manifests = Manifests()
    wanted = _freeze_first(request, manifests)
    with open_named(request.ledger) as ledger, sole_sender(ledger):
        hand_over = _hand_over(request, ledger)
        record = find_notice(ledger, wanted)
        if record.state is NoticeState.COMPLETE:
            refusals.refuse_after_trial(record, request.hop.transport)
            return _nothing_to_do(ledger, record, request, manifests)
        transport = _open(request, ledger, record)
        order, confirmed_here = _order(request, record, transport)
        today = request.moment.today(record.notice.policy)
        _refuse_unsafe(request, ledger, record, order, transport, manifests)
        if transport.name == TRIAL:
            say(_trial_words(ledger, record))
        if not (request.yes or confirmed_here):
            _ask(record, transport)
        with serve_metrics(
            LedgerMetrics(ledger, lambda policy: request.moment.pretended or day_of(policy)), request.metrics
        ):
            result = _send(ledger, record, order, transport, today, hand_over)
        return _report(ledger, record, result, request, manifests)


def _refuse_unsafe(
    request: SendRequest, ledger: Ledger, record: Record, order: Order, transport: Transport, manifests: Manifests
) -> None:
    """Raise where the ledger, the clock or what is published speaks against sending; say what was explained anew."""
    if request.clock_is_right:
        with ledger.write() as tx:
            lineage.trust_clock(tx, now())
    with ledger.read() as connection:
        lineage.refuse_early(connection, ledger.name, now())
        refuse_broken(connection, ledger.name)
        refuse_changed(connection, ledger.name, record.notice.notice_id)
        lineage.refuse_doubtful(connection, ledger.name)
        if remark := lineage.take_up(connection):
            say(remark)
        begun = attempts.has_begun(connection, record.notice.notice_id)
        letters = list(notices.letters(connection, record.notice.notice_id).values())
    locations = manifests_of(record, request.audience.manifest, manifests)

    def published() -> list[Manifest]:
        return [manifests.read(each) for each in locations]

    today = request.moment.today(record.notice.policy)
    refusals.refuse_unless_sendable(record, order, transport, published, letters, today, begun=begun)
    for remark in refusals.words_changed_since(record, published(), letters, begun=begun):
        say(remark)


def _freeze_first(request: SendRequest, manifests: Manifests) -> str | None:
    """Freeze where accounts are given and nothing is frozen yet; returns which notice is meant, if that is clear."""
    if request.audience.accounts and request.audience.manifest:
        records = freeze_audience(request.audience, manifests, request.ledger, request.moment)
        if request.notice is None and len(records) == 1:
            return records[0].notice.notice_id
    return request.notice


def _open(request: SendRequest, ledger: Ledger, record: Record) -> Transport:
    name = request.hop.transport or record.transport or TRIAL
    return open_transport(request.hop, name, ledger.beside, record.notice)


def _trial_words(ledger: Ledger, record: Record) -> str:
    """Say what a send without a real transport is, before it begins."""
    words = "This is a trial: messages are written to files, and nobody is told"
    if record.transport:
        return f"{words}."
    command = ledger.command(f"send {record.notice.notice_id} --confirm {record.snapshot.counts.owed} {BY_MAIL}")
    return f"{words}. This ledger cannot send it afterwards. To tell people ({NAMES}): {command}"


def _order(request: SendRequest, record: Record, transport: Transport) -> tuple[Order, bool]:
    """Put the order together; the second value says whether the count was confirmed at the terminal just now."""
    is_typed = request.confirm is None
    order = Order(
        confirmed=_typed_count(record, transport) if request.confirm is None else request.confirm,
        site=request.site,
        live=request.hop.live,
        late=request.late,
        as_frozen=request.as_frozen,
        canary=request.canary,
        batch_size=request.batch_size,
        in_flight=request.in_flight,
        per_second=request.rate or None,
        timeout=request.hop.choices.timeout,
        on_ambiguous=OnAmbiguous(request.on_ambiguous),
        wait=request.wait,
        stand_by=request.stand_by,
        patience=Patience(witnesses=request.waiting.witnesses, quiet=request.waiting.quiet),
    )
    return order, is_typed


def _typed_count(record: Record, transport: Transport) -> int:
    count = record.snapshot.counts.owed
    if not sys.stdin.isatty():
        raise Refused(f"confirm how many are to be told: --confirm {count} --yes")
    what = "to try it out, to files alone" if transport.name == TRIAL else "to send it"
    typed = input(f"{count:,} accounts are owed notice {record.notice.notice_id}. Type that number {what}: ")
    return int(typed) if typed.isdigit() else -1


def _ask(record: Record, transport: Transport) -> None:
    if not sys.stdin.isatty():
        raise Refused("there is no terminal to ask on; add --yes to --confirm")
    count = f"{record.snapshot.counts.owed:,} accounts"
    where = f"{transport.name}, {'to real people' if transport.live else 'on this machine'}"
    is_trial = transport.name == TRIAL
    question = f"Write the messages for {count} to files, as a trial?" if is_trial else f"Send to {count} by {where}?"
    if input(f"{question} [y/N] ").strip().lower() not in {"y", "yes"}:
        raise Refused("nothing was sent")


def _hand_over(request: SendRequest, ledger: Ledger) -> Callable[[Work], Result]:
    """Say who hands over: this process, or workers."""
    if not request.workers:
        return dispatch
    server_of(ledger)
    from notify.send import jobs, workers  # noqa: PLC0415 - they need the extra "postgres"

    jobs.set_up(ledger)
    patience = Patience(witnesses=request.waiting.witnesses, quiet=request.waiting.quiet)
    return lambda work: workers.hand_out(work, request.rate or None, patience)


def _send(
    ledger: Ledger, record: Record, order: Order, transport: Transport, today: date, hand_over: Callable[[Work], Result]
) -> Result:
    with ledger.read() as connection:
        tally = status.status_of(ledger, connection, record, today).tally
    with _interruptible() as interrupted, progress(tally.frozen, tally.accepted) as on_progress:
        around = Surroundings(
            now=now,
            today=today,
            interrupted=interrupted,
            on_progress=on_progress,
            say=say,
        )
        return sending.send(ledger, record.notice.notice_id, order, transport, around, hand_over)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C end the run in order, and a second one at once."""
    asked: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say("finishing what is in flight; press again to stop at once and leave it in doubt")

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing_to_do(ledger: Ledger, record: Record, request: SendRequest, manifests: Manifests) -> int:
    stands = "was tried out, and nobody was told" if record.is_trial else "is complete"
    say(f"notice {record.notice.notice_id} {stands}; nothing was sent again")
    return _report(ledger, record, Result(ending=Ending.DRAINED), request, manifests)


def _report(ledger: Ledger, record: Record, result: Result, request: SendRequest, manifests: Manifests) -> int:
    with ledger.read() as connection:
        fresh = notices.get(connection, record.notice.notice_id)
        if fresh is None:
            raise LedgerError(f"{ledger.name}: notice {record.notice.notice_id} vanished while it was sent")
        stands = status.status_of(
            ledger,
            connection,
            fresh,
            request.moment.today(fresh.notice.policy),
            published_versions(manifests, request.audience.manifest, fresh),
        )
        settled_from = settle.settling_moment(connection, record.notice.notice_id)
    body = status_body(stands) | {"ending": result.ending, "detail": result.detail}
    answer(body, status_words(stands), as_json=request.json)
    if stands.tally.accepted and not fresh.is_trial:
        say(_page_words(ledger))
    return _exit_code(stands, result, settled_from, ledger.option, is_watched_only=request.workers)


def _page_words(ledger: Ledger) -> str:
    """Remind that a page on the site knows of sending only what a record says."""
    return (
        f"To say on the site when and to how many it was sent: {ledger.command('record --out notices')}, "
        "commit notices/, then build the site and run `policy-notify pages` for each manifest."
    )


def _exit_code(
    stands: status.Status, result: Result, settled_from: datetime | None, option: str, *, is_watched_only: bool
) -> int:
    tally = stands.tally
    if result.ending is Ending.STOPPED:
        say(f"stopped: {result.detail}. Put that right and run the same command again; it carries on.")
        return PARTLY if tally.accepted else FAILED
    if result.detail:
        say(result.detail)
    if tally.held and not (is_watched_only and result.ending is Ending.INTERRUPTED):  # then it is in flight
        held = sum(
            stands.batches.get(state, 0) for state in (BatchState.HELD, BatchState.AMBIGUOUS, BatchState.SENDING)
        )
        way = (
            _way_by_events(settled_from, option)
            if reports_arrival(stands.record.transport)
            else _way_by_decision(option)
        )
        people = counted(tally.held, "recipient is", "recipients are")
        say(f"{people} held, in {counted(held, 'batch', 'batches')}: it is not known whether they were accepted. {way}")
    if tally.frozen and not tally.accepted and not tally.held:
        say("nobody was reached")
        return FAILED if result.ending is Ending.DRAINED and not tally.held else PARTLY
    return PARTLY if tally.held or tally.ready or tally.unreached else DONE


def _way_by_events(settled_from: datetime | None, option: str) -> str:
    until = f" --complete-until {moment_words(settled_from)}" if settled_from else ""
    later = ", or a later time; an earlier one settles nothing" if settled_from else ""
    return (
        f"Import all events and vouch for them (`policy-notify events import FILES{until}{option}`{later}), "
        "then send again."
    )


def _way_by_decision(option: str) -> str:
    return (
        f"Import the bounces (`policy-notify events import FILES{option}`): each proves that its message was accepted. "
        "No event reports a message that arrived, so you decide about the rest: send again with `--on-ambiguous "
        "resend`, which may tell people twice, or `--on-ambiguous assume_sent`, which may leave some out."
    )
