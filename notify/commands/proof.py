"""Write who was told what, as a zip."""

from __future__ import annotations

from collections.abc import Iterator

from notify.commands.common import DONE, PARTLY, open_named
from notify.ledger import notices
from notify.ledger.chain import seals
from notify.ledger.chain.audit import EVIDENCE
from notify.ledger.chain.chained_rows import changed_rows
from notify.ledger.chain.gate_seals import changed_answers
from notify.ledger.database.store import Ledger
from notify.ledger.status import changed_files
from notify.output import answer, say
from notify.proof import export as proofs
from notify.requests.proof import ProofRequest


def run(request: ProofRequest) -> int:
    """Write the zip."""
    with open_named(request.ledger) as ledger:
        changed = list(_list_changes(ledger))
        written = proofs.write(
            ledger, request.account, request.notice, request.out, request.site, request.moment.at, redact=request.redact
        )
    say("It holds personal data; its README.txt says which files.")
    answer(
        {"file": str(written)},
        f"{written}\nTo check it: unzip it and run `python verify.py` in its folder.",
        as_json=request.json,
    )
    for words in changed:
        say(f"THE RECORD WAS CHANGED, so that this proof will not hold: {words}. {EVIDENCE}")
    return PARTLY if changed else DONE


def _list_changes(ledger: Ledger) -> Iterator[str]:
    """Say what is not what was written, of the notices that have few attempts; `status --verify` looks at all."""
    with ledger.read() as view:
        yield from changed_answers(view)
        for notice_id in notices.all_ids(view):
            record = notices.find(view, notice_id)
            for words in (*changed_rows(view, notice_id), *changed_files(ledger, record)):
                yield f"notice {notice_id}: {words}"
            if seals.are_few(view, notice_id) and (findings := seals.examine(view, notice_id)).number:
                yield f"notice {notice_id}: {findings.words}"
