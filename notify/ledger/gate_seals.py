"""Seals over what accounts did inside the product: hashes in the chain of decisions, so that a changed answer shows.

A seal covers the records made since the one before. It is a tree of two storeys, a hash for each block of records and
one for all blocks, so that a proof about one account shows its own records to stand under the seal with nobody else's.
An account stands in its record's hash by a hash of its own with a salt: once both are erased, the rest still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from notify.ledger import audit, schema
from notify.ledger.audit import Entry, note
from notify.ledger.dialects import utc_text

ACTION = "answers sealed"
BLOCK = 1_024
"""Records whose hashes a proof holds beside an account's own."""
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


def seal_answers(tx: Connection, now: datetime) -> int:
    """Seal what was recorded since the last seal; returns how many records that were."""
    above = max((one.up_to for one in kept_gate_seals(_entries(tx))), default=0)
    newest = tx.scalar(sa.select(sa.func.max(_G.c.record_id))) or 0
    if newest <= above:
        return 0
    blocks = [*_blocks(_rows(tx, above, newest))]
    rows = sum(len(block) for block in blocks)
    note(tx, now, "", ACTION, above=above, up_to=newest, rows=rows, sha256=_root(map(_digest_of_block, blocks)))
    return rows


def changed_answers(view: Connection) -> tuple[str, ...]:
    """Say in words which seals no longer hold: one pass over all records.

    Nothing can be said where the chain itself is broken.
    """
    if audit.first_broken_entry(audit.entries(view)) is not None:
        return ()
    return tuple(words for one in kept_gate_seals(_entries(view)) if (words := _difference(view, one)))


def kept_gate_seals(chain: Iterable[Entry]) -> list[GateSeal]:
    """Read the seals that the chain holds, oldest first."""
    return [GateSeal(seq=entry.seq, **json.loads(entry.detail)) for entry in chain if entry.action == ACTION]


def answers_under_seal(view: Connection, account: str) -> list[dict[str, Any]]:
    """Read what an account did, each record with what shows it to stand under its seal, for whoever holds a proof.

    `seal` is the number of the entry, None where a record is newer than the last one; `block` says which of `blocks`
    holds the record, and `beside` are the hashes of all records in that one.
    """
    rows = view.execute(_READ.where(_G.c.account_id == account).order_by(_G.c.record_id)).mappings().all()
    seals, trees = kept_gate_seals(_entries(view)), dict[int, list[list[str]]]()
    found = []
    for row in rows:
        seal = next((one for one in seals if one.above < row["record_id"] <= one.up_to), None)
        if seal and seal.seq not in trees:
            trees[seal.seq] = [*_blocks(_rows(view, seal.above, seal.up_to))]
        found.append(_said(row) | _place(row, seal, trees.get(seal.seq, []) if seal else []))
    return found


def account_sha256(salt: str, account: str) -> str:
    """Hash an account so that nobody without the salt can find out whose hash it is."""
    return hashlib.sha256(f"{salt}{account}".encode()).hexdigest()


def _place(row: RowMapping, seal: GateSeal | None, blocks: Sequence[Sequence[str]]) -> dict[str, Any]:
    if seal is None:
        return {"seal": None}
    own = _digest_of_record(row)
    number = next((n for n, block in enumerate(blocks) if own in block), 0)
    beside = blocks[number] if blocks else []
    return {"seal": seal.seq, "block": number, "blocks": [*map(_digest_of_block, blocks)], "beside": [*beside]}


def _said(row: RowMapping) -> dict[str, Any]:
    return {
        "record": row["record_id"],
        "account_id": row["account_id"],
        "salt": row["salt"],
        **{name: row[name] for name in SAID},
        "at": utc_text(row["at"]),
    }


def _difference(view: Connection, seal: GateSeal) -> str:
    blocks = [*_blocks(_rows(view, seal.above, seal.up_to))]
    rows = sum(len(block) for block in blocks)
    where = f"under entry {seal.seq} of the chain (records {seal.above + 1:,} to {seal.up_to:,})"
    if rows != seal.rows:
        return f"{seal.rows:,} answers inside the product stood {where}, and there are {rows:,} now"
    if _root(map(_digest_of_block, blocks)) != seal.sha256:
        return f"one or more of {seal.rows:,} answers inside the product {where} are not what was sealed"
    return ""


def _entries(view: Connection) -> list[Entry]:
    query = sa.select(schema.audit).filter_by(action=ACTION).order_by(schema.audit.c.seq)
    return [Entry(**row) for row in view.execute(query).mappings()]


def _rows(view: Connection, above: int, up_to: int) -> Iterator[str]:
    """Hash each record above one number and up to another, oldest first."""
    while True:
        within = sa.and_(_G.c.record_id > above, _G.c.record_id <= up_to)
        part = view.execute(_READ.where(within).order_by(_G.c.record_id).limit(AT_ONCE)).mappings().all()
        yield from map(_digest_of_record, part)
        if len(part) < AT_ONCE:
            return
        above = part[-1]["record_id"]


def _blocks(digests: Iterator[str]) -> Iterator[list[str]]:
    return iter(lambda: list(islice(digests, BLOCK)), [])


def _digest_of_record(row: RowMapping) -> str:
    whose = row["account_sha256"] or account_sha256(row["salt"], row["account_id"])
    said = [utc_text(row[name]) if name == "at" else str(row[name]) for name in SAID]
    parts = [row["record_id"], whose, *said]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _digest_of_block(digests: Iterable[str]) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _root(blocks: Iterable[str]) -> str:
    return hashlib.sha256("".join(blocks).encode()).hexdigest()
