"""SendGrid's event webhook: how a post proves that it is the provider's own."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from notify.errors import ConfigError
from notify.providers.base import Signature

if TYPE_CHECKING:
    from sendgrid.helpers.eventwebhook import EventWebhook

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


class SendGridWebhook:
    """The signed event webhook."""

    key_variable = "SENDGRID_WEBHOOK_PUBLIC_KEY"

    def check_key(self, key: str) -> None:
        """Refuse a verification key that cannot be read, before any post comes in."""
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey  # noqa: PLC0415 - as below

        try:
            found = _verifier(key).public_key
        except (ValueError, TypeError):
            found = None
        if not isinstance(found, EllipticCurvePublicKey):  # with another, every post would be refused for ever
            raise ConfigError(
                "the webhook's verification key is not of the kind that posts are signed with: copy it from the "
                "provider's settings page, where it is one line that begins with MFkw, without quotation marks"
            )

    def signature_in(self, headers: Mapping[str, str]) -> Signature:
        """Return what the two headers say."""
        return Signature(signature=headers.get(SIGNATURE, ""), timestamp=headers.get(TIMESTAMP, ""))

    def is_genuine(self, key: str, body: bytes, signature: Signature) -> bool:
        """Check the signature over the raw bytes as they came; whatever is malformed is not genuine."""
        try:
            text = body.decode("utf-8")
            return bool(_verifier(key).verify_signature(text, signature.signature, signature.timestamp))
        except (ValueError, binascii.Error, TypeError):
            return False


@cache
def _verifier(key: str) -> EventWebhook:
    """Read a key once: reading it takes as long as checking a signature with it."""
    from sendgrid.helpers.eventwebhook import EventWebhook  # noqa: PLC0415 - slow, and only servers need it

    return EventWebhook(key)
