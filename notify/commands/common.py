"""What several commands need from their arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from notify.audience.sources import read_accounts
from notify.config import read_config, sender_of
from notify.errors import ManifestError
from notify.ledger.notices import Record
from notify.ledger.store import Ledger, open_ledger
from notify.model import Manifest, Notice, Policy, Sender, Version
from notify.output import say
from notify.providers import Transport, provider_named
from notify.published.manifest import read_manifest

if TYPE_CHECKING:
    import polars as pl

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3


def now() -> datetime:
    """Read the clock: the one place that does."""
    return datetime.now(UTC)


def today(arguments: argparse.Namespace, policy: Policy | None = None) -> date:
    """Say which day it is where the policy's organisation is, or is pretended to be."""
    given: date | None = arguments.today
    return given or now().astimezone(ZoneInfo(policy.time_zone if policy else "UTC")).date()


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


def transport_named(arguments: argparse.Namespace, name: str, beside: Path, notice: Notice) -> Transport:
    """Set up the transport of that name for one notice, with what was said about it."""
    return provider_named(name).settings(arguments, beside).open(notice)
