"""The machine's own Firefox, driven by Marionette, which it speaks by itself: no driver is needed beside it.

Messages are JSON behind their length, over TCP: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 180.0
"""For an answer; a browser that starts on a busy machine takes a while."""
PREFERENCES = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,  # whatever it would ask of its makers goes nowhere; a proxy is not used for this machine
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox:
    """One window."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._number = 0
        self._read()  # it says who it is
        self._ask("WebDriver:NewSession", {"timeouts": {"script": int(SECONDS * 1000)}})

    def open(self, address: str) -> None:
        """Open a page, and wait until it has loaded."""
        self._ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        """Return what a script returns; a promise is waited for."""
        return self._ask("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def click(self, element: Any) -> None:
        """Click an element that a script returned, as a person would."""
        self._ask("WebDriver:ElementClick", {"id": next(iter(element.values()))})

    def until(self, condition: str) -> None:
        """Wait until something is so; the browser gives up for us where it never is."""
        look = f"const look = () => {condition} ? done(1) : setTimeout(look, 20); look()"
        self.run(f"return new Promise((done) => {{ {look} }})")

    def _ask(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._stream.write(b"%d:%b" % (len(message), message))
        self._stream.flush()
        _, _, error, result = self._read()
        assert error is None, f"{command}: {error}"
        return result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            byte = self._stream.read(1)
            assert byte, "Firefox went away"
            length += byte
        return json.loads(self._stream.read(int(length[:-1])))


@contextmanager
def start(program: str, profile: Path) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own, and end it."""
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            assert process.stdout is not None
            said = next(line for line in process.stdout if b"Listening on port" in line)
            with socket.create_connection(("127.0.0.1", int(said.split()[-1])), timeout=SECONDS) as connection:
                yield Firefox(connection)
        finally:
            process.kill()
