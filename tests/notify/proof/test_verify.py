"""The proof's own verifier, which needs nothing but Python."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from notify.proof.signature import signature_holds
from notify.providers.base import Signature
from notify.providers.sendgrid.webhook import SendGridWebhook
from tests.notify.events.signing import PUBLIC_KEY, signed


@settings(max_examples=25)
@given(st.binary(max_size=100), st.booleans())
def test_two_verifiers_agree(body: bytes, tamper: bool) -> None:
    """The proof's own check of a signature, in plain Python, says what the provider's package says."""
    body = body.hex().encode()
    signature, sent = signed(body), (body + b"x" if tamper else body)
    shown = Signature(signature=signature, timestamp="1800000000")
    assert signature_holds(PUBLIC_KEY, signature, b"1800000000" + sent) is (not tamper)
    assert SendGridWebhook().is_genuine(PUBLIC_KEY, sent, shown) is (not tamper)
