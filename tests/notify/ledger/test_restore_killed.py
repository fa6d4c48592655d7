"""Whenever a restore dies, nobody is told twice: the old ledger stands, or the next command says what to do."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.dying import dying
from tests.notify.conftest import Desk
from tests.notify.wire import sendgrid

ROOT = Path(__file__).parents[3]
STANDS, IS_GONE, IS_NEW = "the old ledger stands", "neither is in place", "the restored one is in place"
MOMENTS = [
    ("os.mkdir", 1, STANDS), ("open", 2, STANDS), ("open", 4, STANDS), ("sqlite3.connect", 1, STANDS),
    ("os.rename", 1, STANDS), ("os.rename", 2, STANDS), ("os.rename", 3, IS_GONE), ("os.rename", 4, IS_GONE),
    ("os.rename", 5, IS_GONE), ("os.rmdir", 1, IS_NEW), ("sqlite3.connect", 2, IS_NEW),
]  # fmt: skip
"""The first rename is that of the file of generations; then ledger, folder, folder and ledger are renamed in turn."""


def _restore(desk: Desk) -> list[str]:
    return ["restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url]


def _die(desk: Desk, event: str, number: int) -> None:
    command = [*dying("notify.cli", event, number, str(desk.folder / "book")), *_restore(desk)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8", timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(("event", "number", "left"), MOMENTS)
def test_a_restore_that_dies_tells_nobody_twice(desk: Desk, event: str, number: int, left: str) -> None:
    """The old ledger still knows whom it told; or every command, also `freeze`, names the restore to run again.

    Whichever is in place at the end holds whom the lost time may have told.
    """
    desk.freeze()
    assert desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url).code == 0
    with sendgrid() as fake:
        hop = ("--transport", "sendgrid", "--sendgrid-host", fake.url)
        assert desk.send(4, *hop).code == 0
        _die(desk, event, number)
        if left == IS_GONE:
            for refused in (desk.freeze(), desk.send(4, *hop), desk.run("status", "--ledger", desk.url)):
                assert refused.code == 1
                assert "there is no ledger, and a restore did not end; run the same `policy-notify" in refused.err
        else:
            assert (desk.status()["accepted"], desk.status()["held"]) == ((4, 0) if left == STANDS else (0, 4))
            desk.send(4, *hop)
        assert desk.run(*_restore(desk)).code == 0
        assert desk.status()["held"] == 4
        assert desk.send(4, *hop).code == 3
        assert len(fake.addresses) == 4


def test_a_ledger_that_only_lies_aside_is_not_begun_anew(desk: Desk) -> None:
    """Where a restore moved a ledger aside and nothing stands in its place, no new one is begun beside it."""
    desk.freeze()
    ledger = desk.folder / "book" / "ledger.db"
    ledger.rename(ledger.with_name("ledger.db.replaced-1"))
    refused = desk.freeze()
    assert (refused.code, "ledger.db.replaced-1 was moved aside by a restore" in refused.err) == (1, True)
