"""SendGrid's pitfalls, each against a provider on the loopback address that answers as the real one does."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.audience.judge import plain_row
from notify.ledger import notices
from notify.model.audience import Recipient
from notify.model.batch import Mark, Outcome, Piece, Receipt
from notify.model.notice import Letter, Sender
from notify.providers import Transport
from notify.providers.sendgrid import Settings
from notify.providers.sendgrid.answers import receipt_from
from notify.providers.sendgrid.body import envelope, personalization
from tests.notify.conftest import Answer, Desk
from tests.notify.wire import RESET, FakeSendGrid, accept, bad_request, first, sendgrid

RESERVED = {
    "email", "event", "ip", "reason", "status", "type", "url", "tls", "pool", "timestamp", "category", "attempt",
    "response",
}  # fmt: skip


def _send(desk: Desk, fake: FakeSendGrid, count: int, *more: str) -> Answer:
    return desk.send(count, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--timeout", "5", *more)


def _frozen(desk: Desk, people: int) -> Desk:
    desk.people(people)
    assert desk.freeze().code == 0
    return desk


@pytest.fixture
def provider() -> Iterator[FakeSendGrid]:
    with sendgrid() as fake:
        yield fake


def test_a_thousand_a_request_and_everybody_once(desk: Desk, provider: FakeSendGrid) -> None:
    """No request has more than 1,000 personalizations, and each address is handed over once."""
    _frozen(desk, 2_300)
    assert _send(desk, provider, 2_300).code == 0
    assert sorted(len(body["personalizations"]) for body in provider.requests) == [300, 1000, 1000]
    assert sorted(provider.addresses) == sorted(f"person{n}@mail.example" for n in range(2_300))


def test_only_opaque_strings_stand_beside_the_address(desk: Desk, provider: FakeSendGrid) -> None:
    """custom_args, which the provider keeps for ever, are strings under names of our own and say nothing of anyone."""
    desk.freeze()
    _send(desk, provider, 4)
    for person in provider.took:
        assert not RESERVED & set(person["custom_args"])
        assert all(isinstance(value, str) for value in person["custom_args"].values())
        assert set(person) == {"to", "custom_args", "substitutions"}
    told = json.dumps([person["custom_args"] for person in provider.took])
    assert not any(word in told for word in ("a1", "a2", "@", "Ann", "privacy"))


def test_defaults_of_the_account_cannot_change_the_message(desk: Desk, provider: FakeSendGrid) -> None:
    """Tracking, footers and the sandbox are off aloud, unsubscribes alone are bypassed, no asm group is named."""
    desk.freeze()
    _send(desk, provider, 4)
    body = provider.requests[0]
    assert all(setting["enable"] is False for setting in body["tracking_settings"].values())
    assert body["mail_settings"]["bypass_unsubscribe_management"] == {"enable": True}
    assert body["mail_settings"]["sandbox_mode"] == {"enable": False}
    assert "bypass_list_management" not in body["mail_settings"]
    assert "asm" not in body
    assert "List-Unsubscribe" not in json.dumps(body)
    assert body["headers"] == {"Auto-Submitted": "auto-generated"}


def test_the_key_travels_as_a_bearer_to_mail_send(desk: Desk, provider: FakeSendGrid) -> None:
    """The request goes to /v3/mail/send with the key in its header, and the key is never shown."""
    desk.freeze()
    answer = _send(desk, provider, 4)
    assert provider.headers[0]["path"] == "/v3/mail/send"
    assert provider.headers[0]["authorization"] == "Bearer SG.nobody"
    assert "SG.nobody" not in answer.out + answer.err


def test_a_named_address_is_parked_and_the_rest_goes(desk: Desk) -> None:
    """A 400 that names a personalization parks exactly that recipient; the other 999 of the batch are sent."""

    def script(_number: int, body: dict[str, Any]) -> Any:
        bad = [n for n, p in enumerate(body["personalizations"]) if p["to"][0]["email"] == "person7@mail.example"]
        return (
            bad_request((f"personalizations.{bad[0]}.to", "Does not contain a valid address."))
            if bad
            else accept(0, body)
        )

    with sendgrid(script) as fake:
        _frozen(desk, 20)
        assert _send(desk, fake, 20).code == 3
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(20) if n != 7)
    assert len(fake.requests) == 2
    assert (desk.status()["accepted"], desk.status()["unreached"]) == (19, 1)
    assert "p7,9,refused" in desk.run("unreached", "--ledger", desk.url).out


def test_an_unnamed_refusal_is_halved_until_it_is_found(desk: Desk) -> None:
    """A 400 without a place is bisected, so that one bad address costs no one else the notice."""

    def script(_number: int, body: dict[str, Any]) -> Any:
        bad = any(p["to"][0]["email"] == "person7@mail.example" for p in body["personalizations"])
        return bad_request((None, "Bad Request")) if bad else accept(0, body)

    with sendgrid(script) as fake:
        _frozen(desk, 20)
        _send(desk, fake, 20)
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(20) if n != 7)
    assert (desk.status()["accepted"], desk.status()["unreached"]) == (19, 1)


def test_a_refused_message_stops_the_run_and_blames_nobody(desk: Desk) -> None:
    """A 400 about the message itself stops at once, parks no recipient, and the next send goes on."""
    with sendgrid(first(bad_request(("from.email", "The from address does not match a verified sender.")))) as fake:
        _frozen(desk, 20)
        answer = _send(desk, fake, 20)
        assert answer.code == 1
        assert "verified sender" in answer.err
        assert desk.status()["ready"] == 20
        assert _send(desk, fake, 20).code == 0
    assert len(fake.addresses) == 20


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refused_key_stops_the_run(desk: Desk, status: int) -> None:
    """A key that is not accepted stops the run with nothing lost and nothing in doubt."""
    with sendgrid(first((status, {}, b"{}"))) as fake:
        _frozen(desk, 5)
        assert _send(desk, fake, 5).code == 1
        assert (desk.status()["ready"], desk.status()["held"]) == (5, 0)
        assert _send(desk, fake, 5).code == 0


def test_too_many_requests_waits_and_goes_on(desk: Desk) -> None:
    """A 429 is surely not taken: the batch goes again by itself."""
    with sendgrid(first((429, {"X-RateLimit-Reset": "0"}, b"{}"))) as fake:
        _frozen(desk, 5)
        assert _send(desk, fake, 5).code == 0
    assert len(fake.requests) == 2
    assert len(fake.addresses) == 5


@pytest.mark.parametrize("status", [500, 502, 503, 504, 200, RESET])
@pytest.mark.parametrize("took", [True, False])
def test_doubt_is_held_and_never_sent_again_blindly(desk: Desk, status: int, took: bool) -> None:
    """After a 5xx, a 200 or a broken connection the batch is held, taken or not, by this send and by later ones."""
    with sendgrid(first((status, {}, b"{}"), took=took)) as fake:
        _frozen(desk, 5)
        assert _send(desk, fake, 5).code == 3
        assert _send(desk, fake, 5).code == 3
    assert len(fake.requests) == 1
    assert desk.status()["held"] == 5


def test_a_provider_that_is_not_there_leaves_nothing_in_doubt(desk: Desk) -> None:
    """A refused connection from the start is a wrong setting: the send stops with everybody ready."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    _frozen(desk, 5)
    receipt = _deliver(desk, url)
    assert receipt.outcome is Outcome.STOP
    assert _send(desk, FakeSendGrid(accept, url=url), 5).code == 1
    stands = desk.status()
    assert (stands["held"], stands["ready"]) == (0, 5)


def test_a_provider_that_went_away_is_waited_for(desk: Desk) -> None:
    """Once reached, a provider that cannot be reached defers: nothing is lost, and nothing in doubt."""
    _frozen(desk, 5)
    with sendgrid() as fake:
        transport = _transport(desk, fake.url)
        piece = (Piece(nid=0, address="", data=b'{"personalizations": []}'),)
        assert transport.deliver(piece).outcome is Outcome.ACCEPTED
    transport.close()
    assert transport.deliver(piece).outcome is Outcome.DEFERRED


@pytest.mark.parametrize("host", ["https://127.0.0.1", "http://127.0.0.1"])
def test_an_error_before_the_first_byte_is_no_doubt(desk: Desk, host: str) -> None:
    """Whatever goes wrong while a request is made or a line is opened, the recipients stay ready and it stops."""
    _frozen(desk, 5)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        transport = _transport(desk, f"{host}:{server.getsockname()[1]}", timeout=0.2)
        if host.startswith("https"):
            receipt = transport.deliver((Piece(nid=0, address="", data=b"{}"),))
            assert receipt.outcome is not Outcome.UNKNOWN
        else:
            transport._headers["Authorization"] = "Bearer SG.PLANTEDSECRET\n"  # type: ignore[attr-defined]
            receipt = transport.deliver((Piece(nid=0, address="", data=b"{}"),))
            assert receipt.outcome is Outcome.STOP
    assert "PLANTEDSECRET" not in receipt.detail


KEYS = ["SG.PLANTED\nSECRET", "SG.PLANTED SECRET", '"SG.PLANTEDSECRET"', "SG.PLANTED\rSECRET", "SG.PLANTED\x00SECRET",
        "SG.PLÄNTEDSECRET", "SG.PLANTED\u2028SECRET", "'SG.PLANTEDSECRET'", "SG.PLANTEDSECRET=x"]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_what_is_no_key_is_refused_before_anything_moves(key: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that no header can carry is refused at the start, and neither shown nor written down."""
    _frozen(desk, 5)
    monkeypatch.setattr("os.environ", {**os.environ, "SENDGRID_API_KEY": key})
    with sendgrid() as fake:
        answer = _send(desk, fake, 5)
    assert answer.code == 1
    assert "SENDGRID_API_KEY" in answer.err
    assert "PLANTED" not in answer.err
    assert fake.requests == []
    assert desk.status()["ready"] == 5
    assert b"PLANTED" not in (desk.folder / "book" / "ledger.db").read_bytes()


@pytest.mark.parametrize("key", ["SG.PLANTED.SECRET\n", "  SG.PLANTED.SECRET\r\n", "SG.PLANTED.SECRET"])
def test_a_mounted_secret_loses_its_line_end(key: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of secrets end in a line end; the key is what stands before it."""
    _frozen(desk, 5)
    monkeypatch.setenv("SENDGRID_API_KEY", key)
    with sendgrid() as fake:
        assert _send(desk, fake, 5).code == 0
    assert fake.headers[0]["authorization"] == "Bearer SG.PLANTED.SECRET"


HOSTS = [
    "http://mail.example",
    "http://127.0.0.1.evil.example",
    "ftp://127.0.0.1",
    "https://me:PLANTED@mail.example",
    "https://mail.example:0",
    "https://mail.example:70000",
    "https://mail.example:PLANTED",
    "https://mail example",
    "https://mail.example/PLANTED/",
    "https://mail.example?PLANTED",
    "https://",
    "https://mail.example\nx",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_cannot_be_one_is_refused_before_anything_moves(desk: Desk, host: str) -> None:
    """A host, a port or an unencrypted way that cannot be used is refused at the start, without what it may hide."""
    _frozen(desk, 5)
    answer = _send(desk, FakeSendGrid(accept, url=host), 5, "--live")
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "PLANTED" not in answer.err
    assert desk.status()["ready"] == 5


def _deliver(desk: Desk, url: str) -> Receipt:
    return _transport(desk, url).deliver((Piece(nid=0, address="", data=b"{}"),))


def _transport(desk: Desk, url: str, *, timeout: float = 2) -> Transport:
    with desk.ledger().read() as connection:
        notice = notices.find(connection, None).notice
    return Settings(key="k", host=url, timeout=timeout).open(notice)


@pytest.mark.parametrize("asked", [None, (403, {}), (500, {}), (200, {}), (200, {"scopes": None}), (200, [])], ids=str)
def test_whoever_cannot_say_what_a_key_may_do_is_tried(desk: Desk, asked: tuple[int, Any] | None) -> None:
    """A way to the provider that takes nothing but messages is no reason to refuse: the first request tells."""
    desk.freeze()
    with sendgrid() as fake:
        fake.asked = asked
        assert _send(desk, fake, 4).code == 0
    assert len(fake.addresses) == 4


def test_a_redirect_is_not_followed(desk: Desk) -> None:
    """A POST is never repeated elsewhere because a server says so."""
    with sendgrid() as elsewhere, sendgrid(first((307, {"Location": elsewhere.url}, b""))) as fake:
        _frozen(desk, 5)
        assert _send(desk, fake, 5).code == 1
        assert elsewhere.requests == []


def test_a_too_large_request_is_halved(desk: Desk) -> None:
    """A 413 splits the batch, and everybody is still told once."""
    with sendgrid(first((413, {}, b"{}"))) as fake:
        _frozen(desk, 10)
        assert _send(desk, fake, 10).code == 0
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(10))


def test_without_a_key_nothing_starts(desk: Desk, provider: FakeSendGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing key is refused before anything is contacted."""
    _frozen(desk, 5)
    monkeypatch.setenv("SENDGRID_API_KEY", "")
    answer = _send(desk, provider, 5)
    assert answer.code == 1
    assert "SENDGRID_API_KEY" in answer.err
    assert provider.requests == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(202, Outcome.ACCEPTED), (200, Outcome.UNKNOWN), (408, Outcome.UNKNOWN), (400, Outcome.REJECTED),
     (413, Outcome.REJECTED), (429, Outcome.DEFERRED), (401, Outcome.STOP), (415, Outcome.STOP), (301, Outcome.STOP),
     (500, Outcome.UNKNOWN), (504, Outcome.UNKNOWN)],
)  # fmt: skip
def test_what_each_status_means(status: int, outcome: Outcome) -> None:
    """202 alone is yes; a definite 4xx is no; all else is doubt."""
    assert receipt_from(status, {}, b"not json").outcome is outcome


@given(
    st.integers(100, 599),
    st.binary(max_size=80),
    st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset"]), st.text(max_size=8)),
)
def test_no_answer_crashes(status: int, body: bytes, headers: dict[str, str]) -> None:
    """Whatever a provider answers is translated, and no wait is negative or endless."""
    receipt = receipt_from(status, headers, body)
    assert receipt.retry_after is None or 0 <= receipt.retry_after <= 3600


def test_the_providers_words_are_kept_without_addresses() -> None:
    """What is kept beside a batch names nobody."""
    receipt = receipt_from(*bad_request(("personalizations.3.to", "bad address ann@one.example here")))
    assert "ann@one.example" not in receipt.detail
    assert receipt.refused[0][0] == 3


LETTER = Letter(
    group=0, language="en", subject="S", html=("<p>", "</p>"), text=("t ", " t"),
    greeting="Hello,", greeting_named='Hello "{name}" & co,', shared="(for {count} <accounts>)",
)  # fmt: skip
NAMES = st.none() | st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\\"), max_size=10
).map(lambda s: s or None)


@given(
    st.lists(
        st.tuples(NAMES, st.sampled_from(["a@b.example", '"x y"@b.example', "o'b&c@d.example"]), st.integers(1, 3)),
        min_size=1,
        max_size=5,
    )
)
def test_bodies_built_by_columns_are_what_an_encoder_writes(people: list[tuple[str | None, str, int]]) -> None:
    """Request bodies spliced column by column say, byte for byte, what a JSON encoder says of each recipient."""
    mark = Mark(notice_id="abc", batch_id=4, attempt=2)
    told = [
        Recipient(nid=n, account_id="", email=email, name=name, accounts=count)
        for n, (name, email, count) in enumerate(people)
    ]
    frame = pl.DataFrame(
        [(r.nid, r.email, r.name, r.accounts) for r in told],
        schema={"nid": pl.UInt32, "email": pl.String, "name": pl.String, "accounts": pl.UInt16},
        orient="row",
    )
    frame = frame.with_columns(plain=plain_row() & (pl.col("accounts") == 1))
    sender = Sender(email="p@q.example", name="Zoë Ltd", reply_to="p@q.example")
    body = json.loads(envelope(LETTER, sender, "pool").fill(frame, mark))
    expected = [personalization(LETTER, one, mark) for one in told]
    assert body["personalizations"] == expected
    assert body["from"] == {"email": "p@q.example", "name": "Zoe Ltd"}
