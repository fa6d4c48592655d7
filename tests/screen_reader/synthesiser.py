"""A speech synthesiser that writes down what it is given to say: the server's end of Speech Dispatcher's SSIP.

Orca talks to it as it would to Speech Dispatcher, and hears at once that each message was spoken to its end.
"""

from __future__ import annotations

import re
import socketserver
import threading
import time
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
        self._server = socketserver.ThreadingUnixStreamServer(str(socket), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hear(self, message: str) -> None:
        """Note one message, without the marks that only a synthesiser reads."""
        self._last = time.monotonic()
        if words := " ".join(unescape(_TAG.sub("", message)).split()):
            self.said.append(words)

    def silence(self, seconds: float, patience: float) -> None:
        """Wait until nothing was said for so long, at most as long as our patience lasts."""
        end = time.monotonic() + patience
        self._last = time.monotonic()
        while time.monotonic() < min(end, self._last + seconds):
            time.sleep(0.05)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def _handler(synthesiser: Synthesiser) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        """One connection: a command a line, data up to a line with a dot."""

        number = 0

        def handle(self) -> None:
            for line in self.rfile:
                command, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
                if command.upper() == "SPEAK":
                    self._answer("230 OK RECEIVING DATA")
                    self._spoken(self._data())
                elif command.upper() in {"CHAR", "KEY"}:
                    self._spoken(rest)
                elif command.upper() == "QUIT":
                    return
                elif command.upper() in _ANSWERS:
                    code, value = _ANSWERS[command.upper()]
                    self._answer(f"{code}-{value}", f"{code} OK")
                else:
                    self._answer("200 OK")

        def _data(self) -> str:
            lines: list[str] = []
            for line in self.rfile:
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                if text == ".":
                    break
                lines.append(text.removeprefix(".") if text.startswith("..") else text)
            return "\n".join(lines)

        def _spoken(self, message: str) -> None:
            type(self).number += 1
            number = type(self).number
            synthesiser.hear(message)
            self._answer(f"225-{number}", "225 OK MESSAGE QUEUED")
            # A client asks to be told only once it has this answer, and misses what comes before.
            time.sleep(_SPEAKING)
            for code, said in ((701, "BEGIN"), (702, "END")):
                self._answer(f"{code}-{number}", f"{code}-1", f"{code} {said}")

        def _answer(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    return Handler
