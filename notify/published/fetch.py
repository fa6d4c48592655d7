"""Fetches one file of the published site over the web: bounded in time and size, and never led to another network."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3

from notify.net import is_public, web_address

MOST_BYTES = 64 * 1024 * 1024
SECONDS = 20.0
"""For connecting, and for each piece of the answer."""
DEADLINE = 60.0
"""For the whole of it, names, redirects and body."""
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PRIVATE_REDIRECTS = "POLICY_NOTIFY_PRIVATE_REDIRECTS"
"""Set to 1, this variable lets redirects lead into a private network."""

T = TypeVar("T")


class FetchError(Exception):
    """The file cannot be had; the words say why and what to do."""


def get(url: str) -> tuple[int, bytes]:
    """Fetch; returns the status and the body.

    A redirect may not lead from https to http, nor to another server inside a private network: the site's owner would
    choose what this machine asks of its neighbours.
    """
    return _run_in_time(DEADLINE, lambda: _follow(url))


def _follow(url: str) -> tuple[int, bytes]:
    inner = True
    for _ in range(MOST_REDIRECTS + 1):
        status, body, target = _ask(_check_url(url), may_be_private=inner)
        if target is None:
            return status, body
        following = urljoin(url, target)
        inner = _server(following) == _server(url) or os.environ.get(PRIVATE_REDIRECTS) == "1"
        if urlsplit(url).scheme == "https" != urlsplit(following).scheme:
            raise FetchError("redirects from https to an unencrypted address; give the final address, if it is safe")
        url = following
    raise FetchError("redirects in a circle; give the final address")


def _ask(url: str, *, may_be_private: bool) -> tuple[int, bytes, str | None]:
    """Make one request; the third value is where a redirect leads."""
    timeout = urllib3.Timeout(connect=SECONDS, read=SECONDS)
    try:
        with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
            if not may_be_private:
                pool.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}
            answer = pool.request("GET", url, preload_content=False, redirect=False)
            if answer.status in REDIRECTS and (target := answer.headers.get("Location")):
                return answer.status, b"", target
            return answer.status, _body(answer), None
    except urllib3.exceptions.HTTPError as error:
        reason = getattr(error, "reason", None) or error
        raise FetchError(
            f"cannot be fetched ({type(reason).__name__}); check the address, and that the site is up"
        ) from None


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise FetchError(f"is larger than {MOST_BYTES >> 20} MB")
    return body


class _Public(urllib3.connection.HTTPConnection):
    """Says nothing to a server that is not on the open internet."""

    def connect(self) -> None:
        super().connect()
        _refuse_private(self)


class _PublicTls(urllib3.connection.HTTPSConnection):
    """The same under TLS."""

    def connect(self) -> None:
        super().connect()
        _refuse_private(self)


class _PublicPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Public


class _PublicTlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PublicTls


def _refuse_private(connection: urllib3.connection.HTTPConnection) -> None:
    # The address that was connected to, and not the name: a name may be resolved again, to another.
    if connection.sock is None or not is_public(str(connection.sock.getpeername()[0])):
        connection.close()
        raise FetchError(
            f"redirects into a private network; give the final address, or set {PRIVATE_REDIRECTS}=1 if that is meant"
        )


def _check_url(url: str) -> str:
    try:
        web_address(url)
    except ValueError as error:
        raise FetchError(f"cannot be fetched: {error}") from None
    return url


def _server(url: str) -> tuple[str, int]:
    try:
        parts = web_address(url)
    except ValueError as error:
        raise FetchError(f"redirects to an address that cannot be used: {error}") from None
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _run_in_time(seconds: float, work: Callable[[], T]) -> T:
    """Do work that may hang in a system call; if it is late, its thread is left to end by itself."""
    done: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            done.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = done.get(timeout=seconds)
    except queue.Empty:
        raise FetchError(f"had not arrived in full after {seconds:g} seconds; check the site, and try again") from None
    if isinstance(result, Exception):
        raise result
    return result
