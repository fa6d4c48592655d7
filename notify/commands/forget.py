"""Delete personal data, of old notices or of one account."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import DONE, open_named
from notify.flows.forget import Forgotten, Places, forget_account, forget_notices
from notify.output import answer, counted, json_value, show_count
from notify.requests.forget import ForgetRequest


def run(request: ForgetRequest) -> int:
    """Delete personal data whose time is over, or one person's."""
    with open_named(request.ledger) as ledger, show_count("reading reports") as on_posts:
        places = Places(
            outboxes=(ledger.beside / "outbox", *request.outbox),
            previews=(Path("preview"), *request.preview),
        )
        if request.before is not None:
            gone = forget_notices(ledger, request.before, request.moment.at, places, really=request.yes)
            about = f"{counted(len(gone.notices), 'notice')} that ended before {request.before}"
        else:
            gone = forget_account(
                ledger, request.account or "", request.moment.at, places, on_posts,
                really=request.yes, thorough=request.thorough,
            )  # fmt: skip
            about = f"{counted(gone.rows, 'row')} of that account in {counted(len(gone.notices), 'notice')}"
    body = {**json_value(gone), "done": request.yes}
    answer(body, _forget_words(about, gone, done=request.yes), as_json=request.json)
    return DONE


def _forget_words(about: str, gone: Forgotten, *, done: bool) -> str:
    words = f"{about}: {', '.join(gone.notices) or 'none'}"
    left = [f"  stays: {one}" for one in gone.left]
    if not done:
        return "\n".join([f"{words}. Add --yes to delete the personal data for good.", *left])
    posts = counted(gone.posts, "post of events", "posts of events")
    files = counted(gone.files, "file of messages", "files of messages")
    return "\n".join([words, f"  deleted or cleared: {posts}, {files}", *left])
