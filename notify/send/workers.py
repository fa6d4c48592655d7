"""Sending by many processes: one hands portions of a notice out and settles, any number of workers send them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerAwayError, NotifyError
from notify.ledger import lineage, notices
from notify.ledger.chain.chained_rows import refuse_changed
from notify.ledger.database.store import Ledger, Tx, View
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, batches, fleet, runs
from notify.model.batch import BatchState
from notify.model.notice import Letter, NoticeState
from notify.providers import Transport
from notify.send import jobs
from notify.send.dispatch import Ending, Limits, Result, Work, dispatch
from notify.send.put_off import PutOff, next_try_at, words_of_rest
from notify.send.rate import SharedPace
from notify.send.reach import look_for
from notify.send.settle import Patience, settle
from notify.send.settle import is_due as is_settling_due

PORTION = 32
"""Batches that are queued together; those that a refusal split off later are portions of their own."""
MOST_PORTIONS = 8
"""Of one job: between two jobs a worker waits for its last answers, and for the queue."""
LOOK_SECONDS, SETTLE_SECONDS, ALONE_SECONDS = 0.25, 1.0, 5.0
GOING = (NoticeState.RUNNING, NoticeState.CANARY)
ENDINGS = {"pause": Ending.PAUSED, "cancel": Ending.CANCELLED, "stop": Ending.STOPPED}


def hand_out(work: Work, per_second: float | None, patience: Patience) -> Result:
    """Let workers send every ready batch; returns when nothing is ready or in the air, or when told to stop."""
    return _Distributor(work, per_second, patience).run_to_end()


class _Distributor:
    """Hands portions out and watches the ledger; sends nothing itself."""

    def __init__(self, work: Work, per_second: float | None, patience: Patience) -> None:
        self._work, self._patience = work, patience
        self._accepted: int | None = None
        self._settled_at = time.monotonic()
        self._warn_at = time.monotonic() + ALONE_SECONDS
        with work.ledger.write() as tx:
            fleet.hand_to_workers(tx, work.notice_id, per_second)
            _defer_missing(tx, work.notice_id, work.limits.up_to, work.now())

    def run_to_end(self) -> Result:
        while True:
            with suppress(LedgerAwayError):
                if (result := self._look()) is not None:
                    return result
            time.sleep(LOOK_SECONDS)

    def _look(self) -> Result | None:
        work = self._work
        with work.ledger.read() as view:
            word, reason = notices.read_desire(view, work.notice_id), notices.find(view, work.notice_id).reason
            ready = _read_ready(view, work.notice_id, work.limits.up_to, work.now())
            is_busy = batches.is_in_the_air(view, work.notice_id)
            self._tell(view)
            queued = jobs.queued_portions(view, work.notice_id)
            missing = _portions(ready.now) - queued if word == "run" else set()
        if work.interrupted():
            work.say("the workers go on; `policy-notify pause` stops them, and the same command watches them again")
            return Result(ending=Ending.INTERRUPTED)
        if not is_busy and word != "run":
            return Result(ending=ENDINGS[word], detail=reason if word == "stop" else "")
        if not is_busy and not ready.now and self._is_over(ready, queued):
            return self._end_without_put_off(ready)
        if missing or (is_busy and time.monotonic() - self._settled_at > SETTLE_SECONDS):
            self._mend(bool(missing))
        return None

    def _is_over(self, ready: _Ready, queued: set[int]) -> bool:
        """Tell whether nobody is left whom this send tries again, and no worker has any of the rest in hand."""
        if not ready.later and not ready.never:
            return True
        return not queued and (self._work.limits.is_part or not ready.later)

    def _end_without_put_off(self, ready: _Ready) -> Result:
        """End where all was tried; of a canary the rest goes with what comes after it."""
        if not ready.never or self._work.limits.is_part:
            return Result(ending=Ending.DRAINED)
        return Result(ending=Ending.STOPPED, detail=words_of_rest(len(ready.never)))

    def _mend(self, is_missing: bool) -> None:
        """Settle what dead workers left, and queue again what no job stands for."""
        self._settled_at = time.monotonic()
        work = self._work
        if not is_missing and not self._is_due():
            with work.ledger.write(alone=False) as tx:
                runs.sign_of_life(tx, work.run_id, work.now())
            return
        with work.ledger.write() as tx:
            settle(tx, work.notice_id, work.now(), self._patience, repeatable=work.transport.repeatable)
            if is_missing:
                _defer_missing(tx, work.notice_id, work.limits.up_to, work.now())
            runs.sign_of_life(tx, work.run_id, work.now())

    def _is_due(self) -> bool:
        with self._work.ledger.read() as view:
            return is_settling_due(view, self._work.notice_id)

    def _tell(self, view: View) -> None:
        by_state = batches.recipients_by_state(view, self._work.notice_id)
        accepted = by_state.get(BatchState.ACCEPTED, 0)
        if self._accepted is not None and accepted > self._accepted:
            self._work.on_progress(accepted - self._accepted)
        self._accepted = accepted
        if time.monotonic() > self._warn_at:
            self._warn_at = time.monotonic() + 6 * ALONE_SECONDS
            if not jobs.count_workers(view):
                self._work.say("no worker is running: start `policy-notify worker` on any machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a worker needs of the world outside."""

    ledger: Ledger
    open_transport: Callable[[Record], Transport]
    """Raises NotifyError where this worker was not set up for that notice."""
    in_flight: int
    timeout: float
    live: bool
    now: Callable[[], datetime]
    interrupted: Callable[[], bool]
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Station:
    """What a worker keeps of one notice from job to job."""

    run_id: int
    series: int
    audience: FrozenAudience
    letters: dict[int, Letter]
    transport: Transport
    pace: SharedPace
    """Outlives a job: what it leased and did not use is not lost."""


class Worker:
    """One process that sends what it finds in the queue."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._stations: dict[str, _Station] = {}

    def send_portions(self, notice_id: str, portion: int, last: int | None = None) -> None:
        """Send what is ready of a portion, or of all up to `last`; a fault leaves the rest to be queued again."""
        try:
            self._send_portions(notice_id, portion, portion if last is None else last)
        except NotifyError as error:
            self._around.say(f"notice {notice_id}: {error}")
            time.sleep(LOOK_SECONDS)

    def mend(self) -> None:
        """Settle what dead workers left of every notice, and queue again what no job stands for."""
        ledger = self._around.ledger
        with suppress(LedgerAwayError):
            with ledger.read() as view:
                wanting = [
                    notice_id for notice_id in fleet.notices_with_workers(view) if self._is_wanting(view, notice_id)
                ]
            for notice_id in wanting:
                with ledger.write() as tx:
                    self._mend(tx, notice_id)

    def _is_wanting(self, view: View, notice_id: str) -> bool:
        """Tell whether there is anything to mend; canaries are looked at more closely by whoever mends."""
        return is_settling_due(view, notice_id) or bool(_unqueued_portions(view, notice_id, None, self._around.now()))

    def _mend(self, tx: Tx, notice_id: str) -> None:
        record = notices.get(tx, notice_id)
        if record is None or record.state not in GOING or not fleet.is_with_workers(tx, notice_id):
            return
        settle(tx, notice_id, self._around.now(), Patience())
        if record.desired == "run":
            _defer_missing(tx, notice_id, record.canary or None, self._around.now())

    def close(self) -> None:
        """Let go of connections."""
        for station in self._stations.values():
            station.transport.close()

    def _send_portions(self, notice_id: str, first_portion: int, last_portion: int) -> None:
        around = self._around
        with around.ledger.read() as view:
            record = notices.get(view, notice_id)
            if record is None or record.state not in GOING or record.desired != "run":
                return
            if not fleet.is_with_workers(view, notice_id):
                return
        first, last = first_portion * PORTION, last_portion * PORTION + PORTION - 1
        try:
            station = self._station(record)
        except NotifyError as error:
            self._stop(notice_id, f"a worker cannot send it: {error}")
            return
        limits = Limits(
            in_flight=around.in_flight or station.transport.in_flight,
            since=max(first, 1),
            up_to=min(last, record.canary or last),
            is_part=True,
        )
        result = dispatch(self._work(notice_id, station, limits))
        if result.ending is Ending.STOPPED:
            self._stop(notice_id, result.detail)

    def _station(self, record: Record) -> _Station:
        around, notice_id = self._around, record.notice.notice_id
        if notice_id in self._stations:
            return self._stations[notice_id]
        with around.ledger.read() as view:
            lineage.refuse_early(view, around.ledger.name, around.now())
            lineage.refuse_doubtful(view, around.ledger.name)
            refuse_changed(view, around.ledger.name, notice_id)
            has_begun = attempts.has_begun(view, notice_id)
        audience = FrozenAudience(around.ledger.folder, record.snapshot)
        audience.check()
        transport = around.open_transport(record)
        if not has_begun:
            look_for(transport)
        with around.ledger.write() as tx:
            run_id = runs.start(tx, notice_id, around.now(), around.timeout)
            self._stations[notice_id] = _Station(
                run_id=run_id,
                series=runs.next_series(tx),
                audience=audience,
                letters=notices.letters(tx, notice_id),
                transport=transport,
                pace=SharedPace(partial(self._lease, notice_id), transport.batch_size),
            )
        return self._stations[notice_id]

    def _lease(self, notice_id: str, recipients: float) -> float | None:
        with self._around.ledger.read() as view:
            return fleet.reserve(view, notice_id, recipients)

    def _work(self, notice_id: str, station: _Station, limits: Limits) -> Work:
        around = self._around
        return Work(
            ledger=around.ledger,
            notice_id=notice_id,
            run_id=station.run_id,
            series=station.series,
            audience=station.audience,
            letters=station.letters,
            transport=station.transport,
            limits=limits,
            pace=station.pace,
            now=around.now,
            interrupted=around.interrupted,
            on_progress=lambda _recipients: None,
            say=around.say,
            put_off=self._recall(notice_id, limits),
        )

    def _recall(self, notice_id: str, limits: Limits) -> PutOff:
        """Take over whom any worker's attempt found put off in this send."""
        known, now = PutOff(), self._around.now()
        with self._around.ledger.read() as view:
            found = batches.put_off(view, notice_id, since=limits.since, up_to=limits.up_to)
        for batch_id, (times, last) in found.items():
            again_at = next_try_at(times, last)
            seconds = (again_at - now).total_seconds() if again_at else math.inf
            known.recall(batch_id, times, time.monotonic() + seconds)
        return known

    def _stop(self, notice_id: str, reason: str) -> None:
        """Stop all who send a notice; the first reason stands."""
        self._around.say(f"notice {notice_id}: {reason}")
        with self._around.ledger.write() as tx:
            if notices.read_desire(tx, notice_id) == "run":
                notices.desire(tx, notice_id, "stop", reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """The batches that are ready, by when they may be tried: now, later in this send, or only in another."""

    now: set[int]
    later: set[int]
    never: set[int]


def _read_ready(view: View, notice_id: str, up_to: int | None, at: datetime) -> _Ready:
    ready = set(batches.ready_ids(view, notice_id, up_to=up_to))
    found = batches.put_off(view, notice_id)
    again = {batch_id: next_try_at(*found[batch_id]) for batch_id in ready & found.keys()}
    never = {batch_id for batch_id, moment in again.items() if moment is None}
    later = {batch_id for batch_id, moment in again.items() if moment and moment > at}
    return _Ready(now=ready - later - never, later=later, never=never)


def _portions(ids: set[int]) -> set[int]:
    return {batch_id // PORTION for batch_id in ids}


def _defer_missing(tx: Tx, notice_id: str, up_to: int | None, at: datetime) -> None:
    if missing := _unqueued_portions(tx, notice_id, up_to, at):
        jobs.defer(tx, notice_id, share_out(missing, jobs.count_workers(tx)))


def _unqueued_portions(view: View, notice_id: str, up_to: int | None, at: datetime) -> set[int]:
    """Name the portions of which something may be tried now, and for which no job stands."""
    return _portions(_read_ready(view, notice_id, up_to, at).now) - jobs.queued_portions(view, notice_id)


def share_out(portions: Iterable[int], workers: int) -> list[tuple[int, int]]:
    """Make jobs of consecutive portions: large ones first, small ones last, so that all workers end together."""
    left, ranges, at = sorted(portions), list[tuple[int, int]](), 0
    while at < len(left):
        most = portions_of_next_job(len(left) - at, workers)
        end = next((n for n in range(at + 1, at + most) if left[n] != left[n - 1] + 1), at + most)
        ranges.append((left[at], left[end - 1]))
        at = end
    return ranges


def portions_of_next_job(left: int, workers: int) -> int:
    """Say how many of the portions that are left make one job."""
    return max(1, min(MOST_PORTIONS, left // (2 * max(workers, 2))))
