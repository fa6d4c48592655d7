"""A notice: for what, from whom, in which words, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from notify.model.published import Obligation, Policy, Version

TRIAL = "outbox"
"""The transport that only writes files: whoever was sent a message by it was told nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a message comes from."""

    email: str
    name: str
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A version that a notice tells of, and the rule under which it is owed."""

    policy: Policy
    version: Version
    obligation: Obligation

    def is_in_time(self, today: date) -> bool:
        """Tell whether its rule's lead time can still be kept by who is told today."""
        effective_on = self.version.effective_on
        return today <= effective_on - timedelta(days=self.obligation.days_ahead(effective_on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The communication owed for one version under one rule, or for those of several policies that begin on one day."""

    notice_id: str
    parts: tuple[Part, ...]
    """One, as a rule. The first is the one that has to be told earliest."""
    sender: Sender

    @property
    def policy(self) -> Policy:
        """The first part's."""
        return self.parts[0].policy

    @property
    def version(self) -> Version:
        """The first part's."""
        return self.parts[0].version

    @property
    def obligation(self) -> Obligation:
        """The first part's."""
        return self.parts[0].obligation

    def is_late(self, today: date) -> bool:
        """Tell whether the lead time of any part can no longer be kept."""
        return not all(part.is_in_time(today) for part in self.parts)


class NoticeState(StrEnum):
    """Where a notice stands; `ledger.states` draws the moves."""

    FROZEN = "frozen"
    CANARY = "canary"
    RUNNING = "running"
    PAUSED = "paused"
    SETTLING = "settling"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One group's message with one gap, for the line that greets the recipient.

    `html` and `text` hold what stands before the gap and what stands after it.
    """

    group: int
    language: str
    subject: str
    html: tuple[str, str]
    text: tuple[str, str]
    greeting: str
    greeting_named: str
    """With `{name}` in it."""
    shared: str
    """Added where several accounts have this address; `{count}` in it."""

    def opening(self, name: str | None, accounts: int) -> str:
        """Compose the line that greets one recipient, as plain text."""
        hello = self.greeting_named.format(name=name) if name else self.greeting
        return f"{hello} {self.shared.format(count=accounts)}" if accounts > 1 else hello
