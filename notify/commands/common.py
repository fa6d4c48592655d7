"""What several commands need from their arguments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notify.audience.sources import read_accounts
from notify.config import read_config, sender_of
from notify.errors import ConfigError, ManifestError, MissingColumnError
from notify.flows.together import Agenda, agenda
from notify.lazy import polars as pl
from notify.ledger import notices
from notify.ledger.database.store import Ledger, nobody_sends, open_ledger
from notify.ledger.notices import Record
from notify.model.notice import Notice, Part, Sender
from notify.model.published import Manifest, Policy, Version
from notify.output import say
from notify.providers import Transport, find_provider
from notify.published.manifest import Manifests
from notify.requests.base import Audience, Hop, Moment, Waiting
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


def late_option(notice: Notice, today: date) -> str:
    """Give what `send` needs besides, where the lead time is missed."""
    return " --late" if notice.is_late(today) else ""


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


def agenda_of(audience: Audience, manifests: Manifests, moment: Moment) -> Agenda:
    """Find out what is to be told, by the manifests that were named.

    Raises ConfigError where none was.
    """
    if not audience.manifest:
        raise ConfigError("give --manifest")
    if len(audience.manifest) > 1 and audience.base_url:
        raise ConfigError("--base-url is for one --manifest; give the others' addresses, or build with --base-url")
    read = [manifests.read(each, base_url=folder_url(audience.base_url)) for each in audience.manifest]
    found = agenda(
        read,
        audience.version,
        lambda manifest: sender(audience, manifest),
        lambda manifest: moment.today(manifest.policy),
        apart=audience.apart,
    )
    for remark in (*found.remarks, *_unready_remarks(found)):
        say(remark)
    return found


def _unready_remarks(found: Agenda) -> Iterator[str]:
    """Name early what `send --live` refuses, since it is frozen with the words."""
    for slug in sorted({each.manifest.policy.slug for each in found.owing if not each.manifest.policy.postal_address}):
        yield (
            f"{slug}: the manifest names no postal address of the controller, and real mail is refused without one: "
            "set `postal_address` under [organisation] in policy.toml and build the site again, before it is frozen"
        )


def folder_url(base_url: str | None) -> str | None:
    """End an address with one slash, as a folder's does."""
    return base_url and f"{base_url.rstrip('/')}/"


def published_versions(manifests: Manifests, locations: Sequence[str], record: Record) -> tuple[Version | None, ...]:
    """Find each frozen version in its manifest as it is published now; where that cannot be read, say so."""
    return tuple(
        _published_version(manifests, location, part)
        for location, part in zip(manifests_of(record, locations, manifests), record.notice.parts, strict=True)
    )


def manifests_of(record: Record, named: Sequence[str], manifests: Manifests) -> tuple[str, ...]:
    """Say where the manifest of each part of a notice is: named on the command line, or where it was frozen from."""
    if len(record.notice.parts) == 1:
        return (named[0],) if named else (record.manifest,)
    known = {manifests.read(each).policy.slug: each for each in named}
    parts = zip(record.notice.parts, record.manifests, strict=True)
    return tuple(known.get(part.policy.slug, frozen) for part, frozen in parts)


def _published_version(manifests: Manifests, location: str, part: Part) -> Version | None:
    try:
        version = manifests.read(location).version(part.version.version_id)
    except ManifestError as error:
        say(f"the deadline is judged by the dates that were frozen, because the manifest cannot be read: {error}")
        return None
    return version if version and version.text_sha256 == part.version.text_sha256 else None


def sender(audience: Audience, manifest: Manifest) -> Sender:
    """Say the address that messages come from."""
    return sender_of(read_config(audience.config), manifest.policy, audience.from_email)


def accounts(audience: Audience) -> Iterator[pl.DataFrame]:
    """Read the accounts that were named.

    Raises ConfigError where none were.
    """
    if not audience.accounts:
        raise ConfigError("give --accounts")
    return _frames(audience.accounts, read_config(audience.config).columns, audience.query)


def _frames(source: str, columns: Mapping[str, str], query: str | None) -> Iterator[pl.DataFrame]:
    """Read every frame; of a column that is missing, say where its name is written."""
    try:
        yield from read_accounts(source, columns, query)
    except MissingColumnError as error:
        line = f"{error.ours} = {json.dumps(error.likely, ensure_ascii=False)}"
        raise error.with_step("name it in policy.toml under [accounts.columns]", line) from None


def open_transport(hop: Hop, name: str, beside: Path, notice: Notice) -> Transport:
    """Set up the transport of that name for one notice, with what was chosen about it."""
    return find_provider(name).settings(hop.choices, beside).open(notice)
