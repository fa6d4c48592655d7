"""backup, restore, adopt."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path

from notify.commands.common import DONE, now, opened
from notify.ledger import copies, lineage
from notify.ledger.lineage import Adopted
from notify.ledger.store import open_ledger, sole_sender
from notify.output import answer

NEXT = (
    "Whatever it would send is held now. Bring in all events, those of the lost time too, with `events import FILES "
    "--complete-until TIME`: whoever has one was told, the rest goes with the next `send`. Without events: `send "
    "--on-ambiguous`"
)


def backup(arguments: argparse.Namespace) -> int:
    """Copy the ledger and its folder, and read the copy back."""
    folder = Path(arguments.folder)
    with opened(arguments) as ledger, sole_sender(ledger) if arguments.final else nullcontext():
        made = copies.back_up(ledger, folder, now(), final=arguments.final)
    body = {"folder": str(folder), "made_at": made.made_at, "generation": made.generation, "final": made.final}
    words = f"{folder}: {len(made.files)} files, read back and whole"
    if made.final:
        words += "; the ledger itself sends nothing any more"
    answer(body, words, as_json=arguments.json)
    return DONE


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in place."""
    restored = copies.restore(Path(arguments.folder), arguments.ledger, now(), replace=arguments.replace)
    open_ledger(arguments.ledger).close()
    body = {
        "made_at": restored.backup.made_at,
        "aside": [str(place) for place in restored.aside],
        "held": list(restored.adopted.notices) if restored.adopted else [],
    }
    words = [f"restored as it was at {restored.backup.made_at}"]
    words += [f"{place}: what lay there before" for place in restored.aside]
    words.append(_held_words(restored.adopted) if restored.adopted else "Nothing was sent since: nothing is held.")
    answer(body, "\n".join(words), as_json=arguments.json)
    return DONE


def adopt(arguments: argparse.Namespace) -> int:
    """Go on with this copy of the ledger."""
    with opened(arguments) as ledger, sole_sender(ledger):
        adopted = lineage.adopt(ledger, now(), newest=arguments.newest)
    if adopted is None:
        answer(
            {"adopted": False, "held": []},
            "nothing speaks against this ledger; nothing was changed",
            as_json=arguments.json,
        )
        return DONE
    words = f"adopted, although {adopted.doubt.words}.\n{_held_words(adopted)}"
    answer(
        {"adopted": True, "because": adopted.doubt.kind, "held": list(adopted.notices)}, words, as_json=arguments.json
    )
    return DONE


def _held_words(adopted: Adopted) -> str:
    return f"Notices {', '.join(adopted.notices)}. {NEXT}" if adopted.notices else "Nothing is held."
