"""Take over what an older system knows."""

from __future__ import annotations

from notify.commands.common import DONE, PARTLY, open_named
from notify.gate.older_system import Export, Imported, import_records
from notify.model.gate import Did
from notify.output import answer, say
from notify.published.manifest import read_manifest
from notify.requests.gate_import import GateImportRequest


def run(request: GateImportRequest) -> int:
    """Take older records over; returns 3 where rows could not be used."""
    given = {
        "account_id": request.account_column,
        "last_version": request.version_column,
        "created_on": request.date_column,
    }
    columns = {ours: theirs for ours, theirs in given.items() if theirs}
    export = Export(source=request.source, query=request.query, columns=columns, did=Did(request.did))
    manifest = read_manifest(request.manifest)
    with open_named(request.ledger, create=True) as ledger:
        told = import_records(ledger, export, manifest, request.moment.at)
    for problem in told.problems:
        say(problem)
    answer(told, _words(told), as_json=request.json)
    return PARTLY if told.unusable else DONE


def _words(told: Imported) -> str:
    return (
        f"{told.rows:,} rows: {told.kept:,} kept, {told.known:,} known already, {told.unusable:,} could not be used"
        f"{'; mend those and import the file again, which keeps nothing twice' if told.unusable else ''}"
    )
