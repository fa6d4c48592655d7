"""What is owed besides the notices: witnesses of what is published and sent, and reviews of what counts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from notify.config import Config
from notify.errors import ConfigError, WitnessError
from notify.flows.due import Alarm, Due
from notify.flows.witness import last_witnessed_entry, strange_words, strangers
from notify.ledger.chain import audit
from notify.ledger.database.store import Ledger
from notify.model.published import Manifest
from notify.published.site import NotThereError, Published
from notify.witness.shelf import witnesses
from notify.witness.signature import holds

RULES_CHECKED_EVERY = timedelta(days=366)
"""A rule that nobody has checked against its source for this long may have changed."""
SOON = timedelta(days=30)
"""How long before it is due a review is named."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Finds what policy.toml asks for and nobody has done."""

    config: Config
    rules: Path
    """`notice-rules.toml`, where there is one."""

    def lines(self, manifests: Sequence[tuple[Manifest, date]], ledger: Ledger | None) -> Iterator[Due]:
        """Yield a line for each."""
        for manifest, today in manifests:
            yield from self._review(manifest, today)
            yield from self._manifest(manifest, today)
        if manifests:
            today = max(today for _, today in manifests)
            yield from self._rules(today)
            yield from self._chain(ledger, today)

    def _review(self, manifest: Manifest, today: date) -> Iterator[Due]:
        if not self.config.review_days:
            return
        newest = max(version.published_on for version in manifest.versions)
        last = max(newest, self.config.reviewed_on or newest)
        by = last + timedelta(days=self.config.review_days)
        if by - SOON > today:
            return
        words = f"was last changed or reviewed on {last}; the next review is due by {by}"
        step = "review it; then publish what must change, or enter the date as [review] reviewed_on in policy.toml"
        yield _due(manifest.policy.slug, Alarm.LATE if by < today else Alarm.OPEN, today, words, step)

    def _manifest(self, manifest: Manifest, today: date) -> Iterator[Due]:
        asked = [(".sig", self.config.public_key, "signature"), (".tsr", self.config.tsa_roots, "time stamp")]
        wanted = {part: name for part, is_asked, name in asked if is_asked}
        if not wanted:
            return
        home, name = Published.split_location(manifest.location)
        found = {part: _read(home, name + part) for part in wanted}
        missing = [wanted[part] for part, content in found.items() if content is None]
        signature = found.get(".sig")
        if signature and not holds(self.config.public_key, signature, home.read(name)):
            missing.append("valid signature")
        if missing:
            words = f"its manifest has no {' and no '.join(missing)}"
            yield _due(manifest.policy.slug, Alarm.OPEN, today, words, "policy-site sign, then publish")

    def _chain(self, ledger: Ledger | None, today: date) -> Iterator[Due]:
        if ledger is None or not (self.config.public_key or self.config.tsa_roots):
            return
        with ledger.read() as connection:
            chain = audit.entries(connection)
        ended = [entry.seq for entry in chain if entry.action == "send ended"]
        try:
            strange = strangers(witnesses(ledger.folder), chain)
            until = last_witnessed_entry(ledger, self.config, chain)
        except WitnessError as error:
            yield _due("ledger", Alarm.OPEN, today, str(error), "")
            return
        if strange:
            yield _due("ledger", Alarm.LATE, today, strange_words(strange), "")
        unwitnessed = [seq for seq in ended if seq > until]
        if unwitnessed:
            words = f"nobody has witnessed the proof of what was sent since entry {unwitnessed[0] - 1} of its chain"
            yield _due("ledger", Alarm.OPEN, today, words, ledger.command("sign"))

    def _rules(self, today: date) -> Iterator[Due]:
        days = _checked_days(self.rules)
        old = sorted(day for day in days if day + RULES_CHECKED_EVERY < today)
        if old:
            count = f"{len(old)} of the rules that count"
            words = f"{count} have not been checked against their sources for 12 months, the oldest since {old[0]}"
            yield _due(self.rules.name, Alarm.LATE, today, words, "policy-site rules; then write each new checked_on")


def _checked_days(rules: Path) -> list[date]:
    """List when each rule that counts was last checked; policy-site judges the file, here only its days are read."""
    try:
        body = tomllib.loads(rules.read_text(encoding="utf-8")) if rules.is_file() else {}
        regimes = [regime for regime in body.get("regime", []) if regime.get("on")]
        return [date.fromisoformat(str(each["checked_on"])) for each in regimes if each.get("checked_on")]
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise ConfigError(f"{rules}: its dates cannot be read ({error}); `policy-site check` says more") from None


def _read(home: Published, path: str) -> bytes | None:
    try:
        return home.read(path)
    except NotThereError:
        return None


def _due(subject: str, alarm: Alarm, today: date, words: str, next_step: str) -> Due:
    return Due(policy=subject, alarm=alarm, today=today, words=words, next_step=next_step)
