"""Any mail server: messages handed over by SMTP, and what mail servers write back."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from notify.providers.base import Choices, Option, Provider, Transport

if TYPE_CHECKING:
    from notify.model.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may say about a mail server."""

    smtp_host: str
    smtp_tls: str = "auto"
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds to wait for an answer."""
    connections: int = 8

    def open(self, notice: Notice) -> Transport:
        """Set the connections up for one notice; nothing is contacted yet."""
        from notify.providers.smtp.deliver import Smtp  # noqa: PLC0415 - only the chosen transport is imported

        return Smtp(self, notice)


class SmtpProvider(Provider):
    """A mail server."""

    name = "smtp"
    named_again = " --live --smtp HOST"
    options = (
        Option(
            "--smtp",
            "the mail server (default: SMTP_HOST); SMTP_USERNAME and SMTP_PASSWORD sign in",
            metavar="HOST[:PORT]",
        ),
        Option("--smtp-tls", "(default: %(default)s)", choices=("auto", "starttls", "tls", "none"), default="auto"),
    )

    def settings(self, choices: Choices, beside: Path) -> Settings:
        """Gather what was chosen, and name and password from the environment."""
        del beside
        return Settings(
            smtp_host=choices.text("smtp") or os.environ.get("SMTP_HOST", "").strip(),
            smtp_tls=choices.text("smtp_tls"),
            smtp_username=os.environ.get("SMTP_USERNAME", "").rstrip("\r\n"),
            smtp_password=os.environ.get("SMTP_PASSWORD", "").rstrip("\r\n"),
            timeout=choices.timeout,
            connections=choices.connections,
        )
