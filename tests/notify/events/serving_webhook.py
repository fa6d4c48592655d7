"""The event webhook, served in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from notify.events import webhook
from notify.providers.sendgrid.webhook import SendGridWebhook
from notify.web.intake import Connection, Intake
from tests.notify.conftest import Desk
from tests.serving import serving


@contextmanager
def serving_webhook(desk: Desk, bodies: Intake, key: str = "", *pages: webhook.Page) -> Iterator[int]:
    """Serve a desk's ledger as `events serve` does; yields the port."""
    ledger = desk.ledger()
    verification = webhook.Verification(webhook=SendGridWebhook(), key=key)
    application = webhook.application(ledger, verification, lambda: None, lambda: datetime.now(UTC), pages, bodies)
    with serving(application, http=Connection) as origin:
        yield int(origin.rpartition(":")[2])
    ledger.close()
