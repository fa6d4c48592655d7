"""SendGrid's event webhook: its words to ours, and its signature. Unknown words are kept as `other`."""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from notify.errors import ConfigError
from notify.model import Event, Kind
from notify.providers.sendgrid.body import ARGUMENT

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

KINDS: Mapping[str, Kind] = {
    "processed": Kind.PROCESSED,  # taken off the queue
    "deferred": Kind.DEFERRED,  # the recipient's server said later
    "delivered": Kind.DELIVERED,  # the recipient's server took it
    "bounce": Kind.BOUNCE,  # the recipient's server refused it for good
    "blocked": Kind.BLOCKED,  # ... or for now
    "dropped": Kind.DROPPED,  # the provider would not try
    "spamreport": Kind.SPAM,
    "open": Kind.OPEN,
    "click": Kind.CLICK,
    "unsubscribe": Kind.UNSUBSCRIBE,
    "group_unsubscribe": Kind.UNSUBSCRIBE,
}


def is_genuine(public_key: str, body: bytes, signature: str, timestamp: str) -> bool:
    """Check the provider's signature over the raw bytes as they came; anything malformed is not genuine."""
    from sendgrid.helpers.eventwebhook import EventWebhook  # noqa: PLC0415 - slow, and only servers need it

    try:
        return bool(EventWebhook(public_key).verify_signature(body.decode("utf-8"), signature, timestamp))
    except (ValueError, binascii.Error, TypeError):
        return False


def check_key(public_key: str) -> None:
    """Refuse a verification key that is none, before any post comes in."""
    from sendgrid.helpers.eventwebhook import EventWebhook  # noqa: PLC0415 - as above

    try:
        EventWebhook(public_key)
    except (ValueError, TypeError) as error:
        raise ConfigError(
            f"the webhook's verification key cannot be read ({error}); copy it from the provider's settings page"
        ) from None


def parsed(items: list[Any]) -> Iterator[tuple[Event | None, Mapping[str, Any]]]:
    """Yield each event with what the provider wrote; None for an event that does not name a delivery of ours."""
    for item in items:
        if isinstance(item, dict):
            yield _event(item), item


def kind_of(item: Mapping[str, Any]) -> Kind:
    """Translate the provider's word."""
    word = str(item.get("event", ""))
    if word == "bounce" and item.get("type") == "blocked":
        return Kind.BLOCKED
    return KINDS.get(word, Kind.OTHER)


def moment_of(item: Mapping[str, Any]) -> datetime:
    """Read when the provider says it happened; a senseless moment becomes the epoch."""
    try:
        return datetime.fromtimestamp(float(item.get("timestamp", 0)), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def detail_of(item: Mapping[str, Any]) -> str:
    """Give the other server's words about a failure."""
    parts = (item.get("status"), item.get("reason") or item.get("response"))
    return " ".join(str(part) for part in parts if part)[:500]


def _event(item: Mapping[str, Any]) -> Event | None:
    mark = item.get(ARGUMENT)
    parts = mark.split(".") if isinstance(mark, str) else []
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts[1:]):
        return None
    batch_id, attempt, nid = (int(part) for part in parts[1:])
    return Event(
        notice_id=parts[0],
        batch_id=batch_id,
        attempt=attempt,
        nid=nid,
        kind=kind_of(item),
        at=moment_of(item),
        detail=detail_of(item),
    )
