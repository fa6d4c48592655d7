"""Who was not reached by mail, and which of them were told inside the product: the list for a second channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerError
from notify.ledger.chain import gate_records
from notify.ledger.database import schema
from notify.ledger.database.store import Ledger
from notify.ledger.fates import fates_of
from notify.ledger.notices import Record
from notify.ledger.reports.events import MATTERS
from notify.model.event import Kind
from notify.model.gate import GateRecord
from notify.model.notice import NoticeState

IN_DOUBT = "handed over, and no answer came: it is not known whether it was accepted"
ERASED_ROW = 0
"""Stands where a row counted from 1, of somebody who was erased: there is nobody left to reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """An account for a second channel."""

    account_id: str | None
    row: int
    reason: str
    detail: str
    told: GateRecord | None = None
    """What says that it was shown the version, or a newer one, inside the product: then it needs no other channel."""
    left: tuple[str, ...] = ()
    """Of several policies: those of which it was not told inside the product either; empty where of none."""


def list_unreached(ledger: Ledger, connection: Connection, record: Record) -> list[Unreached]:
    """List everybody whom no message reached, with the reason in words, and who was told inside the product since."""
    found = list(_unreached_by_mail(ledger, connection, record))
    accounts = [row.account_id for row in found if row.account_id]
    told = [
        gate_records.find_told(connection, part.policy.slug, part.version.version_id, accounts)
        for part in record.notice.parts
    ]
    return [_told_since(row, record, told) for row in found] if any(told) else found


def _told_since(row: Unreached, record: Record, told: Sequence[Mapping[str, GateRecord]]) -> Unreached:
    """Say what an account was told of inside the product: of several policies it takes all, or the rest is left."""
    shown = [each.get(row.account_id or "") for each in told]
    left = [part.policy.slug for part, one in zip(record.notice.parts, shown, strict=True) if one is None]
    return replace(row, told=None if left else shown[0], left=tuple(left))


def _unreached_by_mail(ledger: Ledger, connection: Connection, record: Record) -> Iterator[Unreached]:
    if record.forgotten:
        raise LedgerError(f"notice {record.notice.notice_id}: its personal data were deleted; only its counts are left")
    audience = FrozenAudience(ledger.folder, record.snapshot)
    wanted = fates_of(ledger, connection, record).among("bounced", "dropped", "unreached", "held")
    details = _details(connection, record.notice.notice_id)
    cancelled = record.state is NoticeState.CANCELLED
    for row in audience.rows_of(wanted):
        if row["row"] == ERASED_ROW:
            continue
        nid, detail = row["nid"], details.get(row["carrier"], IN_DOUBT if wanted[row["nid"]] == "held" else "")
        reason = {"unreached": "cancelled" if cancelled and not detail else "refused"}.get(wanted[nid], wanted[nid])
        yield Unreached(account_id=row["account_id"], row=row["row"], reason=reason, detail=detail)
    for row in audience.unusable_rows():
        if row["row"] == ERASED_ROW:
            continue
        yield Unreached(account_id=row["account_id"], row=row["row"], reason="unusable", detail=row["reason"])


def count_told_in_product(ledger: Ledger, connection: Connection, record: Record) -> int:
    """Count those whom no message reached who were told inside the product."""
    if record.forgotten or not gate_records.has_any(connection):
        return 0
    return sum(row.told is not None for row in list_unreached(ledger, connection, record))


def _details(connection: Connection, notice_id: str) -> dict[int, str]:
    """Return the other side's words on why a message did not arrive; a complaint is about one that did."""
    fault = schema.fault
    rows = connection.execute(
        sa.select(fault).where(fault.c.notice_id == notice_id, fault.c.kind != MATTERS[Kind.SPAM])
    )
    return {row.nid: f"{row.kind}: {row.detail}".strip(": ") for row in rows}
