"""A desk to work at: a published site, accounts, a ledger, and the command line run in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from notify.cli import main
from notify.ledger.store import Ledger, open_ledger
from tests.notify.published_site import TODAY, PublishedSite

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

    @property
    def audience(self) -> list[str]:
        """Give the options that name the audience."""
        return ["--manifest", str(self.site.manifest), "--accounts", str(self.accounts), *self.day]

    @property
    def day(self) -> list[str]:
        """Give the option that names the day."""
        return ["--today", TODAY.isoformat()]

    @property
    def outbox(self) -> Path:
        """Give the folder of the messages."""
        return self.folder / "book" / "outbox"

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
        return open_ledger(self.url)

    def messages(self) -> list[Path]:
        """List the messages in the outbox."""
        return sorted((self.outbox / "new").glob("*.eml"))


def _code(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as error:
        return int(error.code or 0)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk in an empty folder, with a key that no provider knows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.nobody")
    monkeypatch.delenv("SENDGRID_HOST", raising=False)
    return Desk(tmp_path, capsys)
