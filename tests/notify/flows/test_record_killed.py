"""The public record of a trial, killed at any step, is whole or not there, and the same when it is written again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.dying import dying
from tests.notify.conftest import Desk

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("event", "number"), [("open", 1), ("os.rename", 1)])
def test_a_record_of_a_trial_that_dies_is_whole_or_not_there(desk: Desk, event: str, number: int) -> None:
    """What a killed `record` leaves says nothing false, and the next one writes what it would have written."""
    desk.freeze()
    assert desk.send(4).code == 0
    out = desk.folder / "notices"
    words = ["record", "--ledger", desk.url, "--out", str(out), *desk.day]
    command = [*dying("notify.cli", event, number, str(out)), *words]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [json.loads(file.read_bytes())["counts"] for file in out.glob("*.json")] in ([], [None])
    assert desk.run(*words).code == 0
    (file,) = out.glob("*.json")
    record = json.loads(file.read_bytes())
    assert (record["counts"], record["first_sent_on"]) == (None, None)
    assert desk.status()["trial"] is True
