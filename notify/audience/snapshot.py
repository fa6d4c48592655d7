"""Reads a frozen audience back: by nid, in blocks, or one account."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from notify.audience.file_errors import name_file_at_fault
from notify.audience.snapshot_files import BLOCK_ROWS, file_sha256
from notify.errors import LedgerError
from notify.lazy import polars as pl
from notify.model.audience import Snapshot

COLUMNS = ("nid", "account_id", "email", "name", "accounts", "plain")
BLOCKS_KEPT = 4


class FrozenAudience:
    """The owed accounts of one notice, in nid order: first those that carry a message, then those who share one."""

    def __init__(self, folder: Path, snapshot: Snapshot) -> None:
        self.path, self.outside_path = folder / snapshot.path, folder / snapshot.outside_path
        self._snapshot = snapshot
        self._blocks: OrderedDict[int, pl.DataFrame] = OrderedDict()
        self._opened: pl.LazyFrame | None = None

    @property
    def messages(self) -> int:
        """Count those who carry a message; the others share one."""
        return self._snapshot.counts.messages

    def check(self) -> None:
        """Refuse a snapshot that is gone or no longer what was frozen."""
        for words in self.changes():
            raise LedgerError(f"{words} from the backup of the ledger's folder")

    def changes(self) -> Iterator[str]:
        """Say which files are gone or no longer what was frozen, and what to do; reads each once, to hash it."""
        for path, sha256 in ((self.path, self._snapshot.sha256), (self.outside_path, self._snapshot.outside_sha256)):
            if not path.is_file():
                yield f"{path}: the frozen audience is missing; restore it"
            elif file_sha256(path) != sha256:
                yield f"{path}: the frozen audience has changed since it was frozen; restore it"

    def people(self, first: int, last: int, skipped: frozenset[int] = frozenset()) -> pl.DataFrame:
        """Read consecutive recipients, without those skipped."""
        pieces = [self._slice(block, first, last) for block in range(first // BLOCK_ROWS, last // BLOCK_ROWS + 1)]
        rows = pieces[0] if len(pieces) == 1 else pl.concat(pieces)
        return rows.filter(~pl.col("nid").is_in(sorted(skipped))) if skipped else rows

    def riders(self) -> Iterator[tuple[int, int]]:
        """Yield (nid, nid of the carrier) of those who share another account's message."""
        if self._snapshot.counts.owed == self._snapshot.counts.messages:
            return
        with name_file_at_fault(self.path):  # they follow all who carry one
            rows = pl.scan_parquet(self.path).slice(self.messages).select("nid", "carrier").collect()
        yield from rows.iter_rows()

    def nid_of(self, address: str) -> int | None:
        """Find the message that went to an address, whatever the case of its letters."""
        carries = pl.col("nid") == pl.col("carrier")
        rows = self._rows(self.path, carries & (pl.col("email").str.to_lowercase() == address.lower()))
        return int(rows[0]["nid"]) if rows else None

    def rows_of(self, nids: Collection[int]) -> list[dict[str, Any]]:
        """Read the whole rows of some of the owed."""
        return self._rows(self.path, pl.col("nid").is_in(sorted(nids))) if nids else []

    def rows_of_account(self, account_id: str) -> list[dict[str, Any]]:
        """Read an account's whole rows among the owed."""
        return self._rows(self.path, pl.col("account_id") == account_id)

    def rows_carried_by(self, carriers: Collection[int]) -> list[dict[str, Any]]:
        """Read the whole rows of those whose message is one of these."""
        return self._rows(self.path, pl.col("carrier").is_in(sorted(carriers))) if carriers else []

    def outside_of_account(self, account_id: str) -> list[dict[str, Any]]:
        """Read an account's whole rows among those not owed or unusable."""
        return self._rows(self.outside_path, pl.col("account_id") == account_id)

    def unusable_rows(self) -> list[dict[str, Any]]:
        """Read the whole rows of those that could not be used, each with the reason, in the order of the source."""
        rows = self._rows(self.outside_path, pl.col("verdict") == "unusable")
        return sorted(rows, key=lambda row: int(row["row"]))

    def _rows(self, path: Path, predicate: pl.Expr) -> list[dict[str, Any]]:
        try:
            return pl.scan_parquet(path).filter(predicate).collect().to_dicts()
        except (pl.exceptions.PolarsError, OSError) as error:
            words = f"{path}: the frozen audience cannot be read; restore it from the backup of the ledger's folder"
            raise LedgerError(words) from error

    def _slice(self, block: int, first: int, last: int) -> pl.DataFrame:
        start = block * BLOCK_ROWS
        low = max(first, start)
        return self._block(block).slice(low - start, min(last, start + BLOCK_ROWS - 1) - low + 1)

    def _block(self, block: int) -> pl.DataFrame:
        if block not in self._blocks:
            with name_file_at_fault(self.path):
                self._blocks[block] = self._frozen().slice(block * BLOCK_ROWS, BLOCK_ROWS).select(*COLUMNS).collect()
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        return self._blocks[block]

    def _frozen(self) -> pl.LazyFrame:
        """Open the file once for all blocks: its list of them, which is read each time, grows with their number."""
        if self._opened is None:
            frozen = pl.scan_parquet(self.path)
            if "plain" not in frozen.collect_schema():  # the first release did not note who needs no care
                frozen = frozen.with_columns(plain=pl.lit(value=False))
            self._opened = frozen
        return self._opened
