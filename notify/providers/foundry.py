"""Casts messages for the providers that hand over one for each recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from notify.audience.recipients import recipients
from notify.lazy import polars as pl
from notify.letter.mime import Mould, mould
from notify.model.batch import Piece, Share
from notify.model.notice import Letter, Sender


class Foundry:
    """Keeps one mould for each letter of a notice."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._moulds: dict[int, Mould] = {}

    def cast(
        self, letter: Letter, people: pl.DataFrame, shares: Sequence[Share], at: datetime
    ) -> list[tuple[Piece, ...]]:
        """Splice each recipient's lines into the letter, and share the messages out to the attempts."""
        if letter.group not in self._moulds:
            self._moulds[letter.group] = mould(letter, self._sender, shares[0].mark.notice_id)
        cast = self._moulds[letter.group].cast
        pieces = (Piece(nid=r.nid, address=r.email, data=cast(r, at)) for r in recipients(people))
        return [tuple(islice(pieces, share.size)) for share in shares]
