"""Events about attempts that this ledger never made: many posts at once prove what they prove one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from notify.events.ingest import fold_all
from notify.ledger.database import schema
from notify.ledger.database.store import Ledger, open_ledger
from notify.ledger.reports import kept_posts
from notify.model.event import Post
from tests.notify.conftest import Desk

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
PEOPLE = 6
TABLES = (schema.stray, schema.mask, schema.reading, schema.mention, schema.evidence)
HEARD = [(1, 1, 0), (1, 1, 1), (2, 1, 3), (1, 1, 0), (1, 2, 0), (3, 1001, 5), (2, 1, 2), (9, 9, 99), (3, 1001, 4)]
"""Batch, attempt and person of events: news, repetitions, a second attempt, and one that cannot be."""


def _posts(notice: str) -> list[bytes]:
    told = ({"event": "delivered", "timestamp": 1_800_000_000, "s11": f"{notice}.{b}.{a}.{nid}"} for b, a, nid in HEARD)
    return [json.dumps([event]).encode() for event in told]


def _bring(ledger: Ledger, bodies: list[bytes]) -> None:
    with ledger.write() as tx:
        kept_posts.store(tx, [kept_posts.pack(Post(received_at=NOW, source="test", body=body)) for body in bodies])
    fold_all(ledger)


def _contents(ledger: Ledger) -> list[Any]:
    with ledger.read() as view:
        doubt = view.scalar(sa.select(schema.meta.c.value).filter_by(key="doubt"))
        return [doubt, *(sorted(map(repr, view.execute(sa.select(table)))) for table in TABLES)]


@pytest.mark.parametrize("at_once", [2, 4, len(HEARD)])
def test_posts_together_prove_what_they_prove_alone(desk: Desk, at_once: int) -> None:
    """Whoever reads some posts together and whoever reads each alone end with the same ledger, doubt and all."""
    desk.people(PEOPLE)
    notice = desk.freeze().body["notices"][0]["notice"]
    desk.run("backup", str(desk.folder / "copy"), "--ledger", desk.url)
    beside = f"sqlite:///{desk.folder / 'copy' / 'ledger.db'}"
    for body in _posts(notice):
        _bring(desk.ledger(), [body])
    other = open_ledger(beside)
    bodies = _posts(notice)
    for start in range(0, len(bodies), at_once):
        _bring(other, bodies[start : start + at_once])
    assert _contents(other) == _contents(desk.ledger())
    assert "never made" in _contents(other)[0]
    other.close()
