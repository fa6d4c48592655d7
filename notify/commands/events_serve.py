"""Receive a provider's webhook, and show the operator's page."""

from __future__ import annotations

import base64
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from notify.commands.common import DONE, day_of, now, open_named
from notify.errors import ConfigError
from notify.ledger.database.store import Ledger
from notify.net import is_loopback
from notify.providers import find_provider
from notify.requests.events_serve import ServeRequest

if TYPE_CHECKING:
    from notify.events.webhook import Page

from notify.commands.common import patience_of, settle_meanwhile

TOKEN_VARIABLE = "POLICY_NOTIFY_DASHBOARD_TOKEN"  # noqa: S105 - its name
SHORTEST_TOKEN = 20


def run(request: ServeRequest) -> int:
    """Receive the webhook until stopped.

    Raises ConfigError for a provider without a webhook, and where posts would be taken unsigned from other machines.
    """
    from notify.events import webhook  # noqa: PLC0415 - the web server is slow to import

    served = find_provider(request.provider).webhook
    if served is None:
        raise ConfigError(f"{request.provider} has no webhook")
    verification = webhook.Verification(
        webhook=served, key=_public_key(request.public_key or os.environ.get(served.key_variable, ""))
    )
    if not verification.key and not (request.unsigned and is_loopback(request.host)):
        raise ConfigError(
            f"no verification key: set {verification.webhook.key_variable} or give --public-key; "
            "--unsigned works on this machine's own address only"
        )
    token = _dashboard_token() if request.dashboard else ""
    with open_named(request.ledger, create=True) as ledger:
        settle = partial(settle_meanwhile, ledger, patience_of(request.waiting))
        webhook.serve(ledger, verification, request.host, request.port, settle, now, _pages(ledger, token))
    return DONE


def _pages(ledger: Ledger, token: str) -> list[Page]:
    """List the pages that the server shows: metrics and, with a token, the operator's page."""
    from notify.events.webhook import Page  # noqa: PLC0415 - as above
    from notify.flows import metrics, operator_page, overview  # noqa: PLC0415 - only a server shows pages

    counts = metrics.LedgerMetrics(ledger, day_of)

    def dashboard() -> bytes:
        standings = overview.overview(ledger, day_of, lambda _record: ())
        return operator_page.operator_page(standings, now()).encode()

    pages = [Page(path="/metrics", media_type=metrics.CONTENT_TYPE, content=counts.text)]
    if token:
        pages.append(Page(path="/dashboard", media_type="text/html", content=dashboard, token=token))
    return pages


def _dashboard_token() -> str:
    """Read the token from the environment; one that can be guessed is refused."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise ConfigError(
            f"--dashboard needs a token in {TOKEN_VARIABLE}: at least {SHORTEST_TOKEN} plain characters, "
            "such as `openssl rand -hex 24` prints"
        )
    return token


def _public_key(given: str) -> str:
    """Read the key as the provider shows it: base64 as it is, a PEM file, or a file of either."""
    try:
        text = (
            Path(given).read_text(encoding="ascii") if given and len(given) < 500 and Path(given).is_file() else given
        )
    except ValueError:
        raise ConfigError("the verification key is not text; give it as the provider shows it, or a PEM file") from None
    if "-----BEGIN" not in text:
        return "".join(text.split())
    try:
        key = load_pem_public_key(text.strip().encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"the verification key is not a PEM public key ({error}); copy it again") from None
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode("ascii")
