"""Hands ready batches over: the intent is durable before the first byte, the outcome after the answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerAwayError
from notify.ledger import notices
from notify.ledger.database.generation import read_doubt
from notify.ledger.database.store import Ledger, View
from notify.ledger.lineage import TOLERANCE, doubt_words
from notify.ledger.queue import batch_moves, batches, runs
from notify.ledger.queue.batch_moves import ADDRESS, Landed
from notify.ledger.reports import events
from notify.model.batch import Batch, BatchState, Flight, Outcome, Receipt
from notify.model.notice import Letter
from notify.providers import Transport
from notify.send.bodies import Bodies, continues
from notify.send.put_off import PutOff, words_of_rest
from notify.send.rate import Pacing
from notify.send.threads import Senders

POLL_SECONDS = 0.2
"""How long a pause or a cancel from another process may wait to be seen."""
ALIVE_SECONDS = 1.0
TOLD_SECONDS = 3.0
"""The operator is told of a wait as long as this."""
AWAY_SECONDS = 120.0
"""How long to wait for a database that went away; after that, what is in the air is in doubt."""
MOST_REJECTIONS = 40
"""Refusals in a row, none of which names a recipient, after which the message is at fault and not its recipients."""
LATER = (Outcome.DEFERRED, Outcome.PUT_OFF)
READ_AHEAD = 1_024
"""Batches that are looked up together."""
MOST_DOUBTS = 20
"""Attempts in a row left in doubt, after which the provider plainly does not answer: going on would hold everybody."""


class Ending(StrEnum):
    """Why a run of dispatch came to its end."""

    DRAINED = "drained"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a run of dispatch ended, and why."""

    ending: Ending
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much at once, and how fast."""

    in_flight: int
    ahead: int = 0
    """Attempts written down beyond those, where answers come so fast that the ledger is what holds them up."""
    since: int = 1
    """The first batch."""
    up_to: int | None = None
    """The last batch, of a canary or of a job."""
    is_part: bool = False
    """Whether more comes after it, with which whoever is put off may go: of a canary or a job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that a run of dispatch needs."""

    ledger: Ledger
    notice_id: str
    run_id: int
    series: int
    """Whose numbers this run gives to attempts."""
    audience: FrozenAudience
    letters: dict[int, Letter]
    transport: Transport
    limits: Limits
    pace: Pacing
    now: Callable[[], datetime]
    interrupted: Callable[[], bool]
    on_progress: Callable[[int], None]
    """Hears how many recipients were just accepted."""
    say: Callable[[str], None]
    put_off: PutOff = field(default_factory=PutOff)
    """Whom the mail server put off before."""


def dispatch(work: Work) -> Result:
    """Send every ready batch; returns when nothing is ready and nothing in flight, or when told to stop."""
    with futures.ThreadPoolExecutor(1) as maker, Senders(work.transport, work.limits.in_flight) as senders:
        try:
            return _Run(work, senders, maker).run_to_end()
        finally:
            maker.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A batch whose bodies are made, or in the making."""

    batch: Batch
    flights: futures.Future[list[Flight]]
    """Of all batches that are made together."""
    place: int
    """Its own among them."""


class _Run:
    """One run: the only writer of batch states while it lasts. Another thread makes bodies while it waits or writes."""

    def __init__(self, work: Work, senders: Senders, maker: futures.ThreadPoolExecutor) -> None:
        self._work, self._senders, self._maker = work, senders, maker
        self._bodies = Bodies(
            audience=work.audience, letters=work.letters, transport=work.transport, series=work.series, now=work.now
        )
        self._pace = work.pace
        self._queue: list[Batch] = []
        self._is_read = False
        """Whether all that was ready is in hand; until something comes back that may go again."""
        self._has_come_back = False
        """Whether anything did since what is ready was last read from its beginning."""
        self._next_id, self._met = work.limits.since, set[int]()
        """Where to read on, and whom of those put off this reading has met."""
        self._ahead: list[_Made] = []
        self._ending: Result | None = None
        self._rejections = self._doubts = 0
        self._put_off = work.put_off
        self._alive_at = self._signed_at = self._wait_told_until = self._write_seconds = 0.0
        self._latest = work.now()
        self._checked_at = 0.0  # at once: freezing again may have shown that another copy of the ledger sent this
        with work.ledger.read() as connection:
            self._told = events.nids_told_elsewhere(connection, work.notice_id, work.audience.messages)
        self._refused = self._list_refused()

    def run_to_end(self) -> Result:
        while True:
            self._check_orders()
            self._look_ahead()
            is_idle = self._senders.busy == 0 and (self._ending or not self._ahead)
            if is_idle and (self._ending or not self._waits_for_put_off()):
                return self._ending or self._end_without_put_off()
            self._turn(self._collect())

    def _waits_for_put_off(self) -> bool:
        """Tell whether only those are left whom the server put off, and one of them may be tried again."""
        again_at = self._put_off.next_try()
        if again_at is None or self._work.limits.is_part:
            return False
        seconds = again_at - time.monotonic()
        self._tell_wait(seconds, f"{len(self._put_off):,} put off by the mail server ({self._put_off.words})")
        time.sleep(min(max(seconds, 0.0), POLL_SECONDS))
        return True

    def _end_without_put_off(self) -> Result:
        """End where all was tried; of a canary or a job the rest shows what is left."""
        if not self._put_off or self._work.limits.up_to is not None:
            return Result(ending=Ending.DRAINED)
        return Result(ending=Ending.STOPPED, detail=words_of_rest(len(self._put_off), self._put_off.words))

    def _list_refused(self) -> frozenset[int]:
        """List whom to leave out: refused before, or told by another copy of the ledger."""
        with self._work.ledger.read() as connection:
            return batches.refused_nids(connection, self._work.notice_id) | self._told

    def _check_orders(self) -> None:
        """Look now and then, for a pause must end a wait; what decides is the look in `_turn`."""
        if time.monotonic() - self._checked_at >= POLL_SECONDS:
            self._checked_at = time.monotonic()
            with suppress(LedgerAwayError), self._work.ledger.read() as connection:
                self._obey(connection)

    def _obey(self, connection: View) -> None:
        word = notices.read_desire(connection, self._work.notice_id)
        if self._work.interrupted():
            self._end(Ending.INTERRUPTED)
        elif word != "run":
            self._end(Ending.PAUSED if word == "pause" else Ending.CANCELLED)
        elif doubt := read_doubt(connection):
            self._end(Ending.STOPPED, doubt_words(doubt))

    def _end(self, ending: Ending, detail: str = "") -> None:
        self._ending = self._ending or Result(ending=ending, detail=detail)

    def _look_ahead(self) -> None:
        """Have the next bodies made, of which some are ready when there is room for them."""
        if self._ending:
            return
        while len(self._ahead) < 2 * self._most_at_once():
            if not self._queue and not (self._is_read and self._is_nothing_due()):
                self._refill()
            if not self._queue:
                return
            self._begin_next()

    def _is_nothing_due(self) -> bool:
        """Tell whether nothing more can be ready than what was read: something may be in the air, or waits its time."""
        if not self._put_off:
            return self._senders.busy > 0
        again_at = self._put_off.next_try()
        return again_at is None or again_at > time.monotonic()

    def _refill(self) -> None:
        """Read on among what is ready, past those who wait, until something may go or the end is reached."""
        taken = {one.batch.batch_id for one in self._ahead}
        most = max(4 * self._work.limits.in_flight, READ_AHEAD)
        is_end = False
        while not self._queue and not is_end:
            if self._next_id == self._work.limits.since:
                self._has_come_back, self._met = False, set()
            found, now = self._next_ready(most), time.monotonic()
            self._met |= self._put_off.waiting_among(batch.batch_id for batch in found)
            is_end = len(found) < most
            self._next_id = self._work.limits.since if is_end else found[-1].batch_id + 1
            self._queue = [
                one for one in found
                if one.batch_id not in taken and not self._put_off.has_to_wait(one.batch_id, now)
            ]  # fmt: skip
        if is_end:
            self._put_off.keep_only(self._met)
        self._is_read = is_end and not self._has_come_back

    def _next_ready(self, most: int) -> list[Batch]:
        limits = self._work.limits
        while True:
            try:
                with self._work.ledger.read() as view:
                    return batches.next_ready_batches(
                        view, self._work.notice_id, most, since=self._next_id, up_to=limits.up_to
                    )
            except LedgerAwayError as error:
                self._catch_up([], [], error)

    def _begin_next(self) -> None:
        """Have the next bodies made, of small batches many at once; nothing is made where nobody is left in one."""
        batch = self._queue.pop(0)
        skipped = self._skipped_in(batch)
        run = [batch]
        while not skipped and self._queue and continues(run, self._queue[0]) and not self._skipped_in(self._queue[0]):
            run.append(self._queue.pop(0))
        for one in run:
            self._put_off.take_up(one.batch_id)
        if len(skipped) == batch.size:
            with self._work.ledger.write() as tx:
                batch_moves.move(tx, batch, BatchState.REFUSED)
            return
        flights = self._maker.submit(self._bodies.make, run, skipped)
        self._ahead += [_Made(batch=one, flights=flights, place=place) for place, one in enumerate(run)]

    def _skipped_in(self, batch: Batch) -> frozenset[int]:
        return self._refused.intersection(range(batch.first, batch.last + 1)) if self._refused else frozenset()

    def _extra(self) -> int:
        """Say how many attempts may be written down beyond those that the senders have in hand."""
        return self._work.limits.ahead if self._senders.are_quick(self._write_seconds) else 0

    def _most_at_once(self) -> int:
        return self._work.limits.in_flight + self._extra()

    def _room(self) -> int:
        """Say how many attempts may begin; where answers are quick, none or many, for one transaction does for all."""
        room = self._most_at_once() - self._senders.busy
        return room if room >= max(self._extra(), 1) else 0

    def _collect(self) -> list[tuple[Flight, Receipt]]:
        """Take what has come back; wait only where there is nothing else to do."""
        wait, room = self._pace.wait(), self._room()
        if self._senders.busy and (not room or not self._ahead or wait > 0 or self._ending):
            seconds = min(POLL_SECONDS, wait) if wait and room else POLL_SECONDS
            return self._senders.collect(seconds, leave=self._work.limits.in_flight if self._extra() else 0)
        if wait > 0 and not self._ending:
            time.sleep(min(wait, POLL_SECONDS))
        elif self._ahead and not self._ending:
            self._wait_for_bodies(room)
        return self._senders.collect(0)

    def _wait_for_bodies(self, room: int) -> None:
        """Wait for as many as may begin, since a transaction costs as much for one."""
        last = self._ahead[min(room, len(self._ahead)) - 1]
        futures.wait([last.flights], POLL_SECONDS)  # they are made one after another

    def _turn(self, landed: list[tuple[Flight, Receipt]]) -> None:
        """Write outcomes of what finished and intents of what is next in one transaction; then the next bytes leave."""
        now = self._read_clock()
        next_up = self._next_flights()
        if not landed and not next_up and not self._is_due():
            return
        outcomes = [Landed(flight=flight, receipt=receipt, at=now) for flight, receipt in landed]
        try:
            cleared = self._write(outcomes, next_up, now)
        except LedgerAwayError as error:
            cleared = []
            self._catch_up(outcomes, next_up, error)
        if len(cleared) < len(next_up):
            self._note_return()
        self._senders.post(cleared)
        for flight, receipt in landed:
            self._heed(flight, receipt)

    def _read_clock(self) -> datetime:
        """Give a time that never goes back, since doubt is settled by it; end where the clock was set back."""
        now = self._work.now()
        if now < self._latest - TOLERANCE:
            words = f"the clock was set back from {self._latest:%Y-%m-%d %H:%M:%S} UTC to {now:%Y-%m-%d %H:%M:%S} UTC"
            self._end(Ending.STOPPED, f"{words} during the send")
        self._latest = max(now, self._latest)
        return self._latest

    def _write(self, outcomes: list[Landed], next_up: list[Flight], now: datetime) -> list[Flight]:
        # A refusal may split its batch in two, and no other may be given the same number.
        alone, begun_at = any(one.receipt.outcome is Outcome.REJECTED for one in outcomes), time.monotonic()
        with self._work.ledger.write(alone=alone) as tx:
            batch_moves.land(tx, outcomes)
            # In the same transaction as the intents: nothing begins after a pause or a cancel is written.
            self._obey(tx)
            cleared = [] if self._ending else batch_moves.take_off(tx, next_up, self._work.run_id, now)
            if time.monotonic() - self._signed_at >= ALIVE_SECONDS / 2:
                runs.sign_of_life(tx, self._work.run_id, now)
                self._signed_at = time.monotonic()
        self._write_seconds += (time.monotonic() - begun_at - self._write_seconds) / 8
        return cleared

    def _catch_up(self, outcomes: list[Landed], next_up: list[Flight], error: LedgerAwayError) -> None:
        """Wait until the database is back, and write what it may have missed; nothing of `next_up` has left."""
        deadline = time.monotonic() + AWAY_SECONDS
        self._work.say(f"waiting for the database: {error}")
        while True:
            if time.monotonic() > deadline or self._work.interrupted():
                raise error
            time.sleep(POLL_SECONDS)
            now = self._read_clock()
            with suppress(LedgerAwayError), self._work.ledger.write() as tx:
                batch_moves.land_again(tx, outcomes, next_up, now)
                runs.sign_of_life(tx, self._work.run_id, now)
                return

    def _next_flights(self) -> list[Flight]:
        if self._ending or self._pace.wait() > 0:
            return []
        made = list(takewhile(lambda one: one.flights.done(), self._ahead[: self._room()]))
        self._ahead = self._ahead[len(made) :]
        chosen = [one.flights.result()[one.place] for one in made]
        for flight in chosen:
            self._pace.spend(flight.recipients)
        return chosen

    def _is_due(self) -> bool:
        """Tell, now and then, that a sign of life is due, so that a crash can be placed in time."""
        if time.monotonic() - self._alive_at < ALIVE_SECONDS:
            return False
        self._alive_at = time.monotonic()
        return True

    def _heed(self, flight: Flight, receipt: Receipt) -> None:
        if receipt.outcome not in {Outcome.ACCEPTED, Outcome.PUT_OFF}:
            self._note_return()
        self._doubts = self._doubts + 1 if receipt.outcome is Outcome.UNKNOWN else 0
        if receipt.outcome not in LATER:
            self._put_off.note_answer()
        if self._doubts >= MOST_DOUBTS:
            self._end(Ending.STOPPED, f"{self._doubts} attempts in a row were left in doubt: {receipt.detail}")
        if receipt.outcome is Outcome.ACCEPTED:
            self._rejections = 0
            self._pace.relax()
            self._work.on_progress(flight.recipients)
        elif receipt.outcome in LATER:
            self._heed_deferral(flight.batch.batch_id, receipt)
        elif receipt.outcome is Outcome.STOP:
            self._end(Ending.STOPPED, receipt.detail)
        elif receipt.outcome is Outcome.REJECTED:
            self._heed_rejection(receipt)

    def _note_return(self) -> None:
        """Have what is ready read again: something may be among it that was read past."""
        self._has_come_back, self._is_read = True, False

    def _heed_deferral(self, batch_id: int, receipt: Receipt) -> None:
        words = ADDRESS.sub("(address)", receipt.detail)
        self._met.add(batch_id)
        if receipt.outcome is Outcome.DEFERRED or self._put_off.note(batch_id, words, time.monotonic()):
            self._tell_wait(self._pace.hold(receipt.retry_after), words)

    def _tell_wait(self, seconds: float, why: str) -> None:
        """Tell the operator what is waited for, once for each wait that a person would notice."""
        if seconds >= TOLD_SECONDS and time.monotonic() >= self._wait_told_until:
            self._wait_told_until = time.monotonic() + seconds
            self._work.say(f"waiting {seconds:.0f} s before carrying on: {why}")

    def _heed_rejection(self, receipt: Receipt) -> None:
        self._pace.relax()  # a refusal is an answer: the other side keeps up
        self._refused = self._list_refused()
        self._rejections = 0 if receipt.refused else self._rejections + 1
        if self._rejections >= MOST_REJECTIONS:
            self._end(
                Ending.STOPPED,
                f"{self._rejections} requests in a row were refused and none named a recipient: {receipt.detail}",
            )
