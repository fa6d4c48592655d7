"""Tells which delivery an event speaks of, and whether there can be such a delivery at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.audience.snapshot import FrozenAudience
from notify.ledger import notices, schema
from notify.model import BatchState, Event, Kind
from notify.providers.sendgrid.events import detail_of, kind_of, moment_of

FAILURES = frozenset({Kind.BOUNCE, Kind.BLOCKED, Kind.DROPPED, Kind.SPAM})


class Lookup:
    """The attempts of every notice in the ledger."""

    def __init__(self, connection: Connection, folder: Path, notice_ids: list[str]) -> None:
        self._connection, self._folder, self._ids = connection, folder, notice_ids
        self._spans: dict[tuple[str, int, int], tuple[int, int] | None] = {}

    def knows(self, event: Event) -> bool:
        """Tell whether that attempt was made and had that recipient in it."""
        key = (event.notice_id, event.batch_id, event.attempt)
        if key not in self._spans:
            self._spans[key] = self._span(*key)
        span = self._spans[key]
        return span is not None and span[0] <= event.nid <= span[1]

    def completed(self, event: Event) -> Event | None:
        """Add the newest attempt to an event that names only the recipient."""
        made = self._newest_attempt(event.notice_id, event.nid)
        return made and replace(event, batch_id=made[0], attempt=made[1])

    def by_address(self, item: Mapping[str, Any]) -> Event | None:
        """Find the delivery of an event that lost its id, as late bounces do.

        Other mail of the same account posts its events here too, so the provider's id of the request must be one
        of ours; where that is lost as well, a failure alone is taken up, for an address whose message was accepted.
        """
        address = item.get("email")
        if not isinstance(address, str):
            return None
        notice_id, attempt = self._request_of(item.get("sg_message_id"))
        if attempt is None and (item.get("sg_message_id") or kind_of(item) not in FAILURES):
            return None
        nid = None if notice_id is None else self._nid_of(notice_id, address.strip().lower())
        if notice_id is None or nid is None:
            return None
        made = attempt or self._newest_attempt(notice_id, nid, accepted=True)
        return made and Event(
            notice_id=notice_id,
            batch_id=made[0],
            attempt=made[1],
            nid=nid,
            kind=kind_of(item),
            at=moment_of(item),
            detail=detail_of(item),
        )

    def _request_of(self, message_id: object) -> tuple[str | None, tuple[int, int] | None]:
        if not isinstance(message_id, str):
            return self._only_sent, None
        query = sa.select(schema.receipt).filter_by(provider_id=message_id.partition(".")[0])
        row = self._connection.execute(query.limit(1)).first()
        return (row.notice_id, (row.batch_id, row.attempt)) if row else (None, None)

    @cached_property
    def _only_sent(self) -> str | None:
        sent = list(self._connection.scalars(sa.select(schema.attempt.c.notice_id).distinct().limit(2)))
        return sent[0] if len(sent) == 1 else None

    def _nid_of(self, notice_id: str, address: str) -> int | None:
        import polars as pl  # noqa: PLC0415 - few events need it

        record = notices.get(self._connection, notice_id)
        if record is None:
            return None
        carries = pl.col("nid") == pl.col("carrier")
        rows = FrozenAudience(self._folder, record.snapshot).where(
            carries & (pl.col("email").str.to_lowercase() == address)
        )
        return int(rows[0]["nid"]) if rows else None

    def _newest_attempt(self, notice_id: str, nid: int, *, accepted: bool = False) -> tuple[int, int] | None:
        a, b = schema.attempt, schema.batch
        query = sa.select(a.c.batch_id, a.c.attempt).where(
            a.c.notice_id == notice_id, a.c.first <= nid, a.c.last >= nid
        )
        if accepted:
            same = sa.and_(b.c.notice_id == a.c.notice_id, b.c.batch_id == a.c.batch_id)
            query = query.join(b, same).where(b.c.state == BatchState.ACCEPTED)
        row = self._connection.execute(query.order_by(a.c.intent_at.desc()).limit(1)).first()
        return (row.batch_id, row.attempt) if row else None

    def _span(self, notice_id: str, batch_id: int, attempt: int) -> tuple[int, int] | None:
        query = sa.select(schema.attempt.c.first, schema.attempt.c.last)
        row = self._connection.execute(query.filter_by(notice_id=notice_id, batch_id=batch_id, attempt=attempt)).first()
        return (row.first, row.last) if row else None
