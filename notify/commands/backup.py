"""Copy the ledger and the folder beside it."""

from __future__ import annotations

from contextlib import nullcontext

from notify.commands.common import DONE, open_named
from notify.ledger import copies
from notify.ledger.database.store import path_of, sole_sender
from notify.output import answer
from notify.requests.backup import BackupRequest


def run(request: BackupRequest) -> int:
    """Copy the ledger and its folder, and read the copy back."""
    folder = request.folder
    path_of(request.ledger)
    with open_named(request.ledger) as ledger, sole_sender(ledger) if request.final else nullcontext():
        made = copies.back_up(ledger, folder, request.moment.at, final=request.final)
    body = {"folder": str(folder), "made_at": made.made_at, "generation": made.generation, "final": made.final}
    words = f"{folder}: {len(made.files)} files, read back and intact"
    if made.final:
        words += "; the ledger itself sends nothing more"
    answer(body, words, as_json=request.json)
    return DONE
