"""Shows what would be sent: the messages of telling recipients, or one test."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from notify.audience.draft import Draft
from notify.audience.judge import ascii_address
from notify.errors import ConfigError
from notify.files.writing import make_private, write_private
from notify.flows.plan import OnRows, draft_all
from notify.flows.together import Day
from notify.lazy import polars as pl
from notify.letter.mime import mould
from notify.letter.page import page_of
from notify.letter.render import default_language, render
from notify.model.audience import Group, Recipient
from notify.model.batch import Mark, Receipt, Share
from notify.model.notice import Letter, Notice
from notify.providers import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One recipient's message on disk, and why this one was chosen."""

    file: str
    why: str
    account_id: str


def write_samples(
    day: Day, frames: Iterable[pl.DataFrame], out: Path, today: date, now: datetime, on_rows: OnRows
) -> list[Sample]:
    """Write the messages of the longest name, no name, each language, each region and each version last seen."""
    make_private(out)
    manifests = [each.manifest for each in day]
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="policy-notify-") as folder:
        for one in draft_all(day, frames, Path(folder), on_rows):
            letters = {group.number: render(one.notice, group, manifests, today) for group in one.draft.groups}
            samples += [
                _write(out, one.notice, letters[row["letter"]], row, why, now, prefixed=len(day) > 1)
                for why, row in _choose_recipients(one.draft)
            ]
    return samples


def send_test(transport: Transport, day: Day, notice: Notice, address: str, today: date, now: datetime) -> Receipt:
    """Hand one test message over; no ledger knows of it.

    Raises ConfigError for what is not an address.
    """
    email = ascii_address(address.strip())
    if email.count("@") != 1 or not email.isascii() or any(c.isspace() for c in email):
        raise ConfigError(f"--to {address!r} is not an address")
    group = Group(number=0, language=default_language(notice.policy.language), last_version=None, first=0, last=0)
    letter = render(notice, group, [each.manifest for each in day], today, test=True)
    people = pl.DataFrame(
        {"nid": [0], "account_id": ["test"], "email": [email], "name": [None], "accounts": [1], "plain": [True]},
        schema={
            "nid": pl.UInt32,
            "account_id": pl.String,
            "email": pl.String,
            "name": pl.String,
            "accounts": pl.UInt16,
            "plain": pl.Boolean,
        },
    )
    # An id that no ledger has, so that the test's events are nobody's.
    mark = Mark(notice_id="0" * 12, batch_id=0, attempt=0)
    (pieces,) = transport.prepare(letter, people, [Share(mark=mark, size=1)], now.replace(microsecond=0))
    return transport.deliver(pieces)


def _choose_recipients(one: Draft) -> list[tuple[str, dict[str, Any]]]:
    rows = pl.scan_parquet(one.path)
    carriers = rows.filter(pl.col("carrier") == pl.col("nid"))
    length = pl.col("name").str.len_chars()
    found = {
        "the longest name": carriers.filter(pl.col("name").is_not_null()).sort(length, descending=True).head(1),
        "no name": carriers.filter(pl.col("name").is_null()).head(1),
        "several accounts": carriers.sort("accounts", descending=True).filter(pl.col("accounts") > 1).head(1),
    }
    picked = [(why, row) for why, frame in found.items() for row in frame.collect().to_dicts()]
    for column, words in (("language", "the language"), ("region", "the region"), ("last_version", "last saw")):
        each = (
            carriers.filter(pl.col(column).is_not_null()).group_by(column).agg(pl.all().first()).sort(column).head(40)
        )
        picked += [(f"{words} {row[column]}", row) for row in each.collect().to_dicts()]
    return picked


def _write(
    out: Path, notice: Notice, letter: Letter, row: dict[str, Any], why: str, now: datetime, *, prefixed: bool
) -> Sample:
    recipient = Recipient(
        nid=row["nid"], account_id=row["account_id"], email=row["email"], name=row["name"], accounts=row["accounts"]
    )
    opening = letter.opening(recipient.name, recipient.accounts)
    rules = "+".join(part.obligation.rule for part in notice.parts)
    names = f"{'+'.join(part.policy.slug for part in notice.parts)}." if prefixed else ""
    stem = f"{names}{rules}.{re.sub(r'[ =]', '-', why)}"
    message = mould(letter, notice.sender, notice.notice_id).cast(recipient, now.replace(microsecond=0))
    write_private(out / f"{stem}.eml", message)
    write_private(out / f"{stem}.html", page_of(letter, opening))
    write_private(out / f"{stem}.txt", opening.join(letter.text))
    return Sample(file=str(out / stem), why=why, account_id=recipient.account_id)
