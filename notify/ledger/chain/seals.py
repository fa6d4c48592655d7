"""Seals over what was attempted and answered: hashes in the chain of decisions, so that a changed row is named.

A seal covers the attempts made since the one before, in up to MOST_GROUPS groups by order of batch. Each group keeps a
hash, and a short sum for each column, by which the column that differs is found. In a small send each group is one row.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from struct import pack, unpack
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.chain import audit
from notify.ledger.chain.audit import Entry
from notify.ledger.database import schema
from notify.ledger.database.dialects import RowOfAttempt, UtcTime
from notify.ledger.database.generation import watch_of
from notify.ledger.queue import attempts, batches
from notify.model.batch import BatchState, Outcome

MOST_GROUPS = 1_000
AT_ONCE = 10_000
FEW = 20_000
"""Attempts that are looked through whenever somebody asks how a notice stands."""
MOST_NAMED = 20
ATTEMPT = ("run_id", "intent_at", "dated_at", "recipients", "first", "last", "body_sha256")
ANSWER = ("outcome_at", "outcome", "status", "provider_id", "detail")
SUMS = f">{len(ATTEMPT) + len(ANSWER)}H"

Key = tuple[int, int]
"""A batch, and the number of one of its attempts."""
_Row = tuple[Key, tuple[Any, ...]]
"""An attempt and what its columns say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What became of the rows since they were written."""

    differences: tuple[str, ...]
    """In words, each naming the row; at most MOST_NAMED."""
    number: int
    """How many differences there are in all."""
    unsealed: int
    """Attempts that no entry of the chain covers yet: of a send that goes on, or was killed."""

    @property
    def words(self) -> str:
        """Give them in one sentence."""
        more = f"; and {self.number - len(self.differences):,} more" if self.number > len(self.differences) else ""
        return "; ".join(self.differences) + more


@dataclass(slots=True)
class _Group:
    """Rows that are sealed together."""

    rows: list[_Row] = field(default_factory=list)

    def digest(self) -> str:
        """Hash all that they say."""
        return hashlib.sha256("".join(map(ascii, self.rows)).encode()).hexdigest()[:20]

    def sums(self) -> str:
        """Give a short sum for each column."""
        columns = zip(*(row[1] for row in self.rows), strict=True)
        return b64encode(pack(SUMS, *(crc32(ascii(column).encode()) & 0xFFFF for column in columns))).decode()

    def sealed(self) -> list[Any]:
        """Give what the chain keeps of them."""
        return [*self.rows[0][0], len(self.rows), self.digest(), self.sums()]


def seal(tx: Connection, notice_id: str) -> dict[str, Any] | None:
    """Seal what was attempted since the last seal; None while something is in the air, or where nothing is new."""
    above = max((one.up_to for one in kept_seals(audit.entries_of(tx, notice_id))), default=0)
    total, newest = _measure(tx, notice_id, above)
    if not total or batches.is_in_the_air(tx, notice_id):
        return None
    size = -(-total // MOST_GROUPS)
    rows = (row for number, row in _rows(tx, notice_id) if above < number <= newest)
    groups = [_Group(part).sealed() for part in iter(lambda: list(islice(rows, size)), [])]
    return {"above": above, "up_to": newest, "groups": groups}


def examine(view: Connection, notice_id: str) -> Findings:
    """Hold every attempt and every answer of a notice against the chain, in one pass over them."""
    chain = audit.entries_of(view, notice_id)
    found, unsealed = list[str](), 0
    seals = [_Comparison(one) for one in kept_seals(chain)]
    limits = [one.seal.up_to for one in seals]
    for number, row in _rows(view, notice_id):
        place = bisect_left(limits, number)
        if place == len(seals):
            unsealed += 1
        else:
            found += seals[place].take(row)
    for one in seals:
        found += one.end()
    found += _differs_from_older_hash(view, notice_id, chain)
    found += _batches_unlike_answers(view, notice_id, chain)
    return Findings(differences=tuple(found[:MOST_NAMED]), number=len(found), unsealed=unsealed)


def are_few(view: Connection, notice_id: str) -> bool:
    """Tell whether a notice has so few attempts that looking through them costs next to nothing."""
    some = sa.select(schema.attempt.c.attempt).filter_by(notice_id=notice_id).limit(FEW + 1).subquery()
    return (view.scalar(sa.select(sa.func.count()).select_from(some)) or 0) <= FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What one entry of the chain says of the attempts up to a row."""

    entry: int
    above: int
    up_to: int
    groups: list[list[Any]]


def kept_seals(chain: Iterable[Entry]) -> list[Seal]:
    """Read the seals from entries about one notice, oldest first."""
    kept = ((entry.seq, json.loads(entry.detail).get("seal")) for entry in chain if '"seal"' in entry.detail)
    return [Seal(entry=seq, **one) for seq, one in kept if one]


class _Comparison:
    """Goes through the rows that a seal covers, group by group."""

    def __init__(self, seal: Seal) -> None:
        self.seal = seal
        self._next, self._now = 0, _Group()

    def take(self, row: _Row) -> Iterator[str]:
        """Take the next row in order; yields what differs in the group before it."""
        while self._next < len(self.seal.groups) and tuple(self.seal.groups[self._next][:2]) <= row[0]:
            yield from self._close()
            self._next += 1
        self._now.rows.append(row)

    def end(self) -> Iterator[str]:
        """Yield what differs in the last groups."""
        while self._next <= len(self.seal.groups):
            yield from self._close()
            self._next += 1

    def _close(self) -> Iterator[str]:
        rows, self._now = self._now, _Group()
        if self._next == 0:
            yield from (f"{_name(row[0])} was added" for row in rows.rows)
            return
        sealed = self.seal.groups[self._next - 1]
        if not rows.rows or sealed[:4] != [*rows.rows[0][0], len(rows.rows), rows.digest()]:
            yield f"{_Change(sealed, rows).words} (entry {self.seal.entry} of the chain knows better)"


@dataclass(frozen=True)
class _Change:
    """A group that is not what it was."""

    sealed: list[Any]
    now: _Group

    @property
    def words(self) -> str:
        """Name the row, or the rows among which it is, and what differs."""
        was, is_now = self.sealed[2], len(self.now.rows)
        if is_now < was:
            gone = f"{was - is_now} of {was} attempts from {_name(self._first)} on are gone"
            return f"{_name(self._first)} is gone" if was == 1 else gone
        if is_now > was:
            added = next((row for row in self.now.rows if row[0] != self._first), self.now.rows[-1])
            return (
                f"{_name(added[0])} was added" if was == 1 else f"{is_now - was} attempts from {self._span} were added"
            )
        return self._words_of_one(self.now.rows[0]) if was == 1 else self._words_of_many()

    @property
    def _first(self) -> Key:
        return self.sealed[0], self.sealed[1]

    @property
    def _span(self) -> str:
        return f"{_name(self.now.rows[0][0])} to {_name(self.now.rows[-1][0])}"

    def _columns(self) -> list[int]:
        before, after = (unpack(SUMS, b64decode(sums)) for sums in (self.sealed[4], self.now.sums()))
        return [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]

    def _words_of_one(self, row: _Row) -> str:
        if row[0] != self._first:
            return f"{_name(self._first)} is gone, and {_name(row[0])} was added"
        columns, answers = self._columns(), slice(len(ATTEMPT), None)
        if len(ATTEMPT) in columns and not any(row[1][answers]):
            return f"the answer to {_name(row[0])} is gone"
        parts = [f"{(ATTEMPT + ANSWER)[place]} now says {row[1][place]}" for place in columns]
        return f"{_name(row[0])} was changed: {', '.join(parts) or 'in what it says'}"

    def _words_of_many(self) -> str:
        columns = ", ".join((ATTEMPT + ANSWER)[place] for place in self._columns()) or "what they say"
        return f"one or more of {len(self.now.rows):,} attempts from {self._span} were changed, in {columns}"


def _name(key: Key) -> str:
    return f"attempt {key[1]} of batch {key[0]}"


def _measure(view: Connection, notice_id: str, above: int) -> tuple[int, int]:
    """Count the attempts of a notice after a row, and give the last of them."""
    row = RowOfAttempt()
    query = sa.select(sa.func.count(), sa.func.max(row)).select_from(schema.attempt)
    number, newest = view.execute(query.where(schema.attempt.c.notice_id == notice_id, row > above)).one()
    return int(number), int(newest or 0)


def _rows(view: Connection, notice_id: str) -> Iterator[tuple[int, _Row]]:
    """Yield every attempt with its answer, as they are written, by order of batch."""
    a, r = schema.attempt, schema.receipt
    answer = sa.and_(r.c.notice_id == a.c.notice_id, r.c.batch_id == a.c.batch_id, r.c.attempt == a.c.attempt)
    columns = [*(_raw(a.c[name]) for name in ATTEMPT), *(_raw(r.c[name]) for name in ANSWER)]
    query = sa.select(RowOfAttempt(), a.c.batch_id, a.c.attempt, *columns).select_from(a.outerjoin(r, answer))
    here = query.where(a.c.notice_id == notice_id).order_by(a.c.batch_id, a.c.attempt).limit(AT_ONCE)
    last: Key | None = (-1, -1)
    while last is not None:  # no cursor stays open: in a server it would need a transaction as long as the pass
        page = view.execute(here.where(sa.tuple_(a.c.batch_id, a.c.attempt) > sa.tuple_(*last))).all()
        for number, batch_id, attempt, *values in page:
            yield number, ((batch_id, attempt), tuple(values))
        last = (page[-1].batch_id, page[-1].attempt) if len(page) == AT_ONCE else None


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.type_coerce(column, sa.String) if isinstance(column.type, UtcTime) else column


def _differs_from_older_hash(view: Connection, notice_id: str, chain: list[Entry]) -> Iterator[str]:
    """Look at what a release without seals kept: one hash of all attempts by the end of a send."""
    ended = [entry for entry in chain if entry.action == "send ended" and '"seal"' not in entry.detail]
    if not ended or watch_of(view).clock(view) is not None:  # there, other processes' runs may have gone on
        return
    detail = json.loads(ended[-1].detail)
    if detail["attempts"] != attempts.sha256_of_notice(view, notice_id, up_to_run=detail["run"]):
        yield (
            f"among the attempts and answers of notice {notice_id} up to send {detail['run']} something was changed, "
            f"added or removed (entry {ended[-1].seq} of the chain knows better; it keeps one hash of them all)"
        )


def _batches_unlike_answers(view: Connection, notice_id: str, chain: list[Entry]) -> Iterator[str]:
    """Name batches that count as accepted with nothing to say so, and accepted ones that count as something else."""
    b, r = schema.batch, schema.receipt
    answer = sa.and_(
        r.c.notice_id == b.c.notice_id, r.c.batch_id == b.c.batch_id, r.c.attempt == b.c.attempt,
        r.c.outcome == Outcome.ACCEPTED,
    )  # fmt: skip
    is_accepted, is_answered = b.c.state == BatchState.ACCEPTED, r.c.batch_id.is_not(None)
    query = sa.select(b.c.batch_id, b.c.state).select_from(b.outerjoin(r, answer)).where(is_accepted != is_answered)
    settled = {json.loads(entry.detail).get("batch") for entry in chain if entry.action == "settled"}
    for batch_id, state in view.execute(query.where(b.c.notice_id == notice_id).order_by(b.c.batch_id)):
        if state != BatchState.ACCEPTED:
            yield f"batch {batch_id} counts as {state}, and was accepted"
        elif batch_id not in settled:
            yield f"batch {batch_id} counts as accepted, and no answer and no entry of the chain says that it was"
