"""A desk to work at: a published site, accounts, a ledger, and the command line run in this process."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.postgres import Server, running
from notify.cli import main
from notify.ledger.database.store import Ledger, open_ledger
from tests.notify.mail_server import mail_server
from tests.notify.published_site import TODAY, PublishedSite

SQLITE, POSTGRES = "sqlite", "postgres"
both = pytest.mark.parametrize("desk", [SQLITE, POSTGRES], indirect=True)
"""For tests of what the ledger promises, in whichever database it lies."""
PEOPLE = """account_id,email,name,language,region,created_on,last_version
a1,ann@one.example,Ann,en,DE,2024-01-01,
a2,bob@two.example,,de,US-CA,2024-01-01,
a3,cleo@three.example,Cléo & Söhne,fr,FR,2024-01-01,2025-03-10
a4,dan@four.example,"Dan ""the"" Man",en,,,
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def body(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)


class Desk:
    """Everything that a notice needs, in one folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.site = PublishedSite(folder / "site").write()
        self.accounts = folder / "accounts.csv"
        self.accounts.write_text(PEOPLE, encoding="utf-8")
        self.url = f"sqlite:///{folder / 'book' / 'ledger.db'}"
        self.outbox = folder / "book" / "outbox"
        self.opened: list[Ledger] = []

    @property
    def audience(self) -> list[str]:
        """Give the options that name the audience."""
        return ["--manifest", str(self.site.manifest), "--accounts", str(self.accounts), *self.day]

    @property
    def day(self) -> list[str]:
        """Give the option that names the day."""
        return ["--today", TODAY.isoformat()]

    def lie_in(self, server: Server) -> None:
        """Keep the ledger in a schema of its own in a server."""
        schema = f"ledger_{secrets.token_hex(4)}"
        server.run(f"CREATE SCHEMA {schema}")
        self.url = server.url(options=f"-csearch_path%3D{schema}")
        self.outbox = self.folder / "outbox"

    def people(self, number: int) -> None:
        """Replace the accounts by so many invented people."""
        rows = "".join(f"p{n},person{n}@mail.example\n" for n in range(number))
        self.accounts.write_text(f"account_id,email\n{rows}", encoding="utf-8")

    def run(self, *arguments: str) -> Answer:
        """Run one command."""
        self._capsys.readouterr()
        code = _code(arguments)
        captured = self._capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def freeze(self, *more: str) -> Answer:
        """Freeze the audience."""
        return self.run("freeze", "--ledger", self.url, *self.audience, "--json", *more)

    def send(self, confirm: int, *more: str) -> Answer:
        """Send without a terminal."""
        return self.run("send", "--ledger", self.url, "--confirm", str(confirm), "--yes", "--json", *self.day, *more)

    def mail(self, confirm: int, *more: str) -> Answer:
        """Send by a mail server on this machine, so that it counts as told."""
        with mail_server() as options:
            return self.send(confirm, *options, *more)

    def status(self) -> Any:
        """Read the status."""
        return self.run("status", "--ledger", self.url, "--json", *self.day).body

    def bring(self, events: list[dict[str, Any]], *more: str) -> Answer:
        """Import events."""
        file = self.folder / "events.json"
        file.write_text(json.dumps(events), encoding="utf-8")
        return self.run("events", "import", str(file), "--ledger", self.url, *more)

    def ledger(self) -> Ledger:
        """Open the ledger itself."""
        self.opened.append(open_ledger(self.url))
        return self.opened[-1]

    def messages(self) -> list[Path]:
        """List the messages in the outbox."""
        return sorted((self.outbox / "new").glob("*.eml"))


def _code(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as error:
        return int(error.code or 0)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Run one PostgreSQL server for all tests of a process that need it."""
    with running("fsync = off") as server:
        yield server


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Give a desk in an empty folder, with a key that no provider knows; its ledger lies where the parameter says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.nobody")
    monkeypatch.delenv("SENDGRID_HOST", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Desk(tmp_path, capsys)
    if getattr(request, "param", SQLITE) == POSTGRES:
        server: Server = request.getfixturevalue("postgres")
        made.lie_in(server)
    yield made
    for ledger in made.opened:
        ledger.close()
