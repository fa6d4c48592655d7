"""A speech synthesiser that writes down what it is given to say: the server's end of Speech Dispatcher's SSIP.

Orca talks to it as it would to Speech Dispatcher, and hears at once that each message was spoken to its end.
"""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

_TAG = re.compile(r"<[^>]*>")
_SPEAKING = 0.04
"""Seconds that any message takes to say."""
_ANSWERS = {"HISTORY": ("245", "1"), "LIST": ("249", "none"), "GET": ("251", "0")}


class Synthesiser:
    """Listens on a socket until it is closed; knows everything that was said, in order."""

    def __init__(self, socket: Path) -> None:
        self.said: list[str] = []
        self._last = time.monotonic()
        self._server = _Server(str(socket), _Connection)
        self._server.hear = self.hear
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hear(self, message: str) -> None:
        """Note one message, without the marks that only a synthesiser reads."""
        self._last = time.monotonic()
        if words := " ".join(unescape(_TAG.sub("", message)).split()):
            self.said.append(words)

    def silence(self, seconds: float, patience: float) -> None:
        """Wait until nothing was said for so long, at most as long as our patience lasts."""
        self._last = time.monotonic()
        end = self._last + patience
        while time.monotonic() < min(end, self._last + seconds):
            time.sleep(0.05)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    hear: Callable[[str], None]


class _Connection(socketserver.StreamRequestHandler):
    """A command a line; after SPEAK, data up to a line that is a dot."""

    server: _Server
    _number = 0

    def handle(self) -> None:
        """Answer until the client leaves."""
        for line in self.rfile:
            command, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if command == "QUIT":
                return
            self._obey(command.upper(), rest)

    def _obey(self, command: str, rest: str) -> None:
        if command == "SPEAK":
            self._answer("230 OK RECEIVING DATA")
            self._speak(self._data())
        elif command in {"CHAR", "KEY"}:
            self._speak(rest)
        elif command in _ANSWERS:
            code, value = _ANSWERS[command]
            self._answer(f"{code}-{value}", f"{code} OK")
        else:
            self._answer("200 OK")

    def _data(self) -> str:
        lines = []
        while (text := self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")) != ".":
            lines.append(text[1:] if text.startswith("..") else text)
        return "\n".join(lines)

    def _speak(self, message: str) -> None:
        self._number += 1
        self.server.hear(message)
        self._answer(f"225-{self._number}", "225 OK MESSAGE QUEUED")
        # A client asks to be told only once it has this answer, and misses what comes before.
        time.sleep(_SPEAKING)
        for code, said in ((701, "BEGIN"), (702, "END")):
            self._answer(f"{code}-{self._number}", f"{code}-1", f"{code} {said}")

    def _answer(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
