"""SendGrid's mail/send: the package for key, host and residency; bytes go over pooled connections, each once."""

from __future__ import annotations

import ssl
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3

from notify.errors import ConfigError
from notify.model import Letter, Mark, Notice, Outcome, Piece, Receipt
from notify.providers.sendgrid.answers import receipt_from
from notify.providers.sendgrid.body import Envelope, envelope
from notify.published.site import is_loopback

if TYPE_CHECKING:
    import polars as pl

    from notify.providers.sendgrid import Settings

CONNECT_SECONDS = 10.0


class SendGrid:
    """Hands a batch of up to 1,000 to the provider in one request, accepted or refused as a whole."""

    name = "sendgrid"
    batch_size = 1000
    in_flight = 8
    repeatable = False

    def __init__(self, settings: Settings, notice: Notice) -> None:
        if not settings.key:
            raise ConfigError("SENDGRID_API_KEY is not set; put the key into the environment of this command")
        self._sender, self._ip_pool = notice.sender, settings.ip_pool
        client = _client(settings)
        host = client.host.rstrip("/")
        self._url = f"{host}/v3/mail/send"
        self.live = not is_loopback(urlsplit(host).hostname or "")
        if self.live and not host.startswith("https://"):
            raise ConfigError(f"{host}: the key and the addresses would travel in the clear; give an https:// host")
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

    def prepare(self, letter: Letter, people: pl.DataFrame, mark: Mark, at: datetime) -> tuple[Piece, ...]:  # noqa: ARG002 - the provider dates messages
        """Build the one request of an attempt."""
        if letter.group not in self._envelopes:
            self._envelopes[letter.group] = envelope(letter, self._sender, self._ip_pool)
        body = self._envelopes[letter.group].filled(people, mark)
        return (Piece(nid=people["nid"][0], address="", data=body),)

    def deliver(self, pieces: tuple[Piece, ...]) -> Receipt:
        """Post the request once and translate the answer."""
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
        except urllib3.exceptions.HTTPError as error:
            return _failed(error)
        return _read(answer)

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


def _read(answer: urllib3.BaseHTTPResponse) -> Receipt:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    try:
        body = answer.read(65_536)
        answer.drain_conn()
        answer.release_conn()
    except urllib3.exceptions.HTTPError:
        # The status line came; what it says stands even where the rest did not.
        body = b""
        answer.close()
    return receipt_from(answer.status, headers, body)


def _failed(error: urllib3.exceptions.HTTPError) -> Receipt:
    """Tell what surely never left from what may have arrived."""
    words = f"{type(error).__name__}: {str(error)[:200]}"
    if isinstance(error, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return Receipt(outcome=Outcome.DEFERRED, detail=words)
    if isinstance(error, urllib3.exceptions.LocationValueError):
        return Receipt(outcome=Outcome.STOP, detail=words)
    if isinstance(error, urllib3.exceptions.SSLError) and isinstance(
        error.args[0] if error.args else None, ssl.SSLCertVerificationError
    ):
        return Receipt(outcome=Outcome.STOP, detail=words)
    return Receipt(outcome=Outcome.UNKNOWN, detail=words)
