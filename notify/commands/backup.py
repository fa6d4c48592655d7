"""backup."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from notify.commands import arguments
from notify.commands.common import DONE, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.ledger import copies
from notify.ledger.store import path_of, sole_sender
from notify.output import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest(LedgerRequest):
    """What `backup` is asked for."""

    folder: Path
    final: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `backup` takes."""
    arguments.add_ledger(command)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder for the copy")
    command.add_argument(
        "--final",
        action="store_true",
        help="for a move: this ledger sends nothing more, and the copy is known to be the newest",
    )
    bind(command, BackupRequest, backup)


def backup(request: BackupRequest) -> int:
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
