"""Another machine, as far as the network goes: a namespace with a cable to the database and one to the provider.

Needs root and `ip`. A cable that is pulled drops what is on its way and tells nobody, as a partition does. The
provider speaks in the clear, which the notifier puts up with on its own machine alone: so a program over there,
`python -m benchmarks.far PORT`, passes on what comes to that port.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

DATABASE, PROVIDER = "10.53.11.1", "10.53.11.5"
"""This machine's ends; the other ends are one more, and the networks have no more than the two."""


@dataclass(frozen=True, slots=True)
class Far:
    """The other machine."""

    name: str

    @property
    def inside(self) -> list[str]:
        """Give the words that start a command there; the process is the command's own."""
        return ["ip", "netns", "exec", self.name]

    @contextmanager
    def passing_on(self, port: int) -> Iterator[None]:
        """Let the provider's port be one of the other machine too, for as long as the block lasts."""
        process = subprocess.Popen([*self.inside, sys.executable, "-m", "benchmarks.far", str(port)])
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def pull(self) -> None:
        """Pull the cable to the database."""
        _ip("link", "set", f"{self.name}d", "down")

    def plug(self) -> None:
        """Put it back."""
        _ip("link", "set", f"{self.name}d", "up")


@contextmanager
def far_machine() -> Iterator[Far | None]:
    """Set it up for as long as the block lasts; None where this user may not."""
    if os.geteuid() or shutil.which("ip") is None:
        yield None
        return
    far = Far(f"far{os.getpid()}")
    _ip("netns", "add", far.name)
    try:
        for letter, here in (("d", DATABASE), ("p", PROVIDER)):
            near, there = f"{far.name}{letter}", f"{here[:-1]}{int(here[-1]) + 1}"
            _ip("link", "add", near, "type", "veth", "peer", "name", "eth" + letter, "netns", far.name)
            _ip("addr", "add", f"{here}/30", "dev", near)
            _ip("link", "set", near, "up")
            _ip("-n", far.name, "addr", "add", f"{there}/30", "dev", "eth" + letter)
            _ip("-n", far.name, "link", "set", "eth" + letter, "up")
        _ip("-n", far.name, "link", "set", "lo", "up")
        yield far
    finally:
        _ip("netns", "del", far.name)


async def _pass_on(port: int) -> None:
    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()  # a reset over there is one here

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(PROVIDER, port)
        await asyncio.gather(copy(reader, back), copy(there, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", port)
    await server.serve_forever()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


if __name__ == "__main__":
    asyncio.run(_pass_on(int(sys.argv[1])))
