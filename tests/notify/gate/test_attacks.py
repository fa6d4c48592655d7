"""The gate among strangers and clumsy clients: what they may cost it, and what they may never bring about."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import logging
import socket
import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing, nullcontext, suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notify.errors import TokenRefused
from notify.gate import server
from notify.gate.tokens import AUDIENCE, PUBLIC_KEYS, Tokens, read_keys
from tests.notify.conftest import Desk
from tests.notify.gate.gating import NOON, SECRET, Door, gating, token
from tests.notify.published_site import NEWEST

PEM = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ISSUED = int(NOON.timestamp())
FIT: dict[str, Any] = {"sub": "a1", "aud": AUDIENCE, "iat": ISSUED, "exp": ISSUED + 300}
HS256 = {"alg": "HS256", "typ": "JWT"}


def _forge(header: dict[str, Any], body: dict[str, Any] | str, key: bytes = SECRET.encode()) -> str:
    """Make a token by hand: no library would make most of these."""
    texts = (json.dumps(header), body if isinstance(body, str) else json.dumps(body))
    parts = [urlsafe_b64encode(text.encode()).rstrip(b"=") for text in texts]
    signature = hmac.digest(key, b".".join(parts), hashlib.sha256)
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@pytest.mark.parametrize(
    "made",
    [
        _forge(HS256, FIT, PEM),
        _forge(HS256, FIT, b""),
        _forge({"alg": "none"}, FIT),
        _forge({"alg": "none"}, FIT).rpartition(".")[0] + ".",
        _forge({"alg": "EdDSA"}, FIT),
        _forge({"alg": ["HS256"]}, FIT),
        _forge({"typ": "JWT"}, FIT),
        _forge(HS256 | {"crit": ["exp"]}, FIT),
        _forge(HS256 | {"jku": "https://other.example/", "kid": "../../dev/null"}, FIT, b"its own key"),
        _forge(HS256, FIT | {"nbf": ISSUED + 31}),
        _forge(HS256, FIT | {"nbf": "now"}),
        _forge(HS256, FIT | {"aud": [AUDIENCE + "s", "*"]}),
        _forge(HS256, {name: value for name, value in FIT.items() if name != "aud"}),
        _forge(HS256, FIT | {"sub": 7}),
        _forge(HS256, FIT | {"sub": ["a1", "a2"]}),
        _forge(HS256, FIT | {"sub": "a1\x00"}),
        _forge(HS256, FIT | {"sub": "a1\u202e"}),
        _forge(HS256, json.dumps(FIT).replace("a1", "\\ud800")),
        _forge(HS256, FIT | {"exp": float("nan")}),
        _forge(HS256, FIT | {"exp": float("inf")}),
        _forge(HS256, FIT | {"exp": 10**400}),
        _forge(HS256, FIT | {"exp": True}),
        _forge(HS256, FIT | {"iat": -1}),
        _forge(HS256, FIT | {"iat": {}}),
        _forge(HS256, FIT | {"seen": dict.fromkeys([f"p{n}" for n in range(51)], NEWEST)}),
        _forge(HS256, FIT | {"seen": {"../privacy": NEWEST}}),
        _forge(HS256, FIT | {"exp": str(ISSUED + 300)}),
        _forge(HS256, FIT | {"nbf": float("nan")}),
        _forge(HS256, FIT | {"nbf": False}),
        _forge(HS256, FIT | {"iss": {"email": "ann@example.org"}}),
        _forge(HS256, FIT | {"jti": "x" * 201}),
        _forge(HS256, json.dumps(FIT)[:-1] + ', "sub": "a2"}'),
        _forge(HS256, json.dumps(FIT | {"seen": {}})[:-2] + '"privacy": "2027-01-02", "privacy": "2024-05-01"}}'),
        _forge(HS256, FIT) + "=",
        _forge(HS256, "[" * 1_000),
        _forge(HS256, "[]"),
        _forge(HS256, "7"),
        _forge(HS256, json.dumps(FIT) + "x"),
        _forge(HS256, FIT) + "\n",
        "." + _forge(HS256, FIT),
        _forge(HS256, FIT).replace(".", "..", 1),
        "..", "\xff.\xff.\xff", "\ud800",
    ],
    ids=count(),  # some are made anew in each process, and a test has one name in all of them
)  # fmt: skip
def test_a_token_made_by_hand_names_nobody(made: str) -> None:
    """Whatever its header asks for, whoever signed it and whatever its claims are: it is refused, and never a fault."""
    public = read_keys({PUBLIC_KEYS: PEM.decode()})
    for keys in (public, (SECRET.encode(),), (*public, SECRET.encode())):
        with pytest.raises(TokenRefused):
            Tokens(keys).check(made, NOON)


@pytest.mark.parametrize(("seconds", "counts"), [(-31, False), (-30, True), (330, True), (331, False)])
def test_clocks_may_differ_a_little(seconds: int, counts: bool) -> None:
    """By half a minute, either way; also where the token was let in before."""
    tokens, made = Tokens((SECRET.encode(),)), _forge(HS256, FIT)
    if seconds > 0:
        tokens.check(made, NOON)
    with nullcontext() if counts else pytest.raises(TokenRefused):
        assert tokens.check(made, NOON + timedelta(seconds=seconds)).account_id == "a1"


def test_what_no_product_sends_changes_nothing(door: Door, faults: list[logging.LogRecord]) -> None:
    """Odd addresses, methods, heads and bodies get an answer of their kind, and nothing is kept of them."""
    record = json.dumps(door.record("agreed"))
    bodies = (
        b'{"records": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"records": [' + b"9" * 9_000 + b"]}",
        b'{"records": [1e99999, NaN]}',
        b'{"records": ["\\ud800"]}',
        json.dumps({"records": [door.record("agreed", slug="privacy\x00")]}).encode(),
        json.dumps({"records": [door.record("agreed", version_id="../" * 9)]}).encode(),
        json.dumps({"records": [door.record("agreed", text_sha256="\u202e" * 64)]}).encode(),
        f'{{"records": [{record[:-1]}, "did": "seen"}}]}}'.encode(),
        f'{{"records": [{record[:-1]}, "did": "shown"}}]}}'.encode(),
        f'{{"records": [], "records": [{record}]}}'.encode(),
        gzip.compress(record.encode()),
        f'{{"records": [{record}]}}'.encode("utf-16"),
    )
    for body in bodies:
        assert door.send(body)[0] in {409, 422}
    mine, other = f"Bearer {token()}", f"Bearer {token('a2')}"
    heads = (
        (b"GET /v1/owed HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nAuthorization: %s", 401),
        (b"POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: %s\r\nAuthorization: %s", 401),
        (b"GET /v1/owed/../owed HTTP/1.1\r\nHost: x\r\nX: %s%s", 404),
        (b"GET //v1/owed HTTP/1.1\r\nHost: x\r\nX: %s%s", 404),
        (b"GET /v1/owed%%00 HTTP/1.1\r\nHost: x\r\nX: %s%s", 404),
        (b"DELETE /v1/owed HTTP/1.1\r\nHost: x\r\nX: %s%s", 405),
        (b"POST /v1/owed HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX: %s%s", 405),
        (b"GET /v1/owed HTTP/1.1\r\nHost: x\r\nX\x00: %s%s", 400),
        (b"GET /v1/owed HTTP/9.9\r\nHost: x\r\nX: %s%s", 400),
    )
    for head, status in heads:
        line = _line(door)
        with suppress(ConnectionError):
            line.sendall(head % (mine.encode(), other.encode()) + b"\r\nConnection: close\r\n\r\n")
        assert int(_hear(line).split(b" ")[1]) == status, head[:60]
    assert (door.kept("a1", "a2"), faults) == ([], [])


def test_what_follows_a_body_says_nothing_of_who_sent_it(door: Door) -> None:
    """A proxy that looks at who asks looks at the head: a trailer names nobody, and takes nobody's place."""
    body = json.dumps({"records": [door.record("agreed")]}).encode()
    end = b"%x\r\n%s\r\n0\r\nAuthorization: Bearer %s\r\n\r\n" % (len(body), body, token("a2").encode())
    head = b"POST /v1/records HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    for own, status in ((b"", b"401"), (f"Authorization: Bearer {token()}\r\n".encode(), b"200")):
        line = _line(door)
        line.sendall(head + own + b"\r\n" + end)
        assert _hear(line).split(b" ")[1] == status
    assert [len(door.kept(each)) for each in ("a1", "a2")] == [1, 0]


def test_a_slow_body_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of whoever has a token nor of whoever has none; others are answered meanwhile."""
    monkeypatch.setattr(server, "BODY_SECONDS", 0.2)
    with gating(desk) as door, ExitStack() as stack:
        slow, nobody = stack.enter_context(_line(door)), stack.enter_context(_line(door))
        slow.sendall(_asks(door, method="POST")[:-9])
        nobody.sendall(b"POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{")
        assert door.owed() == [(NEWEST, "notice")]
        assert [int(each.recv(4_096).split(b" ")[1]) for each in (slow, nobody)] == [408, 401]
        assert door.kept() == []


@pytest.fixture
def door(desk: Desk) -> Iterator[Door]:
    """Open the gate of a policy whose newest version must be shown."""
    with gating(desk) as opened:
        yield opened


@pytest.fixture
def faults(door: Door, caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """Listen to what the server says of faults of its own, which its log hands on to nobody."""
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.ERROR, "uvicorn.error"):
        yield caplog.records
    logger.removeHandler(caplog.handler)


def _asks(door: Door, *headers: str, method: str = "GET") -> bytes:
    """Ask what is owed, or say what was done, which takes the gate a little longer."""
    body = json.dumps({"records": [door.record("shown")]}) if method == "POST" else ""
    first = "POST /v1/records HTTP/1.1" if body else "GET /v1/owed HTTP/1.1"
    lines = ["Host: x", f"Authorization: Bearer {token()}", f"Content-Length: {len(body)}", *headers, "", body]
    return "\r\n".join([first, *lines]).encode()


def _line(door: Door) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(door.url.rpartition(":")[2])), timeout=20)


def _hear(line: socket.socket) -> bytes:
    heard = b""
    with closing(line), suppress(ConnectionError):
        while piece := line.recv(65_536):
            heard += piece
    return heard


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("number", [2, 16, 40])
def test_answers_that_nobody_waits_for_are_no_fault(
    door: Door, faults: list[logging.LogRecord], number: int, method: str
) -> None:
    """Who asks many things at once is answered, or refused, or gone; nothing of it is an error of the gate's."""
    line = _line(door)
    line.sendall(_asks(door, method=method) * (number - 1) + _asks(door, "Connection: close", method=method))
    heard = _hear(line)
    assert heard.count(b"HTTP/1.1 200") == (number if number < 17 else 0)
    gone = _line(door)
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.sendall(_asks(door, method=method) * number)
    gone.close()  # at once, and without waiting for what was sent
    assert door.owed() == [(NEWEST, "notice")]
    assert faults == []
