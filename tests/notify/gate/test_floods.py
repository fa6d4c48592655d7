"""The gate as a process of its own, with too many visitors: bounded, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import urllib3

from notify.gate.tokens import SECRETS
from notify.ledger.chain import gate_records
from notify.web.intake import MOST_CONNECTIONS
from section11.gate import Account, Did, GateClient, GateError
from tests.notify.conftest import Desk, both
from tests.notify.gate.gating import SECRET
from tests.notify.published_site import NEWEST

ROOT = Path(__file__).parents[3]
PEOPLE = [f"a{number}" for number in range(400)]
MOST_MEMORY = 200
"""MB, at any time."""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Serve a policy that asks, by this machine's clock; says at the end how much memory it took."""
    today = date.today()  # noqa: DTZ011 - the gate reads the machine's own clock
    desk.site.change_class, desk.site.effective_on = "material+consent", today + timedelta(30)
    versions = desk.site.body()["versions"]
    versions[0]["published_on"] = str(min(today, date.fromisoformat(NEWEST)) - timedelta(1))
    desk.site.extra = {"versions": versions}
    desk.site.write()
    line = ["gate", "serve", "--ledger", desk.url, "--manifest", str(desk.site.manifest), "--port", "0"]
    around = os.environ | {"PYTHONPATH": str(ROOT), SECRETS: SECRET}
    process = subprocess.Popen([sys.executable, "-m", "notify", *line], env=around, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
    assert found
    yield found[0]
    facts = Path(f"/proc/{process.pid}/status")
    most = re.search(r"VmHWM:\s+(\d+) kB", facts.read_text(encoding="utf-8")) if facts.exists() else None
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in rest) == (0, False), rest
    assert most is None or int(most[1]) >> 10 < MOST_MEMORY


def _account(address: str, name: str) -> Account:
    """Ask until there is room: a gate that was full hears of lines that ended only after a moment."""
    client = GateClient(address, SECRET, timeout=30)
    for _ in range(2_000):
        try:
            return client.account(name)
        except GateError as error:
            if error.status not in {0, 503}:
                raise
    pytest.fail("the gate has no room for anybody any more")


def test_lines_that_ask_nothing_take_the_room_only_while_they_are_there(address: str) -> None:
    """Whoever finds none is told so at once; nobody waits behind those who send half a question."""
    port = int(address.rpartition(":")[2])
    with ExitStack() as stack:
        for _ in range(MOST_CONNECTIONS):
            line = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=30)))
            line.sendall(b"GET /v1/owed HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(GateError) as refusal:
            GateClient(address, SECRET, timeout=30).account("a1")
        assert refusal.value.status == 503
    assert _account(address, "a1").must_answer


@both
def test_a_flood_loses_nothing_that_was_acknowledged(address: str, desk: Desk) -> None:
    """Strangers, bodies too large and people who answer, all at once: each gets an answer of its kind."""
    asked = _account(address, "somebody").owed
    strangers, client = urllib3.PoolManager(maxsize=20, retries=False), GateClient(address, SECRET, timeout=30)

    def come(number: int) -> tuple[str, int]:
        if number % 2:
            fit = client.token("a1") if number % 4 == 1 else "a.b.c"
            head = {"Authorization": f"Bearer {fit}", "Content-Type": "application/json"}
            return "", strangers.request("POST", f"{address}/v1/records", headers=head, body=b" " * 20_000).status
        try:
            client.record(PEOPLE[number // 2], Did.AGREED, asked)
        except GateError as error:
            return "", error.status
        return PEOPLE[number // 2], 200

    with ThreadPoolExecutor(20) as pool:
        came = [*pool.map(come, range(2 * len(PEOPLE)))]
    counted = Counter(status for _, status in came)
    acknowledged = [name for name, _ in came if name]
    assert set(counted) <= {200, 401, 413, 503}
    assert (counted[401], counted[413]) == (len(PEOPLE) // 2, len(PEOPLE) // 2)
    assert len(acknowledged) > len(PEOPLE) // 2
    with desk.ledger().read() as view:
        kept = gate_records.of_accounts(view, PEOPLE)
    assert [name for name in acknowledged if [each.did.value for each in kept.get(name, [])] != ["agreed"]] == []
