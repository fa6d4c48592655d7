"""Takes one account out of a frozen audience: its row stays and counts, and says no more who it was."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from notify.audience.file_errors import name_file_at_fault
from notify.audience.snapshot import FrozenAudience
from notify.audience.snapshot_files import BLOCK_ROWS, file_sha256, place
from notify.lazy import polars as pl
from notify.model.audience import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What one frozen audience holds of an account."""

    notice_id: str
    snapshot: Snapshot
    owed: tuple[dict[str, Any], ...]
    outside: tuple[dict[str, Any], ...]
    shared: frozenset[int]
    """The nids of messages that other accounts at the same address share: those and the address stay."""

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.owed) + len(self.outside)

    @property
    def own(self) -> tuple[int, ...]:
        """List the nids of messages that are this account's alone."""
        return tuple(row["nid"] for row in self.owed if row["carrier"] == row["nid"] and row["nid"] not in self.shared)

    @property
    def addresses(self) -> set[str]:
        """List the addresses that are this account's alone, in lower case."""
        own = {row["email"] for row in self.owed if row["carrier"] not in self.shared}
        return {address.lower() for address in own | {row["email"] for row in self.outside} if address}


def find(folder: Path, notice_id: str, snapshot: Snapshot, account: str) -> Traces:
    """Find an account in a frozen audience."""
    audience = FrozenAudience(folder, snapshot)
    owed = audience.rows_of_account(account)
    carriers = {row["carrier"] for row in owed}
    others = [row["carrier"] for row in audience.rows_carried_by(carriers) if row["account_id"] != account]
    return Traces(
        notice_id=notice_id,
        snapshot=snapshot,
        owed=tuple(owed),
        outside=tuple(audience.outside_of_account(account)),
        shared=frozenset(others),
    )


def erase(folder: Path, found: Traces, account: str, on: date) -> Snapshot:
    """Write the audience again without the account; the old files stay until nothing refers to them any more."""
    before = found.snapshot
    path, outside_path = folder / before.path, folder / before.outside_path
    with tempfile.TemporaryDirectory(prefix=".erasing-", dir=folder) as drafts:
        made = Path(drafts)
        if found.owed:
            path = place(_rewrite(path, made / "owed", account, on, found.shared), folder, found.notice_id, "owed")
        if found.outside:
            outside = _rewrite(outside_path, made / "outside", account, on, frozenset())
            outside_path = place(outside, folder, found.notice_id, "outside")
    return replace(
        before,
        path=path.name,
        sha256=file_sha256(path),
        outside_path=outside_path.name,
        outside_sha256=file_sha256(outside_path),
    )


def _rewrite(source: Path, target: Path, account: str, on: date, shared: frozenset[int]) -> Path:
    frame = pl.scan_parquet(source)
    columns = frame.collect_schema()
    is_theirs = pl.col("account_id") == account
    keeps_address = pl.col("carrier").is_in(sorted(shared)) if "carrier" in columns else pl.lit(value=False)
    blank: dict[str, pl.Expr] = {
        "account_id": pl.lit(f"(erased on {on})"),
        "email": pl.when(keeps_address).then("email").otherwise(pl.lit("")),
        "row": pl.lit(0),
        **{name: pl.lit(None) for name in ("name", "region", "last_version", "created_on")},
    }
    changed = [
        pl.when(is_theirs).then(value.cast(columns[name])).otherwise(pl.col(name)).alias(name)
        for name, value in blank.items()
        if name in columns
    ]
    with name_file_at_fault(target):
        frame.with_columns(changed).sink_parquet(target, row_group_size=BLOCK_ROWS)
    return target
