"""SendGrid's event webhook: its words to ours, and its signature. Unknown words are kept as `other`."""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from notify.errors import ConfigError
from notify.model import Kind, Mark, Report
from notify.providers.base import Signature
from notify.providers.sendgrid.words import ARGUMENT

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


class SendGridWebhook:
    """The signed event webhook."""

    key_variable = "SENDGRID_WEBHOOK_PUBLIC_KEY"

    def check_key(self, key: str) -> None:
        """Refuse a verification key that cannot be read, before any post comes in."""
        from sendgrid.helpers.eventwebhook import EventWebhook  # noqa: PLC0415 - slow, and only servers need it

        try:
            EventWebhook(key)
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"the webhook's verification key cannot be read ({error}); copy it from the provider's settings page"
            ) from None

    def signature_in(self, headers: Mapping[str, str]) -> Signature:
        """Return what the two headers say."""
        return Signature(signature=headers.get(SIGNATURE, ""), timestamp=headers.get(TIMESTAMP, ""))

    def is_genuine(self, key: str, body: bytes, signature: Signature) -> bool:
        """Check the signature over the raw bytes as they came; whatever is malformed is not genuine."""
        from sendgrid.helpers.eventwebhook import EventWebhook  # noqa: PLC0415 - as above

        try:
            text = body.decode("utf-8")
            return bool(EventWebhook(key).verify_signature(text, signature.signature, signature.timestamp))
        except (ValueError, binascii.Error, TypeError):
            return False


def reports_in(body: bytes) -> Iterator[Report]:
    """Yield each event of a post or of a piece of an export; what is not one is passed over."""
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        return
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, dict):
            yield report_of(item)


def report_of(item: Mapping[str, Any]) -> Report:
    """Translate one event; nothing in it can make this fail."""
    mark, nid = _mark(item.get(ARGUMENT))
    address = item.get("email")
    return Report(
        kind=_kind(item),
        at=_moment(item),
        detail=_detail(item),
        mark=mark,
        nid=nid,
        address=address.strip().lower() if isinstance(address, str) else None,
        request_id=_request_id(item.get("sg_message_id")),
    )


def _kind(item: Mapping[str, Any]) -> Kind:
    """Translate the provider's word."""
    word = str(item.get("event", ""))
    if word == "bounce" and item.get("type") == "blocked":
        return Kind.BLOCKED
    return KINDS.get(word, Kind.OTHER)


def _moment(item: Mapping[str, Any]) -> datetime:
    """Read when the provider says it happened; a senseless moment becomes the epoch."""
    try:
        return datetime.fromtimestamp(float(item.get("timestamp", 0)), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _detail(item: Mapping[str, Any]) -> str:
    """Give the other server's words about a failure."""
    parts = (item.get("status"), item.get("reason") or item.get("response"))
    return " ".join(str(part) for part in parts if part)[:500]


def _mark(argument: object) -> tuple[Mark | None, int]:
    parts = argument.split(".") if isinstance(argument, str) else []
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts[1:]):
        return None, -1
    batch_id, attempt, nid = (int(part) for part in parts[1:])
    return Mark(notice_id=parts[0], batch_id=batch_id, attempt=attempt), nid


def _request_id(message_id: object) -> str | None:
    """Return the id that the answer gave: what stands before the first dot."""
    if isinstance(message_id, str):
        return message_id.partition(".")[0]
    return str(message_id) if message_id else None
