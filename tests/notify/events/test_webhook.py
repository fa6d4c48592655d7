"""The webhook takes what the provider signed, keeps it before it answers, and settles what it proves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from notify.providers.sendgrid.webhook import SIGNATURE, TIMESTAMP
from tests.notify.conftest import Desk
from tests.notify.events.signing import PUBLIC_KEY, signed
from tests.notify.proof.checking import proof_of, verify
from tests.notify.wire import RESET, accept, sendgrid

ROOT = Path(__file__).parents[3]


@contextmanager
def _webhook(desk: Desk, *options: str) -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command_line = [
        sys.executable,
        "-m",
        "notify",
        "events",
        "serve",
        "--ledger",
        desk.url,
        "--port",
        str(port),
        *options,
    ]
    process = subprocess.Popen(
        command_line, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert "listening" in process.stderr.readline()
    url = f"http://127.0.0.1:{port}/events"
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            break
        except urllib.error.URLError:
            assert process.poll() is None
    try:
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - this machine
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_the_webhook_takes_what_the_provider_signed_and_nothing_else(desk: Desk) -> None:
    """A signed post is stored before it is acknowledged and ends in the proof; a forged or changed one is refused."""
    desk.people(5)
    desk.freeze()
    with sendgrid() as fake:
        desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    body = json.dumps(fake.events(), indent=1).encode()
    good = {SIGNATURE: signed(body), TIMESTAMP: "1800000000"}
    with _webhook(desk, "--public-key", PUBLIC_KEY) as url:
        assert _post(url, body.replace(b"delivered", b"bounce"), good) == 403
        assert _post(url, body, {**good, SIGNATURE: "not base64!"}) == 403
        assert _post(url, body, {}) == 403
        assert _post(url, b"x" * (9 << 20), good) == 413
        for _ in range(3):
            assert _post(url, body, good) == 204
    desk.bring([])
    assert desk.status()["delivered"] == 5
    folder = proof_of(desk, "--account", "p2")
    done = verify(folder)
    assert "carries the provider's signature" in done.stdout
    assert done.returncode == 0
    raw = next(folder.glob("posts/*.raw"))
    raw.write_bytes(raw.read_bytes().replace(b"delivered", b"processed"))
    assert "FAIL  post" in verify(folder).stdout


def test_served_events_let_a_running_send_finish(desk: Desk) -> None:
    """While events are served, a send settles its own doubt: taken batches by an event, others by silence."""
    desk.people(50)
    desk.freeze()
    with _webhook(desk, "--unsigned") as url:

        def script(number: int, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
            if number == 0:
                return RESET, {}, b""
            told = [
                {"event": "delivered", "email": p["to"][0]["email"], **p["custom_args"]}
                for p in body["personalizations"]
            ]
            assert _post(url, json.dumps(told).encode(), {}) == 204
            if number == 1:
                body["took"] = True
                return 504, {}, b""
            return accept(number, body)

        with sendgrid(script) as fake:
            patience = ("--wait", "60", "--quiet", "0", "--witnesses", "2", "--batch-size", "10", "--in-flight", "1")
            answer = desk.send(50, "--transport", "sendgrid", "--sendgrid-host", fake.url, *patience)
    assert answer.code == 0
    assert answer.body["delivered"] == 50
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(50))


def test_the_webhook_needs_a_key(desk: Desk) -> None:
    """Without a key nothing is served, and unsigned posts are for this machine's own address alone."""
    for options in ((), ("--unsigned", "--host", "192.0.2.1"), ("--public-key", "nonsense")):
        answer = desk.run("events", "serve", "--ledger", desk.url, *options)
        assert answer.code == 1
        assert "key" in answer.err
