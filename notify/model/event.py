"""What became of a message afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag

from notify.model.batch import Mark


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
    """Reports of one attempt that say nothing but how far a message got, summed up: most are of this kind."""

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
