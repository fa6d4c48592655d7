"""Turns rows of a snapshot into recipients, for transports that write one message for each."""

from __future__ import annotations

from collections.abc import Iterator

from notify.lazy import polars as pl
from notify.model.audience import Recipient

FIELDS = ("nid", "account_id", "email", "name", "accounts")


def recipients(people: pl.DataFrame) -> Iterator[Recipient]:
    """Read rows one by one."""
    columns = people.columns
    places = [columns.index(name) for name in FIELDS]
    for row in people.rows():  # tuples: named rows would cost more than the mail
        nid, account_id, email, name, accounts = (row[place] for place in places)
        yield Recipient(nid=nid, account_id=account_id, email=email, name=name, accounts=accounts)
