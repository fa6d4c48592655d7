"""What several commands need from their arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notify.audience.sources import read_accounts
from notify.config import read_config, sender_of
from notify.errors import ConfigError, ManifestError
from notify.ledger.notices import Record
from notify.ledger.store import Ledger, open_ledger
from notify.model import Manifest, Sender, Version
from notify.output import say
from notify.providers import Settings
from notify.published.manifest import read_manifest

if TYPE_CHECKING:
    import polars as pl

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3


def now() -> datetime:
    """Read the clock: the one place that does."""
    return datetime.now(UTC)


def today(arguments: argparse.Namespace) -> date:
    """Say which day it is, or is pretended to be."""
    given: date | None = arguments.today
    return given or now().date()


@contextmanager
def opened(arguments: argparse.Namespace, *, create: bool = False) -> Iterator[Ledger]:
    """Open the ledger that was named."""
    ledger = open_ledger(arguments.ledger, create=create)
    try:
        yield ledger
    finally:
        ledger.close()


def manifest_of(arguments: argparse.Namespace) -> Manifest:
    """Read the manifest that was named."""
    return read_manifest(arguments.manifest, base_url=arguments.base_url and f"{arguments.base_url.rstrip('/')}/")


def published_version(location: str | None, record: Record) -> Version | None:
    """Find a frozen version in the manifest as it is published now; where that cannot be read, say so."""
    try:
        version = read_manifest(location or record.manifest).version(record.notice.version.version_id)
    except ManifestError as error:
        say(f"the deadline is judged by the days that were frozen, since the manifest cannot be read: {error}")
        return None
    return version if version and version.text_sha256 == record.notice.version.text_sha256 else None


def sender(arguments: argparse.Namespace, manifest: Manifest) -> Sender:
    """Say who messages come from."""
    return sender_of(read_config(arguments.config), manifest.policy, arguments.from_email)


def accounts(arguments: argparse.Namespace) -> Iterator[pl.DataFrame]:
    """Read the accounts that were named."""
    return read_accounts(arguments.accounts, read_config(arguments.config).columns, arguments.query)


def settings(arguments: argparse.Namespace, beside: Path) -> Settings:
    """Gather what was said about the transport; secrets from the environment alone."""
    outbox = Path(arguments.outbox) if arguments.outbox else beside / "outbox"
    return Settings(
        outbox=outbox,
        timeout=arguments.timeout,
        connections=max(8, getattr(arguments, "in_flight", 0)),
        sendgrid_key=os.environ.get("SENDGRID_API_KEY", ""),
        sendgrid_host=_host(arguments.sendgrid_host or os.environ.get("SENDGRID_HOST", "")),
        sendgrid_eu=arguments.sendgrid_eu,
        ip_pool=arguments.ip_pool,
        smtp_host=arguments.smtp or os.environ.get("SMTP_HOST", ""),
        smtp_tls=arguments.smtp_tls,
        smtp_username=os.environ.get("SMTP_USERNAME", ""),
        smtp_password=os.environ.get("SMTP_PASSWORD", ""),
    )


def _host(given: str) -> str:
    if not given:
        return ""
    url = given if "://" in given else f"https://{given}"
    if not url.startswith(("https://", "http://")):
        raise ConfigError(f"--sendgrid-host {given}: give https://HOST")
    return url
