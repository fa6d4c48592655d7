"""The words of the notifier as types: what is published, who is told, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntFlag, StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The policy as the manifest describes it."""

    slug: str
    title: str
    language: str
    url: str
    controller: str
    postal_address: str
    contact: str
    time_zone: str = "UTC"
    """The organisation's: in it days are counted."""


BEFORE = {"before": "before", "well-before": "well before"}
"""The timings that name no number of days: the day of effect itself is too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One notice that a version owes, under one rule."""

    rule: str
    regions: tuple[str, ...]
    lead_days: int
    send_by: date
    consent: bool
    source: str
    timing: str = "by"
    """How `send_by` is counted, as the manifest says."""

    def days_ahead(self, effective_on: date) -> int:
        """Count the days between the last day to send and the day of effect for which `send_by` was reckoned."""
        return max((effective_on - self.send_by).days, self.lead_days)

    def due_words(self, effective_on: date, send_by: date) -> str:
        """Say by when the notice has to be out, in the words in which the check says it."""
        if self.lead_days or self.timing not in BEFORE:
            return f"by {send_by}"
        return f"{BEFORE[self.timing]} {effective_on} ({send_by} at the latest)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published text with what legal said about it."""

    version_id: str
    published_on: date
    effective_on: date
    change_class: str
    practice: str | None
    summary_html: str
    summary_text: str
    what_you_can_do_html: str
    what_you_can_do_text: str
    text_sha256: str
    url: str
    changes_url: str | None
    predecessor_id: str | None
    owed: tuple[Obligation, ...]
    chain_sha256: str = ""
    """Its link in the chain of all versions; empty in what earlier releases froze."""
    corrects: str | None = None
    """The version of which it only mends a mistake; not known of what was frozen."""

    @property
    def begins_on(self) -> date:
        """The first day on which it can apply: nothing applies before it is public."""
        return max(self.effective_on, self.published_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Everything that begins to apply on one day."""

    effective_on: date
    base_id: str | None
    """What applied before; None where nothing had."""
    target_id: str
    version_ids: tuple[str, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The published index of one policy's versions, newest first."""

    location: str
    policy: Policy
    versions: tuple[Version, ...]
    effects: tuple[Effect, ...] = ()
    """Newest first; none in manifests of earlier releases."""

    def effect_of(self, version_id: str) -> Effect | None:
        """Find the day on which a version's change begins to apply."""
        return next((each for each in self.effects if version_id in each.version_ids), None)

    def is_taken_back(self, version: Version) -> bool:
        """Whether a later version took its change back before that could apply: nobody is to be told of it any more."""
        if not self.effects or self.effect_of(version.version_id) or version not in self.versions:
            return False
        later = self.versions[: self.versions.index(version)]
        return any(each.begins_on <= version.begins_on for each in later)

    def version(self, version_id: str) -> Version | None:
        """Find a version by its id."""
        return next((v for v in self.versions if v.version_id == version_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One changed section, marked for a mail."""

    title: str
    anchor: str | None
    words_inserted: int
    words_deleted: int
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions."""

    older_id: str
    newer_id: str
    verdict: str
    """The weightiest kind of change, as the schema names them."""
    words_inserted: int
    words_deleted: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a message comes from."""

    email: str
    name: str
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The communication owed for one version under one rule."""

    notice_id: str
    policy: Policy
    version: Version
    obligation: Obligation
    sender: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The recipients who get the same words: one language, one version last seen."""

    number: int
    language: str
    last_version: str | None
    """None where it is unknown or the predecessor itself."""
    first: int
    last: int
    """Its nids follow each other; the last one is included."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One account owed the notice, as frozen."""

    nid: int
    account_id: str
    email: str
    name: str | None
    accounts: int
    """How many accounts this message stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows of an accounts source; the first is the sum of the others."""

    rows: int
    owed: int
    not_owed: dict[str, int]
    unusable: dict[str, int]
    messages: int
    """Distinct addresses among the owed: what is really handed over."""

    def adds_up(self) -> bool:
        """Tell whether every row is accounted for."""
        return self.rows == self.owed + sum(self.not_owed.values()) + sum(self.unusable.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The frozen audience of one notice: immutable files, hashed and counted."""

    path: str
    sha256: str
    outside_path: str
    outside_sha256: str
    counts: Counts


class NoticeState(StrEnum):
    """Where a notice stands; `ledger.states` draws the moves."""

    FROZEN = "frozen"
    CANARY = "canary"
    RUNNING = "running"
    PAUSED = "paused"
    SETTLING = "settling"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    """Where a batch stands; `ledger.states` draws the moves."""

    READY = "ready"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    AMBIGUOUS = "ambiguous"
    HELD = "held"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What one call to a transport means for the batch as a whole."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Surely not taken, because of what is in it."""
    DEFERRED = "deferred"
    """Surely not taken; may be offered again later."""
    STOP = "stop"
    """Certainly not accepted, and nothing else would be: a key, a sender or an address that a person must correct."""
    UNKNOWN = "unknown"
    """It may have been taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a transport answered, translated from its own words."""

    outcome: Outcome
    status: int | None = None
    provider_id: str | None = None
    detail: str = ""
    refused: tuple[tuple[int, str], ...] = ()
    """For REJECTED: positions in the batch that are at fault, with the provider's words; empty where it did not say."""
    retry_after: float | None = None
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive recipients of one group, handed over in one call."""

    notice_id: str
    batch_id: int
    group: int
    first: int
    last: int
    """The last nid, included."""
    state: BatchState
    attempt: int
    """The number of its last attempt, 0 where there was none; later ones have higher numbers."""

    @property
    def size(self) -> int:
        """Count the nids in range, refused ones included."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Names one attempt; travels to the provider and comes back with its events."""

    notice_id: str
    batch_id: int
    attempt: int

    def of(self, nid: int) -> str:
        """Name one delivery of the attempt, by opaque ids only, since others may keep them for ever."""
        return f"{self.notice_id}.{self.batch_id}.{self.attempt}.{nid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Exact bytes to hand over: one message, or one request that stands for many."""

    nid: int
    address: str
    """Empty where the bytes stand for many."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """One attempt about to be made: a batch and the exact bytes."""

    batch: Batch
    attempt: int
    dated_at: datetime
    """The time that the messages themselves carry."""
    recipients: int
    skipped: frozenset[int]
    """Nids in the batch's range that the transport had refused before."""
    pieces: tuple[Piece, ...] = field(repr=False)
    body_sha256: str


class Kind(IntFlag):
    """Event kinds; a recipient's status derives from the OR of those seen, so order and repetition never matter."""

    PROCESSED = 1
    DEFERRED = 2
    DELIVERED = 4
    BOUNCE = 8
    BLOCKED = 16
    DROPPED = 32
    SPAM = 64
    OPEN = 128
    CLICK = 256
    UNSUBSCRIBE = 512
    OTHER = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A provider's word about one message, in the field's words; which delivery it means is found out later."""

    kind: Kind
    at: datetime
    detail: str
    """The other server's words about a failure."""
    mark: Mark | None = None
    """The attempt, where the report brought our own mark back; `nid` is the recipient's."""
    nid: int = -1
    address: str | None = None
    request_id: str | None = None
    """The provider's id of the request, as its answer gave it; None where the report has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Reports of one attempt that say nothing but how far a message got, summed up: most reports are so."""

    mark: Mark
    kinds: Mapping[int, int]
    """By nid: the OR of the kinds."""
    reports: int

    def by_block(self, size: int) -> Iterator[tuple[int, dict[int, int]]]:
        """Yield each block of so many nids that it reaches into, with its kinds by place in the block."""
        for block in range(min(self.kinds) // size, max(self.kinds) // size + 1):
            first = block * size
            yield block, {nid - first: kind for nid, kind in self.kinds.items() if first <= nid < first + size}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A provider's word about one delivery."""

    notice_id: str
    batch_id: int
    attempt: int
    nid: int
    kind: Kind
    at: datetime
    detail: str
    by_mark: bool = False
    """True where it named the attempt itself; else the attempt was concluded."""
    is_stray: bool = False
    """True where this ledger never made that attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Events as they came in, raw, with what proves their origin."""

    received_at: datetime
    source: str
    body: bytes
    timestamp: str = ""
    signature: str = ""
    public_key: str = ""
    verified: bool = False


class OnAmbiguous(StrEnum):
    """What to do with doubt that no evidence settles."""

    HOLD = "hold"
    RESEND = "resend"
    ASSUME_SENT = "assume_sent"


class Did(StrEnum):
    """What an account did about a version inside the product."""

    SEEN = "seen"
    """It starts from there, as an older system says; whoever signs up anew says so in the token."""
    SHOWN = "shown"
    DISMISSED = "dismissed"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """One thing that an account did about a version inside the product, as it was written down."""

    account_id: str
    slug: str
    """The policy's."""
    version_id: str
    text_sha256: str
    did: Did
    at: datetime
    how: str
    """`product`, or where it was imported from."""
