"""The threads that hand bytes over; what they bring back waits for the one writer of the ledger."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from notify.model.batch import Flight, Outcome, Piece, Receipt
from notify.providers import Transport

MOST_SLEEP = 5.0
"""Seconds between an intent and its first byte: whoever slept longer may count as dead, and sends nothing."""
GATHER_SECONDS = 0.002
"""About what a transaction takes: answers that come in one such moment are written in one."""
LEAVE_SECONDS = 0.2
"""The longest that an answer waits for others to be written with, while senders have enough in hand."""
QUICK_SECONDS, QUICK_TRANSACTIONS = 0.01, 4
"""Answers that come within that time, or while so many transactions are written, come faster than those can be written
one by one; how long a transaction takes depends on the disk, and on what else the machine does."""
ASLEEP = Receipt(outcome=Outcome.DEFERRED, detail="this process slept before the first byte", retry_after=0.0)


class Senders:
    """A fixed number of threads around one transport."""

    def __init__(self, transport: Transport, number: int) -> None:
        self._transport = transport
        self._todo: queue.SimpleQueue[tuple[Flight, float] | None] = queue.SimpleQueue()
        self._done: deque[tuple[Flight, Receipt]] = deque()
        self._wanted, self._came = 1, threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        self._seconds = 1.0
        self.busy = 0

    def are_quick(self, transaction: float) -> bool:
        """Tell whether answers have lately come so fast that the ledger, writing for so many seconds, holds them up."""
        return self._seconds < max(QUICK_SECONDS, QUICK_TRANSACTIONS * transaction)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._todo.put(None)

    def post(self, flights: Iterable[Flight]) -> None:
        """Start attempts whose intent is durable."""
        for flight in flights:
            self.busy += 1
            self._todo.put((flight, _awake()))

    def collect(self, seconds: float, leave: int = 0) -> list[tuple[Flight, Receipt]]:
        """Take what has come back; waits up to `seconds` for the first, and a moment for those just behind it.

        Where some are to be left in the air, the moment lasts, if need be, until no more than those are.
        """
        if self._wait_for(1, seconds):
            self._wait_for(self.busy - leave, LEAVE_SECONDS if leave else GATHER_SECONDS)
        landed = [self._done.popleft() for _ in range(len(self._done))]
        self.busy -= len(landed)
        return landed

    def _wait_for(self, number: int, seconds: float) -> bool:
        """Sleep until so many have come back: being woken for each would cost more than what is done with it."""
        self._wanted = number
        self._came.clear()
        return len(self._done) >= number or (seconds > 0 and self._came.wait(seconds))

    def _work(self) -> None:
        one = self._todo.get()
        while one is not None:
            following = self._following()
            self._hand_over(*one, following[0].pieces if following else ())
            one = following or self._todo.get()

    def _following(self) -> tuple[Flight, float] | None:
        """Take what this thread hands over next, which a transport may prepare, where enough is left for the others."""
        if self._todo.qsize() < 2 * len(self._threads):
            return None
        try:  # the others may have taken all since: whoever has one in hand must not wait for another
            found = self._todo.get_nowait()
        except queue.Empty:
            return None
        if found is None:  # the end is said once to each thread
            self._todo.put(None)
        return found

    def _hand_over(self, flight: Flight, posted_at: float, following: tuple[Piece, ...]) -> None:
        begun_at = time.monotonic()
        try:
            if _awake() - posted_at > MOST_SLEEP:
                self._transport.let_go(flight.pieces)
                receipt = ASLEEP
            else:
                receipt = self._transport.deliver(flight.pieces, following)
        except Exception as error:  # noqa: BLE001 - a bug in a transport must leave doubt behind, not a thread that hangs
            # Its words may hold a key or an address, and receipts are kept for ever.
            receipt = Receipt(outcome=Outcome.UNKNOWN, detail=f"a fault in the transport: {type(error).__name__}")
        self._seconds += (time.monotonic() - begun_at - self._seconds) / 8  # of the last few, by any thread
        self._done.append((flight, receipt))
        if len(self._done) >= self._wanted:
            self._came.set()


def _awake() -> float:
    """Read a clock that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
