"""The chain of decisions: each entry's hash covers the entry before it, so that a rewritten past shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError
from notify.ledger.database import schema
from notify.ledger.database.generation import advance

EVIDENCE = "Restore the ledger and the folder beside it from the backup; keep the changed file as evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision or fact, as chained."""

    seq: int
    at: datetime
    notice_id: str
    action: str
    detail: str
    previous: str
    sha256: str

    def recompute(self) -> str:
        """Hash the entry again from its own words."""
        return _digest(self.seq, self.at, self.notice_id, self.action, self.detail, self.previous)


def note(tx: Connection, now: datetime, notice_id: str, action: str, **detail: Any) -> None:
    """Append one entry; `detail` holds no personal data."""
    last = tx.execute(
        sa.select(schema.audit.c.seq, schema.audit.c.sha256).order_by(schema.audit.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.sha256) if last else (1, "")
    words = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    sha256 = _digest(seq, now, notice_id, action, words, previous)
    row = {
        "seq": seq,
        "at": now,
        "notice_id": notice_id,
        "action": action,
        "detail": words,
        "previous": previous,
        "sha256": sha256,
    }
    tx.execute(sa.insert(schema.audit), row)
    advance(tx)


def entries(connection: Connection) -> list[Entry]:
    """Read the whole chain, oldest first."""
    return [Entry(**row) for row in connection.execute(sa.select(schema.audit).order_by(schema.audit.c.seq)).mappings()]


def entries_of(connection: Connection, notice_id: str) -> list[Entry]:
    """Read the entries about one notice, oldest first."""
    query = sa.select(schema.audit).filter_by(notice_id=notice_id).order_by(schema.audit.c.seq)
    return [Entry(**row) for row in connection.execute(query).mappings()]


def first_broken_entry(chain: list[Entry]) -> int | None:
    """Return the number of the first entry that is not what was written there; None where the chain is intact."""
    previous = ""
    for number, entry in enumerate(chain, start=1):
        if entry.seq != number or entry.previous != previous or entry.recompute() != entry.sha256:
            return number
        previous = entry.sha256
    return None


def refuse_broken(connection: Connection, name: str) -> None:
    """Refuse to go on where the chain of decisions is broken.

    Raises LedgerError.
    """
    if number := first_broken_entry(entries(connection)):
        raise LedgerError(f"{name}: {broken_words(number)}")


def broken_words(number: int) -> str:
    """Tell an operator that the chain is broken, and what to do about it."""
    return (
        f"entry {number} of the chain of decisions has changed since it was written: the ledger was altered "
        f"from outside. {EVIDENCE}"
    )


def _digest(seq: int, at: datetime, notice_id: str, action: str, detail: str, previous: str) -> str:
    parts = [seq, at.isoformat(timespec="microseconds"), notice_id, action, detail, previous]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
