"""A mail server that says what a test's script has it say, and keeps what it took."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

OK, GO = "250 2.0.0 ok", "354 go on"
HANG_UP = ""


@dataclass
class Script:
    """What a server says: greeting, EHLO's keywords, and answers by (command, connection, how many-th on it)."""

    keywords: tuple[str, ...] = ("PIPELINING",)
    greeting: dict[int, str] = field(default_factory=dict)
    answers: Any = lambda _command, _connection, _number: None
    said: list[str] = field(default_factory=list)
    took: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0


class _Talk(socketserver.StreamRequestHandler):
    """One connection of a scripted server."""

    script: Script

    def handle(self) -> None:  # noqa: C901 - a server's commands, one branch each
        script, counts, recipient = self.script, dict.fromkeys(("MAIL", "RCPT", "DATA", "DOT", "RSET", "AUTH"), 0), ""
        script.connections += 1
        connection = script.connections
        self._say(script.greeting.get(connection, "220 here"))
        while line := self.rfile.readline().decode().strip():
            script.said.append(line)
            verb = line[:4].upper()
            if verb in counts:
                counts[verb] += 1
            answer = script.answers(verb, connection, counts.get(verb, 0))
            if verb == "EHLO":
                self._say("250-here\r\n" + "".join(f"250-{word}\r\n" for word in script.keywords) + "250 HELP")
            elif verb == "QUIT" or answer == HANG_UP:
                return
            elif verb == "AUTH":
                self._say(answer or "235 2.7.0 welcome")
            elif verb == "RCPT":
                recipient = "" if answer else line[8:].partition(">")[0].strip("<>")
                self._say(answer or OK)
            elif verb == "DATA" and not recipient:
                self._say("554 5.5.1 no valid recipients")
            elif verb == "DATA" and not answer:
                self._say(GO)
                body = self._body()
                if body is None:
                    return
                counts["DOT"] += 1
                verdict = script.answers("DOT", connection, counts["DOT"])
                if verdict is None:
                    script.took.append((recipient, body))
                if verdict == HANG_UP:
                    return
                self._say(verdict or OK)
            else:
                self._say(answer or OK)

    def _body(self) -> bytes | None:
        """Read a message to its final dot; None where the client hangs up before that."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def talking(script: Script) -> Iterator[str]:
    """Run it, and give its address."""
    talk = type("Talk", (_Talk,), {"script": script})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
