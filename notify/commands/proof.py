"""Write who was told what, as a zip."""

from __future__ import annotations

from notify.commands.common import DONE, open_named
from notify.output import answer, say
from notify.proof import export as proofs
from notify.requests.proof import ProofRequest


def run(request: ProofRequest) -> int:
    """Write the zip."""
    with open_named(request.ledger) as ledger:
        written = proofs.write(
            ledger, request.account, request.notice, request.out, request.site, request.moment.at, redact=request.redact
        )
    say("It holds personal data; its README.txt says which files.")
    answer(
        {"file": str(written)},
        f"{written}\nTo check it: unzip it and run `python verify.py` in its folder.",
        as_json=request.json,
    )
    return DONE
