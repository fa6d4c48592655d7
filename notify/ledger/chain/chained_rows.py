"""Rows of which an entry of the chain says all: what was frozen, and how and when it was sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from notify.errors import LedgerError
from notify.ledger.chain.audit import (
    EVIDENCE,
    Entry,
    entries,
    first_broken_entry,
)
from notify.ledger.chain.standing import states_after
from notify.ledger.database import schema
from notify.ledger.database.dialects import utc_text
from notify.model.notice import NoticeState

ENDINGS = ("send ended", "cancelled", "settled")
ENDED = (NoticeState.SETTLING, NoticeState.COMPLETE, NoticeState.CANCELLED)


def refuse_changed(view: Connection, name: str, notice_id: str) -> None:
    """Refuse to go on where a notice is not what was frozen, or not sent as the chain says.

    Raises LedgerError.
    """
    if words := changed_rows(view, notice_id):
        raise LedgerError(f"{name}: notice {notice_id} was changed: {'; '.join(words)}. {EVIDENCE}")


def changed_rows(view: Connection, notice_id: str) -> tuple[str, ...]:
    """Say in words which of these rows are not what the chain says: one pass over the letters, runs and batches.

    Nothing can be said where the chain itself is broken.
    """
    if first_broken_entry(entries(view)) is not None:
        return ()
    chain = _entries_since_freeze(view, notice_id)
    if not chain:
        return ("no entry of the chain says that it was frozen",)
    row = view.execute(sa.select(schema.notice).filter_by(notice_id=notice_id)).mappings().one()
    frozen = _Frozen(entry=chain[0], detail=_frozen_detail(chain, notice_id))
    return (
        *frozen.changes_of_notice(row),
        *frozen.changes_of_letters(_rows(view, schema.letter, notice_id, "number")),
        *frozen.changes_of_snapshot(_rows(view, schema.snapshot, notice_id, "sha256")),
        *_changes_of_sends(view, row, chain),
        *_strayed_batches(view, notice_id),
    )


def rows_under_chain(view: Connection, notice_id: str) -> dict[str, Any]:
    """Read, as they are now, the rows of a notice that whoever holds a proof can compare with the chain."""
    row = view.execute(sa.select(schema.notice).filter_by(notice_id=notice_id)).mappings().one()
    group = ("number", "language", "last_version", "first", "last")
    return {
        **{name: row[name] for name in ("state", "transport")},
        **{name: row[name] and utc_text(row[name]) for name in ("frozen_at", "ended_at")},
        "sends": {
            each["run_id"]: utc_text(each["started_at"]) for each in _rows(view, schema.run, notice_id, "run_id")
        },
        "letters": [{name: each[name] for name in group} for each in _rows(view, schema.letter, notice_id, "number")],
    }


def sent_by(view: Connection, notice_id: str) -> str | None:
    """Say by which transport the chain says that a notice was sent; None before its first send."""
    a = schema.audit
    started = sa.select(a.c.detail).filter_by(notice_id=notice_id, action="send started")
    newest = started.where(a.c.seq > _newest_freeze(notice_id)).order_by(a.c.seq.desc()).limit(1)
    detail = view.scalar(newest)
    return json.loads(detail).get("transport") if detail else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frozen:
    """What the entry of a freeze says, with the audience as it is since somebody was erased from it."""

    entry: Entry
    detail: dict[str, Any]

    def changes_of_notice(self, row: RowMapping) -> Iterator[str]:
        if _sha256(row["facts"]) != self.detail["facts"]:
            yield f"what was published and who sends is not what was frozen{self._source}"
        if row["frozen_at"] != self.entry.at:
            yield f"frozen_at now says {row['frozen_at']}; it was frozen at {self.entry.at}{self._source}"

    def changes_of_letters(self, rows: Sequence[RowMapping]) -> Iterator[str]:
        hashes = self.detail["letters"]
        if len(rows) != len(hashes):
            yield f"{len(hashes)} letters were frozen, and there are {len(rows)} now{self._source}"
            return
        groups = self.detail.get("groups") or [{}] * len(hashes)  # earlier releases kept the words alone
        for row, sha256, group in zip(rows, hashes, groups, strict=True):
            if _sha256(row["body"]) != sha256 or row["sha256"] != sha256:
                yield f"letter {row['number']} ({row['language']}) is not in the words that were frozen{self._source}"
            for name in (name for name in group if row[name] != group[name]):
                said = f"{name} now says {row[name]}, and was {group[name]}"
                yield f"letter {row['number']}: {said}{self._source}"

    def changes_of_snapshot(self, rows: Sequence[RowMapping]) -> Iterator[str]:
        for row in rows:
            columns = {"snapshot": "sha256", "outside": "outside_sha256", "owed": "owed", "rows": "rows"}
            for name, column in columns.items():
                if (now := row[column]) != (was := self.detail[name]):
                    yield f"{name} of the audience now says {now}, and was {was}{self._source}"

    @property
    def _source(self) -> str:
        return f" (entry {self.entry.seq} of the chain knows better)"


def _changes_of_sends(view: Connection, row: RowMapping, chain: Sequence[Entry]) -> Iterator[str]:
    started = [entry for entry in chain if entry.action == "send started"]
    transports = [json.loads(entry.detail)["transport"] for entry in started]
    was = transports[-1] if transports else None
    if row["transport"] != was:
        source = f" (entry {started[-1].seq} of the chain knows better)" if started else ""
        yield f"transport now says {row['transport']}; it was sent by {was or 'nothing yet'}{source}"
    yield from _changes_of_runs(view, row["notice_id"], started)
    yield from _changes_of_end(row, chain)
    yield from _changes_of_state(row, chain)
    yield from _changes_of_tally(row, chain)


def _changes_of_runs(view: Connection, notice_id: str, started: Sequence[Entry]) -> Iterator[str]:
    runs = {each["run_id"]: each["started_at"] for each in _rows(view, schema.run, notice_id, "run_id")}
    for entry in started:
        run_id = json.loads(entry.detail)["run"]
        now: datetime | None = runs.get(run_id)
        if now != entry.at:
            said = f"now says that it started at {now}" if now else "is gone"
            yield f"send {run_id} {said}; it started at {entry.at} (entry {entry.seq} of the chain knows better)"


def _changes_of_end(row: RowMapping, chain: Sequence[Entry]) -> Iterator[str]:
    """Look at `ended_at`, which is empty while a notice is being sent."""
    ends = {entry.at for entry in chain if entry.action in ENDINGS}
    if row["ended_at"] is None and row["state"] in ENDED:
        yield f"it counts as {row['state']}, and ended_at is empty"
    elif row["ended_at"] is not None and row["ended_at"] not in ends:
        yield f"ended_at now says {row['ended_at']}, and no entry of the chain says that anything ended then"


def _changes_of_state(row: RowMapping, chain: Sequence[Entry]) -> Iterator[str]:
    """Look at where the notice stands, as far as the entries about it leave no choice."""
    possible, by = {str(NoticeState.FROZEN)}, chain[0]
    for entry in (each for each in chain if each.notice_id == row["notice_id"]):
        if (after := states_after(entry.action, json.loads(entry.detail), possible)) != possible:
            possible, by = after, entry
    if row["state"] not in possible:
        was = " or ".join(sorted(possible))
        yield f"state now says {row['state']}, and was {was} (entry {by.seq} of the chain knows better)"


def _changes_of_tally(row: RowMapping, chain: Sequence[Entry]) -> Iterator[str]:
    """Look at the counts that are kept once the personal data are gone."""
    kept = [entry for entry in chain if entry.action == "forgotten" and entry.notice_id == row["notice_id"]]
    was = json.loads(kept[-1].detail)["tally"] if kept else None
    if (json.loads(row["forgotten"]) if row["forgotten"] else None) != was:
        source = f" (entry {kept[-1].seq} of the chain knows better)" if kept else ""
        before = json.dumps(was) if was else "not final"
        yield f"its final counts now say {row['forgotten'] or 'nothing'}, and were {before}{source}"


def _strayed_batches(view: Connection, notice_id: str) -> Iterator[str]:
    """Name batches whose recipients are not those of their letter."""
    b, own = schema.batch, schema.letter
    letter = sa.and_(own.c.notice_id == b.c.notice_id, own.c.number == b.c.letter)
    strays = sa.or_(own.c.number.is_(None), b.c.first < own.c.first, b.c.last > own.c.last)
    query = sa.select(b.c.batch_id).select_from(b.outerjoin(own, letter)).where(b.c.notice_id == notice_id, strays)
    for batch_id in view.scalars(query.order_by(b.c.batch_id).limit(1)):
        yield f"batch {batch_id} holds recipients of another letter than its own"


def _entries_since_freeze(view: Connection, notice_id: str) -> list[Entry]:
    """Read the entry of the newest freeze and those after it about the notice, or about all notices."""
    a = schema.audit
    since = sa.and_(a.c.notice_id.in_(("", notice_id)), a.c.seq >= _newest_freeze(notice_id))
    return [Entry(**row) for row in view.execute(sa.select(a).where(since).order_by(a.c.seq)).mappings()]


def _newest_freeze(notice_id: str) -> sa.ScalarSelect[int]:
    """Find the entry after which all that is said of the notice is of what stands frozen now."""
    freezes = sa.select(sa.func.max(schema.audit.c.seq)).filter_by(notice_id=notice_id, action="frozen")
    return freezes.scalar_subquery()


def _frozen_detail(chain: Sequence[Entry], notice_id: str) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(chain[0].detail)
    for entry in chain:
        if entry.action == "erased":
            detail |= json.loads(entry.detail)["notices"].get(notice_id, {})
    return detail


def _rows(view: Connection, table: sa.Table, notice_id: str, by: str) -> Sequence[RowMapping]:
    return view.execute(sa.select(table).filter_by(notice_id=notice_id).order_by(by)).mappings().all()


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
