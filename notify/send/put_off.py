"""Recipients whom a mail server puts off while it takes others: they wait by themselves, and hold up nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

WAITS = (0.5, 60.0, 120.0, 240.0)
"""Seconds until each further try. Greylisting (RFC 6647) mostly ends within five minutes of the first."""
MOST_IN_A_ROW = 8
"""Put off in a row, with nobody taken in between, after which it is the server that wants a pause."""


def next_try_at(times: int, last: datetime) -> datetime | None:
    """Say when whoever was put off so often may be tried again; None where only a later send does."""
    return last + timedelta(seconds=WAITS[times - 1]) if times <= len(WAITS) else None


def words_of_rest(number: int, words: str = "") -> str:
    """Say who is left where all others are done."""
    said = f" ({words})" if words else ""
    return f"the mail server put {number:,} messages off each time{said}; all others are done"


class PutOff:
    """Who waits, until when, and who was put off so often in this run that only a later one tries again."""

    def __init__(self) -> None:
        self._tries: dict[int, int] = {}
        self._not_before: dict[int, float] = {}
        self._in_a_row = 0
        self.words = ""
        """What the server said last."""

    def __len__(self) -> int:
        return len(self._not_before)

    def note(self, batch_id: int, words: str, now: float) -> bool:
        """Set a batch aside; True where the whole server wants a pause."""
        tries = self._tries.get(batch_id, 0)
        self._tries[batch_id] = tries + 1
        self._not_before[batch_id] = now + WAITS[tries] if tries < len(WAITS) else float("inf")
        self._in_a_row += 1
        self.words = words
        return self._in_a_row > MOST_IN_A_ROW

    def recall(self, batch_id: int, times: int, not_before: float) -> None:
        """Take over from the ledger whom others put off in this send."""
        self._tries[batch_id], self._not_before[batch_id] = times, not_before

    def take_up(self, batch_id: int) -> None:
        """Let a batch wait no more: it is about to be tried."""
        self._not_before.pop(batch_id, None)

    def note_answer(self) -> None:
        """Take another answer as a sign that the server is well."""
        self._in_a_row = 0

    def keep_only(self, batch_ids: Iterable[int]) -> None:
        """Forget whoever is not ready any more, as an event or an order may have it."""
        self._not_before = {one: self._not_before[one] for one in self._not_before.keys() & set(batch_ids)}

    def waiting_among(self, batch_ids: Iterable[int]) -> set[int]:
        """Choose those who were set aside."""
        return self._not_before.keys() & set(batch_ids)

    def has_to_wait(self, batch_id: int, now: float) -> bool:
        """Tell whether a batch is still set aside."""
        return now < self._not_before.get(batch_id, 0.0)

    def next_try(self) -> float | None:
        """Say when the next one may be tried; None where nobody is left to try in this run."""
        soonest = min(self._not_before.values(), default=float("inf"))
        return None if soonest == float("inf") else soonest
