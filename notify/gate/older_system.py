"""What an older system knows of who agreed to what: read as it exports it, and taken as where accounts start."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from notify.audience.sources import read_accounts
from notify.errors import MissingColumnError, SourceError
from notify.gate.tokens import LONGEST_ACCOUNT
from notify.ledger.chain import gate_records
from notify.ledger.database.store import Ledger
from notify.model.gate import Did, GateRecord
from notify.model.published import Manifest, Version

AT_ONCE = 5_000
MOST_NAMED = 20


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of the rows."""

    rows: int = 0
    kept: int = 0
    known: int = 0
    """Said before, or less than what the product itself has heard since."""
    unusable: int = 0
    problems: list[str] = field(default_factory=list)
    """The first of them, by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Rows of an older system: accounts, and the version that each agreed to or saw, or the day on which it did."""

    source: str
    query: str | None
    columns: Mapping[str, str]
    """What it calls `account_id`, `last_version` and `created_on`, where the names differ."""
    did: Did
    """AGREED, or SEEN where nobody was asked."""

    def records(self, manifest: Manifest, now: datetime, tally: Imported) -> Iterator[GateRecord]:
        """Read the rows that can be used, and count all.

        Raises SourceError where the source cannot be read at all.
        """
        how = "imported from a database" if "://" in self.source else f"imported from {self.source.rpartition('/')[2]}"
        # No address is needed here: the column of the accounts stands in for the one that a mail would need.
        names = {**self.columns, "email": self.columns.get("account_id", "account_id")}
        for row in _rows(self.source, names, self.query):
            tally.rows += 1
            try:
                yield self._record(row, manifest, now, how)
            except ValueError as error:
                tally.unusable += 1
                if len(tally.problems) < MOST_NAMED:
                    tally.problems.append(f"row {row['row']}: {error}")

    def _record(self, row: Mapping[str, str | None], manifest: Manifest, now: datetime, how: str) -> GateRecord:
        account = (row["account_id"] or "").strip()
        if row["problem"] or not (account and len(account) <= LONGEST_ACCOUNT and account.isprintable()):
            raise ValueError(row["problem"] or "no account id")
        at = _moment(row["created_on"])
        if at and at > now + timedelta(1):  # a day is a day earlier somewhere
            raise ValueError(f"{at.date()} is in the future")
        named = _version_meant(row["last_version"] or "", manifest.policy.slug)
        version = self._version(named, at and at.date(), manifest)
        return GateRecord(
            account_id=account,
            slug=manifest.policy.slug,
            version_id=version.version_id,
            text_sha256=version.text_sha256,
            did=self.did,
            at=at or now,
            how=how,
        )

    def _version(self, named: str, day: date | None, manifest: Manifest) -> Version:
        if named:
            found = manifest.version(named)
            missing = f"there is no version {named[:40]!r}"
        elif day:
            found = _version_on(manifest, day, in_force=self.did is Did.AGREED)
            missing = f"there was no version yet on {day}"
        else:
            raise ValueError("neither a version nor a day")
        if found is None:
            raise ValueError(missing)
        return found


_OPTIONS = {"last_version": "--version-column", "created_on": "--date-column"}
"""By which a column is named; any other is the account's."""


def _rows(source: str, names: Mapping[str, str], query: str | None) -> Iterator[Mapping[str, str | None]]:
    """Read every row; of a column that is missing, say the option that names it."""
    try:
        for frame in read_accounts(source, names, query):
            yield from frame.iter_rows(named=True)
    except MissingColumnError as error:
        option = _OPTIONS.get(error.ours, "--account-column")
        raise error.with_step(f"name it with {option}", f"{option} {shlex.quote(error.likely)}") from None


def _version_on(manifest: Manifest, day: date, *, in_force: bool) -> Version | None:
    """Find what was in force, or else published, before a day; on the first day of all, what came that day."""

    def since(version: Version) -> date:
        return max(version.published_on, version.effective_on) if in_force else version.published_on

    before = (version for version in manifest.versions if since(version) < day)
    return next(before, next((version for version in reversed(manifest.versions) if since(version) <= day), None))


def _version_meant(written: str, slug: str) -> str:
    """Find which version of a policy is meant; a file of several policies says it as that of the accounts does."""
    if "=" in written:
        found = re.search(rf"(?:^|[\s,;]){re.escape(slug)}\s*=\s*([^\s,;]+)", written)
        return found[1] if found else ""
    return re.sub(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00(?::?00)?)?$", "", written.strip())  # a day as its midnight


def _moment(written: str | None) -> datetime | None:
    """Read a day or a moment, or seconds or milliseconds since 1970; one that names no offset is taken for UTC."""
    if not written or not written.strip():
        return None
    try:
        if since := re.fullmatch(r"([1-9]\d{8,9})(\d{3})?(\.\d*)?", written.strip()):
            return datetime.fromtimestamp(int(since[1]), UTC)
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise ValueError(f"{written.strip()[:40]!r} is not a date; write it as 2027-01-15") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def import_records(ledger: Ledger, export: Export, manifest: Manifest, now: datetime) -> Imported:
    """Keep what an older system says, in pieces; said twice, it is kept once.

    Raises SourceError where not one row can be used.
    """
    tally, piece = Imported(), list[GateRecord]()
    for record in export.records(manifest, now, tally):
        piece.append(record)
        if len(piece) >= AT_ONCE:
            tally.kept += _keep(ledger, piece)
            piece = []
    tally.kept += _keep(ledger, piece)
    tally.known = tally.rows - tally.kept - tally.unusable
    if tally.rows and tally.unusable == tally.rows:
        raise SourceError(export.source, f"no row can be used; {tally.problems[0]}")
    return tally


def _keep(ledger: Ledger, piece: list[GateRecord]) -> int:
    with ledger.write() as tx:
        return gate_records.append_older(tx, piece)
