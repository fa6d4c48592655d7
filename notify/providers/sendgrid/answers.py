"""What SendGrid's answers mean: sure of yes, sure of no, or in doubt."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from notify.model.batch import Outcome, Receipt

ACCEPTED = 202
MAYBE_TAKEN = frozenset({200, 201, 204, 408, 499})
"""202 alone means queued. 200 is the sandbox's word, and not one that an honest provider gives here."""
AT_FAULT = re.compile(r"personalizations[.\[](\d+)\b")
SCOPE = "mail.send"
LONGEST_WAIT = 3600.0
WHOLE_MESSAGE = re.compile(
    r"^(from|reply_to|subject|content|headers|mail_settings|tracking_settings|ip_pool_name|template|asm)"
)


def receipt_from(status: int, headers: Mapping[str, str], body: bytes) -> Receipt:
    """Translate one answer; header names are in lower case."""
    if status == ACCEPTED:
        return Receipt(
            outcome=Outcome.ACCEPTED, status=status, provider_id=headers.get("x-message-id", "")[:200] or None
        )
    if status == 429:
        return Receipt(outcome=Outcome.DEFERRED, status=status, detail="too many requests", retry_after=_wait(headers))
    if status >= 500 or status in MAYBE_TAKEN or status < 200:
        return Receipt(outcome=Outcome.UNKNOWN, status=status, detail=_words(body))
    if status == 413:
        return Receipt(outcome=Outcome.REJECTED, status=status, detail="the request is too large")
    if status == 400:
        return _bad_request(body)
    return Receipt(outcome=Outcome.STOP, status=status, detail=_advice(status, body))


def trouble_of_key(status: int, headers: Mapping[str, str], body: bytes) -> Receipt | None:
    """Say why nothing can be handed over, of the answer to what the key may do; None where it may, or nothing is said.

    Whoever stands between us and the provider may know of no such question: `knows_scopes` tells.
    """
    if status in {401, 429}:
        return receipt_from(status, headers, body)
    if knows_scopes(status, body) and SCOPE not in (_scopes(body) or ()):
        return Receipt(outcome=Outcome.STOP, status=status, detail=f"the API key may not send: it lacks `{SCOPE}`")
    return None


def knows_scopes(status: int, body: bytes) -> bool:
    """Tell whether somebody who knows what a key is answered, as the provider alone does."""
    return status == 200 and _scopes(body) is not None


def trouble_of_place(status: int, headers: Mapping[str, str], body: bytes) -> Receipt | None:
    """Say why nothing can be handed over, of the answer to an empty request; None where it was taken or read.

    It hands nothing over, so that no answer to it is doubt: whoever cannot answer now is asked again.
    """
    if status == ACCEPTED or (status == 400 and _errors(body)):
        return None
    if status >= 500 or status in {408, 429, 499}:
        words = f"the provider answers {status} to an empty request; check the host, if that goes on"
        return Receipt(outcome=Outcome.DEFERRED, status=status, detail=words, retry_after=_wait(headers))
    return Receipt(outcome=Outcome.STOP, status=status, detail=_advice(status, body))


def _scopes(body: bytes) -> list[Any] | None:
    try:
        scopes = json.loads(body)["scopes"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return scopes if isinstance(scopes, list) else None


def _bad_request(body: bytes) -> Receipt:
    errors = _errors(body)
    fields = [str(error.get("field") or "") for error in errors]
    faults: dict[int, str] = {}
    for error, field in zip(errors, fields, strict=True):
        found = AT_FAULT.search(field)
        if found:
            faults.setdefault(int(found[1]), str(error.get("message", ""))[:300])
    if faults:
        return Receipt(outcome=Outcome.REJECTED, status=400, detail=_words(body), refused=tuple(sorted(faults.items())))
    if any(WHOLE_MESSAGE.match(field) for field in fields):
        return Receipt(outcome=Outcome.STOP, status=400, detail=f"the message itself is refused: {_words(body)}")
    return Receipt(outcome=Outcome.REJECTED, status=400, detail=_words(body))


def _errors(body: bytes) -> list[dict[str, Any]]:
    try:
        errors = json.loads(body).get("errors", [])
        return [error for error in errors if isinstance(error, dict)]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


def _words(body: bytes) -> str:
    messages = [str(error.get("message", "")) for error in _errors(body)]
    # The provider repeats addresses in its words; what is kept beside the batch holds none.
    return re.sub(r"\S+@\S+", "(address)", "; ".join(messages))[:300]


def _advice(status: int, body: bytes) -> str:
    advice = {
        401: "the API key is not accepted; check SENDGRID_API_KEY and the host (EU keys need --sendgrid-eu)",
        403: "the API key may not send, the sender is not verified with the provider, or the host is another's",
    }
    words = advice.get(status, "that is not what it answers to messages; check the host")
    return f"the provider answered {status}: {words} {_words(body)}".strip()


def _wait(headers: Mapping[str, str]) -> float | None:
    """Read how long to wait, in seconds: `Retry-After`, else `X-RateLimit-Reset`, which is a moment."""
    for name in ("retry-after", "x-ratelimit-reset"):
        try:
            value = float(headers[name])
        except (KeyError, ValueError):
            continue
        seconds = value - time.time() if value > 1_000_000_000 else value
        return min(max(seconds, 0.0), LONGEST_WAIT)
    return None
