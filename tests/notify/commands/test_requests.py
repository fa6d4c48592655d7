"""The door of the command line: one frozen request for each command, and one manifest for the whole of a command."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from notify.cli import COMMANDS, parser
from notify.requests.base import Moment, NoticeRequest, read_request
from tests.notify.conftest import Desk

REQUIRED = {
    "plan": ["--manifest", "m", "--accounts", "a"],
    "freeze": ["--manifest", "m", "--accounts", "a"],
    "due": ["--manifest", "m"],
    "events import": ["f.json"],
    "proof": ["--account", "a"],
    "gate import": ["f.csv", "--manifest", "m"],
    "gate serve": ["--manifest", "m"],
    "pages": ["--manifest", "m", "--out", "site"],
    "forget": ["--account", "a"],
    "backup": ["folder"],
    "restore": ["folder"],
}
DOOR = {"command", "events_command", "gate_command", "request", "file", "debug", "today"}
"""What the door itself uses."""


@contextmanager
def _publishing(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder on this machine; gives its address, and the paths as they are asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_send_fetches_the_manifest_once(desk: Desk) -> None:
    """Freezing, the check of what is published and the final deadline all judge by one reading of the manifest."""
    with _publishing(desk.site.folder) as (url, asked):
        manifest = f"{url}/privacy/manifest.json"
        sent = desk.send(4, "--manifest", manifest, "--accounts", str(desk.accounts))
        assert sent.code == 0, sent.err
        assert asked.count("/privacy/manifest.json") == 1
        asked.clear()
        assert desk.send(4).code == 0
        assert asked.count("/privacy/manifest.json") == 1


def test_status_of_all_fetches_a_manifest_once(desk: Desk) -> None:
    """Several notices of one manifest are judged by one reading of it."""
    desk.site.notices = [desk.site.rule("first", ["DE"]), desk.site.rule("second", ["US-CA"])]
    desk.site.write()
    with _publishing(desk.site.folder) as (url, asked):
        frozen = desk.run(
            "freeze", "--ledger", desk.url, "--manifest", f"{url}/privacy/manifest.json",
            "--accounts", str(desk.accounts), *desk.day,
        )  # fmt: skip
        assert frozen.code == 0, frozen.err
        asked.clear()
        listed = desk.run("status", "--all", "--ledger", desk.url, "--json", *desk.day)
        assert len(listed.body["notices"]) == 2
        assert asked == ["/privacy/manifest.json"]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_is_a_field_and_every_field_an_option(name: str) -> None:
    """What can be typed arrives in the command's request under the same name, and nothing else does."""
    arguments = parser().parse_args([*name.split(), *REQUIRED.get(name, [])])
    request = read_request(arguments.request, arguments)
    names: set[str] = set()
    for field in fields(request):
        part = getattr(request, field.name)
        inner = {each.name for each in fields(part)} if field.name in {"audience", "hop", "waiting"} else {field.name}
        names |= inner - {"moment", "choices"}
    if "hop" in {field.name for field in fields(request)}:
        names |= {"timeout", *request.hop.choices.values}
    ignored = DOOR | ({"ledger"} if name == "plan" else set())
    assert names == set(vars(arguments)) - ignored


def test_a_request_is_frozen_and_reads_the_clock_once() -> None:
    """Nothing can write into a request, and it has one moment, whatever day it is by the end of the command."""
    given = argparse.Namespace(ledger="sqlite:///l.db", json=False, notice=None)
    request = read_request(NoticeRequest, given)
    with pytest.raises(FrozenInstanceError):
        request.notice = "other"  # type: ignore[misc] # that is the point
    assert request.moment.today() == request.moment.at.date()
    pretended = Moment(at=datetime(2027, 1, 1, tzinfo=UTC), pretended=datetime(2030, 1, 1, tzinfo=UTC).date())
    assert pretended.today().year == 2030
