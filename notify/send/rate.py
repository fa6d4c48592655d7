"""How fast to go: a token bucket on the monotonic clock, and what a provider asked for."""

from __future__ import annotations

import time


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
