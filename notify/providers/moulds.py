"""Casts messages from moulds, for the providers that hand over one for each recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from notify.audience.recipients import recipients
from notify.lazy import polars as pl
from notify.letter.mime import Mould, mould
from notify.model.batch import Piece, Share
from notify.model.notice import Letter, Sender


class Moulds:
    """One mould for each letter of a notice, made when it is first asked for."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._by_group: dict[int, Mould] = {}

    def cast(
        self, letter: Letter, people: pl.DataFrame, shares: Sequence[Share], at: datetime
    ) -> list[tuple[Piece, ...]]:
        """Splice each recipient's lines into the letter, and return the messages of each attempt."""
        if letter.group not in self._by_group:
            self._by_group[letter.group] = mould(letter, self._sender, shares[0].mark.notice_id)
        cast = self._by_group[letter.group].cast
        pieces = (Piece(nid=r.nid, address=r.email, data=cast(r, at)) for r in recipients(people))
        return [tuple(islice(pieces, share.size)) for share in shares]
