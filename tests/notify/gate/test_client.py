"""The gate's client in Python: what it tells a product, what it needs, and what the developers' page says of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from notify.gate.client import Did, GateClient, GateError
from tests.notify.conftest import Desk
from tests.notify.gate.gating import NOON, SECRET, gating
from tests.notify.published_site import NEWEST
from tests.serving import serving

PAGE = Path("docs/for-developers.md").resolve()
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
WITHOUT = (
    "import sys; sys.modules |= dict.fromkeys(('sqlalchemy', 'alembic', 'polars', 'starlette', 'uvicorn', 'sendgrid'));"
    "from notify.gate.client import GateClient; print(GateClient('https://gate.example', 'x' * 32).token('a1')[:3])"
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
        assert [(record.did, record.version_id) for record in door.kept("a1")] == [(Did.AGREED, NEWEST)]


def test_what_is_only_told_is_no_question(desk: Desk) -> None:
    """Whoever keeps an agreement for the questions keeps none for a notice beside them."""
    with gating(desk) as door:
        client = GateClient(door.url, SECRET, now=lambda: NOON)
        account = client.account("a1")
        assert ([each.version_id for each in account.notices], account.questions) == ([NEWEST], ())
        assert not account.must_answer
        client.record("a1", Did.DISMISSED, account.notices)
        assert client.account("a1").owed == ()


def test_a_product_needs_little_to_ask_a_gate() -> None:
    """None of what sends mail or serves: the extra `gate` brings enough."""
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("eyJ", "")


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
