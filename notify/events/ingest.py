"""Brings events in: kept raw and durable first, understood later. Order and repetition never matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from notify.errors import NotifyError, SourceError
from notify.events.correlate import Lookup
from notify.events.scrub import remove_person, traces
from notify.ledger import events, kept_posts
from notify.ledger.kept_posts import Reading, StoredPost
from notify.ledger.store import Ledger, Tx
from notify.model import Kind, Post
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
    posts: tuple[str, ...]
    """The hashes of all its posts, new or not."""


def import_file(ledger: Ledger, path: Path, now: datetime, on_events: Callable[[int], None]) -> Imported:
    """Import a provider's events, or messages that came back (.eml, mbox, Maildir); saying it twice changes nothing."""
    count = new = 0
    hashes: list[str] = []
    for number, body in _chunks(path):
        post = Post(received_at=now, source=f"import:{path.name}", body=body)
        with ledger.write() as tx:
            new += kept_posts.store(tx, post)
        hashes.append(kept_posts.identity(post))
        count += number
        on_events(count)
    return Imported(events=count, new_posts=new, posts=tuple(hashes))


def fold_all(ledger: Ledger) -> int:
    """Fold every post that is not in the masks yet; returns how many."""
    folded = 0
    while True:
        with ledger.read() as connection:
            waiting = kept_posts.posts_to_fold(connection, POSTS_AT_ONCE)
        if not waiting:
            return folded
        folded += _fold(ledger, waiting)


def understand(lookup: Lookup, stored: StoredPost) -> Reading:
    """Translate a post; whatever names no delivery of ours, or one that cannot be, counts for nothing.

    Strangers write what is in it: whatever it holds, it is read or said not to be understood.
    """
    try:
        return _understand(lookup, stored)
    except (NotifyError, OSError, MemoryError):
        raise  # the machine's fault, and not the post's
    except Exception as error:  # noqa: BLE001 - one post must never stop those behind it
        return _unreadable_post(error)


def _unreadable_post(error: Exception) -> Reading:
    return Reading(items=1, why=f"too damaged to read ({type(error).__name__})")


def _understand(lookup: Lookup, stored: StoredPost) -> Reading:
    if is_mail(stored.post.body):
        mail = read_report(stored.post.body)
        event = lookup.find_by_mail(mail)
        why = "" if mail.is_understood else mail.why
        return Reading(items=1, understood=int(mail.is_understood), events=(event,) if event else (), why=why)
    reports = list(reports_in(stored.post.body))
    if not reports:
        return Reading(items=1, why="neither a list of events nor a message")
    known = sum(report.kind is not Kind.OTHER for report in reports)
    found = (lookup.find(report) for report in reports)
    return Reading(
        items=len(reports),
        understood=known,
        events=tuple(event for event in found if event is not None),
        why="" if known == len(reports) else "an event of a kind that this program does not know",
    )


def _fold(ledger: Ledger, posts: list[int]) -> int:
    """Fold some posts; one that cannot be read, or written down, is kept and counted as not understood."""
    try:
        with ledger.read() as connection:
            lookup = Lookup(connection, ledger.folder)
            readings = [understand(lookup, kept_posts.load(connection, post_id)) for post_id in posts]
        return _write(ledger, posts, readings)
    except (NotifyError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - as above: a damaged row, or words that no database takes
        if len(posts) > 1:
            return sum(_fold(ledger, [post_id]) for post_id in posts)
        return _write(ledger, posts, [_unreadable_post(error)])


def _write(ledger: Ledger, posts: list[int], readings: list[Reading]) -> int:
    with ledger.write() as tx:
        if kept_posts.posts_to_fold(tx, len(posts)) != posts:
            return 0  # another process folded them meanwhile
        for post_id, reading in zip(posts, readings, strict=True):
            events.fold(tx, post_id, reading)
            _let_go(tx, post_id, reading)
    return len(posts)


def _let_go(tx: Tx, post_id: int, reading: Reading) -> None:
    """Keep nothing of people who were forgotten before the post came in."""
    named = {event.notice_id for event in reading.events}
    if named and named == events.find_forgotten(tx, named):
        kept_posts.rewrite(tx, post_id, None, "")
        return
    if erased := events.find_erased(tx, reading.events):
        body = kept_posts.load(tx, post_id).post.body
        left = remove_person(body, traces([], erased), speaks_of_them=True)
        kept_posts.rewrite(tx, post_id, left, "parts erased")


def _chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number of events, JSON array or message) in pieces of bounded size."""
    try:
        if holds_mail(path):
            yield from ((1, message) for message in messages_in(path))
            return
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            yield from _group(_items(file, str(path)))
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from None


def _group(items: Iterator[str]) -> Iterator[tuple[int, bytes]]:
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
    # A number of thousands of digits is valid JSON, and Python's integers refuse it.
    decoder, buffer, line = json.JSONDecoder(parse_int=float), "", 1
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
            path, "is not the provider's JSON array of events; what came before this line was imported", row=line
        )


def _end_of_value(decoder: json.JSONDecoder, buffer: str) -> int | None:
    if not buffer.startswith("{"):
        return None
    try:
        _, end = decoder.raw_decode(buffer)
    except (ValueError, RecursionError):
        return None
    return end
