"""Bodies as they come in, before anybody knows whose they are: bounded each, bounded together, bounded in time."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from notify.errors import WebhookRejected

MOST_BYTES = 1 << 20
"""Of one body; the provider posts up to 768 KB."""
MOST_HEARD = 64 << 20
"""Of a body that is not kept: most clients read no answer before they have sent everything."""
MOST_TOGETHER = 48 << 20
"""Of all bodies that are still coming in."""
MOST_AROUND = 256 << 10
"""Of one message: of its head, and of what stands between its chunks."""
MOST_WAITING = 16
"""Requests of one connection that may wait for the answer to the one before."""
BODY_SECONDS = 20.0
HEAD_SECONDS = 10.0
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

        Raises WebhookRejected, with the status to answer, where it is too large, too slow or in the way of others.
        """
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                return await self._read(request, Incoming(deadline=deadline))
        except TimeoutError:
            raise WebhookRejected("too slow", 408) from None
        except ClientDisconnect:
            raise WebhookRejected("went away") from None

    async def let_pass(self, request: Request) -> None:
        """Read a body to its end without keeping it, so that its sender gets the answer."""
        with contextlib.suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(self._seconds):
                await _hear_out(request.stream(), 0)

    async def _read(self, request: Request, incoming: Incoming) -> bytes:
        key = id(incoming)
        self._incoming[key] = incoming
        stream = request.stream()
        try:
            async for chunk in stream:
                incoming.content += chunk
                self.held += len(chunk)
                if len(incoming.content) > self._most_bytes:
                    heard = len(incoming.content)
                    self._let_go(incoming)
                    await _hear_out(stream, heard)
                    raise WebhookRejected("too large")
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


async def _hear_out(stream: AsyncIterator[bytes], heard: int) -> None:
    """Let the rest of a body go by, up to a limit; a client that sends more gets no answer."""
    async for chunk in stream:
        heard += len(chunk)
        if heard > MOST_HEARD:
            return


class Connection(HttpToolsProtocol):
    """A connection that has to say what it wants: one that sends no whole head in time, or no end of it, is closed."""

    _looked_at: object = None
    _older: tuple[RequestResponseCycle, ...] = ()
    """Requests before the newest that may still wait for their answers."""
    _around = 0
    """Bytes of the message outside its body: its head, and what stands between chunks."""

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._patience = self.loop.call_later(HEAD_SECONDS, self._close_silent)

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

    def on_headers_complete(self) -> None:
        """Begin a request; who sends many before an answer is not listened to."""
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
        self._around = 0
        super().on_message_complete()

    def _answer_no_more(self) -> None:
        # The server marks the newest alone; an answer to another would be written to a line that is closed.
        for cycle in (*self._older, self.cycle):
            if cycle is not None:
                cycle.disconnected = True

    def _close_silent(self) -> None:
        """Close what has asked nothing new since the last look."""
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle and self.cycle is self._looked_at:
            self.transport.close()
            return
        self._looked_at = self.cycle if is_idle else self
        self._patience = self.loop.call_later(HEAD_SECONDS, self._close_silent)
