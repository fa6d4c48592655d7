"""restore."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.commands import arguments
from notify.commands.adopt import held_words
from notify.commands.common import DONE
from notify.commands.requests import LedgerRequest, bind
from notify.ledger import copies
from notify.ledger.store import open_ledger
from notify.output import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRequest(LedgerRequest):
    """What `restore` is asked for."""

    folder: Path
    replace: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `restore` takes."""
    arguments.add_ledger(command)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that `backup` made")
    command.add_argument("--replace", action="store_true", help="move aside what is there now; it is not deleted")
    bind(command, RestoreRequest, restore)


def restore(request: RestoreRequest) -> int:
    """Put a backup in place."""
    restored = copies.restore(request.folder, request.ledger, request.moment.at, replace=request.replace)
    open_ledger(request.ledger).close()
    body = {
        "made_at": restored.backup.made_at,
        "aside": [str(place) for place in restored.aside],
        "held": list(restored.adopted.notices) if restored.adopted else [],
    }
    words = [f"restored as it was at {restored.backup.made_at}"]
    words += [f"{place}: what was there before" for place in restored.aside]
    words.append(
        held_words(restored.adopted, request.moment.at)
        if restored.adopted
        else "Nothing has been sent since, so nothing is held."
    )
    answer(body, "\n".join(words), as_json=request.json)
    return DONE
