"""The first hops, and what they report later. A new provider is a folder, and one line of the registry here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from notify.errors import TransportError
from notify.providers.base import Provider, Transport
from notify.providers.outbox import OutboxProvider
from notify.providers.sendgrid import SendGridProvider
from notify.providers.smtp import SmtpProvider

if TYPE_CHECKING:
    from notify.model.event import Report, Stretch

__all__ = [
    "BY_MAIL",
    "FROM_A_TRIAL",
    "NAMES",
    "REGISTRY",
    "Provider",
    "Transport",
    "brief_reports_in",
    "find_provider",
    "hop_options",
    "reports_arrival",
    "reports_in",
]

REGISTRY: Mapping[str, Provider] = {
    "outbox": OutboxProvider(),
    "smtp": SmtpProvider(),
    "sendgrid": SendGridProvider(),
}
"""Asked in this order whose a post is."""
BY_MAIL = "--transport NAME --live"
"""What a send to real people needs; without it, it is a trial."""
NAMES = "NAME is sendgrid, or smtp with --smtp HOST"
"""What stands for NAME."""
FROM_A_TRIAL = f"freeze into another ledger (--ledger), and send it from there with {BY_MAIL} ({NAMES})"
"""How to tell people of what a ledger knows only as a trial."""


def find_provider(name: str) -> Provider:
    """Find a provider.

    Raises TransportError where none has that name.
    """
    if name not in REGISTRY:
        raise TransportError(f"there is no transport {name!r}; there are {', '.join(REGISTRY)}")
    return REGISTRY[name]


def hop_options(name: str | None) -> str:
    """Give the options, each behind a blank, that a send names its first hop by.

    A name is to be chosen where none was yet, or where another release chose one that this does not have.
    """
    provider = REGISTRY.get(name or "")
    return provider.named_again if provider else f" {BY_MAIL}"


def reports_arrival(name: str | None) -> bool:
    """Tell whether a provider says of each message that it arrived, so that its silence may prove something.

    Where none is known, as in a ledger restored from before the first send or written by another release, it may.
    """
    provider = REGISTRY.get(name or "")
    return provider is None or provider.webhook is not None


def reports_in(body: bytes) -> Iterator[Report]:
    """Read a post by the first provider that knows it for its own; nothing where none does."""
    for provider in REGISTRY.values():
        reports = provider.reports_in(body)
        if reports is not None:
            yield from reports
            return


def brief_reports_in(body: bytes) -> tuple[list[Stretch], list[Report]]:
    """Read a post as `reports_in` does, with what only says how far messages got summed up by attempt."""
    for provider in REGISTRY.values():
        found = provider.brief_reports_in(body)
        if found is not None:
            return found
    return [], []
