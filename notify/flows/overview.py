"""Every notice of a ledger at a glance: where it stands, whether it is late, how it went over time, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from notify.ledger import batches, notices
from notify.ledger.notices import Record
from notify.ledger.status import Status, status_of
from notify.ledger.store import Ledger
from notify.model import NoticeState, Policy, Version

Published = Callable[[Record], Version | None]
"""Finds a frozen version as it is published now; None where only the frozen days are to count."""
Today = Callable[[Policy], date]
ENDED = frozenset({NoticeState.COMPLETE, NoticeState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One notice as an operator sees it."""

    status: Status
    today: date
    is_late: bool
    """Too late, and something can still be done about it."""
    next_steps: tuple[str, ...]
    progress: tuple[tuple[datetime, int], ...]
    """How many recipients had been accepted by which moment."""

    @property
    def notice_id(self) -> str:
        """Name the notice."""
        return self.status.record.notice.notice_id


def overview(ledger: Ledger, today: Today, published: Published) -> list[Standing]:
    """Look at every notice, the newest first."""
    with ledger.read() as connection:
        records = [notices.find(connection, notice_id) for notice_id in reversed(notices.all_ids(connection))]
        return [
            _standing(status_of(ledger, connection, record, day := today(record.notice.policy), published(record)), day,
                      _progress(batches.accepted_by_minute(connection, record.notice.notice_id)))
            for record in records
        ]  # fmt: skip


def is_late(stands: Status, today: date) -> bool:
    """Tell whether the lead time is missed and the change does not apply yet, or people were never told."""
    if stands.deadline.kept is not False or stands.record.forgotten or stands.record.state is NoticeState.CANCELLED:
        return False
    return stands.record.state is not NoticeState.COMPLETE or stands.deadline.effective_on > today


def _standing(stands: Status, today: date, progress: tuple[tuple[datetime, int], ...]) -> Standing:
    late = is_late(stands, today)
    return Standing(
        status=stands, today=today, is_late=late, next_steps=tuple(_steps(stands, today, late=late)), progress=progress
    )


def _progress(minutes: list[tuple[datetime, int]]) -> tuple[tuple[datetime, int], ...]:
    total, points = 0, []
    for minute, more in minutes:
        total += more
        points.append((minute, total))
    return tuple(points)


def _steps(stands: Status, today: date, *, late: bool) -> list[str]:
    """Say what to do next, the most urgent first."""
    record, tally = stands.record, stands.tally
    notice_id = record.notice.notice_id
    go_on = f"policy-notify send {notice_id} --confirm {tally.frozen}{' --late' if late else ''}"
    steps = []
    if stands.broken_at is not None:
        steps.append(
            f"The chain of decisions is broken at entry {stands.broken_at}: restore the ledger from its backup."
        )
    if late and stands.deadline.effective_on <= today:
        steps.append("The change already applies: tell the rest now, and tell counsel that they were told late.")
    elif late:
        day, version = stands.deadline.earliest_effective_on, record.notice.version.version_id
        steps.append(f"Postpone the change: policy-site note --postpone {version} --until {day}")
    if record.state is NoticeState.FROZEN:
        steps.append(f"Send it: {go_on}")
    elif record.state not in ENDED and tally.ready:
        resume = f"policy-notify resume {notice_id}, then " if record.desired == "pause" else ""
        steps.append(f"Unless a process is sending it now: {resume}{go_on}")
    if tally.held:
        steps.append(
            "Import the provider's events: policy-notify events import FILE, or events serve; then send again."
        )
    beside = stands.beside - tally.held
    if record.state in ENDED and beside > 0 and not record.forgotten:
        steps.append(f"Reach {beside:,} accounts another way: policy-notify unreached {notice_id}")
    return steps
