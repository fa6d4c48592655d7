"""A clock that is set back while a send runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from notify.ledger import notices
from notify.ledger.database import schema
from notify.ledger.database.store import View, sole_sender
from notify.model.batch import Outcome, Receipt
from notify.send.dispatch import Ending
from notify.send.run import Order, Surroundings, send
from tests.notify.conftest import Desk
from tests.notify.published_site import TODAY

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@dataclass
class Hop:
    """Takes every message; while it takes the second one, somebody sets the clock."""

    back: timedelta
    clock: datetime = NOON
    took: list[Any] = field(default_factory=list)
    name, batch_size, in_flight, ahead, repeatable, live = "none", 2, 1, 0, False, False

    def prepare(self, letter: Any, people: Any, shares: Sequence[Any], at: Any) -> list[tuple[Any, ...]]:  # noqa: ARG002 - a protocol
        """Build nothing."""
        return [()] * len(shares)

    def reach(self) -> None:
        """Be there."""

    def deliver(self, pieces: Any, following: Any = ()) -> Receipt:  # noqa: ARG002 - a protocol
        """Take it."""
        self.took.append(pieces)
        self.clock += timedelta(seconds=1)
        if len(self.took) == 2:
            self.clock -= self.back
        return Receipt(outcome=Outcome.ACCEPTED)

    def let_go(self, pieces: Any) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def _send(desk: Desk, hop: Hop) -> tuple[Ending, str]:
    desk.people(8)
    desk.freeze()
    around = Surroundings(
        now=lambda: hop.clock,
        today=TODAY,
        interrupted=lambda: False,
        on_progress=lambda _number: None,
        say=lambda _words: None,
    )
    with sole_sender(ledger := desk.ledger()):
        with ledger.read() as view:
            (notice_id,) = notices.all_ids(view)
        result = send(ledger, notice_id, Order(confirmed=8), hop, around)
    return result.ending, result.detail


def _moments(view: View) -> list[datetime]:
    return list(view.scalars(sa.select(schema.attempt.c.intent_at).order_by(schema.attempt.c.batch_id)))


def test_nothing_begins_by_a_clock_that_was_set_back_a_day(desk: Desk) -> None:
    """The send stops in order and says why; what was in the air is written down with a time after its beginning."""
    ending, words = _send(desk, hop := Hop(timedelta(days=1)))
    assert ending is Ending.STOPPED
    assert "the clock was set back from 2026-11-29 12:00:0" in words
    assert len(hop.took) == 2
    with desk.ledger().read() as view:
        assert min(view.scalars(sa.select(schema.receipt.c.outcome_at))) >= min(_moments(view)) >= NOON
    status = desk.status()
    assert (status["accepted"], status["ready"], status["held"]) == (4, 4, 0)


def test_a_clock_that_is_set_right_by_seconds_stops_nothing(desk: Desk) -> None:
    """Time servers set clocks back a little; the times that are written down go on all the same."""
    ending, _ = _send(desk, hop := Hop(timedelta(seconds=30)))
    assert (ending, len(hop.took)) == (Ending.DRAINED, 4)
    with desk.ledger().read() as view:
        assert _moments(view) == sorted(_moments(view))
