"""A gate that dies while it seals loses no answer and seals none twice: the next one takes up where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.postgres import Server
from notify.gate.tokens import SECRETS
from notify.ledger.chain import gate_records
from notify.ledger.chain.gate_seals import ACTION, changed_answers
from notify.ledger.database import schema
from notify.model.gate import Did, GateRecord
from tests.dying import dying
from tests.notify.conftest import POSTGRES, Desk
from tests.notify.gate.gating import NOON, SECRET, gating
from tests.notify.published_site import NEWEST

ROOT = Path(__file__).parents[3]
ANSWERS = 2_103
"""More than two blocks of a seal, and more than are read at once."""


def _answer(desk: Desk) -> None:
    """Leave answers that no seal covers yet."""
    about: dict[str, Any] = {
        "slug": "privacy",
        "version_id": NEWEST,
        "text_sha256": "f" * 64,
        "at": NOON,
        "how": "product",
    }
    with desk.ledger().write() as tx:
        acts = [GateRecord(account_id=f"a{number}", did=Did.AGREED, **about) for number in range(ANSWERS)]
        gate_records.append(tx, acts)


def _gate(desk: Desk, program: list[str]) -> subprocess.Popen[bytes]:
    """Start a gate, which seals at once what it finds."""
    line = ["gate", "serve", "--ledger", desk.url, "--manifest", str(desk.site.manifest), "--port", "0"]
    around = os.environ | {"PYTHONPATH": str(ROOT), SECRETS: SECRET}
    return subprocess.Popen([*program, *line], env=around, stderr=subprocess.DEVNULL)


def _sealed(desk: Desk) -> list[int]:
    """Say how many answers each seal covers."""
    query = sa.select(schema.audit.c.detail).filter_by(action=ACTION).order_by(schema.audit.c.seq)
    with desk.ledger().read() as view:
        return [json.loads(detail)["rows"] for detail in view.scalars(query)]


def _goes_on(desk: Desk) -> None:
    """Hold that the next gate answers, and leaves every answer under one seal."""
    with gating(desk) as door:
        assert door.post("agreed", account="b1") == (200, {"recorded": 1})
    assert sum(_sealed(desk)) == ANSWERS + 1
    with desk.ledger().read() as view:
        assert changed_answers(view) == ()
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.gate_record)) == ANSWERS + 1
    stands = desk.run("status", "--verify", "--ledger", desk.url, *desk.day)
    assert (stands.code, "CHANGED" in stands.out) == (0, False), stands.out


@pytest.mark.parametrize("moment", [1, 2])
def test_a_gate_that_dies_beside_its_seal_leaves_it_whole_or_undone(desk: Desk, moment: int) -> None:
    """Death before or after the seal is on the disk, while the file beside the ledger is to move on, is no doubt."""
    desk.freeze()
    _answer(desk)
    died = _gate(desk, dying("notify.cli", "open", moment, "/generation"))
    assert died.wait(60) == -signal.SIGKILL
    assert _sealed(desk) in ([], [ANSWERS])
    _goes_on(desk)


@pytest.mark.parametrize("desk", [POSTGRES], indirect=True)
def test_a_gate_that_dies_within_its_seal_has_sealed_nothing(desk: Desk, postgres: Server) -> None:
    """All is hashed and the entry about to be written when it dies: the next gate begins that seal anew."""
    desk.freeze()
    _answer(desk)
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO audit%'"
    with desk.ledger().engine.begin() as held:
        held.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
        gate = _gate(desk, [sys.executable, "-m", "notify"])
        while gate.poll() is None and postgres.run(waits) != [(1,)]:
            pass
        gate.kill()
        assert gate.wait(60) == -signal.SIGKILL
    assert _sealed(desk) == []
    _goes_on(desk)
