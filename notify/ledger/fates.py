"""What became of each recipient: derived from the state of its batch and the kinds of events about it."""

from __future__ import annotations

import re
from array import array
from functools import cache

from sqlalchemy.engine import Connection

from notify.audience.snapshot import FrozenAudience
from notify.ledger import lineage
from notify.ledger.database.store import Ledger
from notify.ledger.notices import Record
from notify.ledger.queue import batches
from notify.ledger.reports import events
from notify.model.batch import BatchState
from notify.model.event import Kind

NOT_ACCEPTED = {
    BatchState.READY: "ready",
    BatchState.SENDING: "held",
    BatchState.AMBIGUOUS: "held",
    BatchState.HELD: "held",
    BatchState.CANCELLED: "unreached",
    BatchState.REFUSED: "unreached",
}
WORDS = ("lost", "ready", "held", "unreached", "unconfirmed", "delivered", "bounced", "dropped")
AT_ONCE = 1_000_000
_CODES = {word: code for code, word in enumerate(WORDS)}


class Fates:
    """What became of every recipient's message, by nid: a byte for each, for there may be a hundred million."""

    def __init__(self, number: int, word: str) -> None:
        self._codes = bytearray([_CODES[word]]) * number

    def __len__(self) -> int:
        return len(self._codes)

    def count(self, word: str) -> int:
        """Count those of whom this is true."""
        return self._codes.count(_CODES[word])

    def among(self, *words: str) -> dict[int, str]:
        """Name by nid those of whom any of these is true."""
        wanted = re.compile(b"[%s]" % re.escape(bytes(_CODES[word] for word in words)))
        return {found.start(): WORDS[self._codes[found.start()]] for found in wanted.finditer(self._codes)}

    def note(self, nid: int, word: str) -> None:
        """Note what became of one."""
        self._codes[nid] = _CODES[word]

    def note_all(self, first: int, last: int, word: str) -> None:
        """Note that the same became of people who follow each other."""
        for start in range(first, last + 1, AT_ONCE):
            end = min(start + AT_ONCE, last + 1)
            self._codes[start:end] = bytes([_CODES[word]]) * (end - start)

    def note_events(self, first: int, masks: array[int]) -> None:
        """Note what events say of people who follow each other, of those among them whose message was accepted."""
        here, accepted = self._codes[first : first + len(masks)], _CODES["unconfirmed"]
        known = {mask: _CODES[fate_of_mask(mask)] for mask in set(masks)}
        said = bytes(map(known.__getitem__, masks))
        if here.count(accepted) < len(here):
            said = bytes(new if old == accepted else old for old, new in zip(here, said, strict=True))
        self._codes[first : first + len(here)] = said

    def share(self, nid: int, carrier: int) -> None:
        """Note of somebody who shares another's message what became of that."""
        self._codes[nid] = self._codes[carrier]


def fates_of(ledger: Ledger, connection: Connection, record: Record) -> Fates:
    """Say of every recipient what became of its message; those who share one share its fate."""
    counts, notice_id = record.snapshot.counts, record.notice.notice_id
    # A gap between batches would stay "lost", and then nothing adds up.
    untouched = "held" if lineage.is_in_doubt(connection, notice_id) else "ready"
    fates = Fates(counts.owed, "lost" if record.transport else untouched)
    for state, first, last in batches.stretches(connection, notice_id):
        fates.note_all(first, last, NOT_ACCEPTED.get(state, "unconfirmed"))
    refused = batches.refused_nids(connection, notice_id)
    has_strays = lineage.has_strays(connection, notice_id)
    told_elsewhere = dict[int, int]()
    for first, bits in events.blocks(connection, notice_id, counts.messages):
        fates.note_events(first, bits)
        if has_strays:
            told_elsewhere |= {nid: mask for nid, mask in enumerate(bits, first) if mask & events.ELSEWHERE}
    for nid in refused:
        fates.note(nid, "unreached")
    for nid, mask in told_elsewhere.items():
        fates.note(nid, fate_of_mask(mask))
    for nid, carrier in FrozenAudience(ledger.folder, record.snapshot).riders():
        fates.share(nid, carrier)
    return fates


def fate_of(connection: Connection, record: Record, carrier: int) -> str:
    """Say what became of one message, without counting everybody."""
    notice_id = record.notice.notice_id
    mask = events.mask_of(connection, notice_id, carrier)
    if mask & events.ELSEWHERE:
        return fate_of_mask(mask)
    if carrier in batches.refused_nids(connection, notice_id):
        return "unreached"
    batch = batches.batch_of(connection, notice_id, carrier)
    if batch is None:
        untouched = "held" if lineage.is_in_doubt(connection, notice_id) else "ready"
        return "lost" if record.transport else untouched
    if batch.state is not BatchState.ACCEPTED:
        return NOT_ACCEPTED[batch.state]
    return fate_of_mask(mask)


@cache  # of a few masks: counting a notice asks this for every message
def fate_of_mask(mask: int) -> str:
    """Derive a recipient's fate from the event kinds seen; a bounce after a delivery is a bounce."""
    if mask & (Kind.BOUNCE | Kind.BLOCKED):
        return "bounced"
    if mask & Kind.DROPPED:
        return "dropped"
    if mask & (Kind.DELIVERED | Kind.OPEN | Kind.CLICK | Kind.SPAM | Kind.UNSUBSCRIBE):
        return "delivered"
    return "unconfirmed"
