"""Accounts as tests write and read them."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date
from pathlib import Path

from notify.audience.criteria import Criteria
from notify.audience.judge import judge_rows
from notify.audience.sources import read_accounts
from notify.model.published import Obligation, Version

RULE = Obligation(rule="promise", regions=("*",), lead_days=30, send_by=date(2027, 1, 30), consent=False, source="")

VERSION = Version(
    version_id="2027-01-02", published_on=date(2027, 1, 2), effective_on=date(2027, 3, 1), change_class="material",
    practice=None, summary_html="", summary_text="", what_you_can_do_html="", what_you_can_do_text="", text_sha256="",
    url="", changes_url=None, predecessor_id="2026-02-01", owed=(RULE,),
)  # fmt: skip

CRITERIA = Criteria(
    version=VERSION,
    older_ids=("2024-05-01",),
    newer_ids=("2027-01-02",),
    rules=(RULE,),
    languages=("en",),
    default_language="en",
)


def rows_of(
    source: Path | str, names: dict[str, str] | None = None, *, query: str | None = None
) -> list[dict[str, object]]:
    """Read a source's rows in the one shape that all sources have."""
    return [row for frame in read_accounts(str(source), names or {}, query) for row in frame.to_dicts()]


def judged(source: Path) -> list[dict[str, object]]:
    """Read a source's rows and judge them."""
    return [row for frame in read_accounts(str(source), {}) for row in judge_rows(frame, CRITERIA).to_dicts()]


def file_of(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    """Write a source."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def database_of(folder: Path, kind: str, *ids: object) -> str:
    """Make a database with the table `accounts`, whose ids have that type; returns its URL."""
    with contextlib.closing(sqlite3.connect(folder / "a.db")) as connection, connection:
        connection.execute(f"CREATE TABLE accounts (account_id {kind}, email TEXT)")
        connection.executemany("INSERT INTO accounts VALUES (?, 'a@b.example')", [(each,) for each in ids])
    return f"sqlite:///{folder / 'a.db'}"
