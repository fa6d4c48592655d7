"""Bounce messages (RFC 3464): a mail server's own words about a message that we handed over by SMTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from notify.model import Event, Kind

OUR_ID = re.compile(rb"^Message-ID:\s*<([0-9a-f]{12})\.(\d{1,10})@", re.IGNORECASE | re.MULTILINE)
ACTION = re.compile(rb"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(rb"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
DIAGNOSTIC = re.compile(rb"^Diagnostic-Code:\s*(.{1,300})", re.IGNORECASE | re.MULTILINE)
KINDS = {b"failed": Kind.BOUNCE, b"delayed": Kind.DEFERRED, b"delivered": Kind.DELIVERED}


def is_bounce(body: bytes) -> bool:
    """Tell a delivery report from a provider's JSON."""
    return b"report-type" in body[:8192].lower() or b"message/delivery-status" in body[:65_536].lower()


def parsed_bounce(body: bytes) -> Event | None:
    """Read which of our messages it speaks of (by its Message-ID) and what became of it."""
    ours, action = OUR_ID.search(body), ACTION.search(body)
    if not ours or not action:
        return None
    status, words = STATUS.search(body), DIAGNOSTIC.search(body)
    detail = b" ".join(found[1].strip() for found in (status, words) if found)
    nid = int(ours[2])
    return Event(
        notice_id=ours[1].decode(),
        batch_id=-1,
        attempt=-1,
        nid=nid,
        kind=KINDS.get(action[1].lower(), Kind.OTHER),
        at=_dated(body),
        detail=detail.decode("utf-8", "replace")[:500],
    )


def _dated(body: bytes) -> datetime:
    message = message_from_bytes(body[:65_536], _class=EmailMessage, policy=policy.default)
    try:
        moment = parsedate_to_datetime(str(message["date"]))
    except (ValueError, TypeError):
        return datetime.fromtimestamp(0, UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
