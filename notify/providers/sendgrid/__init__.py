"""SendGrid, and all that the notifier knows of it: handing over, its answers, its events, and what it was given."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notify.errors import ConfigError
from notify.net import is_loopback, web_address
from notify.providers.base import Choices, Evidence, Option, Provider, Transport
from notify.providers.sendgrid.webhook import SendGridWebhook

if TYPE_CHECKING:
    from notify.model.audience import Recipient
    from notify.model.batch import Mark
    from notify.model.event import Report, Stretch
    from notify.model.notice import Letter, Notice

BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, 2.1: what a key may consist of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may say about SendGrid."""

    key: str = field(repr=False)
    host: str = ""
    """Empty for the public one."""
    eu: bool = False
    ip_pool: str = ""
    timeout: float = 30.0
    """Seconds to wait for an answer."""
    connections: int = 8

    def open(self, notice: Notice) -> Transport:
        """Set the connections up for one notice; nothing is contacted yet."""
        from notify.providers.sendgrid.deliver import SendGrid  # noqa: PLC0415 - only the chosen transport is imported

        return SendGrid(self, notice)


class SendGridProvider(Provider):
    """SendGrid's mail/send and its event webhook."""

    name = "sendgrid"
    webhook = SendGridWebhook()

    options = (
        Option("--sendgrid-host", "the provider's host (default: SENDGRID_HOST, then the public one)", metavar="URL"),
        Option("--sendgrid-eu", "the provider's EU region", is_switch=True),
        Option("--ip-pool", "the provider's IP pool for notices", metavar="NAME"),
    )

    def settings(self, choices: Choices, beside: Path) -> Settings:
        """Gather what was chosen, and the key from the environment."""
        del beside
        return Settings(
            key=_key(os.environ.get("SENDGRID_API_KEY", "")),
            host=_host(choices.text("sendgrid_host") or os.environ.get("SENDGRID_HOST", "")),
            eu=choices.is_on("sendgrid_eu"),
            ip_pool=choices.text("ip_pool"),
            timeout=choices.timeout,
            connections=choices.connections,
        )

    def reports_in(self, body: bytes) -> Iterator[Report] | None:
        """Read the JSON of the webhook or of an export."""
        from notify.providers.sendgrid.events import reports_in  # noqa: PLC0415 - events need it, help does not

        return reports_in(body)

    def brief_reports_in(self, body: bytes) -> tuple[list[Stretch], list[Report]] | None:
        """Read the same, with what only says how far messages got summed up."""
        from notify.providers.sendgrid.events import brief_reports_in  # noqa: PLC0415 - as above

        return brief_reports_in(body)

    def evidence(self, notice: Notice, letter: Letter, recipient: Recipient, mark: Mark, at: datetime) -> Evidence:  # noqa: ARG002 - the provider dates messages
        """Write the recipient's part of the request; the message itself is put together by the provider."""
        from notify.providers.sendgrid.body import personalization  # noqa: PLC0415 - only a proof needs it

        body = json.dumps(personalization(letter, recipient, mark), ensure_ascii=False, indent=1)
        return Evidence(name="request-part.json", content=f"{body}\n".encode())


def _key(given: str) -> str:
    """Take the key without the line end that a mounted secret brings; what is not a key is refused, and never shown."""
    key = given.strip()
    if key and not BEARER.fullmatch(key):
        raise ConfigError(
            "SENDGRID_API_KEY contains what no key has (a space, a quotation mark, a line end); set it to the key alone"
        )
    return key


def _host(given: str) -> str:
    if not given.strip():
        return ""
    url = given.strip() if "://" in given else f"https://{given.strip()}"
    try:
        parts = web_address(url)
    except ValueError as error:
        raise ConfigError(f"the provider's host (--sendgrid-host, SENDGRID_HOST) cannot be used: {error}") from None
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ConfigError("the provider's host (--sendgrid-host, SENDGRID_HOST) is more than a host; give https://HOST")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ConfigError(f"{url}: the key and the addresses would travel in the clear; give an https:// host")
    return f"{parts.scheme}://{parts.netloc}"
