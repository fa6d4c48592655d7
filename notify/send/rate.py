"""How fast to go: a token bucket on the monotonic clock, and what a provider asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

LOOK_SECONDS = 1.0
"""How often a worker that nothing limits asks whether that is still so."""


class Pacing(Protocol):
    """How fast one process may go."""

    def wait(self) -> float:
        """Say for how many seconds nothing may go."""

    def spend(self, recipients: int) -> None:
        """Take a batch's worth."""

    def hold(self, seconds: float | None) -> float:
        """Wait as the provider asked; returns for how long."""

    def relax(self) -> None:
        """Forget earlier deferrals."""


class Pace:
    """Recipients a second, and the moment before which nothing may go. Clock jumps do not matter to it."""

    SHORTEST, LONGEST = 0.2, 60.0

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._credit = 0.0
        self._filled_at = self._held_until = time.monotonic()
        self._backoff = self.SHORTEST

    def wait(self) -> float:
        """Say for how many seconds nothing may go."""
        now = time.monotonic()
        self._fill(now)
        owed = -self._credit / self._per_second if self._per_second and self._credit < 0 else 0.0
        return max(self._held_until - now, owed, 0.0)

    def spend(self, recipients: int) -> None:
        """Take a batch's worth; the bucket may go below zero, so that a batch larger than it can ever go."""
        if self._per_second:
            self._credit -= recipients

    def hold(self, seconds: float | None) -> float:
        """Wait as the provider asked, else a little longer each time; returns for how long.

        What was in the air together is deferred together, and that counts once.
        """
        now = time.monotonic()
        if seconds is not None:
            self._held_until = max(self._held_until, now + seconds)
        elif now >= self._held_until:
            self._held_until = now + self._backoff
            self._backoff = min(self._backoff * 2, self.LONGEST)
        return self._held_until - now

    def relax(self) -> None:
        """Forget earlier deferrals: something was answered."""
        self._backoff = self.SHORTEST

    def _fill(self, now: float) -> None:
        if self._per_second:
            self._credit = min(self._credit + (now - self._filled_at) * self._per_second, self._per_second * 0.1)
        self._filled_at = now


class SharedPace(Pace):
    """One worker's part of a speed that all workers keep together: it leases as much as a batch at a time."""

    def __init__(self, lease: Callable[[float], float | None], block: int) -> None:
        super().__init__(None)
        self._lease, self._block = lease, block
        self._left, self._from, self._free_until = 0.0, 0.0, 0.0

    def wait(self) -> float:
        """Say for how many seconds nothing may go; leases more where nothing is left."""
        now = time.monotonic()
        if self._left <= 0 and now >= self._free_until:
            seconds = self._lease(self._block)
            if seconds is None:
                self._free_until = now + LOOK_SECONDS
            else:
                self._left, self._from = self._left + self._block, now + seconds
        return max(super().wait(), 0.0 if now < self._free_until else self._from - now)

    def spend(self, recipients: int) -> None:
        """Take a batch's worth of what was leased."""
        self._left = max(0.0, self._left) if time.monotonic() < self._free_until else self._left - recipients
