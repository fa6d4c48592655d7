"""Sends a notice from the first check to the last settled doubt; started again, it carries on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from notify.audience.snapshot import FrozenAudience
from notify.events import ingest
from notify.ledger import notices
from notify.ledger.chain import seals
from notify.ledger.chain.audit import note
from notify.ledger.database.store import Ledger, Tx
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, batch_moves, batches, fleet, runs
from notify.model.batch import BatchState, OnAmbiguous
from notify.model.notice import NoticeState
from notify.providers import Transport
from notify.send import canary
from notify.send.dispatch import Ending, Limits, Result, Work, dispatch
from notify.send.rate import Pace
from notify.send.reach import wait_to_reach
from notify.send.settle import STRAGGLE, Patience, accept_proven, decide, settle

LOOK_SECONDS = 0.25
MOST_RESENDS = 5
"""Passes of `--on-ambiguous resend` in one run; a provider that always leaves doubt ends up held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the operator asked for."""

    confirmed: int
    site: str | None = None
    live: bool = False
    late: bool = False
    as_frozen: bool = False
    """Send the rest of a notice although its messages name a day from which the version has since been postponed."""
    canary: int = 0
    batch_size: int = 0
    in_flight: int = 0
    per_second: float | None = None
    timeout: float = 30.0
    """Seconds that one attempt may wait for a connection, or for an answer."""
    on_ambiguous: OnAmbiguous = OnAmbiguous.HOLD
    wait: float = 0.0
    """Seconds to wait for events that settle doubt, or that a canary needs."""
    stand_by: float | None = None
    """Seconds that a paused send waits to be resumed; None for as long as it takes."""
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a run learns from the world outside, and tells it."""

    now: Callable[[], datetime]
    today: date
    interrupted: Callable[[], bool]
    on_progress: Callable[[int], None]
    say: Callable[[str], None]


def send(
    ledger: Ledger,
    notice_id: str,
    order: Order,
    transport: Transport,
    around: Surroundings,
    hand_over: Callable[[Work], Result] = dispatch,
) -> Result:
    """Send what is ready and settle what can be settled; the caller holds the right to send.

    `hand_over` hands over all that is ready: this process itself, unless something else is given.
    """
    run = _Run(ledger, notice_id, order, transport, around, hand_over)
    run.begin()
    result = run.run_to_end()
    run.finish(result)
    return result


class _Run:
    """One process's turn at a notice."""

    def __init__(
        self,
        ledger: Ledger,
        notice_id: str,
        order: Order,
        transport: Transport,
        around: Surroundings,
        hand_over: Callable[[Work], Result],
    ) -> None:
        self._hand_over = hand_over
        self._ledger, self._id, self._order, self._transport, self._around = ledger, notice_id, order, transport, around
        self._resends = 0

    def begin(self) -> None:
        """Check the audience, cut it into batches at the first send, and settle what an earlier process left."""
        self._audience = FrozenAudience(self._ledger.folder, self._record().snapshot)
        self._audience.check()
        ingest.fold_all(self._ledger)
        self._reach()
        now = self._around.now()
        with self._ledger.write() as tx:
            record = notices.get(tx, self._id)
            assert record is not None  # noqa: S101 - found by the caller under the same lock
            if record.transport is None:
                largest = self._transport.batch_size
                size = min(self._order.batch_size or largest, largest)
                notices.choose_transport(tx, self._id, self._transport.name, size)
            self._run_id = runs.start(tx, self._id, now, self._order.timeout)
            self._series = runs.next_series(tx)
            fleet.take_from_workers(tx, self._id)
            if record.desired == "stop":
                notices.desire(tx, self._id, "run")
            settle(tx, self._id, now, self._order.patience, repeatable=self._transport.repeatable)
            if left_open := seals.seal(tx, self._id):  # by a process that was killed
                note(tx, now, self._id, "sealed", seal=left_open)
            if record.transport is None and self._order.canary:
                notices.set_canary(tx, self._id, canary.mark_out(tx, self._id, self._order.canary))
            note(tx, now, self._id, "send started", run=self._run_id, transport=self._transport.name,
                 live=self._transport.live, confirmed=self._order.confirmed, late=self._order.late,
                 as_frozen=self._order.as_frozen)  # fmt: skip
            self._letters = notices.letters(tx, self._id)

    def _reach(self) -> None:
        """Begin nothing before somebody can be reached; workers look from their own machines."""
        with self._ledger.read() as connection:
            begun = attempts.has_begun(connection, self._id)
        if not begun and self._hand_over is dispatch:
            wait_to_reach(self._transport, self._is_wanted, self._around.say)

    def _is_wanted(self) -> bool:
        with self._ledger.read() as connection:
            return not self._around.interrupted() and notices.read_desire(connection, self._id) != "cancel"

    def run_to_end(self) -> Result:
        """Dispatch, wait out pauses, judge the canary, settle; over and over until nothing more can move."""
        while True:
            record = self._record()
            self._move(NoticeState.CANARY if record.canary else NoticeState.RUNNING)
            result = self._hand_over(self._work(record.canary or None))
            if result.ending is Ending.PAUSED:
                word = self._wait_for_word()
                if word is None:
                    continue
                result = word
            if result.ending is not Ending.DRAINED:
                return result
            if record.canary and not self._canary_passes(record):
                return Result(ending=Ending.PAUSED, detail=self._record().reason)
            if not self._may_go_on():
                return result

    def finish(self, result: Result) -> None:
        """Leave the notice in the state that the batches say."""
        now = self._around.now()
        self._transport.close()
        self._linger()
        with self._ledger.write() as tx:
            if result.ending is Ending.CANCELLED:
                cancel(tx, self._id, now)
            held = decide(tx, self._id, OnAmbiguous.HOLD, now)
            left = batches.counts(tx, self._id)
            is_over = result.ending in {Ending.DRAINED, Ending.INTERRUPTED}
            if is_over and not (left.get(BatchState.READY) or left.get(BatchState.SENDING)):
                state = NoticeState.SETTLING if held else NoticeState.COMPLETE
                notices.move(tx, self._id, state, ended_at=now)
            elif result.ending is Ending.STOPPED:
                notices.move(tx, self._id, NoticeState.PAUSED, reason=result.detail)
                if notices.read_desire(tx, self._id) == "stop":
                    notices.desire(tx, self._id, "run", result.detail)
            tally = {state.value: number for state, number in sorted(left.items())}
            runs.sign_of_life(tx, self._run_id, now)
            note(tx, now, self._id, "send ended", run=self._run_id, ending=result.ending.value, batches=tally,
                 seal=seals.seal(tx, self._id))  # fmt: skip
        self._ledger.checkpoint()

    def _linger(self) -> None:
        """Outlive the last straggler, so that a word of completeness from now on covers every attempt of this run."""
        with self._ledger.read() as connection:
            over = [doubt.over_at for doubt in batches.doubts(connection, self._id) if doubt.over_at]
        left = (max(over) + STRAGGLE - self._around.now()).total_seconds() if over else 0.0
        if left > 0 and not self._around.interrupted():
            time.sleep(min(left, STRAGGLE.total_seconds()))

    def _work(self, up_to: int | None) -> Work:
        order, around = self._order, self._around
        is_free = not order.in_flight and not order.per_second
        limits = Limits(
            in_flight=order.in_flight or self._transport.in_flight,
            ahead=self._transport.ahead if is_free else 0,
            up_to=up_to,
            is_part=up_to is not None,
        )
        return Work(
            ledger=self._ledger,
            notice_id=self._id,
            run_id=self._run_id,
            series=self._series,
            audience=self._audience,
            letters=self._letters,
            transport=self._transport,
            limits=limits,
            pace=Pace(order.per_second),
            now=around.now,
            interrupted=around.interrupted,
            on_progress=around.on_progress,
            say=around.say,
        )

    def _record(self) -> Record:
        with self._ledger.read() as connection:
            return notices.find(connection, self._id)

    def _move(self, state: NoticeState, reason: str = "") -> None:
        with self._ledger.write() as tx:
            notices.move(tx, self._id, state, reason=reason)

    def _wait_for_word(self) -> Result | None:
        """Stand by while paused; None once somebody says resume."""
        self._move(NoticeState.PAUSED, "paused by the operator")
        limit = self._order.stand_by
        until = math.inf if limit is None else time.monotonic() + limit
        ends = "" if limit is None else f", and after {limit:g} seconds this process ends, which leaves it paused too"
        self._around.say(f"paused; `policy-notify resume` continues, Ctrl-C leaves it paused{ends}")
        while not self._around.interrupted() and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            self._sign_of_life()
            with self._ledger.read() as connection:
                word = notices.read_desire(connection, self._id)
            if word == "run":
                return None
            if word == "cancel":
                return Result(ending=Ending.CANCELLED)
        return Result(ending=Ending.PAUSED, detail="paused by the operator")

    def _canary_passes(self, record: Record) -> bool:
        """Wait for the canary's events as long as asked; nothing but good news lets the rest go."""
        deadline = time.monotonic() + self._order.wait
        while True:
            self._settle()
            verdict = canary.judge(self._ledger, record, repeatable=self._transport.repeatable)
            if verdict.passed or verdict.failed or time.monotonic() >= deadline or self._around.interrupted():
                break
            time.sleep(LOOK_SECONDS)
        with self._ledger.write() as tx:
            if verdict.passed:
                notices.set_canary(tx, self._id, 0)
            else:
                notices.move(tx, self._id, NoticeState.PAUSED, reason=f"{notices.OF_CANARY}{verdict.words}")
            note(tx, self._around.now(), self._id, "canary", passed=verdict.passed, words=verdict.words)
        return verdict.passed

    def _may_go_on(self) -> bool:
        """Settle until nothing is in doubt or patience ends; True where something is ready again."""
        deadline = time.monotonic() + self._order.wait
        while True:
            self._settle()
            left = self._counts()
            if left.get(BatchState.READY):
                return True
            if not any(left.get(state) for state in batches.DOUBT):
                return False
            if time.monotonic() >= deadline or self._around.interrupted():
                return self._decide()
            self._sign_of_life()
            time.sleep(LOOK_SECONDS)

    def _decide(self) -> bool:
        """Apply the operator's policy to what no evidence settled."""
        policy = self._order.on_ambiguous
        if policy is OnAmbiguous.RESEND:
            self._resends += 1
        if self._around.interrupted() or self._resends > MOST_RESENDS:
            policy = OnAmbiguous.HOLD
        with self._ledger.write() as tx:
            decide(tx, self._id, policy, self._around.now())
        return bool(self._counts().get(BatchState.READY))

    def _settle(self) -> None:
        ingest.fold_all(self._ledger)
        with self._ledger.write() as tx:
            settle(tx, self._id, self._around.now(), self._order.patience, repeatable=self._transport.repeatable)

    def _sign_of_life(self) -> None:
        with self._ledger.write() as tx:
            runs.sign_of_life(tx, self._run_id, self._around.now())

    def _counts(self) -> dict[BatchState, int]:
        with self._ledger.read() as connection:
            return batches.counts(connection, self._id)


def cancel(tx: Tx, notice_id: str, now: datetime) -> None:
    """Cancel what was not handed over; what is in doubt stays in doubt, what was accepted stays accepted."""
    cancelled = batch_moves.cancel_ready(tx, notice_id)
    notices.move(tx, notice_id, NoticeState.CANCELLED, reason="cancelled by the operator", ended_at=now)
    note(tx, now, notice_id, "cancelled", batches=cancelled)


def settle_quietly(ledger: Ledger, now: datetime, patience: Patience, *, nobody_sends: bool) -> None:
    """Settle every notice after events came in: everything while nobody sends, else only what an event proves."""
    with ledger.write() as tx:
        for notice_id in notices.all_ids(tx):
            if nobody_sends:
                settle(tx, notice_id, now, patience)
                _complete_where_settled(tx, notice_id, now)
            else:
                accept_proven(tx, notice_id, now)


def _complete_where_settled(tx: Tx, notice_id: str, now: datetime) -> None:
    """End a notice whose last doubt is gone, with nothing left to send."""
    record = notices.get(tx, notice_id)
    left = batches.counts(tx, notice_id)
    open_states = (BatchState.READY, *batches.DOUBT)
    if record and record.state is NoticeState.SETTLING and not any(left.get(state) for state in open_states):
        notices.move(tx, notice_id, NoticeState.COMPLETE, ended_at=now)
        note(tx, now, notice_id, "settled", batches={state.value: number for state, number in sorted(left.items())})
