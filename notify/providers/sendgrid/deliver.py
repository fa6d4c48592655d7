"""SendGrid's mail/send: the package for key, host and residency; bytes go over pooled connections, each once."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3

from notify.errors import ConfigError
from notify.lazy import polars as pl
from notify.model.batch import Outcome, Piece, Receipt, Share
from notify.model.notice import Letter, Notice
from notify.net import is_loopback
from notify.providers.sendgrid.answers import knows_scopes, receipt_from, trouble_of_key, trouble_of_place
from notify.providers.sendgrid.body import Envelope, envelope

if TYPE_CHECKING:
    from notify.providers.sendgrid import Settings

CONNECT_SECONDS = 10.0
TIMED_OUT = (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.ReadTimeoutError)
_Answer = tuple[int, dict[str, str], bytes]
MOST_BYTES = 65_536
"""Of an answer: its words about a refusal are far shorter."""


class SendGrid:
    """Hands a batch of up to 1,000 to the provider in one request, accepted or refused as a whole."""

    name = "sendgrid"
    batch_size = 1000
    in_flight = 8
    ahead = 0
    repeatable = False

    def __init__(self, settings: Settings, notice: Notice) -> None:
        if not settings.key:
            raise ConfigError("SENDGRID_API_KEY is not set; put the key into the environment of this command")
        self._sender, self._ip_pool = notice.sender, settings.ip_pool
        client = _client(settings)
        host = client.host.rstrip("/")
        self._url, self._scopes_url = f"{host}/v3/mail/send", f"{host}/v3/scopes"
        self.live = not is_loopback(urlsplit(host).hostname or "")
        self._headers = {
            **client.client.request_headers,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        self._envelopes: dict[int, Envelope] = {}
        # A retry below us could post a batch twice without the ledger knowing.
        self._pool = urllib3.PoolManager(
            num_pools=2,
            maxsize=settings.connections,
            block=False,
            retries=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, settings.timeout), read=settings.timeout),
        )
        self._pool.pool_classes_by_scheme = {"http": _WatchedPool, "https": _WatchedTlsPool}
        self._body_seconds, self._reached = settings.timeout, False

    def prepare(
        self,
        letter: Letter,
        people: pl.DataFrame,
        shares: Sequence[Share],
        at: datetime,  # noqa: ARG002 - the provider dates messages
    ) -> list[tuple[Piece, ...]]:
        """Build the one request of each attempt."""
        if letter.group not in self._envelopes:
            self._envelopes[letter.group] = envelope(letter, self._sender, self._ip_pool)
        fill, made, start = self._envelopes[letter.group].fill, list[tuple[Piece, ...]](), 0
        for share in shares:
            rows = people.slice(start, share.size)
            made.append((Piece(nid=rows["nid"][0], address="", data=fill(rows, share.mark)),))
            start += share.size
        return made

    def reach(self) -> Receipt | None:
        """Ask what the key may do and, where nobody can say, whether an empty request would be read.

        Neither hands anything over, so that no answer is doubt.
        """
        answer = self._ask("GET", self._scopes_url)
        if isinstance(answer, Receipt):
            return answer
        if answer is not None:
            status, headers, body = answer
            if knows_scopes(status, body) or trouble_of_key(status, headers, body):
                return trouble_of_key(status, headers, body)
        answer = self._ask("POST", self._url, b"{}")
        if isinstance(answer, Receipt):
            return answer
        if answer is None:
            return Receipt(outcome=Outcome.DEFERRED, detail="no answer to an empty request")
        return trouble_of_place(*answer)

    def _ask(self, method: str, url: str, body: bytes | None = None) -> _Answer | Receipt | None:
        """Ask what hands nothing over; a Receipt where nobody takes the question, None where nobody answers it."""
        _wire.has_bytes = False
        try:
            answer = self._pool.request(
                method,
                url,
                body=body,
                headers=self._headers,
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=CONNECT_SECONDS),
            )
        except Exception as error:  # noqa: BLE001 - somebody took the connection, or nobody did
            return None if _wire.has_bytes else _unsent_receipt(error, reached=self._reached)
        self._reached = True
        return (answer.status, *_read(answer, CONNECT_SECONDS))

    def deliver(self, pieces: tuple[Piece, ...], following: tuple[Piece, ...] = ()) -> Receipt:
        """Post the request once and translate the answer."""
        del following
        _wire.has_bytes = False
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=pieces[0].data,
                headers=self._headers,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except Exception as error:  # noqa: BLE001 - what matters of any error is whether a byte had left
            return _doubtful_receipt(error) if _wire.has_bytes else _unsent_receipt(error, reached=self._reached)
        self._reached = True
        return receipt_from(answer.status, *_read(answer, self._body_seconds))

    def let_go(self, pieces: tuple[Piece, ...]) -> None:
        """Nothing was prepared for it."""

    def close(self) -> None:
        """Let the connections go."""
        self._pool.clear()


def _client(settings: Settings) -> Any:
    from sendgrid import SendGridAPIClient  # noqa: PLC0415 - imports half of the package's helpers

    if settings.host:
        return SendGridAPIClient(api_key=settings.key, host=settings.host)
    client = SendGridAPIClient(api_key=settings.key)
    if settings.eu:
        client.set_sendgrid_data_residency("eu")
    return client


class _Wire(threading.local):
    """Whether this thread's request has begun to leave."""

    has_bytes = False


_wire = _Wire()


class _Watched(urllib3.connection.HTTPConnection):
    """Notes the first byte of a request: before it nothing can have been taken."""

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _wire.has_bytes = True
        super().send(data)


class _WatchedTls(urllib3.connection.HTTPSConnection):
    """The same under TLS."""

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _wire.has_bytes = True
        super().send(data)


class _WatchedPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Watched


class _WatchedTlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


def _read(answer: urllib3.BaseHTTPResponse, seconds: float) -> tuple[dict[str, str], bytes]:
    """Read head and body of the answer; its status stands even where the rest did not come, or came too slowly."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    body, ends_at = b"", time.monotonic() + seconds
    try:
        while len(body) < MOST_BYTES and time.monotonic() < ends_at and (piece := answer.read1(MOST_BYTES)):
            body += piece
        if len(body) < MOST_BYTES and time.monotonic() < ends_at:
            answer.release_conn()
        else:
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        answer.close()
    return headers, body[:MOST_BYTES]


def _doubtful_receipt(error: Exception) -> Receipt:
    return Receipt(outcome=Outcome.UNKNOWN, detail=f"no answer ({type(error).__name__})")


def _unsent_receipt(error: Exception, *, reached: bool) -> Receipt:
    """Say why nothing left: a crowded line clears with time, and anything else wrong from the start needs a person."""
    is_slow = isinstance(error, TIMED_OUT) and not isinstance(error, urllib3.exceptions.NewConnectionError)
    if is_slow or (reached and _is_of_network(error)):
        return Receipt(outcome=Outcome.DEFERRED, detail=f"no connection ({type(error).__name__})")
    if not _is_of_network(error):
        return Receipt(outcome=Outcome.STOP, detail=f"the request cannot be made ({type(error).__name__})")
    words = "check the host's name, its certificate and the network"
    return Receipt(outcome=Outcome.STOP, detail=f"no connection to the provider ({type(error).__name__}); {words}")


def _is_of_network(error: Exception) -> bool:
    if isinstance(error, urllib3.exceptions.LocationValueError):
        return False
    if isinstance(error, urllib3.exceptions.SSLError):
        reason = error.args[0] if error.args else None
        return not isinstance(reason, ssl.SSLCertVerificationError)
    return isinstance(error, (urllib3.exceptions.HTTPError, OSError))
