"""backup, restore, adopt."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime

from notify.commands.common import DONE, open_named
from notify.commands.requests import AdoptRequest, BackupRequest, RestoreRequest
from notify.ledger import copies, lineage
from notify.ledger.lineage import Adopted
from notify.ledger.store import open_ledger, sole_sender
from notify.output import answer, moment_words
from notify.send.settle import sure_end


def backup(request: BackupRequest) -> int:
    """Copy the ledger and its folder, and read the copy back."""
    folder = request.folder
    with open_named(request.ledger) as ledger, sole_sender(ledger) if request.final else nullcontext():
        made = copies.back_up(ledger, folder, request.moment.at, final=request.final)
    body = {"folder": str(folder), "made_at": made.made_at, "generation": made.generation, "final": made.final}
    words = f"{folder}: {len(made.files)} files, read back and whole"
    if made.final:
        words += "; the ledger itself sends nothing any more"
    answer(body, words, as_json=request.json)
    return DONE


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
    words += [f"{place}: what lay there before" for place in restored.aside]
    words.append(
        _held_words(restored.adopted, request.moment.at)
        if restored.adopted
        else "Nothing was sent since: nothing is held."
    )
    answer(body, "\n".join(words), as_json=request.json)
    return DONE


def adopt(request: AdoptRequest) -> int:
    """Go on with this copy of the ledger."""
    with open_named(request.ledger) as ledger, sole_sender(ledger):
        adopted = lineage.adopt(ledger, request.moment.at, newest=request.newest)
    if adopted is None:
        answer(
            {"adopted": False, "held": []},
            "nothing speaks against this ledger; nothing was changed",
            as_json=request.json,
        )
        return DONE
    words = f"adopted, although {adopted.doubt.words}.\n{_held_words(adopted, request.moment.at)}"
    answer({"adopted": True, "because": adopted.doubt.kind, "held": list(adopted.notices)}, words, as_json=request.json)
    return DONE


def _held_words(adopted: Adopted, at: datetime) -> str:
    """Say what is held since that moment, and how it ends."""
    if not adopted.notices:
        return "Nothing is held."
    return (
        f"Whatever notices {', '.join(adopted.notices)} would send is held now. Bring in all events, those of the "
        f"lost time too: `events import FILES --complete-until {moment_words(sure_end(at))}`, or a later moment, "
        "for what was in the air may be taken until then. Whoever has an event was told; the rest goes with the next "
        "`send`. Without events: `send --on-ambiguous`"
    )
