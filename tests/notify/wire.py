"""Servers on the loopback address that stand for other people's computers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RESET = -1
"""Instead of a status: end the connection without a word."""
Answer = tuple[int, dict[str, str], bytes]
Script = Callable[[int, dict[str, Any]], Answer]


@dataclass
class FakeSendGrid:
    """Takes what is posted and answers as its script says; `took` holds the addresses of every accepted request."""

    script: Script
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    took: list[dict[str, Any]] = field(default_factory=list)
    asked: tuple[int, Any] | None = (200, {"scopes": ["mail.send"]})
    """What a question about the key is answered with; None where there is no such address."""
    tried: Answer | None = None
    """What an empty request, which hands nothing over, is answered with; None: as the provider does."""

    @property
    def addresses(self) -> list[str]:
        """List every address that was accepted, as often as it was."""
        return [person["to"][0]["email"] for person in self.took]

    def events(self, word: str = "delivered") -> list[dict[str, Any]]:
        """Give one event for each accepted recipient, with the custom arguments flattened as the provider does."""
        return [
            {"email": p["to"][0]["email"], "event": word, "timestamp": 1_800_000_000, **p["custom_args"]}
            for p in self.took
        ]  # fmt: skip


def accept(_number: int, _body: dict[str, Any]) -> Answer:
    """Accept."""
    return 202, {"X-Message-Id": "m1"}, b""


def first(answer: Answer, *, took: bool = False) -> Script:
    """Answer the first request so, and accept every later one; `took` says whether it was accepted all the same."""

    def script(number: int, body: dict[str, Any]) -> Answer:
        if number:
            return accept(number, body)
        body["took"] = took
        return answer

    return script


def bad_request(*errors: tuple[str | None, str]) -> Answer:
    """Refuse with the provider's list of errors, given as (field, message)."""
    body = {"errors": [{"field": place, "message": words} for place, words in errors]}
    return 400, {}, json.dumps(body).encode()


@contextmanager
def sendgrid(script: Script = accept) -> Iterator[FakeSendGrid]:
    """Run a fake provider."""
    fake, lock = FakeSendGrid(script), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, said = fake.asked if self.path == "/v3/scopes" and fake.asked else (404, {})
            self._say(status, {}, json.dumps(said).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                if not body:
                    self._say(*(fake.tried or bad_request(("personalizations", "The field is required."))))
                    return
                number = len(fake.requests)
                fake.requests.append(body)
                fake.headers.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
                status, headers, content = fake.script(number, body)
                if status == 202 or body.get("took"):
                    fake.took += body["personalizations"]
            self._say(status, headers, content)

        def _say(self, status: int, headers: dict[str, str], content: bytes) -> None:
            if status == RESET:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
