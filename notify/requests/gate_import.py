"""`gate import`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.model.gate import Did
from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class GateImportRequest(LedgerRequest):
    """What `gate import` is asked for."""

    source: str
    manifest: str
    query: str | None
    did: str
    account_column: str | None
    version_column: str | None
    date_column: str | None


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `gate import` takes."""
    command.add_argument("source", metavar="FILE_OR_URL", help="CSV, JSONL, Parquet, or a database URL")
    arguments.add_ledger(command)
    command.add_argument("--manifest", required=True, metavar="FILE_OR_URL", help="the published manifest.json")
    command.add_argument("--query", metavar="SQL", help="what to ask the database")
    command.add_argument(
        "--did",
        choices=(Did.AGREED.value, Did.SEEN.value),
        default=Did.AGREED.value,
        help="agreed: to that version, or to what was in force before that day; seen: only shown (default: agreed)",
    )
    command.add_argument("--account-column", metavar="NAME", help="of the account's id (default: account_id)")
    command.add_argument("--version-column", metavar="NAME", help="of the version's id (default: last_version)")
    command.add_argument("--date-column", metavar="NAME", help="of the day or moment (default: created_on)")
    command.set_defaults(request=GateImportRequest)
