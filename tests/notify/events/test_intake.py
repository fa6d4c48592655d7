"""The webhook among strangers: what is not yet proven to be the provider's is bounded in bytes, time and number."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zlib
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from notify.errors import ConfigError
from notify.events import webhook
from notify.ledger.database import schema
from notify.ledger.reports import kept_posts
from notify.model.event import Post
from notify.providers.sendgrid.webhook import SendGridWebhook
from notify.web import intake
from notify.web.intake import MOST_BYTES, Intake
from tests.notify.conftest import Desk
from tests.notify.events.reading_pages import TOKEN, get
from tests.notify.events.serving_webhook import serving_webhook

ROOT = Path(__file__).parents[3]


def _begun(port: int, announced: int | None, body: bytes = b"", *headers: str) -> socket.socket:
    """Begin a post, and send only so much of it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    length = [] if announced is None else [f"Content-Length: {announced}"]
    head = ["POST / HTTP/1.1", "Host: x", *length, *headers, "", ""]
    connection.sendall("\r\n".join(head).encode() + body)
    return connection


def _answer(connection: socket.socket) -> int:
    """Read the status, and see that the other side ends the connection; 0 where it says nothing."""
    with closing(connection), suppress(ConnectionError):
        received = b""
        while piece := connection.recv(4096):
            received += piece
        return int(received.split(b" ")[1]) if received else 0
    return 0


def _answer_ends(connection: socket.socket) -> bool:
    """See that the other side ends the connection, and answers no second time; an answer may come in pieces."""
    rest = b""
    with suppress(ConnectionError):
        while piece := connection.recv(4096):
            rest += piece
    return b"HTTP/1.1 " not in rest


@pytest.fixture
def frozen(desk: Desk) -> Desk:
    desk.freeze()
    return desk


def test_a_body_has_its_bounds(frozen: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large is refused and not kept, too slow refused at its deadline, and silence is not waited for."""
    with serving_webhook(frozen, Intake()) as port:
        assert _answer(_begun(port, 9 << 20, b"x" * (9 << 20))) == 413
        chunked = _begun(port, None, b"", "Transfer-Encoding: chunked")
        chunked.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (MOST_BYTES + 1, b"x" * (MOST_BYTES + 1)))
        assert _answer(chunked) == 413
    monkeypatch.setattr(intake, "HEAD_SECONDS", 0.2)
    with serving_webhook(frozen, Intake(seconds=0.3)) as port:
        assert _answer(_begun(port, 100, b"x" * 50)) == 408
        assert _answer(socket.create_connection(("127.0.0.1", port), timeout=20)) == 0
        half_a_head = socket.create_connection(("127.0.0.1", port), timeout=20)
        half_a_head.sendall(b"POST / HTTP/1.1\r\nX: ")
        assert _answer(half_a_head) == 0
        assert _answer(_begun(port, 2, b"[]", "Connection: close")) == 204


@pytest.mark.parametrize(
    "piece",
    [b"x" * 65_536, b"\r\nx: " + b"y" * 1_000, b"\r\nx: y", b"\r\n\r\nGET / HTTP/1.1\r\nHost: x"],
    ids=["one endless header", "endless headers", "many small headers", "requests without an end"],
)
def test_a_head_has_its_bounds(frozen: Desk, piece: bytes) -> None:
    """Who never ends a head, or asks ever more before hearing an answer, is refused and let go."""
    with (
        serving_webhook(frozen, Intake()) as port,
        closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line,
    ):
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        with suppress(ConnectionError):
            for _ in range(4_000):
                line.sendall(piece)
        with suppress(ConnectionError):
            while line.recv(65_536):
                pass


def test_fields_behind_a_body_have_the_bounds_of_a_head(frozen: Desk) -> None:
    """What a chunked body may be followed by is kept as its head is, and is refused where it does not end."""
    some = b"x: y\r\n" * (intake.MOST_FIELDS // 2)
    with serving_webhook(frozen, Intake()) as port:
        for ends_with, answer in ((b"", 204), (some, 204), (some * 3, 400)):
            line = _begun(port, None, b"2\r\n[]\r\n0\r\n", "Transfer-Encoding: chunked", "Connection: close")
            line.sendall(ends_with + b"\r\n")
            assert _answer(line) == answer


def test_who_takes_no_answer_in_is_let_go(frozen: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer waits for nobody for ever: the line ends before it is whole, and nothing of it is held."""
    monkeypatch.setattr(intake, "HEAD_SECONDS", 0.2)
    page = webhook.Page(path="/metrics", media_type="text/plain", content=lambda: b"x" * (64 << 20))
    with (
        serving_webhook(frozen, Intake(), "", page) as port,
        closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line,
    ):
        line.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        received = len(line.recv(1))
        for _ in range(6):  # each is waited for as long as the server is between two looks
            assert _answer(socket.create_connection(("127.0.0.1", port), timeout=20)) == 0
        with suppress(ConnectionError):
            while piece := line.recv(1 << 20):
                received += len(piece)
        assert received < 64 << 20


@pytest.mark.parametrize(
    ("before", "unread", "is_slow"),
    [
        (0, 50_000, False), (50_000, 50_000, True), (50_000, 45_000, True), (50_000, 10_000, False),
        (5_000, 4_000, True), (5_000, 0, False), (50_000, 0, False), (5_000, 90_000, True),
    ],
)  # fmt: skip
def test_whoever_took_all_of_an_answer_in_was_not_slow(before: int, unread: int, is_slow: bool) -> None:
    """A client is slow only while something is left for it to take in, however little that was."""
    assert intake.takes_too_little(before, unread) is is_slow


@pytest.mark.parametrize(
    "head",
    [
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\x16\x03\x01\x02\x00\x01",
    ],
    ids=["two lengths", "lengths that differ", "less than nothing", "no number", "TLS"],
)
def test_what_is_no_http_is_refused(frozen: Desk, head: str) -> None:
    """A message that two servers could read differently, or that is none, is answered 400 and the line ends."""
    with serving_webhook(frozen, Intake(seconds=0.3)) as port:
        line = socket.create_connection(("127.0.0.1", port), timeout=20)
        line.sendall(head.encode("latin-1"))
        assert _answer(line) == 400


@pytest.mark.parametrize(
    ("key", "announced", "status"), [("", 8_300_000, 413), ("a key", 8_300_000, 403), ("a key", 1000, 403)]
)
def test_what_the_head_decides_waits_for_no_body(frozen: Desk, key: str, announced: int, status: int) -> None:
    """Too large by its own word, or signed by nobody: answered before any of the body came, and none of it is kept."""
    bodies = Intake(seconds=600)
    with serving_webhook(frozen, bodies, key=key) as port, closing(_begun(port, announced)) as waiting:
        assert int(waiting.recv(4096).split(b" ")[1]) == status
        waiting.sendall(b"x" * announced)
        assert bodies.held == 0
        assert _answer_ends(waiting)


def test_where_room_is_scarce_the_slowest_goes(frozen: Desk) -> None:
    """Bodies together never hold more than the bound; the oldest leaves, and a whole post comes through."""
    bodies = Intake(most_together=1000, seconds=20)
    with serving_webhook(frozen, bodies) as port:
        strangers = [_begun(port, 500, b"x" * 400) for _ in range(6)]
        assert [_answer(stranger) for stranger in strangers[:3]] == [408, 408, 408]
        assert bodies.held <= 1000
        assert _answer(_begun(port, 2, b"[]", "Connection: close")) == 204
        for stranger in strangers[3:]:
            stranger.close()
        assert _answer(_begun(port, 500, b"[" + b" " * 498 + b"]", "Connection: close")) == 204


def test_a_page_is_read_with_its_token_alone(frozen: Desk) -> None:
    """The operator's page asks for its token, as bearer or as a browser's password, and takes no other."""
    page = webhook.Page(path="/dashboard", media_type="text/html", content=lambda: b"<p>", token=TOKEN)
    with serving_webhook(frozen, Intake(), "", page) as port:
        url = f"http://127.0.0.1:{port}/dashboard"
        basic = [base64.b64encode(words.encode()).decode() for words in (f"me:{TOKEN}", "me:", f"{TOKEN}:", "x")]
        assert get(url, Authorization=f"Bearer {TOKEN}") == 200
        assert get(url, Authorization=f"Basic {basic[0]}") == 200
        for wrong in ("", TOKEN, "Bearer", f"Bearer {TOKEN}x", "Basic %", *(f"Basic {one}" for one in basic[1:])):
            assert get(url, Authorization=wrong) == 401


def test_a_post_is_taken_at_every_address(frozen: Desk) -> None:
    """Providers post to whatever address the operator gave them, a page's too; other methods are refused."""
    page = webhook.Page(path="/metrics", media_type="text/plain", content=lambda: b"1")
    with serving_webhook(frozen, Intake(), "", page) as port:
        for path in ("/", "/metrics", "/any/where?at=all"):
            assert _asked(port, "POST", path, f'[{{"event": "{path}"}}]'.encode()) == 204
        assert _asked(port, "PUT", "/", b"[]") == 405
        assert _asked(port, "GET", "/metrics") == 200
    with closing(frozen.ledger()) as ledger, ledger.read() as view:
        assert kept_posts.backlog(view)[0] == 3


def test_a_body_comes_back_as_it_came_in(frozen: Desk) -> None:
    """Whatever its length, a kept body is read back byte for byte, as any zlib reads it without being told more."""
    lengths = (0, 1, 1_023, 1_024, 1_025, 32_767, 32_768, 40_000)
    bodies = [(hashlib.shake_128(b"seed").digest(length // 2) + b"[{}]" * length)[:length] for length in lengths]
    with closing(frozen.ledger()) as ledger:
        with ledger.write() as tx:
            posts = [Post(received_at=datetime.now(UTC), source="webhook", body=body) for body in bodies]
            kept_posts.store(tx, [kept_posts.pack(post) for post in posts])
        with ledger.read() as view:
            assert [one.post.body for one in kept_posts.posts(view)] == bodies
            assert [zlib.decompress(kept) for kept in view.scalars(sa.select(schema.post.c.body))] == bodies


def _asked(port: int, method: str, path: str, body: bytes | None = None) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request(method, path, body)
    with closing(line):
        return line.getresponse().status


def _serve(desk: Desk, *options: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "notify", "events", "serve", "--ledger", desk.url, "--unsigned", *options]
    around = os.environ | {"PYTHONPATH": str(ROOT)} | (env or {})
    return subprocess.Popen(line, env=around, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_being_asked_to_stop_is_no_failure(frozen: Desk, asked: signal.Signals) -> None:
    """Ctrl-C and a service manager's SIGTERM end the server with 0 and without a word of interruption."""
    process = _serve(frozen, "--port", "0")
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
    assert found, said
    while True:
        with suppress(urllib.error.URLError):
            assert get(f"http://127.0.0.1:{found[1]}/") == 200
            break
    process.send_signal(asked)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "interrupted" not in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize("kind", ["rsa", "quoted", "another curve", "nothing"])
def test_a_key_that_could_verify_nothing_is_refused_at_the_start(kind: str) -> None:
    """A server that would turn every post away for ever does not begin, and shows nothing of what it was given."""
    given: dict[str, rsa.RSAPublicKey | Ed25519PublicKey] = {
        "rsa": rsa.generate_private_key(65_537, 2048).public_key(),
        "another curve": Ed25519PrivateKey.generate().public_key(),
    }
    form, public = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    key = given[kind].public_bytes(form, public).decode() if kind in given else {"quoted": '"MFkw"'}.get(kind, "x")
    with pytest.raises(ConfigError, match="not of the kind that posts are signed with") as caught:
        SendGridWebhook().check_key(key)
    assert key not in str(caught.value) or key == "x"


def test_an_address_in_use_is_one_clear_line(frozen: Desk) -> None:
    """A port that somebody else has is named, and a port that is none is wrong use."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = frozen.run("events", "serve", "--ledger", frozen.url, "--unsigned", "--port", port)
    assert answer.code == 1
    assert f"127.0.0.1:{port}" in answer.err
    assert answer.err.count("\n") == 1
    assert frozen.run("events", "serve", "--ledger", frozen.url, "--unsigned", "--port", "70000").code == 2
