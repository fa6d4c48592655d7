"""Put a backup in place as the ledger."""

from __future__ import annotations

from notify.commands.adopt import held_words
from notify.commands.common import DONE, open_named
from notify.ledger import copies
from notify.output import answer
from notify.requests.restore import RestoreRequest

_NOTHING_HELD = "Nothing has been sent since, so nothing is held."
_FORGET_AGAIN = (
    "Whoever was erased after the backup was made is in the ledger again, and so are notices forgotten since: "
    "repeat each `--account ID --yes` and `--before DATE --yes` of that time"
)


def run(request: RestoreRequest) -> int:
    """Put a backup in place."""
    restored = copies.restore(request.folder, request.ledger, request.moment.at, replace=request.replace)
    with open_named(request.ledger) as ledger:
        held = held_words(ledger, restored.adopted, request.moment.at) if restored.adopted else _NOTHING_HELD
        forget = ledger.command("forget")
    body = {
        "made_at": restored.backup.made_at,
        "aside": [str(place) for place in restored.aside],
        "held": list(restored.adopted.notices) if restored.adopted else [],
    }
    words = [f"restored as it was at {restored.backup.made_at}"]
    words += [f"{place}: what was there before" for place in restored.aside]
    words += [held, f"{_FORGET_AGAIN}: {forget}"]
    answer(body, "\n".join(words), as_json=request.json)
    return DONE
