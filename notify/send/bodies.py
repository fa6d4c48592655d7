"""Makes the bodies of attempts: of many small batches in one go, since one look-up costs as much for one as for all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerError
from notify.ledger.queue import runs
from notify.model.batch import Batch, Flight, Mark, Piece, Share
from notify.model.notice import Letter
from notify.providers import Transport

MOST_TOGETHER = 64
"""Recipients."""


def continues(run: Sequence[Batch], batch: Batch) -> bool:
    """Tell whether a batch can be made with those before it: the next people of the same letter, and not too many."""
    is_next = batch.group == run[0].group and batch.first == run[-1].last + 1
    return is_next and batch.last - run[0].first < MOST_TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """All that they are made of; the ledger is not looked at."""

    audience: FrozenAudience
    letters: Mapping[int, Letter]
    transport: Transport
    series: int
    """Whose numbers the attempts get."""
    now: Callable[[], datetime]

    def make(self, run: Sequence[Batch], skipped: frozenset[int]) -> list[Flight]:
        """Make those of one batch without the `skipped`, or of many each of which continues those before it.

        Raises LedgerError where the audience is not whole.
        """
        first, last = run[0], run[-1]
        people = self.audience.people(first.first, last.last, skipped)
        if people.height != last.last - first.first + 1 - len(skipped):
            raise LedgerError(
                f"{self.audience.path}: batch {first.batch_id} is missing recipients; restore it from the backup"
            )
        dated_at = self.now().replace(microsecond=0)
        shares = [Share(mark=self._mark_of(batch), size=batch.size - len(skipped)) for batch in run]
        made = self.transport.prepare(self.letters[first.group], people, shares, dated_at)
        return [
            Flight(
                batch=batch,
                attempt=share.mark.attempt,
                dated_at=dated_at,
                recipients=share.size,
                skipped=skipped,
                pieces=pieces,
                body_sha256=_digest(pieces),
            )
            for batch, share, pieces in zip(run, shares, made, strict=True)
        ]

    def _mark_of(self, batch: Batch) -> Mark:
        return Mark(notice_id=batch.notice_id, batch_id=batch.batch_id, attempt=runs.number_of(batch, self.series))


def _digest(pieces: Sequence[Piece]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece.data)
    return digest.hexdigest()
