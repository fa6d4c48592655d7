"""Answer a product over HTTP."""

from __future__ import annotations

import os
import re

from notify.commands.common import DONE, now, open_named
from notify.errors import ConfigError
from notify.net import web_address
from notify.output import say
from notify.requests.gate_serve import GateServeRequest


def run(request: GateServeRequest) -> int:
    """Answer products until stopped."""
    from notify.gate.policies import Policies  # noqa: PLC0415 - as above
    from notify.gate.server import Gate, application  # noqa: PLC0415 - the web server is slow to import
    from notify.gate.tokens import Tokens, read_keys  # noqa: PLC0415 - as above
    from notify.web.hosting import host_application  # noqa: PLC0415 - as above

    keys, policies = read_keys(os.environ), Policies(request.manifest)
    origins = [_origin(words) for words in request.origin]
    with open_named(request.ledger, create=True) as ledger:
        gate = Gate(ledger=ledger, policies=policies, tokens=Tokens(keys), now=now)
        slugs = ", ".join(course.slug for course in policies.courses)
        host_application(application(gate, origins, max(request.renew, 1.0)), request.host, request.port, slugs)
    say("stopped; what was acknowledged is stored")
    return DONE


def _origin(words: str) -> str:
    """Check an origin: scheme, host and port, as a browser sends them."""
    try:
        parts = web_address(words)
    except ValueError as error:
        raise ConfigError(f"--origin: {error}; give one such as https://shop.example") from None
    if not re.fullmatch(r"https?://[^/?#]+", words) or parts.netloc != parts.netloc.lower():
        raise ConfigError(f"--origin: {words!r} must be scheme, host and port alone, in lower case, without a slash")
    return words
