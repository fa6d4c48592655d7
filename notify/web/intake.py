"""Bodies as they come in, before anybody knows whose they are: bounded each, bounded together, bounded in time."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from notify.errors import WebhookRejected

MOST_BYTES = 1 << 20
"""Of one body; the provider posts up to 768 KB."""
MOST_HEARD = 64 << 20
"""Of a body that is not kept."""
TOO_LARGE, TOO_SLOW = 413, 408
MOST_TOGETHER = 48 << 20
"""Of all bodies that are still coming in."""
MOST_AROUND = 256 << 10
"""Of one message: of its head, and of what stands between its chunks."""
MOST_FIELDS = 200
"""Of one message, behind its body too; each costs some hundred bytes more than it brings."""
MOST_WAITING = 16
"""Requests of one connection that may wait for the answer to the one before."""
BODY_SECONDS = 20.0
HEAD_SECONDS = 10.0
SLOWEST_READER = 10_240
"""Bytes of an answer that a client takes in that time, at least."""
MOST_CONNECTIONS = 400


@dataclass(slots=True)
class Incoming:
    """A body on its way."""

    deadline: asyncio.Timeout
    content: bytearray = field(default_factory=bytearray)


class Intake:
    """Takes bodies in; where all of them together grow too large, the one that began first, the slowest, has to go."""

    def __init__(
        self, most_together: int = MOST_TOGETHER, seconds: float = BODY_SECONDS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._most_together, self._seconds, self._most_bytes = most_together, seconds, most_bytes
        self._incoming: OrderedDict[int, Incoming] = OrderedDict()
        self.held = 0
        """Bytes of bodies that are not yet whole."""

    async def body(self, request: Request) -> bytes:
        """Read a whole body.

        Raises WebhookRejected, with the status to answer, where it is too large, too slow or in the way of others;
        one whose head says that it is too large, before any of it came.
        """
        if _announced_length(request) > self._most_bytes:
            raise WebhookRejected("too large", TOO_LARGE)
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                return await self._read(request, Incoming(deadline=deadline))
        except TimeoutError:
            raise WebhookRejected("too slow", TOO_SLOW) from None
        except ClientDisconnect:
            raise WebhookRejected("went away") from None

    def before_the_rest(self, answer: Response, request: Request) -> Response:
        """Return an answer that is given at once, whatever of the request's body is still to come.

        A client that sent its body too slowly is not waited for again.
        """
        return answer if answer.status_code == TOO_SLOW else _AtOnce(answer, request, self._seconds)

    async def _read(self, request: Request, incoming: Incoming) -> bytes:
        key = id(incoming)
        self._incoming[key] = incoming
        try:
            async for chunk in request.stream():
                incoming.content += chunk
                self.held += len(chunk)
                if len(incoming.content) > self._most_bytes:
                    raise WebhookRejected("too large", TOO_LARGE)
                self._make_room()
            return bytes(incoming.content)
        finally:
            self._let_go(incoming)
            self._incoming.pop(key, None)

    def _let_go(self, incoming: Incoming) -> None:
        self.held -= len(incoming.content)
        incoming.content = bytearray()

    def _make_room(self) -> None:
        if self.held <= self._most_together:
            return
        _, slowest = self._incoming.popitem(last=False)
        # Its memory goes at once; its own task hears of it when it is next run.
        self._let_go(slowest)
        if not slowest.deadline.expired():
            slowest.deadline.reschedule(asyncio.get_running_loop().time())


class _AtOnce(Response):
    """An answer that does not wait for a body, and whose line stays open while one comes in.

    Most clients read nothing before they have sent everything, and a line that is closed on them loses the answer.
    """

    def __init__(self, answer: Response, request: Request, seconds: float) -> None:
        super().__init__(answer.body, answer.status_code)
        self.raw_headers = answer.raw_headers
        self._request, self._seconds = request, seconds

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Give the answer, let the rest go by without keeping it, and end the line."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        with contextlib.suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(self._seconds):
                await _hear_out(self._request)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _hear_out(request: Request) -> None:
    """Let the rest of a body go by, up to a limit; whoever sends more is cut off."""
    heard = 0
    with contextlib.suppress(RuntimeError):  # which the request raises where its body came whole
        async for chunk in request.stream():
            heard += len(chunk)
            if heard > MOST_HEARD:
                return


def _announced_length(request: Request) -> int:
    """Read how long a body is said to be; the server has refused what is no number."""
    return int(request.headers.get("content-length") or 0)


class Connection(HttpToolsProtocol):
    """A connection that has to say what it wants, and to hear the answer.

    One that sends no whole head in time, or no end of it, or takes no answer in, is closed.
    """

    _looked_at: object = None
    _older: tuple[RequestResponseCycle, ...] = ()
    """Requests before the newest that may still wait for their answers."""
    _around = 0
    """Bytes of the message outside its body: its head, and what stands between chunks."""
    _fields = 0
    _unread = 0
    """Bytes of answers that the client had not taken in at the last look."""
    _is_head_over = False

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._patience = self.loop.call_later(HEAD_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop it."""
        self._patience.cancel()
        self._answer_no_more()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, and with it all that came before."""
        super().send_400_response(msg)
        self._answer_no_more()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; the parser keeps a head of any length, so it is bounded here."""
        self._around += len(data)
        super().data_received(data)
        if self._around > MOST_AROUND and not self.transport.is_closing():
            self.send_400_response("a head too long")

    def on_message_begin(self) -> None:
        """Begin a head."""
        self._is_head_over = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field in; the server would keep any number, those behind the body too.

        Those could say who asks where no proxy looks for it, and so say nothing here.
        """
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise ValueError
        if not self._is_head_over:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin a request; who sends many before an answer is not listened to."""
        self._is_head_over = True
        if len(self.pipeline) >= MOST_WAITING:
            raise ValueError
        waits = self.cycle is not None and not self.cycle.response_complete
        self._older = (*self._older, self.cycle) if waits else ()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Begin to count again."""
        self._around = self._fields = 0
        super().on_message_complete()

    def _answer_no_more(self) -> None:
        # The server marks the newest alone; an answer to another would be written to a line that is closed.
        for cycle in (*self._older, self.cycle):
            if cycle is not None:
                cycle.disconnected = True

    def _look(self) -> None:
        """Close what has asked nothing new since the last look, and what takes too little of its answers in."""
        unread = self.transport.get_write_buffer_size()
        if takes_too_little(self._unread, unread):
            self.transport.abort()  # for closing would wait until all is taken in
            return
        self._unread = unread
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle and not unread and self.cycle is self._looked_at:
            self.transport.close()
            return
        self._looked_at = self.cycle if is_idle else self
        self._patience = self.loop.call_later(HEAD_SECONDS, self._look)


def takes_too_little(before: int, unread: int) -> bool:
    """Tell whether a client is slow that had so many bytes to take in before, and has so many now."""
    return before > 0 and unread > max(0, before - SLOWEST_READER)
