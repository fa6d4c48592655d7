"""The default first hop: messages as files in a Maildir, with a page to browse them. Nothing leaves the machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notify.files.writing import PRIVATE_FILE, make_private, put, write_private
from notify.lazy import polars as pl
from notify.letter import templates
from notify.model.batch import Outcome, Piece, Receipt, Share
from notify.model.notice import Letter, Notice
from notify.providers.moulds import Moulds

if TYPE_CHECKING:
    from notify.providers.outbox import Settings

MOST_LISTED = 500


class Outbox:
    """Writes `new/<notice>.<nid>.eml`: the name is the key, so doing it again changes nothing."""

    name = "outbox"
    batch_size = 1000
    in_flight = 1
    ahead = 0
    repeatable = True
    live = False

    def __init__(self, settings: Settings, notice: Notice) -> None:
        self._folder = settings.outbox
        self._notice, self._moulds = notice, Moulds(notice.sender)
        for part in ("tmp", "new", "cur"):
            make_private(self._folder / part)

    def prepare(
        self, letter: Letter, people: pl.DataFrame, shares: Sequence[Share], at: datetime
    ) -> list[tuple[Piece, ...]]:
        """Build each recipient's message."""
        return self._moulds.cast(letter, people, shares, at)

    def reach(self) -> Receipt | None:
        """Leave it to the first attempt: a folder is there or is made."""
        return None

    def deliver(self, pieces: tuple[Piece, ...], following: tuple[Piece, ...] = ()) -> Receipt:
        """Write every message under a temporary name, make it durable, then give it its name."""
        del following
        try:
            for piece in pieces:
                self._write(piece)
            _make_durable(self._folder / "new")
        except OSError as error:
            # What was written stays; the same names are written again once there is room.
            return Receipt(outcome=Outcome.STOP, detail=f"{error.filename or self._folder}: {error.strerror}")
        return Receipt(outcome=Outcome.ACCEPTED, detail=f"{len(pieces)} files")

    def let_go(self, pieces: tuple[Piece, ...]) -> None:
        """Nothing was prepared for it."""

    def close(self) -> None:
        """Write the page that lists the newest messages."""
        write_index(self._folder)

    def _write(self, piece: Piece) -> None:
        name = f"{self._notice.notice_id}.{piece.nid}.eml"
        target = self._folder / "new" / name
        if target.exists() or (self._folder / "cur" / name).exists():
            return
        put(target, piece.data, PRIVATE_FILE, durable=True, beside=self._folder / "tmp")


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_index(folder: Path) -> None:
    """Write the page that lists what the outbox holds."""
    from email import message_from_bytes, policy  # noqa: PLC0415 - only the end of a run needs a parser

    files = sorted(
        (folder / "new").glob("*.eml"), key=lambda file: (file.stem.partition(".")[0], len(file.stem), file.stem)
    )
    messages = []
    for file in files[:MOST_LISTED]:
        message = message_from_bytes(file.read_bytes()[:20_000], policy=policy.default)
        messages.append({"file": file.name, "to": str(message["to"]), "subject": str(message["subject"])})
    shown = f"{len(files):,} messages" + (
        f", the first {MOST_LISTED} of them listed" if len(files) > MOST_LISTED else ""
    )
    page = templates.fill("outbox", "index.html.j2", {"shown": shown, "messages": messages})
    write_private(folder / "index.html", page)
