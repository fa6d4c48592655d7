"""SMTP, one message an attempt: rendered once, spliced, pipelined where the server can, never sent again by itself."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from notify.audience.people import recipients
from notify.errors import ConfigError
from notify.letter.mime import Mould, mould
from notify.model import Letter, Mark, Notice, Outcome, Piece, Receipt
from notify.published.site import is_loopback

if TYPE_CHECKING:
    import polars as pl

    from notify.providers.smtp import Settings

TLS = ("auto", "starttls", "tls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to hand messages over, and how."""

    host: str
    port: int
    tls: str
    username: str
    password: str
    timeout: float


class Smtp:
    """Hands each message to a mail server; doubt lies only between the final dot and its answer."""

    name = "smtp"
    batch_size = 1
    in_flight = 8
    repeatable = False

    def __init__(self, settings: Settings, notice: Notice) -> None:
        self._server = _server(settings)
        self.live = not is_loopback(self._server.host)
        self._notice = notice
        self._moulds: dict[int, Mould] = {}
        self._local = threading.local()
        self._open: list[smtplib.SMTP] = []

    def prepare(self, letter: Letter, people: pl.DataFrame, mark: Mark, at: datetime) -> tuple[Piece, ...]:
        """Splice the one recipient's lines into the letter."""
        if letter.group not in self._moulds:
            self._moulds[letter.group] = mould(letter, self._notice.sender, mark.notice_id)
        cast = self._moulds[letter.group].cast
        return tuple(Piece(nid=r.nid, address=r.email, data=cast(r, at)) for r in recipients(people))

    def deliver(self, pieces: tuple[Piece, ...]) -> Receipt:
        """Run one mail transaction over this thread's connection."""
        piece = pieces[0]
        connection, trouble = self._connection()
        if connection is None:
            return trouble
        try:
            return _transaction(connection, self._notice.sender.email, piece)
        except _BeforeData as error:
            self._drop(connection)
            return Receipt(outcome=Outcome.DEFERRED, detail=str(error), retry_after=None)
        except (OSError, smtplib.SMTPException) as error:
            self._drop(connection)
            return Receipt(outcome=Outcome.UNKNOWN, detail=f"{type(error).__name__}: {error}"[:300])

    def close(self) -> None:
        """Say goodbye on every connection."""
        for connection in self._open:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _connection(self) -> tuple[smtplib.SMTP | None, Receipt]:
        existing: smtplib.SMTP | None = getattr(self._local, "connection", None)
        fine = Receipt(outcome=Outcome.ACCEPTED)
        if existing is not None:
            return existing, fine
        try:
            self._local.connection = connection = _connect(self._server)
        except smtplib.SMTPAuthenticationError as error:
            return None, Receipt(
                outcome=Outcome.STOP,
                status=error.smtp_code,
                detail="the mail server refuses SMTP_USERNAME and SMTP_PASSWORD",
            )
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as error:
            return None, Receipt(
                outcome=Outcome.STOP, detail=f"no safe connection to {self._server.host}: {error}"[:300]
            )
        except (OSError, smtplib.SMTPException) as error:
            return None, Receipt(
                outcome=Outcome.DEFERRED, detail=f"no connection to {self._server.host}: {error}"[:300]
            )
        self._open.append(connection)
        return connection, fine

    def _drop(self, connection: smtplib.SMTP) -> None:
        self._local.connection = None
        connection.close()


class _BeforeData(Exception):  # noqa: N818 - says where the connection was lost
    """The connection was lost before the message itself went out."""


def _server(settings: Settings) -> Server:
    if not settings.smtp_host:
        raise ConfigError("no mail server is named; say --smtp HOST[:PORT], or set SMTP_HOST")
    host, _, port = (
        settings.smtp_host.rpartition(":") if settings.smtp_host.count(":") == 1 else (settings.smtp_host, "", "")
    )
    if settings.smtp_tls not in TLS or (port and not port.isdigit()):
        raise ConfigError(
            f"--smtp {settings.smtp_host} --smtp-tls {settings.smtp_tls}: give HOST:PORT and one of {', '.join(TLS)}"
        )
    tls = settings.smtp_tls
    if tls == "auto":
        tls = "tls" if port == "465" else "none" if is_loopback(host) else "starttls"
    if tls == "none" and not is_loopback(host):
        raise ConfigError(
            f"{host}: personal data does not travel unencrypted; --smtp-tls none is for this machine alone"
        )
    default_port = {"tls": 465, "starttls": 587, "none": 25}[tls]
    return Server(
        host=host,
        port=int(port or default_port),
        tls=tls,
        username=settings.smtp_username,
        password=settings.smtp_password,
        timeout=settings.timeout,
    )


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.username:
            connection.login(server.username, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _transaction(connection: smtplib.SMTP, sender: str, piece: Piece) -> Receipt:
    """MAIL, RCPT and DATA (in one packet where the server pipelines, RFC 2920), then the message."""
    commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{piece.address}>", "DATA")
    mail, rcpt, data = _converse(connection, commands)
    if data[0] == 354 and rcpt[0] // 100 == 2:
        return _hand_over(connection, piece.data)
    if data[0] == 354:
        # The server wants data although nobody is to get it: an empty message, which it must refuse.
        connection.send(b".\r\n")
        connection.getreply()
    else:
        connection.rset()
    return _refusal(
        next((reply for reply in (mail, rcpt, data) if reply[0] // 100 not in {2, 3}), data),
        recipient=mail[0] // 100 == 2,
    )


def _converse(connection: smtplib.SMTP, commands: tuple[str, ...]) -> list[tuple[int, bytes]]:
    try:
        if connection.has_extn("pipelining"):
            connection.send("".join(f"{command}\r\n" for command in commands).encode())
            return [connection.getreply() for _ in commands]
        replies: list[tuple[int, bytes]] = []
        for command in commands:
            refused = replies and replies[-1][0] // 100 != 2
            replies.append((503, b"not asked") if refused else connection.docmd(command))
    except (OSError, smtplib.SMTPException) as error:
        raise _BeforeData(f"{type(error).__name__}: {error}"[:300]) from None
    return replies


def _hand_over(connection: smtplib.SMTP, message: bytes) -> Receipt:
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
    connection.send(stuffed + end)
    code, words = connection.getreply()
    if code // 100 == 2:
        return Receipt(outcome=Outcome.ACCEPTED, status=code, provider_id=words.decode("utf-8", "replace")[:200])
    return _refusal((code, words), recipient=True)


def _refusal(reply: tuple[int, bytes], *, recipient: bool) -> Receipt:
    code, words = reply[0], reply[1].decode("utf-8", "replace")[:300]
    if code // 100 == 5 and recipient:
        return Receipt(outcome=Outcome.REJECTED, status=code, detail=words, refused=((0, words),))
    if code // 100 == 5:
        return Receipt(outcome=Outcome.STOP, status=code, detail=f"the mail server refuses the sender: {words}")
    if code // 100 == 4:
        return Receipt(outcome=Outcome.DEFERRED, status=code, detail=words)
    return Receipt(outcome=Outcome.UNKNOWN, status=code, detail=words)
