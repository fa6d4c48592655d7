"""The chain of decisions: each entry's hash covers the entry before it, so that a rewritten past shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger import schema


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

    def recomputed(self) -> str:
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


def entries(connection: Connection) -> list[Entry]:
    """Read the whole chain, oldest first."""
    return [Entry(**row) for row in connection.execute(sa.select(schema.audit).order_by(schema.audit.c.seq)).mappings()]


def is_intact(chain: list[Entry]) -> bool:
    """Tell whether every entry hashes to what it says and follows the one before."""
    previous = ""
    for number, entry in enumerate(chain, start=1):
        if entry.seq != number or entry.previous != previous or entry.recomputed() != entry.sha256:
            return False
        previous = entry.sha256
    return True


def _digest(seq: int, at: datetime, notice_id: str, action: str, detail: str, previous: str) -> str:
    parts = [seq, at.isoformat(timespec="microseconds"), notice_id, action, detail, previous]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
