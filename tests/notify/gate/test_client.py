"""The gate's client in Python: what it tells a product, what it needs, and what the developers' page says of it."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from section11.gate import AsyncGateClient, Did, GateClient, GateError
from tests.notify.conftest import Desk
from tests.notify.gate.gating import NOON, SECRET, gating
from tests.notify.published_site import NEWEST
from tests.serving import serving

PAGE = Path("docs/for-developers.md").resolve()
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
WITHOUT = (
    "import sys; sys.modules |= dict.fromkeys(('sqlalchemy', 'polars', 'starlette', 'notify', 'site_gen'));"
    "from section11.gate import GateClient; print(GateClient('https://gate.example', 'x' * 32).token('a1')[:3])"
)
"""An import of what stands there as None fails as that of a missing package does."""


def test_what_the_developers_page_shows_works(desk: Desk) -> None:
    """Word for word, with the address and the clock of this gate: a developer begins by copying it."""
    desk.site.change_class = "material+consent"
    desk.site.write()
    (shown,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    with gating(desk) as door:
        here = shown.replace("https://gate.example.com", door.url).replace("secret)", "secret, now=now)")
        exec(here, {"secret": SECRET, "now": lambda: NOON})  # noqa: S102 - our own page
        assert [(record.did.value, record.version_id) for record in door.kept("a1")] == [("agreed", NEWEST)]


def test_what_is_only_told_is_no_question(desk: Desk) -> None:
    """Whoever keeps an agreement for the questions keeps none for a notice beside them."""
    with gating(desk) as door:
        client = GateClient(door.url, SECRET, now=lambda: NOON)
        account = client.account("a1")
        assert ([each.version_id for each in account.notices], account.questions) == ([NEWEST], ())
        assert not account.must_answer
        client.record("a1", Did.DISMISSED, account.notices)
        assert client.account("a1").owed == ()


def test_more_than_a_gate_takes_at_once_is_sent_in_parts(desk: Desk) -> None:
    """A product with many policies need not count; the gate reads the last change as it reads the first."""
    with gating(desk) as door:
        client = GateClient(door.url, SECRET, now=lambda: NOON)
        many = client.account("a1").notices * 120
        client.record("a1", Did.DISMISSED, many)
        assert client.account("a1").owed == ()
        with pytest.raises(GateError, match="no such version is published"):
            client.record("a1", Did.DISMISSED, [*many, replace(many[0], version_id="2199-01-01")])


def test_a_product_needs_little_to_ask_a_gate() -> None:
    """The extra `gate` brings enough, and a product may have modules of its own that are called as ours are."""
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("eyJ", "")


def test_a_later_yes_takes_the_place_of_a_no(desk: Desk) -> None:
    """The product has what it needs to ask again, and to keep the answer, after the gate itself asks no more."""
    desk.site.change_class = "material+consent"
    desk.site.write()
    with gating(desk) as door:
        client = GateClient(door.url, f"{SECRET} {SECRET[::-1]}\n", now=lambda: NOON)
        client.record("a1", Did.REFUSED, client.account("a1").questions)
        account = client.account("a1")
        assert (account.must_answer, [each.version_id for each in account.refused]) == (False, [NEWEST])
        client.record("a1", Did.AGREED, account.refused)
        account = client.account("a1")
        assert (account.refused, account.policies[0].agreed_id, account.policies[0].refused_id) == ((), NEWEST, None)


@pytest.mark.parametrize("key", ["", "  ", "short", "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"])
def test_a_key_that_cannot_sign_is_refused_at_once(key: str) -> None:
    """Not by the first page that needs a token; a secret that was read from a file may end with its line."""
    with pytest.raises(GateError, match=r"key|secret"):
        GateClient("https://gate.example", key)


def test_a_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    """A gate that starts anew, or has waited long enough, closes what the client kept open: it asks once more."""
    body = b'{"owed":[],"refused":[],"policies":[{"slug":"privacy","agreed_id":null,"refused_id":null,"new":1}]}'
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_once_each() -> None:
            for is_asked_again in (True, False):
                line, _ = listening.accept()
                with line:
                    line.recv(65_536)
                    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                    if is_asked_again:
                        line.recv(65_536)

        answering = threading.Thread(target=answer_once_each)
        answering.start()
        client = GateClient(f"http://127.0.0.1:{listening.getsockname()[1]}", SECRET)
        assert client.account("a1") == client.account("a1")
        answering.join()


def test_a_gate_that_hangs_holds_up_nothing_else() -> None:
    """The threads of the event loop stay free for others, however many wait for the gate."""

    async def live(address: str) -> str:
        client = AsyncGateClient(address, SECRET)
        waiting = [asyncio.create_task(client.account("a1")) for _ in range(50)]
        await asyncio.sleep(0)
        free = await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 3)
        listening.close()
        for task in waiting:
            task.cancel()
        return free

    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert asyncio.run(live(f"http://127.0.0.1:{listening.getsockname()[1]}")) == "free"


@pytest.mark.parametrize(("status", "words"), [(503, "Service Unavailable"), (502, ""), (200, "<h1>Welcome")])
def test_an_answer_that_is_not_the_gates_is_told_with_its_status(status: int, words: str) -> None:
    """A proxy, or a gate that has too many visitors, answers otherwise; that it answered is what counts."""

    async def answer(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(words, status)

    with serving(Starlette(routes=[Route("/v1/owed", answer)])) as origin:
        with pytest.raises(
            GateError, match=f"answered {status}: {words or 'nothing that a gate would say'}"
        ) as refusal:
            GateClient(origin, SECRET).account("a1")
        assert refusal.value.status == status
    with pytest.raises(GateError, match="does not answer") as refusal:
        GateClient(origin, SECRET).account("a1")
    assert refusal.value.status == 0


@pytest.mark.parametrize("body", ["{}", '{"owed": [], "refused": [], "policies": 7}', '{"owed": [{}], "refused": []}'])
def test_whatever_else_answers_is_told_as_the_gates_absence(body: str) -> None:
    """Another service at that address, or a gate of another release, is a `GateError` like all that goes wrong."""

    async def answer(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(body)

    with (
        serving(Starlette(routes=[Route("/v1/owed", answer)])) as origin,
        pytest.raises(GateError, match="no gate") as refusal,
    ):
        GateClient(origin, SECRET).account("a1")
    assert refusal.value.status == 200
