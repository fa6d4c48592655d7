"""Seals over what accounts did inside the product: hashes in the chain of decisions, so that a changed answer shows.

A seal covers the records made since the one before. It is a tree of two storeys, a hash for each block of records and
one for all blocks, so that a proof about one account shows its own records to stand under the seal with nobody else's.
An account stands in its record's hash by a hash of its own with a salt: once both are erased, the rest still holds.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from notify.ledger.chain import audit
from notify.ledger.chain.audit import note
from notify.ledger.database import guards, schema
from notify.ledger.database.dialects import utc_text

if TYPE_CHECKING:
    from notify.ledger.database.store import Ledger

ACTION = "answers sealed"
BLOCK = 1_024
"""Records whose hashes a proof holds beside an account's own."""
MOST_UNDER_ONE = 100_000
"""Records under one seal: the hashes of all of them are in memory while it is made, and again for a proof."""
AT_ONCE = 2_000
SAID = ("slug", "version_id", "text_sha256", "did", "at", "how")
_G = schema.gate_record
_READ = sa.select(_G.c.record_id, _G.c.account_id, _G.c.salt, _G.c.account_sha256, *(_G.c[name] for name in SAID))


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSeal:
    """What an entry of the chain says of the records above one number, up to another."""

    seq: int
    above: int
    up_to: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Tree:
    """The hashes of some records in blocks, and one of each block."""

    blocks: list[list[str]]
    tops: list[str]

    @classmethod
    def over(cls, view: Connection, above: int, up_to: int) -> _Tree:
        """Hash the records above one number, up to another."""
        digests = _rows(view, above, up_to)
        blocks = [*iter(lambda: list(islice(digests, BLOCK)), [])]
        return cls(blocks, [*map(_digest, blocks)])

    @property
    def rows(self) -> int:
        """How many records there are."""
        return sum(map(len, self.blocks))

    @property
    def sha256(self) -> str:
        """The hash of all."""
        return _digest(self.tops)

    def place_of(self, digest: str) -> dict[str, Any]:
        """Say which block holds a record, with what is in it and what the others come to."""
        number = next(n for n, block in enumerate(self.blocks) if digest in block)
        return {"block": number, "blocks": self.tops, "beside": self.blocks[number]}


def seal_answers(ledger: Ledger, now: datetime) -> int:
    """Seal what was recorded since the last seal; returns how many records that were.

    They are read and hashed while others write, since none changes once it is there: people go on answering meanwhile.
    Only the entry is written with everybody else shut out, and only where nobody has sealed the same by then.
    """
    sealed = 0
    while True:
        with ledger.read() as view:
            above = sealed_up_to(view)
            up_to = _next_stop(view, above)
            is_bare = up_to is not None and bool(_bare(view, above, up_to, 1))
        if up_to is None:
            return sealed
        while is_bare:
            with ledger.write() as tx:
                is_bare = _salt_some(tx, above, up_to)
        with ledger.read() as view:
            tree = _Tree.over(view, above, up_to)
        with ledger.write() as tx:
            if sealed_up_to(tx) == above and _count(tx, above, up_to) == tree.rows:
                note(tx, now, "", ACTION, above=above, up_to=up_to, rows=tree.rows, sha256=tree.sha256)
                sealed += tree.rows


def _salt_some(tx: Connection, above: int, up_to: int) -> bool:
    """Give a salt to some records that have none and stand under no seal yet; returns whether there may be more.

    A gate of the release before wrote them. There may be millions, and answers wait while they are written.
    """
    bare = _bare(tx, max(above, sealed_up_to(tx)), up_to, AT_ONCE)
    fresh = [{"number": number, "fresh": new_salt()} for number in bare]
    if fresh:
        salted = sa.update(_G).where(_G.c.record_id == sa.bindparam("number")).values(salt=sa.bindparam("fresh"))
        with guards.lifted(tx, _G):
            tx.execute(salted, fresh)
    return len(bare) == AT_ONCE


def new_salt() -> str:
    """Make what hides an account in its record's hash."""
    return secrets.token_hex(16)


def changed_answers(view: Connection) -> tuple[str, ...]:
    """Say in words which seals no longer hold: one pass over all records.

    Nothing can be said where the chain itself is broken.
    """
    if audit.first_broken_entry(audit.entries(view)) is not None:
        return ()
    return tuple(words for one in _seals(view) if (words := _difference(view, one)))


def answers_under_seal(view: Connection, account: str) -> list[dict[str, Any]]:
    """Read what an account did, each record with what shows it to stand under its seal, for whoever holds a proof.

    `seal` is the number of the entry, None where a record is newer than the last one; `block` says which of `blocks`
    holds the record, and `beside` are the hashes of all records in that one.
    """
    rows = view.execute(_READ.where(_G.c.account_id == account).order_by(_G.c.record_id)).mappings().all()
    seals, trees = _seals(view), dict[int, _Tree]()
    found = []
    for row in rows:
        seal = next((one for one in seals if one.above < row["record_id"] <= one.up_to), None)
        if seal is None:
            found.append(_sealed_body(row) | {"seal": None})
            continue
        if seal.seq not in trees:
            trees[seal.seq] = _Tree.over(view, seal.above, seal.up_to)
        found.append(_sealed_body(row) | {"seal": seal.seq, **trees[seal.seq].place_of(_digest_of_record(row))})
    return found


def account_sha256(salt: str, account: str) -> str:
    """Hash an account so that nobody without the salt can find out whose hash it is."""
    return hashlib.sha256(f"{salt}{account}".encode()).hexdigest()


def _sealed_body(row: RowMapping) -> dict[str, Any]:
    return {
        "record": row["record_id"],
        "account_id": row["account_id"],
        "salt": row["salt"],
        **{name: row[name] for name in SAID},
        "at": utc_text(row["at"]),
    }


def _difference(view: Connection, seal: GateSeal) -> str:
    tree = _Tree.over(view, seal.above, seal.up_to)
    where = f"under entry {seal.seq} of the chain (records {seal.above + 1:,} to {seal.up_to:,})"
    if tree.rows != seal.rows:
        return f"{seal.rows:,} answers inside the product stood {where}, and there are {tree.rows:,} now"
    if tree.sha256 != seal.sha256:
        return f"one or more of {seal.rows:,} answers inside the product {where} are not what was sealed"
    return ""


def _seals(view: Connection) -> list[GateSeal]:
    """Read the seals that the chain holds, oldest first."""
    query = sa.select(schema.audit.c.seq, schema.audit.c.detail).filter_by(action=ACTION).order_by(schema.audit.c.seq)
    return [GateSeal(seq=seq, **json.loads(detail)) for seq, detail in view.execute(query)]


def sealed_up_to(view: Connection) -> int:
    """Give the number of the last record that stands under a seal; 0 where none does."""
    return max((one.up_to for one in _seals(view)), default=0)


def _next_stop(view: Connection, above: int) -> int | None:
    """Find the last record that the next seal covers; None where there is none to seal."""
    following = sa.select(_G.c.record_id).where(_G.c.record_id > above).order_by(_G.c.record_id).limit(MOST_UNDER_ONE)
    newest: int | None = view.scalar(sa.select(sa.func.max(following.subquery().c.record_id)))
    return newest


def _bare(view: Connection, above: int, up_to: int, most: int) -> Sequence[int]:
    within = (_G.c.record_id > above, _G.c.record_id <= up_to)
    query = sa.select(_G.c.record_id).where(*within, _G.c.salt == "", _G.c.account_id != "").order_by(_G.c.record_id)
    return view.scalars(query.limit(most)).all()


def _count(view: Connection, above: int, up_to: int) -> int:
    within = sa.and_(_G.c.record_id > above, _G.c.record_id <= up_to)
    return view.scalar(sa.select(sa.func.count()).select_from(_G).where(within)) or 0


def _rows(view: Connection, above: int, up_to: int) -> Iterator[str]:
    """Hash each record above one number and up to another, oldest first."""
    while True:
        within = sa.and_(_G.c.record_id > above, _G.c.record_id <= up_to)
        part = view.execute(_READ.where(within).order_by(_G.c.record_id).limit(AT_ONCE)).mappings().all()
        yield from map(_digest_of_record, part)
        if len(part) < AT_ONCE:
            return
        above = part[-1]["record_id"]


def _digest_of_record(row: RowMapping) -> str:
    whose = row["account_sha256"] or account_sha256(row["salt"], row["account_id"])
    said = [utc_text(row[name]) if name == "at" else str(row[name]) for name in SAID]
    parts = [row["record_id"], whose, *said]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()
