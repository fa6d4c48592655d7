"""SMTP, one message an attempt: rendered once, spliced, handed over on as many connections as the server lets us."""

from __future__ import annotations

import math
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from notify.errors import ConfigError
from notify.lazy import polars as pl
from notify.model.batch import Outcome, Piece, Receipt, Share
from notify.model.notice import Letter, Notice
from notify.net import ascii_host, is_loopback
from notify.providers.moulds import Moulds
from notify.providers.smtp.session import Envelope, Session, Verdict, error_words

if TYPE_CHECKING:
    from notify.providers.smtp import Settings

TLS = ("auto", "starttls", "tls", "none")
COMMAND_PATIENCE = 10
"""An answer to a command may take this many times as long as connecting: with the default, the five minutes that RFC
5321 (4.5.3.2) asks for."""
CAP_SECONDS = 30.0
"""After a connection beyond those that are open was refused, how long no further one is tried."""
ASK_AGAIN = 50
"""Messages after which the next is asked about ahead again, where the server hung up on such a question; twice as many
each further time."""
NOT_NOW = {Outcome.DEFERRED, Outcome.PUT_OFF, Outcome.STOP}
"""What a connection that has carried mail may say because of itself alone."""
BEFORE_SIGN_IN = (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to hand messages over, and how."""

    host: str
    port: int
    tls: str
    username: str
    password: str
    connect_seconds: float

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Smtp:
    """Hands each message to a mail server; doubt is possible only between the final dot and its answer."""

    name = "smtp"
    batch_size = 1
    in_flight = 8
    ahead = 120
    """With those in flight, 128 messages at most are in doubt after a crash: what 16 ms bring at 8,000 a second."""
    repeatable = False

    def __init__(self, settings: Settings, notice: Notice) -> None:
        self._server = _server(settings)
        self.live = not is_loopback(self._server.host)
        self._notice, self._moulds = notice, Moulds(notice.sender)
        self._pool = _Pool(self._server)
        self._asked: dict[str, Session] = {}
        """By the message that was asked about: the connection on which it is to be handed over."""
        self._handed, self._pause = 0, ASK_AGAIN
        self._asks_from = 0.0
        """How many are handed over before the next is asked about ahead: all, where that was answered by silence, as by
        a server that does not know how to pipeline; some, where the line ended, which has many reasons."""

    def prepare(
        self, letter: Letter, people: pl.DataFrame, shares: Sequence[Share], at: datetime
    ) -> list[tuple[Piece, ...]]:
        """Splice each recipient's lines into the letter."""
        return self._moulds.cast(letter, people, shares, at)

    def reach(self) -> Receipt | None:
        """Open a connection, for the first message to go on."""
        session = self._pool.take()
        if isinstance(session, Receipt):
            return session
        self._pool.give_back(session)
        return None

    def deliver(self, pieces: tuple[Piece, ...], following: tuple[Piece, ...] = ()) -> Receipt:
        """Run one mail transaction.

        A connection that has carried mail may be over for reasons of its own: the server's limit, an idle time-out, a
        restart. So what it refuses is offered once more on a new one, and only that one's refusal is the server's.
        """
        (piece,) = pieces
        envelope = self._envelope(piece)
        may_ask = following and self._handed >= self._asks_from and not self._pool.is_waited_for
        ahead = self._envelope(following[0]) if may_ask else None
        session: Session | Receipt = self._asked.pop(envelope.opaque_id, None) or self._pool.take()
        while isinstance(session, Session):
            was_used = session.transactions > 0
            verdict = self._transact(session, envelope, piece.data, ahead)
            if not (was_used and verdict.is_over and verdict.receipt.outcome in NOT_NOW):
                return verdict.receipt
            session = self._pool.take(fresh=True)
        return session

    def let_go(self, pieces: tuple[Piece, ...]) -> None:
        """Close the connection on which a message was asked about."""
        if session := self._asked.pop(self._envelope(pieces[0]).opaque_id, None):
            self._pool.drop(session)

    def close(self) -> None:
        """Say goodbye on every connection."""
        while self._asked:
            self._pool.drop(self._asked.popitem()[1])
        self._pool.close()

    def _envelope(self, piece: Piece) -> Envelope:
        return Envelope(
            sender=self._notice.sender.email,
            recipient=piece.address,
            opaque_id=f"{self._notice.notice_id}.{piece.nid}",
        )

    def _transact(self, session: Session, envelope: Envelope, message: bytes, following: Envelope | None) -> Verdict:
        was_asked, self._handed = session.has_asked_ahead, self._handed + 1
        try:
            verdict = session.transact(envelope, message, following)
        except BaseException:
            self._pool.drop(session)
            raise
        if was_asked and verdict.is_over and not verdict.receipt.status:
            self._ask_later(is_silent=session.fell_silent)
        if verdict.is_over or session.is_worn_out:
            self._pool.drop(session, politely=not verdict.is_over)
        elif following and session.has_asked_ahead:
            self._asked[following.opaque_id] = session
        else:
            self._pool.give_back(session)
        return verdict

    def _ask_later(self, *, is_silent: bool) -> None:
        if is_silent:
            self._asks_from = math.inf
        elif self._handed >= self._asks_from:  # the first line of those that a restart ended together
            self._asks_from = self._handed + self._pause
            self._pause *= 2


class _Pool:
    """The open connections; where the server allows fewer than there are threads, threads wait for one."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._changed = threading.Condition()
        self._idle: list[Session] = []
        self._open = self._waiting = 0
        self._cap, self._capped_until = 0, 0.0
        self._reached = False

    @property
    def is_waited_for(self) -> bool:
        """Tell whether some thread can do nothing until another gives its connection back."""
        return self._waiting > 0

    def take(self, *, fresh: bool = False) -> Session | Receipt:
        """Take an idle connection, else open one; a receipt says why there is none."""
        while True:
            with self._changed:
                self._wait_in_line()
                if self._idle and not (fresh and not self._is_capped()):
                    return self._idle.pop()
                self._open += 1
            trouble = self._open_session()
            if not isinstance(trouble, Receipt):
                return trouble
            with self._changed:
                self._open -= 1
                self._changed.notify_all()
                if trouble.outcome is Outcome.STOP or self._open == 0:
                    return trouble
                self._cap, self._capped_until = self._open, time.monotonic() + CAP_SECONDS

    def give_back(self, session: Session) -> None:
        """Put a connection back for the next message."""
        with self._changed:
            self._idle.append(session)
            self._changed.notify()

    def drop(self, session: Session, *, politely: bool = False) -> None:
        """Let go of a connection that is over."""
        session.close(politely=politely)
        with self._changed:
            self._open -= 1
            self._changed.notify()

    def close(self) -> None:
        """Say goodbye on every idle connection; one that still waits for an answer ends with its thread."""
        with self._changed:
            idle, self._idle = self._idle, []
            self._open -= len(idle)
        for session in idle:
            session.close(politely=True)

    def _wait_in_line(self) -> None:
        """Wait while there is none to take or to open, behind those who wait already.

        Whoever gives one back would otherwise take it again before they have woken, for as long as there is mail.
        """
        if not self._is_capped() or len(self._idle) > self._waiting:
            return
        self._waiting += 1
        self._changed.wait(CAP_SECONDS)
        while self._is_capped() and not self._idle:
            self._changed.wait(CAP_SECONDS)
        self._waiting -= 1

    def _is_capped(self) -> bool:
        return self._open >= self._cap and time.monotonic() < self._capped_until

    def _open_session(self) -> Session | Receipt:
        try:
            session = _connect(self._server)
        except Exception as error:  # noqa: BLE001 - whatever it is, no byte of a message has left: never doubt
            return _trouble(self._server, error, reached=self._reached)
        self._reached = True
        return session


class _Client(smtplib.SMTP):
    """Connects within its timeout, and then waits for each answer as long as the server may take."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # smtplib's own hook, without a type
        connected.settimeout(timeout * COMMAND_PATIENCE)
        return connected  # type: ignore[no-any-return]


class _TlsClient(_Client, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _connect(server: Server) -> Session:
    kind = partial(_TlsClient, context=_trust()) if server.tls == "tls" else _Client
    client = kind(server.host, server.port, local_hostname=_own_name(), timeout=server.connect_seconds)
    try:
        if server.tls == "starttls":
            client.starttls(context=_trust())
        client.ehlo_or_helo_if_needed()
        if server.username:
            client.login(server.username, server.password)
    except BaseException:
        client.close()
        raise
    return Session(client, server.connect_seconds * COMMAND_PATIENCE)


@cache
def _trust() -> ssl.SSLContext:
    """Read once whom this machine trusts."""
    return ssl.create_default_context()


@cache
def _own_name() -> str:
    """Name this machine once: the resolver may be slow, and the name is the same on every connection."""
    return socket.getfqdn()


def _trouble(server: Server, error: Exception, *, reached: bool) -> Receipt:
    """Say why there is no connection: what a person must put right stops the send, what passes with time defers it."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code // 100 != 4:
        words = "the mail server refuses SMTP_USERNAME and SMTP_PASSWORD"
        return Receipt(outcome=Outcome.STOP, status=error.smtp_code, detail=words)
    if isinstance(error, BEFORE_SIGN_IN):
        return Receipt(outcome=Outcome.STOP, detail=f"no safe connection to {server}: {_reason(error)}")
    if not isinstance(error, OSError):
        return Receipt(outcome=Outcome.STOP, detail=f"no connection to {server}: {type(error).__name__}")
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    outcome = Outcome.DEFERRED if reached or not _is_lasting(error) else Outcome.STOP
    return Receipt(outcome=outcome, status=code, detail=f"no connection to {server}: {error_words(error)}")


def _reason(error: Exception) -> str:
    return error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else str(error)[:200]


def _is_lasting(error: OSError) -> bool:
    """Tell what, at the first connection of all, is a wrong setting rather than a server that is busy."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code // 100 == 5
    return isinstance(error, (socket.gaierror, ConnectionRefusedError, ssl.SSLError)) and not isinstance(
        error, TimeoutError
    )


def _server(settings: Settings) -> Server:
    if not settings.smtp_host:
        raise ConfigError("no mail server is given; add --smtp HOST[:PORT], or set SMTP_HOST")
    host, port = _host_and_port(settings.smtp_host)
    if settings.smtp_tls not in TLS:
        raise ConfigError(f"--smtp-tls {settings.smtp_tls}: give one of {', '.join(TLS)}")
    tls = settings.smtp_tls
    if tls == "auto":
        tls = "tls" if port == 465 else "none" if is_loopback(host) else "starttls"
    if tls == "none" and not is_loopback(host):
        raise ConfigError(
            f"{host}: personal data does not travel unencrypted; --smtp-tls none is for this machine only"
        )
    _check_credentials(settings)
    return Server(
        host=host,
        port=port or {"tls": 465, "starttls": 587, "none": 25}[tls],
        tls=tls,
        username=settings.smtp_username,
        password=settings.smtp_password,
        connect_seconds=settings.timeout,
    )


def _host_and_port(where: str) -> tuple[str, int | None]:
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](?::([0-9]{1,5}))?", where)
    plain = re.fullmatch(r"([^:\[\]]+)(?::([0-9]{1,5}))?", where)
    found = bracketed or plain
    if not found and where.count(":") > 1:
        found = re.fullmatch(r"([0-9A-Fa-f:.]+)()", where)
    host = ascii_host(found[1]) if found else ""
    port = int(found[2]) if found and found[2] else None
    if not host or port == 0 or (port or 0) > 65_535:
        shown = "what is given" if "@" in where or "//" in where else repr(where)
        raise ConfigError(f"--smtp: {shown} is not a HOST or HOST:PORT; give an IPv6 address as [ADDRESS]:PORT")
    return host, port


def _check_credentials(settings: Settings) -> None:
    """Refuse what cannot be signed in with, without showing it."""
    pairs = {"SMTP_USERNAME": settings.smtp_username, "SMTP_PASSWORD": settings.smtp_password}
    for name, value in pairs.items():
        if not value.isascii() or not value.isprintable():
            what = "a line end or another control character" if value.isascii() else "a character that is not ASCII"
            raise ConfigError(f"{name} holds {what}, which mail servers do not accept; set it again")
    if bool(settings.smtp_username) != bool(settings.smtp_password):
        given, missing = sorted(pairs, key=lambda name: not pairs[name])
        raise ConfigError(f"{given} is set and {missing} is not; set both, or neither")
