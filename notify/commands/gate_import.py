"""gate import."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.commands import arguments
from notify.commands.common import DONE, PARTLY, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.gate.older_system import Export, Imported, bring_in
from notify.model import Did
from notify.output import answer, say
from notify.published.manifest import read_manifest


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
    bind(command, GateImportRequest, gate_import)


def gate_import(request: GateImportRequest) -> int:
    """Take older records over; 3 while rows could not be used."""
    given = {
        "account_id": request.account_column,
        "last_version": request.version_column,
        "created_on": request.date_column,
    }
    columns = {ours: theirs for ours, theirs in given.items() if theirs}
    export = Export(source=request.source, query=request.query, columns=columns, did=Did(request.did))
    manifest = read_manifest(request.manifest)
    with open_named(request.ledger, create=True) as ledger:
        told = bring_in(ledger, export, manifest, request.moment.at)
    for problem in told.problems:
        say(problem)
    answer(told, _words(told), as_json=request.json)
    return PARTLY if told.unusable else DONE


def _words(told: Imported) -> str:
    return (
        f"{told.rows:,} rows: {told.kept:,} kept, {told.known:,} known already, {told.unusable:,} could not be used"
        f"{'; mend those and import the file again, which keeps nothing twice' if told.unusable else ''}"
    )
