"""What `due` answers."""

from __future__ import annotations

from datetime import date

from tests.notify.conftest import Desk


def asked(desk: Desk, today: date | str, *more: str) -> tuple[int, list[tuple[str, str]]]:
    """Return the exit code, and each line's alarm and words."""
    answer = desk.run(
        "due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", str(today), "--json", *more
    )
    return answer.code, [(each["alarm"], each["words"]) for each in answer.body["due"]]
