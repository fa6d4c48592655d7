"""Brings events in: kept raw and durable first, understood later. Order and repetition never matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from notify.errors import SourceError
from notify.events.correlate import Lookup
from notify.ledger import events
from notify.ledger.events import StoredPost
from notify.ledger.store import Ledger
from notify.model import Event, Post
from notify.providers import reports_in
from notify.providers.smtp.mailboxes import holds_mail, messages_in
from notify.providers.smtp.reports import is_mail, read_report

EVENTS_AT_ONCE = 5_000
POSTS_AT_ONCE = 20
READ_CHARACTERS = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought."""

    events: int
    new_posts: int


def import_file(ledger: Ledger, path: Path, now: datetime, on_events: Callable[[int], None]) -> Imported:
    """Import a provider's events, or messages that came back (.eml, mbox, Maildir); saying it twice changes nothing."""
    count = new = 0
    for number, body in _chunks(path):
        post = Post(received_at=now, source=f"import:{path.name}", body=body)
        with ledger.write() as tx:
            new += events.store(tx, post)
        count += number
        on_events(count)
    return Imported(events=count, new_posts=new)


def fold_all(ledger: Ledger) -> int:
    """Fold every post that is not in the masks yet; returns how many."""
    folded = 0
    while True:
        with ledger.read() as connection:
            waiting = events.unfolded(connection, POSTS_AT_ONCE)
        if not waiting:
            return folded
        for stored in waiting:
            folded += _fold(ledger, stored)


def understood(lookup: Lookup, stored: StoredPost) -> list[Event]:
    """Translate a post; whatever names no delivery of ours, or one that cannot be, counts for nothing."""
    if is_mail(stored.post.body):
        event = lookup.find_by_mail(read_report(stored.post.body))
        return [event] if event else []
    found = (lookup.find(report) for report in reports_in(stored.post.body))
    return [event for event in found if event is not None]


def _fold(ledger: Ledger, stored: StoredPost) -> int:
    with ledger.read() as connection:
        lookup = Lookup(connection, ledger.folder)
        found = understood(lookup, stored)
    with ledger.write() as tx:
        if not any(one.post_id == stored.post_id for one in events.unfolded(tx, 1)):
            return 0  # another process folded it meanwhile
        events.fold(tx, stored, found)
    return 1


def _chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number of events, JSON array or message) in pieces of bounded size."""
    try:
        if holds_mail(path):
            yield from ((1, message) for message in messages_in(path))
            return
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            yield from _grouped(_items(file, str(path)))
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _grouped(items: Iterator[str]) -> Iterator[tuple[int, bytes]]:
    group: list[str] = []
    for item in items:
        group.append(item)
        if len(group) == EVENTS_AT_ONCE:
            yield len(group), f"[{','.join(group)}]".encode()
            group = []
    if group:
        yield len(group), f"[{','.join(group)}]".encode()


def _items(file: IO[str], path: str) -> Iterator[str]:
    """Yield each object of a JSON array (or of lines, or alone) as its own text, without holding the file."""
    decoder, buffer, line = json.JSONDecoder(), "", 1
    while True:
        fresh = file.read(READ_CHARACTERS)
        buffer += fresh
        while True:
            stripped = buffer.lstrip("[], \t\r\n")
            line += buffer[: len(buffer) - len(stripped)].count("\n")
            buffer = stripped
            end = _end_of_value(decoder, buffer)
            if end is None:
                break
            yield buffer[:end]
            line += buffer[:end].count("\n")
            buffer = buffer[end:]
        if not fresh:
            break
    if buffer:
        raise SourceError(
            path, "is not the provider's JSON array of events; what stood before this line was imported", row=line
        )


def _end_of_value(decoder: json.JSONDecoder, buffer: str) -> int | None:
    if not buffer.startswith("{"):
        return None
    try:
        _, end = decoder.raw_decode(buffer)
    except (ValueError, RecursionError):
        return None
    return end
