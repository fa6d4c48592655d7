"""Export the public record of each notice."""

from __future__ import annotations

from notify.commands.common import DONE, open_named
from notify.flows import public_page as public_pages
from notify.output import answer
from notify.requests.record import RecordRequest


def run(request: RecordRequest) -> int:
    """Export the public records."""
    with open_named(request.ledger) as ledger:
        written = public_pages.export(ledger, request.out, request.moment.today())
    answer({"files": [str(file) for file in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE
