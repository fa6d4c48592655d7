"""Brings events in: kept raw and durable first, understood later. Order and repetition never matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notify.errors import NotifyError, SourceError
from notify.events.correlate import Lookup
from notify.events.pieces import pieces_of
from notify.events.scrub import remove_person, traces
from notify.files.kinds import OF_EVENTS, refuse_other_kind
from notify.ledger.database.store import Ledger, Tx
from notify.ledger.reports import events, kept_posts
from notify.ledger.reports.kept_posts import Reading, StoredPost
from notify.model.event import Kind, Post, Report, Stretch
from notify.providers import brief_reports_in, reports_in
from notify.providers.smtp.mailboxes import holds_mail, messages_in
from notify.providers.smtp.reports import is_mail, read_report

POSTS_AT_ONCE, PIECES_AT_ONCE = 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought."""

    events: int
    new_posts: int
    posts: tuple[str, ...]
    """The hashes of all its posts, new or not."""
    passed_over: tuple[Path, ...] = ()
    """Files of a folder that hold no message."""


def import_file(ledger: Ledger, path: Path, now: datetime, on_events: Callable[[int], None]) -> Imported:
    """Import a provider's events, or messages that came back (.eml, mbox, Maildir); a second import changes nothing."""
    count = new = 0
    hashes: list[str] = []
    others: list[Path] = []
    packed = ((number, kept_posts.pack(_post_of(path, body, now))) for number, body in _pieces(path, others.append))
    # While one piece is written down and understood, the next is read, checked and packed.
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(next, packed, None)
        while (piece := following.result()) is not None:
            following = beside.submit(next, packed, None)
            number, post = piece
            with ledger.write() as tx:
                new += kept_posts.store(tx, [post])
            hashes.append(post.sha256)
            if len(hashes) % PIECES_AT_ONCE == 0:
                fold_all(ledger)
            count += number
            on_events(count)
    return Imported(events=count, new_posts=new, posts=tuple(hashes), passed_over=tuple(others))


def _post_of(path: Path, body: bytes, now: datetime) -> Post:
    return Post(received_at=now, source=f"import:{path.name}", body=body)


def fold_all(ledger: Ledger) -> int:
    """Fold every post that is not in the masks yet; returns how many."""
    folded = 0
    while True:
        with ledger.read() as connection:
            waiting = kept_posts.posts_to_fold(connection, POSTS_AT_ONCE)
        if not waiting:
            return folded
        folded += _fold(ledger, waiting)


def understand(lookup: Lookup, stored: StoredPost, *, in_full: bool = True) -> Reading:
    """Translate a post; anything that names no delivery of ours, or an impossible one, counts for nothing.

    Strangers write what is in it: whatever it holds, it is read or said not to be understood. Not `in_full`, events
    that only say how far messages got are summed up; the masks come out the same.
    """
    try:
        return _understand(lookup, stored) if in_full else _sum_up(lookup, stored)
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
        why = "" if mail.is_understood and mail.kind is not Kind.OTHER else mail.why
        return Reading(items=1, understood=int(mail.is_understood), events=(event,) if event else (), why=why)
    reports = list(reports_in(stored.post.body))
    return _reading(lookup, reports, ())


def _sum_up(lookup: Lookup, stored: StoredPost) -> Reading:
    """Understand a post to fold it: what only says how far messages of ours got is not taken apart any further."""
    if is_mail(stored.post.body):
        return _understand(lookup, stored)
    stretches, reports = brief_reports_in(stored.post.body)
    if not all(lookup.holds(stretch) for stretch in stretches):
        return _understand(lookup, stored)  # attempts that were never made: each event counts for itself
    return _reading(lookup, reports, tuple(stretches))


def _reading(lookup: Lookup, reports: list[Report], stretches: tuple[Stretch, ...]) -> Reading:
    quiet = sum(stretch.reports for stretch in stretches)
    items = len(reports) + quiet
    if not items:
        return Reading(items=1, why="neither a list of events nor a message")
    known = sum(report.kind is not Kind.OTHER for report in reports) + quiet
    found = (lookup.find(report) for report in reports)
    return Reading(
        items=items,
        understood=known,
        events=tuple(event for event in found if event is not None),
        stretches=stretches,
        why="" if known == items else "an event of a kind that this program does not know",
    )


def _fold(ledger: Ledger, posts: list[int]) -> int:
    """Fold some posts; one that cannot be read, or written down, is kept and counted as not understood."""
    try:
        with ledger.read() as connection:
            lookup = Lookup(connection, ledger.folder)
            readings = [understand(lookup, one, in_full=False) for one in kept_posts.posts(connection, posts)]
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
        numbered = list(zip(posts, readings, strict=True))
        events.fold(tx, numbered)
        _drop_forgotten(tx, numbered)
    return len(posts)


def _drop_forgotten(tx: Tx, readings: Sequence[tuple[int, Reading]]) -> None:
    """Keep nothing of people who were forgotten before the posts came in."""
    named = set().union(*(reading.notices() for _, reading in readings))
    gone = events.find_forgotten(tx, named)
    erased = events.find_erased(tx, (one for _, reading in readings for one in reading.people()), named)
    for post_id, reading in readings if gone or erased else ():
        if reading.notices() and reading.notices() <= gone:
            kept_posts.rewrite(tx, post_id, None, "")
        elif theirs := erased.intersection(reading.people()):
            body = kept_posts.load(tx, post_id).post.body
            left = remove_person(body, traces([], theirs), speaks_of_them=True)
            kept_posts.rewrite(tx, post_id, left, "parts erased")


def _pieces(path: Path, on_other: Callable[[Path], None]) -> Iterator[tuple[int, bytes]]:
    """Yield (number of events, JSON array or message) in pieces of bounded size."""
    try:
        if path.is_file():
            refuse_other_kind(path, OF_EVENTS)
        if holds_mail(path):
            yield from ((1, message) for message in messages_in(path, on_other))
        else:
            yield from pieces_of(path)
    except OSError as error:
        way = "give a file of the provider's events, a message or a mailbox that came back, or a folder of them"
        raise SourceError(str(path), f"cannot be read: {error.strerror}; {way}") from None
