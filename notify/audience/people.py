"""Turns rows of a snapshot into recipients, for transports that write one message for each."""

from __future__ import annotations

from collections.abc import Iterator

from notify.lazy import polars as pl
from notify.model import Recipient


def recipients(people: pl.DataFrame) -> Iterator[Recipient]:
    """Read rows one by one."""
    for nid, account_id, email, name, accounts in people.select(
        "nid", "account_id", "email", "name", "accounts"
    ).iter_rows():
        yield Recipient(nid=nid, account_id=account_id, email=email, name=name, accounts=accounts)
