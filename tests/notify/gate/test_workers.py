"""Several processes of one gate: they share its port and its ledger, and live and end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
import urllib3

from notify.errors import ConfigError
from notify.gate.tokens import SECRETS
from notify.web import workers
from notify.web.hosting import listen
from notify.web.workers import WorkersError, listen_together, run_workers
from section11.gate import Did, GateClient
from tests.notify.conftest import Desk
from tests.notify.gate.ending_worker import end_once
from tests.notify.gate.gating import SECRET
from tests.notify.published_site import NEWEST

ROOT = Path(__file__).parents[3]


def test_workers_answer_as_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was asked is not asked again by another process; nobody else may share the port; SIGTERM ends all."""
    today = date.today()  # noqa: DTZ011 - the gate reads the machine's own clock
    desk.site.change_class, desk.site.effective_on = "material+consent", today + timedelta(30)
    versions = desk.site.body()["versions"]
    versions[0]["published_on"] = str(min(today, date.fromisoformat(NEWEST)) - timedelta(1))
    desk.site.extra = {"versions": versions}
    desk.site.write()
    line = ["gate", "serve", "--ledger", desk.url, "--manifest", str(desk.site.manifest), "--workers", "2", "--port"]
    around = os.environ | {"PYTHONPATH": str(ROOT), SECRETS: SECRET}
    process = subprocess.Popen(
        [sys.executable, "-m", "notify", *line, "0"], env=around, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
    assert found
    address = f"http://127.0.0.1:{found[1]}"
    for number in range(12):  # connections of their own, so that both processes get some
        account = GateClient(address, SECRET, timeout=30).account(f"a{number}")
        assert [each.version_id for each in account.owed] == [NEWEST]
        GateClient(address, SECRET, timeout=30).record(f"a{number}", Did.AGREED, account.owed)
        assert not GateClient(address, SECRET, timeout=30).account(f"a{number}").owed
    monkeypatch.setenv(SECRETS, SECRET)
    assert "cannot be listened on" in desk.run(*line, found[1]).err
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in rest) == (0, False)
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request("GET", f"{address}/v1/health", retries=False)


@pytest.mark.parametrize("shortest", [0.0, 600.0])
def test_a_worker_that_ends_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shortest: float
) -> None:
    """Its socket goes on to the next one; where it cannot live, all end, and the service manager hears of it."""
    monkeypatch.setattr(workers, "SHORTEST_LIFE", shortest)
    with ExitStack() as stack:
        listening = listen_together("127.0.0.1", 0, 1, stack)
        with pytest.raises(ConfigError, match="cannot be listened on"):
            listen("127.0.0.1", listening[0].getsockname()[1])
        if shortest:
            with pytest.raises(WorkersError, match="with 3"):
                run_workers(end_once, tmp_path, listening)
        else:
            run_workers(end_once, tmp_path, listening)
            assert "another takes its place" in capsys.readouterr().err
