"""A mail provider on this machine: takes batches whole, counts every address, and misbehaves as asked.

What it accepted is the truth that a ledger is judged by. It never looks at the notifier's code or ledger.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EMAIL = re.compile(rb'"to":\s?\[\{"email":\s?"((?:[^"\\]|\\.)*)"\}\],\s?"custom_args":\s?\{([^}]*)\}')
"""Enough to count by: the benchmark's addresses hold no quotes."""
NUMBER = re.compile(rb'"to":\s?\[\{"email":\s?"person(\d+)@')
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often, as a share of requests, something goes wrong."""

    reset_before: float = 0.0
    reset_after: float = 0.0
    too_many: float = 0.0
    error_500: float = 0.0
    error_504_after: float = 0.0
    hang_after: float = 0.0
    bad_addresses: tuple[str, ...] = ()
    """Answered with 400 and the place of the first one."""
    delay: float = 0.0
    """Seconds before an answer."""
    seed: int = 0


@dataclass(slots=True)
class Truth:
    """What was really accepted."""

    counts: Counter[bytes] = field(default_factory=Counter)
    events: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    undecided: int = 0
    """Requests that came in and are not answered yet: some of them may still be taken."""
    last_body: bytes = b""
    arrivals: list[float] = field(default_factory=list)
    """When each request was there as a whole, by this machine's clock."""
    keep_events: bool = True
    tally: bytearray = field(default_factory=bytearray)
    """Where events are not kept, how often each person was written to, by number: a byte for each of millions."""

    def mark(self, people: Sequence[bytes]) -> None:
        """Count these people once more."""
        for number in map(int, people):
            if number >= len(self.tally):
                self.tally.extend(bytes(number + 1))
            self.tally[number] += 1

    def sums(self) -> dict[str, int]:
        """Count requests, people, and what came to somebody again."""
        if self.keep_events:
            people, messages = len(self.counts), sum(self.counts.values())
        else:
            people, messages = len(self.tally) - self.tally.count(0), sum(self.tally)
        return {
            "requests": self.requests, "recipients": people, "repeated": messages - people,
            "undecided": self.undecided,
        }  # fmt: skip


class Provider(asyncio.Protocol):
    """One connection: HTTP/1.1, keep-alive, bodies with a length."""

    def __init__(self, truth: Truth, faults: Faults, chance: random.Random) -> None:
        self._truth, self._faults, self._chance = truth, faults, chance
        self._buffer, self._needed, self._head = bytearray(), -1, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take bytes until a request is whole."""
        self._buffer += data
        if self._needed < 0 and not self._read_head():
            return
        if len(self._buffer) >= self._needed:
            body, self._buffer = bytes(self._buffer[: self._needed]), self._buffer[self._needed :]
            self._needed = -1
            self._handle(body)

    def _read_head(self) -> bool:
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return False
        self._head = bytes(self._buffer[:end])
        length = re.search(rb"content-length:\s*(\d+)", self._head, re.IGNORECASE)
        self._needed = int(length[1]) if length else 0
        del self._buffer[: end + len(HEAD_END)]
        return True

    def _handle(self, body: bytes) -> None:
        if self._head.startswith(b"GET"):
            self._answer(200, json.dumps(self._told(self._head.split()[1].decode())).encode())
            return
        self._truth.undecided += 1
        self._truth.arrivals.append(time.time())
        if self._faults.delay:
            asyncio.get_running_loop().call_later(self._faults.delay, self._decide, body)
        else:
            self._decide(body)

    def _decide(self, body: bytes) -> None:
        faults, roll = self._faults, self._chance.random()
        self._truth.undecided -= 1
        for share, act in (
            (faults.reset_before, self._reset),
            (faults.too_many, lambda: self._answer(429, b"{}", f"X-RateLimit-Reset: {int(time.time())}")),
            (faults.error_500, lambda: self._answer(500, b"{}")),
        ):
            if roll < share:
                act()
                return
            roll -= share
        bad = self._first_bad(body)
        if bad is not None:
            error = {
                "errors": [{"message": "Does not contain a valid address.", "field": f"personalizations.{bad}.to"}]
            }
            self._answer(400, json.dumps(error).encode())
            return
        message_id = self._accept(body)
        for share, act in (
            (faults.reset_after, self._reset),
            (faults.error_504_after, lambda: self._answer(504, b"{}")),
            (faults.hang_after, lambda: None),
        ):
            if roll < share:
                act()
                return
            roll -= share
        self._answer(202, b"", f"X-Message-Id: {message_id}")

    def _first_bad(self, body: bytes) -> int | None:
        if not self._faults.bad_addresses:
            return None
        addresses = [found[0].decode() for found in EMAIL.findall(body)]
        return next((n for n, address in enumerate(addresses) if address in self._faults.bad_addresses), None)

    def _accept(self, body: bytes) -> str:
        truth = self._truth
        truth.requests += 1
        truth.last_body = body
        message_id = f"m{truth.requests:08}"
        if not truth.keep_events:
            truth.mark(NUMBER.findall(body))
            return message_id
        found, now = EMAIL.findall(body), time.time()
        truth.counts.update(address for address, _ in found)
        truth.events += [_event(address, arguments, message_id, now) for address, arguments in found]
        return message_id

    def _told(self, path: str) -> object:
        truth = self._truth
        if path == "/v3/scopes":
            return {"scopes": ["mail.send"]}
        if path == "/counts":
            return {address.decode(): number for address, number in truth.counts.items()}
        if path == "/events":
            return truth.events
        if path == "/arrivals":
            return truth.arrivals
        if path == "/last":
            return truth.last_body.decode()
        return truth.sums()

    def _reset(self) -> None:
        assert self._transport is not None
        self._transport.abort()

    def _answer(self, status: int, body: bytes, *headers: str) -> None:
        assert self._transport is not None
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
        self._transport.write("\r\n".join(lines).encode() + HEAD_END + body)


def _event(address: bytes, arguments: bytes, message_id: str, now: float) -> dict[str, Any]:
    own = json.loads(b"{" + arguments + b"}")
    email = json.loads(b'"' + address + b'"')
    return {"email": email, "event": "delivered", "timestamp": now, "sg_message_id": f"{message_id}.filter", **own}


def _serve(faults: Faults, keep_events: bool, hosts: Sequence[str], port: multiprocessing.Queue[int]) -> None:
    async def run() -> None:
        truth, chance = Truth(keep_events=keep_events), random.Random(faults.seed)  # noqa: S311 - repeatable on purpose
        loop = asyncio.get_running_loop()
        number = 0
        for host in hosts:
            server = await loop.create_server(lambda: Provider(truth, faults, chance), host, number)
            number = server.sockets[0].getsockname()[1]
        port.put(number)
        await server.serve_forever()

    asyncio.run(run())


@dataclass(frozen=True, slots=True)
class Running:
    """A provider that runs in a process of its own."""

    url: str

    @property
    def port(self) -> int:
        """Give the port alone."""
        return int(self.url.rpartition(":")[2])

    def ask(self, path: str) -> Any:
        """Read what it knows: /arrivals, /counts and /events (where it keeps them), /last or /sums."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:  # noqa: S310 - this machine
            return json.loads(answer.read())

    def refuse_miscount(self, recipients: int) -> None:
        """Raise RuntimeError unless so many recipients came in, each of them once."""
        sums = self.ask("/sums")
        if sums["recipients"] != recipients or sums["repeated"]:
            raise RuntimeError(f"the provider counted {sums}, not {recipients} once each")


@contextmanager
def provider(
    faults: Faults | None = None, *, keep_events: bool = True, hosts: Sequence[str] = ("127.0.0.1",)
) -> Iterator[Running]:
    """Run a provider for as long as the block lasts, on one port of these addresses; the first is the one given."""
    context = multiprocessing.get_context("spawn")
    port: multiprocessing.Queue[int] = context.Queue()
    process = context.Process(target=_serve, args=(faults or Faults(), keep_events, hosts, port), daemon=True)
    process.start()
    try:
        yield Running(f"http://{hosts[0]}:{port.get(timeout=30)}")
    finally:
        process.kill()
        process.join()
