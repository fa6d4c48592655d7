"""Finds the delivery that a report speaks of, and whether there can be such a delivery at all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from notify.audience.snapshot import FrozenAudience
from notify.ledger import notices
from notify.ledger.database.store import View
from notify.ledger.queue import attempts
from notify.ledger.queue.attempts import Attempt
from notify.model.event import Event, Kind, Report, Stretch
from notify.providers.smtp.reports import MailReport

OURS = re.compile("[0-9a-f]{12}")
"""What a notice's id looks like."""
FAILURES = frozenset({Kind.BOUNCE, Kind.BLOCKED, Kind.DROPPED, Kind.SPAM})


class Lookup:
    """The attempts of every notice in the ledger."""

    def __init__(self, view: View, folder: Path) -> None:
        self._view, self._folder = view, folder
        self._spans: dict[tuple[str, int, int], tuple[int, int] | None] = {}
        self._messages: dict[str, int | None] = {}

    def find(self, report: Report) -> Event | None:
        """Find the delivery; None where the report names none of ours, or one that cannot be."""
        if report.mark is None:
            event = self._by_address(report)
            return event if event is not None and self._knows(event) else None
        mark = report.mark
        event = _event(report, Attempt(notice_id=mark.notice_id, batch_id=mark.batch_id, attempt=mark.attempt))
        if self._knows(event):
            return replace(event, by_mark=True)
        return replace(event, by_mark=True, is_stray=True) if self._could_be(event) else None

    def holds(self, stretch: Stretch) -> bool:
        """Tell whether this ledger made that attempt, with all of those recipients in it."""
        span = self._span((stretch.mark.notice_id, stretch.mark.batch_id, stretch.mark.attempt))
        return span is not None and span[0] <= min(stretch.kinds) and max(stretch.kinds) <= span[1]

    def find_by_mail(self, report: MailReport) -> Event | None:
        """Find the delivery that a message tells of: by our id, else by its address.

        A reply or a receipt speaks of no delivery. A message without an id counts only where it tells of a failure,
        gives back no other message, and only one notice was ever sent.
        """
        if report.kind is None or report.kind is Kind.OTHER:
            return None
        for notice_id, nid in report.ids:
            if made := self._newest_attempt(notice_id, nid):
                return _event(_report(report, report.kind, nid), made)
        if report.kind not in FAILURES or report.names_another or self._only_notice is None:
            return None
        for address in report.addresses:
            named = self._nid_of(self._only_notice, address)
            if named is not None and (made := self._newest_attempt(self._only_notice, named, accepted=True)):
                return _event(_report(report, report.kind, named), made)
        return None

    def _knows(self, event: Event) -> bool:
        """Whether that attempt was made and had that recipient in it."""
        span = self._span((event.notice_id, event.batch_id, event.attempt))
        return span is not None and span[0] <= event.nid <= span[1]

    def _span(self, attempt: tuple[str, int, int]) -> tuple[int, int] | None:
        if attempt not in self._spans:
            self._spans[attempt] = attempts.span(self._view, *attempt)
        return self._spans[attempt]

    def _could_be(self, event: Event) -> bool:
        """Whether another copy of this ledger can have made that attempt.

        Of a notice that is not known here, anything could be: it may be frozen here later, and then counts.
        """
        if event.notice_id not in self._messages:
            record = notices.get(self._view, event.notice_id)
            self._messages[event.notice_id] = record.snapshot.counts.messages if record else None
        messages = self._messages[event.notice_id]
        if event.batch_id < 1 or event.attempt < 1:
            return False
        return OURS.fullmatch(event.notice_id) is not None if messages is None else event.nid < messages

    def _by_address(self, report: Report) -> Event | None:
        """Find the delivery of a report that lost its mark, as late bounces do.

        Other mail of the same account is reported here too, so the provider's id of the request must be one of ours;
        where that is lost as well, a failure alone is taken up, for an address whose message was accepted.
        """
        if report.address is None:
            return None
        if report.request_id is None:
            made, notice_id = None, self._only_notice if report.kind in FAILURES else None
        else:
            made = attempts.of_request(self._view, report.request_id)
            notice_id = made.notice_id if made else None
        nid = None if notice_id is None else self._nid_of(notice_id, report.address)
        if notice_id is None or nid is None:
            return None
        made = made or self._newest_attempt(notice_id, nid, accepted=True)
        return _event(replace(report, nid=nid), made) if made else None

    @cached_property
    def _only_notice(self) -> str | None:
        return attempts.only_notice(self._view)

    def _nid_of(self, notice_id: str, address: str) -> int | None:
        record = notices.get(self._view, notice_id)
        return (
            None
            if record is None or record.forgotten
            else FrozenAudience(self._folder, record.snapshot).nid_of(address)
        )

    def _newest_attempt(self, notice_id: str, nid: int, *, accepted: bool = False) -> Attempt | None:
        return attempts.newest_attempt(self._view, notice_id, nid, accepted=accepted)


def _report(report: MailReport, kind: Kind, nid: int) -> Report:
    return Report(kind=kind, at=report.at, detail=report.detail, nid=nid)


def _event(report: Report, made: Attempt) -> Event:
    return Event(
        notice_id=made.notice_id,
        batch_id=made.batch_id,
        attempt=made.attempt,
        nid=report.nid,
        kind=report.kind,
        at=report.at,
        detail=report.detail,
    )
