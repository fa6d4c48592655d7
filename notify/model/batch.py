"""Recipients handed over together, each attempt at it, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
    """Certainly not taken, because of what is in it."""
    DEFERRED = "deferred"
    """Certainly not taken, for a reason that others share; may be offered again later."""
    PUT_OFF = "put_off"
    """The same, for a reason of this recipient or message: others need not wait."""
    STOP = "stop"
    """Certainly not taken, and nothing else would be: a key, a sender or an address that a person must correct."""
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
class Share:
    """An attempt, and how many of the people at hand it is for."""

    mark: Mark
    size: int


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


class OnAmbiguous(StrEnum):
    """What to do with doubt that no evidence settles."""

    HOLD = "hold"
    RESEND = "resend"
    ASSUME_SENT = "assume_sent"
