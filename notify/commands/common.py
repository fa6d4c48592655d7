"""What several commands need from their arguments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notify.audience.sources import read_accounts
from notify.config import read_config, sender_of
from notify.errors import ConfigError, ManifestError
from notify.lazy import polars as pl
from notify.ledger import notices
from notify.ledger.notices import Record
from notify.ledger.store import Ledger, nobody_sends, open_ledger
from notify.model.notice import Notice, Sender
from notify.model.published import Manifest, Policy, Version
from notify.output import say
from notify.providers import Transport, find_provider
from notify.published.manifest import Manifests
from notify.requests.base import Audience, Hop, Waiting
from notify.send.run import settle_quietly
from notify.send.settle import Patience

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3


def now() -> datetime:
    """Read the clock again, where what is written down happens long after a command began."""
    return datetime.now(UTC)


def day_of(policy: Policy) -> date:
    """Say which day it is by now where the policy's organisation is."""
    return now().astimezone(ZoneInfo(policy.time_zone)).date()


@contextmanager
def open_named(location: str, *, create: bool = False) -> Iterator[Ledger]:
    """Open the ledger that was named."""
    ledger = open_ledger(location, create=create)
    try:
        yield ledger
    finally:
        ledger.close()


def find_notice(ledger: Ledger, wanted: str | None) -> Record:
    """Find the notice that was named, or the only one there is."""
    with ledger.read() as connection:
        return notices.find(connection, wanted)


def settle_meanwhile(ledger: Ledger, patience: Patience) -> bool:
    """Settle what is proven; tells whether nobody sends meanwhile, so that everything could be."""
    with nobody_sends(ledger) as alone:
        settle_quietly(ledger, now(), patience, nobody_sends=alone)
    return alone


def patience_of(waiting: Waiting) -> Patience:
    """Say how much silence is proof."""
    return Patience(witnesses=waiting.witnesses, quiet=waiting.quiet)


def manifest_of(audience: Audience, manifests: Manifests) -> Manifest:
    """Read the manifest that was named.

    Raises ConfigError where none was.
    """
    if not audience.manifest:
        raise ConfigError("give --manifest")
    return manifests.read(audience.manifest, base_url=folder_url(audience.base_url))


def folder_url(base_url: str | None) -> str | None:
    """End an address with one slash, as a folder's does."""
    return base_url and f"{base_url.rstrip('/')}/"


def published_version(manifests: Manifests, location: str | None, record: Record) -> Version | None:
    """Find a frozen version in the manifest as it is published now; where that cannot be read, say so."""
    try:
        version = manifests.read(location or record.manifest).version(record.notice.version.version_id)
    except ManifestError as error:
        say(f"the deadline is judged by the dates that were frozen, because the manifest cannot be read: {error}")
        return None
    return version if version and version.text_sha256 == record.notice.version.text_sha256 else None


def sender(audience: Audience, manifest: Manifest) -> Sender:
    """Say the address that messages come from."""
    return sender_of(read_config(audience.config), manifest.policy, audience.from_email)


def accounts(audience: Audience) -> Iterator[pl.DataFrame]:
    """Read the accounts that were named.

    Raises ConfigError where none were.
    """
    if not audience.accounts:
        raise ConfigError("give --accounts")
    return read_accounts(audience.accounts, read_config(audience.config).columns, audience.query)


def open_transport(hop: Hop, name: str, beside: Path, notice: Notice) -> Transport:
    """Set up the transport of that name for one notice, with what was chosen about it."""
    return find_provider(name).settings(hop.choices, beside).open(notice)
