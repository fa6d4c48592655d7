"""Every notice of a ledger at a glance: where it stands, whether it is late, how it went over time, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notify.ledger import notices
from notify.ledger.chain.gate_seals import changed_answers
from notify.ledger.database.store import Ledger, View
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, runs
from notify.ledger.status import Status, sending_words, status_of
from notify.model.notice import NoticeState
from notify.model.published import Policy, Version
from notify.providers import FROM_A_TRIAL, NAMES, hop_options, reports_arrival

Published = Callable[[Record], Sequence[Version | None]]
"""Finds each frozen version as it is published now; None where only the frozen days are to count."""
Today = Callable[[Policy], date]
ENDED = frozenset({NoticeState.COMPLETE, NoticeState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next, and what to type for it."""

    words: str
    command: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {self.command}" if self.command else self.words


_STEPS_OF_TRIAL = (Step(f"Nobody was told, since this was a trial: {FROM_A_TRIAL}"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One notice as an operator sees it."""

    status: Status
    today: date
    is_late: bool
    """Too late, and something can still be done about it."""
    next_steps: tuple[Step, ...]
    progress: tuple[tuple[datetime, int], ...]
    """How many recipients had been accepted by which moment."""

    @property
    def notice_id(self) -> str:
        """Name the notice."""
        return self.status.record.notice.notice_id


def overview(ledger: Ledger, today: Today, published: Published, *, verify: bool = False) -> list[Standing]:
    """Look at every notice, the newest first; `verify` looks through all attempts, however many there are."""
    with ledger.read() as connection:
        records = [notices.find(connection, notice_id) for notice_id in reversed(notices.all_ids(connection))]
        answers = changed_answers(connection) if verify else ()
        return [
            _standing(ledger, connection,
                      status_of(ledger, connection, record, day := today(record.notice.policy),
                                published(record), verify=verify, changed_answers=answers), day)
            for record in records
        ]  # fmt: skip


def is_late(stands: Status, today: date) -> bool:
    """Tell whether the lead time is missed and the change does not apply yet, or people were never told."""
    if stands.deadline.kept is not False or stands.record.forgotten or stands.record.state is NoticeState.CANCELLED:
        return False
    if not stands.tally.frozen:
        return False
    if stands.record.is_trial:
        return True
    return stands.record.state is not NoticeState.COMPLETE or stands.deadline.effective_on > today


def next_steps(ledger: Ledger, view: View, stands: Status, today: date) -> tuple[Step, ...]:
    """Say what to do next about a notice, the most urgent first."""
    if stands.record.is_trial:
        return _STEPS_OF_TRIAL
    heard_at = runs.last_sign(view, stands.record.notice.notice_id)
    return tuple(_steps(ledger, stands, today, heard_at, late=is_late(stands, today)))


def _standing(ledger: Ledger, view: View, stands: Status, today: date) -> Standing:
    progress = _progress(attempts.accepted_by_minute(view, stands.record.notice.notice_id))
    steps = next_steps(ledger, view, stands, today)
    return Standing(status=stands, today=today, is_late=is_late(stands, today), next_steps=steps, progress=progress)


def _progress(minutes: list[tuple[datetime, int]]) -> tuple[tuple[datetime, int], ...]:
    total, points = 0, []
    for minute, more in minutes:
        total += more
        points.append((minute, total))
    return tuple(points)


def _steps(ledger: Ledger, stands: Status, today: date, heard_at: datetime | None, *, late: bool) -> Iterator[Step]:
    if stands.broken_at is not None:
        yield Step(f"The chain of decisions is broken at entry {stands.broken_at}: restore the ledger from its backup.")
    elif not stands.is_as_written:
        yield Step("The record is not what was written: restore the ledger from its backup.")
    if late and stands.deadline.effective_on <= today:
        yield Step("The change already applies: tell the rest now, and tell counsel that they were told late.")
    elif late:
        yield from _steps_of_postponing(stands)
    if stands.doubt is not None:  # every send is refused until it is settled which ledger is the newest
        yield Step("Use the newest ledger; if this is it, and no other copy is sending", ledger.command("adopt"))
    else:
        yield from _steps_of_sending(ledger, stands, heard_at)


def _steps_of_sending(ledger: Ledger, stands: Status, heard_at: datetime | None) -> Iterator[Step]:
    record, tally = stands.record, stands.tally
    notice_id = record.notice.notice_id
    go_on = ledger.command(sending_words(stands, hop_options(record.transport)))
    if record.state is NoticeState.FROZEN and tally.frozen:
        yield Step(f"Send it ({NAMES})" if record.transport is None else "Send it", go_on)
    elif record.waits_after_canary and tally.ready:
        yield from _steps_after_canary(ledger, stands, go_on)
    elif record.state not in ENDED and tally.ready:
        if record.desired == "pause":
            yield Step("Let it go on, once what it was paused for is put right", ledger.command(f"resume {notice_id}"))
        heard = f" (one was last heard of at {heard_at:%Y-%m-%d %H:%M:%S} UTC)" if heard_at else ""
        yield Step(f"Unless a process is sending it now{heard}", go_on)
    if tally.held:
        yield from _steps_out_of_doubt(ledger, stands, go_on)
    beside = stands.beside - tally.held
    if record.state in ENDED and beside > 0 and not record.forgotten:
        yield Step(f"Reach {beside:,} accounts another way", ledger.command(f"unreached {notice_id}"))


def _steps_after_canary(ledger: Ledger, stands: Status, go_on: str) -> Iterator[Step]:
    is_heard, resume = reports_arrival(stands.record.transport), f"resume {stands.record.notice.notice_id}"
    yield Step(
        "Import what came back of the first messages" if is_heard else "Import what bounced of the first messages",
        ledger.command("events import FILE"),
    )
    if is_heard:
        yield Step("Then send again, which judges by it", go_on)
        yield Step("Or let the rest go without", ledger.command(resume))
    else:
        yield Step("Then let the rest go, if few bounced", ledger.command(resume))
        yield Step("And send it", go_on)


def _steps_of_postponing(stands: Status) -> Iterator[Step]:
    parts = stands.record.notice.parts
    for part, deadline in zip(parts, stands.deadlines, strict=True):
        if not deadline.kept:
            name = f" of {part.policy.slug}" if len(parts) > 1 else ""
            command = f"--postpone {part.version.version_id} --until {deadline.earliest_effective_on}"
            yield Step(f"Postpone the change{name}", f"policy-site note {command}")


def _steps_out_of_doubt(ledger: Ledger, stands: Status, go_on: str) -> Iterator[Step]:
    is_heard = reports_arrival(stands.record.transport)
    yield Step(
        "Import the provider's events" if is_heard else "Import the bounces", ledger.command("events import FILE")
    )
    if stands.tally.ready or stands.record.state is NoticeState.CANCELLED:
        return  # the rest is sent first, or never: a send of a notice that was called off is refused
    if is_heard:
        yield Step("Then settle what they prove", go_on)
    else:
        yield Step("Then decide about the rest (WORD is resend or assume_sent)", f"{go_on} --on-ambiguous WORD")
