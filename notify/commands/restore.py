"""Put a backup in place as the ledger."""

from __future__ import annotations

from notify.commands.adopt import held_words
from notify.commands.common import DONE
from notify.ledger import copies
from notify.ledger.store import open_ledger
from notify.output import answer
from notify.requests.restore import RestoreRequest


def run(request: RestoreRequest) -> int:
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
