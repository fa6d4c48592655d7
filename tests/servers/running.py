"""Real mail servers on the loopback address, each as its package would install it, in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
UNPACKED = HERE.parents[1] / "build" / "servers"
COMMANDS = {
    "postfix": "newaliases 2>/dev/null; mkdir -p /var/spool/postfix /var/lib/postfix; "
    "chown postfix /var/lib/postfix; exec /usr/sbin/postfix start-fg",
    "exim": "mkdir -p /var/spool/exim4; chown Debian-exim:Debian-exim /var/spool/exim4; exec exim4 -bdf -q5s",
    "opensmtpd": "mkdir -p -m 711 /var/spool/smtpd /var/lib/opensmtpd/empty; exec smtpd -d -f /etc/smtpd.conf",
}
LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """A running server, and the folder where it delivers."""

    name: str
    folder: Path
    port: int

    @property
    def where(self) -> str:
        """Give what `--smtp` takes."""
        return f"127.0.0.1:{self.port}"

    def mailboxes(self, expected: int) -> dict[str, list[bytes]]:
        """Read every mailbox once so many messages have arrived; says what is there when that never comes."""
        waiting = threading.Event()
        for _ in range(int(LONGEST / 0.1)):
            files = list((self.folder / "mail").glob("*/new/*"))
            if len(files) >= expected:
                break
            waiting.wait(0.1)
        found: dict[str, list[bytes]] = {}
        for file in files:
            found.setdefault(file.parts[-3], []).append(file.read_bytes())
        return found


@contextmanager
def running(name: str, people: list[str]) -> Iterator[MailServer]:
    """Run a server that knows these people at mail.example, until the block ends."""
    root = UNPACKED / name / "root"
    if not (UNPACKED / name / ".ready").exists():
        pytest.skip(f"{name} is not unpacked; bash tests/servers/fetch.sh")
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("a mail server needs mounts of its own, and this user may make none")
    folder = Path(tempfile.mkdtemp(prefix="mail-server-"))
    server = MailServer(name, folder, _free_port())
    try:
        _write(server, people)
        with _process(server, root):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(server: MailServer, people: list[str]) -> None:
    server.folder.chmod(0o777)
    mail = server.folder / "mail"
    mail.mkdir()
    mail.chmod(0o777)
    rows = {
        "postfix": [f"{person}@mail.example {person}/" for person in people],
        "exim": [f"{person}: {person}" for person in people],
        "opensmtpd": [f"{person}@mail.example nobody" for person in people],
    }
    config = server.folder / "config"
    shutil.copytree(HERE / "config" / server.name, config)
    for file in (file for file in config.rglob("*") if file.is_file()):
        text = file.read_text(encoding="ascii")
        file.write_text(text.replace("@FOLDER@", str(server.folder)).replace("@PORT@", str(server.port)), "ascii")
    for table in (config / "people", server.folder / "people"):
        table.write_text("\n".join(rows[server.name]) + "\n", encoding="ascii")


@contextmanager
def _process(server: MailServer, root: Path) -> Iterator[None]:
    with (server.folder / "server.log").open("wb") as log:
        inside = ["bash", str(HERE / "inside.sh"), str(root), str(server.folder / "config")]
        command = ["unshare", "--mount", *inside, "bash", "-c", COMMANDS[server.name]]
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(server, process)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(LONGEST)


def _wait_for(server: MailServer, process: subprocess.Popen[bytes]) -> None:
    waiting = threading.Event()
    for _ in range(int(LONGEST / 0.05)):
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", server.port), 1) as talk:
                if talk.recv(3) == b"220":
                    return
        except OSError:
            waiting.wait(0.05)
    log = (server.folder / "server.log").read_text("utf-8", "replace")
    raise AssertionError(f"{server.name} does not answer: {log[-2000:]}")


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
