"""What every transport keeps: the same rules over the outbox, a mail server and a provider."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notify.providers import REGISTRY
from tests.notify.conftest import Desk
from tests.notify.wire import sendgrid


@dataclass
class Hop:
    """A first hop on this machine: how to reach it, and whom it took messages for."""

    name: str
    options: list[str]
    took: Callable[[], list[str]]


class Mailbox:
    """A mail server's handler: takes everything but what its rules refuse."""

    def __init__(self) -> None:
        self.took: list[tuple[str, bytes]] = []
        self.refuses: dict[str, str] = {}
        self.after_data: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.took += [(address, content) for address in envelope.rcpt_tos]
        if self.after_data and self.after_data.pop(0) == "cut":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    handler = Mailbox()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"127.0.0.1:{port}"
    controller.stop()


@pytest.fixture(params=list(REGISTRY))
def hop(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Hop]:
    with ExitStack() as stack:
        if request.param == "sendgrid":
            fake = stack.enter_context(sendgrid())
            yield Hop("sendgrid", ["--sendgrid-host", fake.url], lambda: fake.addresses)
        elif request.param == "smtp":
            box, where = request.getfixturevalue("mailbox")
            yield Hop("smtp", ["--smtp", where], lambda: [address for address, _ in box.took])
        else:
            yield Hop("outbox", [], lambda: [_parsed(file.read_bytes())["to"] for file in desk.messages()])


def _parsed(raw: bytes):  # type: ignore[no-untyped-def]
    return message_from_bytes(raw, policy=policy.default)


def _send(desk: Desk, hop: Hop, count: int, *more: str):  # type: ignore[no-untyped-def]
    return desk.send(count, "--transport", hop.name, *hop.options, *more)


def test_everybody_once_and_never_again(desk: Desk, hop: Hop) -> None:
    """Each address gets one message; a second send hands nothing over."""
    desk.people(30)
    desk.freeze()
    for _ in range(2):
        assert _send(desk, hop, 30).code == 0
    assert sorted(hop.took()) == sorted(f"person{n}@mail.example" for n in range(30))
    assert desk.status()["accepted"] == 30


def test_odd_addresses_arrive_as_they_are(desk: Desk, hop: Hop) -> None:
    """Quoted local parts, tags, apostrophes and foreign domains reach the first hop in the form that servers speak."""
    desk.accounts.write_text(
        'account_id,email\n1,"""a b""@one.example"\n2,o\'x+t@two.example\n3,c@bücher.example\n', encoding="utf-8"
    )
    desk.freeze()
    assert _send(desk, hop, 3).code == 0
    assert sorted(hop.took()) == ['"a b"@one.example', "c@xn--bcher-kva.example", "o'x+t@two.example"]


def test_a_batch_size_is_kept_and_a_rate_too(desk: Desk, hop: Hop) -> None:
    """A smaller batch and a rate change how, and never to whom."""
    desk.people(12)
    desk.freeze()
    assert _send(desk, hop, 12, "--batch-size", "5", "--rate", "1000", "--in-flight", "2").code == 0
    assert len(set(hop.took())) == len(hop.took()) == 12


def test_a_canary_goes_first(desk: Desk, hop: Hop) -> None:
    """A canary of three is three, whatever the transport's batches."""
    desk.people(12)
    desk.freeze()
    answer = _send(desk, hop, 12, "--canary", "3")
    assert len(hop.took()) == (12 if hop.name == "outbox" else 3)
    assert answer.code == (0 if hop.name == "outbox" else 3)


def test_a_test_message_is_nobodys_notice(desk: Desk, hop: Hop) -> None:
    """Preview --to hands over one message, marked as a test, and no ledger is made."""
    test = ["preview", "--manifest", str(desk.site.manifest), "--to", "me@here.example", *desk.day]
    answer = desk.run(*test, "--transport", hop.name, *hop.options, "--outbox", str(desk.outbox))
    assert answer.code == 0
    assert hop.took() == ["me@here.example"]
    assert not (desk.folder / "book" / "ledger.db").exists()


def test_smtp_hands_over_what_the_outbox_shows(desk: Desk, mailbox: tuple[Mailbox, str], tmp_path: Path) -> None:
    """A mail server gets a message with a deterministic Message-ID, the right headers and both parts."""
    box, where = mailbox
    desk.freeze()
    assert desk.send(4, "--transport", "smtp", "--smtp", where).code == 0
    message = _parsed(next(raw for address, raw in box.took if address == "ann@one.example"))
    assert message["auto-submitted"] == "auto-generated"
    assert message["list-unsubscribe"] is None
    assert message["precedence"] is None
    assert message["message-id"].endswith("@policy.example>")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "Hello Ann," in message.get_body(("plain",)).get_content()


def test_smtp_refusals_touch_one_recipient(desk: Desk, mailbox: tuple[Mailbox, str]) -> None:
    """A 5xx parks that recipient with the server's words; the others are sent."""
    box, where = mailbox
    box.refuses["ann@one.example"] = "550 5.1.1 no such user"
    desk.freeze()
    assert desk.send(4, "--transport", "smtp", "--smtp", where).code == 3
    assert (desk.status()["accepted"], desk.status()["unreached"]) == (3, 1)
    assert "no such user" in desk.run("unreached", "--ledger", desk.url).out


def test_smtp_doubt_after_the_final_dot_is_held(desk: Desk, mailbox: tuple[Mailbox, str]) -> None:
    """A connection lost between the final dot and its answer leaves one message in doubt, and it is not sent again."""
    box, where = mailbox
    box.after_data = ["cut"]
    desk.freeze()
    for _ in range(2):
        assert desk.send(4, "--transport", "smtp", "--smtp", where, "--in-flight", "1").code == 3
    assert desk.status()["held"] == 1
    assert len({address for address, _ in box.took}) == len(box.took) == 4


def test_a_bounce_message_finds_its_recipient(desk: Desk, mailbox: tuple[Mailbox, str]) -> None:
    """A delivery report brought in as .eml marks the recipient that its Message-ID names as bounced."""
    box, where = mailbox
    desk.freeze()
    desk.send(4, "--transport", "smtp", "--smtp", where)
    original = box.took[0][1]
    head = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'
    status = b"Final-Recipient: rfc822; x@y\r\nAction: failed\r\nStatus: 5.2.1\r\nDiagnostic-Code: 552 mailbox full"
    parts = [b"message/delivery-status\r\n\r\n" + status, b"message/rfc822\r\n\r\n" + original]
    report = head + b"\r\n\r\n" + b"".join(b"--b\r\nContent-Type: " + part + b"\r\n" for part in parts) + b"--b--\r\n"
    (desk.folder / "bounce.eml").write_bytes(report)
    assert desk.run("events", "import", str(desk.folder / "bounce.eml"), "--ledger", desk.url).code == 0
    assert desk.status()["bounced"] == 1
    assert "mailbox full" in desk.run("unreached", "--ledger", desk.url).out


@pytest.mark.parametrize(("tls", "words"), [("none", "does not travel unencrypted"), ("starttls", "--live")])
def test_personal_data_never_travels_in_the_clear(desk: Desk, tls: str, words: str) -> None:
    """A mail server elsewhere needs TLS, and to be meant."""
    desk.freeze()
    answer = desk.send(4, "--transport", "smtp", "--smtp", "mail.invalid:25", "--smtp-tls", tls)
    assert answer.code == 1
    assert words in answer.err
