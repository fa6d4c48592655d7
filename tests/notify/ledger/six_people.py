"""Six people who are told by twos, and an operator who brings in what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.notify.conftest import Answer, Desk
from tests.notify.wire import FakeSendGrid, accept

PEOPLE = 6


def book_of(desk: Desk) -> Path:
    """Give the folder that holds the ledger."""
    return desk.folder / "book"


def send_by_twos(desk: Desk, fake: FakeSendGrid, *more: str) -> Answer:
    """Send to them."""
    options = ("--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "2", "--in-flight", "1")
    return desk.send(PEOPLE, *options, "--timeout", "5", *more)


def stop_after(number: int) -> Callable[[int, dict[str, Any]], Any]:
    """Take some requests, then refuse the key: the run ends with the rest unsent."""
    return lambda n, body: accept(n, body) if n < number else (401, {}, b"{}")


def complete(desk: Desk, fake: FakeSendGrid) -> Answer:
    """Bring all events in, and say so."""
    return desk.bring(fake.events(), "--complete-until", datetime.now(UTC).isoformat())


def settle(desk: Desk, fake: FakeSendGrid) -> None:
    """Bring all events in an hour after the adoption, and say so."""
    backdate(desk)
    complete(desk, fake)


def backdate(desk: Desk) -> None:
    """Let the adoption have been an hour ago."""
    hour = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(book_of(desk) / "ledger.db")) as connection, connection:
        connection.execute("DROP TRIGGER adoption_no_update")
        connection.execute("UPDATE adoption SET at = ?", (hour,))


def told_once(fake: FakeSendGrid) -> bool:
    """Tell whether each of them got one message."""
    return sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(PEOPLE))
