"""Forgets: notices whose retention is over, or one person. What cannot be reached is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from notify.audience import erase as audiences
from notify.audience.erase import Traces
from notify.errors import LedgerError, Refused
from notify.events import ingest
from notify.events.correlate import Lookup
from notify.events.scrub import remove_person, traces
from notify.files.writing import remove
from notify.ledger import notices, retention
from notify.ledger.chain import gate_records
from notify.ledger.chain.audit import note
from notify.ledger.copies import set_aside
from notify.ledger.database.store import Ledger, Tx, sole_sender
from notify.ledger.notices import Record
from notify.ledger.reports import kept_posts
from notify.ledger.status import status_of
from notify.model.audience import Snapshot
from notify.output import counted
from notify.providers.outbox import rewrite_index


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Folders of ours that may hold messages as files."""

    outboxes: tuple[Path, ...]
    previews: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What went, or would go."""

    notices: list[str]
    rows: int = 0
    posts: int = 0
    """Posts of events that were deleted, or from which a person was taken out."""
    files: int = 0
    """Messages in outboxes and previews."""
    left: tuple[str, ...] = ()
    """What stays, or could not be reached, in words."""


EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a day begins first."""
IN_OTHERS_REPORTS = (
    "the address, where a mail server repeats it in a report about somebody else: --thorough looks there"
)
BEYOND_REACH = (
    "proofs exported earlier, and whoever has them",
    "backups of the ledger: run this again after restoring one",
    "the mail provider and the mail itself; the accounts from which the next audience is frozen",
)


def forget_notices(ledger: Ledger, before: date, now: datetime, places: Places, *, really: bool) -> Forgotten:
    """Forget every notice that ended before a day. Without `really`, nothing changes.

    A post that another notice needs stays, whole: it carries the provider's signature. Raises Refused where the day
    has not begun anywhere: a slip in the year would delete what has just ended.
    """
    if before > (now + EARLIEST_ZONE).date():
        raise Refused(f"--before {before}: lies ahead; name the day on which your retention period ended")
    limit = datetime.combine(before, time(), UTC)
    with ledger.read() as connection:
        over = [r for r in _records(ledger) if r.ended_at and r.ended_at < limit and not r.forgotten]
        tallies = {r.notice.notice_id: status_of(ledger, connection, r, now.date()).tally for r in over}
    if not really:
        return Forgotten(notices=list(tallies))
    with sole_sender(ledger):
        _index_all(ledger)
        with ledger.write() as tx:
            for record in over:
                frozen, notice_id = record.snapshot, record.notice.notice_id
                named = (frozen.path, frozen.outside_path)
                retention.forget_notice(tx, notice_id, tallies[notice_id], named, now)
            posts = retention.forget_idle_posts(tx, limit)
        retention.finish(ledger)
    files = sum(_drop_messages(places, f"{one}.*.eml*", f"<{one}.", set()) for one in tallies)
    return Forgotten(notices=list(tallies), posts=posts, files=files, left=(*_aside(ledger), *BEYOND_REACH[:2]))


def forget_account(
    ledger: Ledger,
    account: str,
    now: datetime,
    places: Places,
    on_posts: Callable[[int], None],
    *,
    really: bool,
    thorough: bool = False,
) -> Forgotten:
    """Erase one account from every frozen audience, from what providers and products reported and from messages here.

    `thorough` looks through reports about others too, in which a mail server may repeat the person's address.

    Raises LedgerError where nothing has it.
    """
    found = _traces_of(ledger, account)
    names = [one.notice_id for one in found]
    rows = sum(one.rows for one in found)
    if not really:
        return Forgotten(notices=names, rows=rows, left=_remains(ledger, found, thorough=thorough))
    with sole_sender(ledger):
        _index_all(ledger)
        renewed = _renew_audiences(ledger, found, account, now)
        posts = _posts_without(ledger, found, on_posts, thorough=thorough)
        with ledger.write() as tx:
            _replace(ledger, tx, found, renewed, now)
            for post_id, body in posts:
                kept_posts.rewrite(tx, post_id, body, f"parts erased on {now.date()}")
            hashes = {n: {"snapshot": s.sha256, "outside": s.outside_sha256} for n, s in renewed.items()}
            acts = gate_records.erase(tx, account)
            note(tx, now, "", "erased", notices=hashes, rows=rows, posts=len(posts), in_product=acts)
        retention.finish(ledger)
    files, left = _drop_messages_to(places, found), _remains(ledger, found, thorough=thorough)
    return Forgotten(notices=names, rows=rows, posts=len(posts), files=files, left=left)


def _renew_audiences(ledger: Ledger, found: Sequence[Traces], account: str, now: datetime) -> dict[str, Snapshot]:
    """Write each audience again without the account, and bring the new files to where they are kept."""
    renewed = {one.notice_id: audiences.erase(ledger.folder, one, account, now.date()) for one in found}
    ledger.share(sorted(set().union(*(_new_files(one.snapshot, renewed[one.notice_id]) for one in found))))
    return renewed


def _replace(ledger: Ledger, tx: Tx, found: Sequence[Traces], renewed: Mapping[str, Snapshot], now: datetime) -> None:
    """Let each notice have its audience without the account."""
    for one in found:
        fresh = renewed[one.notice_id]
        retention.replace_snapshot(tx, one.notice_id, one.snapshot, fresh)
        ledger.keep(tx, _new_files(one.snapshot, fresh))
        retention.erase_recipients(tx, one.notice_id, one.own, now)


def _drop_messages_to(places: Places, found: Sequence[Traces]) -> int:
    """Delete the messages to a person; returns how many files."""
    own = [f"{one.notice_id}.{nid}.eml*" for one in found for nid in one.own]
    dropped = sum(_drop_messages(places, pattern, "", set()) for pattern in own)
    return dropped + _drop_messages(places, "", "", {address for one in found for address in one.addresses})


def _records(ledger: Ledger) -> list[Record]:
    with ledger.read() as connection:
        found = (notices.get(connection, notice_id) for notice_id in notices.all_ids(connection))
        return [record for record in found if record is not None]


def _traces_of(ledger: Ledger, account: str) -> list[Traces]:
    living = [record for record in _records(ledger) if not record.forgotten]
    found = [audiences.find(ledger.folder, r.notice.notice_id, r.snapshot, account) for r in living]
    known = [one for one in found if one.rows]
    with ledger.read() as view:
        has_acted = bool(gate_records.of_accounts(view, [account]))
    if not known and not has_acted:
        raise LedgerError(f"{ledger.name}: no notice has that account (any more); ids must match letter for letter")
    return known


def _index_all(ledger: Ledger) -> None:
    """Find out whom each post is about, before any is judged."""
    ingest.fold_all(ledger)
    with ledger.write() as tx:
        lookup = Lookup(tx, ledger.folder)
        for stored in kept_posts.posts(tx, kept_posts.posts_to_index(tx)):
            kept_posts.index(tx, [(stored.post_id, ingest.understand(lookup, stored))])
        kept_posts.note_all_indexed(tx)


def _posts_without(
    ledger: Ledger, found: Sequence[Traces], on_posts: Callable[[int], None], *, thorough: bool
) -> list[tuple[int, bytes | None]]:
    """List the posts that name the person, each with what is left of it.

    Without `thorough`, posts are not opened whose every report is known to be about somebody else.
    """
    person = traces(
        {address for one in found for address in one.addresses},
        [(one.notice_id, nid) for one in found for nid in one.own],
    )
    changed: list[tuple[int, bytes | None]] = []
    with ledger.read() as connection:
        speaking = {
            post for one in found for nid in one.own for post in kept_posts.posts_about(connection, one.notice_id, nid)
        }
        opened = None if thorough else speaking.union(kept_posts.posts_beside_ours(connection))
        for number, stored in enumerate(kept_posts.posts(connection, opened), start=1):
            left = remove_person(stored.post.body, person, speaks_of_them=stored.post_id in speaking)
            if left != stored.post.body:
                changed.append((stored.post_id, left))
            on_posts(number)
    return changed


def _new_files(old: Snapshot, new: Snapshot) -> set[str]:
    return {new.path, new.outside_path} - {old.path, old.outside_path}


def _remains(ledger: Ledger, found: Sequence[Traces], *, thorough: bool) -> tuple[str, ...]:
    shared = sum(len(one.shared) for one in found)
    with ledger.read() as connection:
        fixed = sum(retention.count_answers_naming(connection, one.notice_id, one.addresses) for one in found)
    sharing = counted(shared, "address", "addresses")
    own = (
        *((f"{sharing} that other accounts share, and the messages to them",) if shared else ()),
        *((f"{fixed} answers of mail servers that repeat the address, which the chain covers",) if fixed else ()),
    )
    return (*own, *(() if thorough else (IN_OTHERS_REPORTS,)), *_aside(ledger), *BEYOND_REACH)


def _aside(ledger: Ledger) -> tuple[str, ...]:
    return tuple(f"{place}, which a restore moved aside: delete it once nobody needs it" for place in set_aside(ledger))


def _drop_messages(places: Places, pattern: str, message_id: str, addresses: set[str]) -> int:
    """Delete messages by the names of their files, by the beginning of their id, or by whom they are for."""
    dropped = 0
    for outbox in places.outboxes if pattern else ():
        gone = [remove(file) for part in ("new", "cur", "tmp") for file in (outbox / part).glob(pattern)]
        if gone:
            rewrite_index(outbox)
        dropped += len(gone)
    for folder in places.previews if message_id or addresses else ():
        for file in sorted(folder.glob("*.eml")):
            if _is_meant(file, message_id, addresses):
                dropped += sum(remove(file.with_suffix(suffix)) for suffix in (".eml", ".html", ".txt"))
    return dropped


def _is_meant(file: Path, message_id: str, addresses: set[str]) -> bool:
    with file.open("rb") as opened:
        head = BytesHeaderParser(policy=policy.compat32).parse(opened)
    to = str(head.get("To", "")).strip().strip("<>").lower()
    return to in addresses or bool(message_id and str(head.get("Message-ID", "")).strip().startswith(message_id))
