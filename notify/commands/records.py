"""proof, record, pages, forget."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import DONE, folder_url, open_named
from notify.commands.requests import ForgetRequest, PagesRequest, ProofRequest, RecordRequest
from notify.config import read_config, sender_of
from notify.flows import public_page as public_pages
from notify.flows.forget import Forgotten, Places, forget_account, forget_notices
from notify.output import answer, json_value, say, show_count
from notify.proof import export as proofs
from notify.published.manifest import read_manifest


def proof(request: ProofRequest) -> int:
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


def record(request: RecordRequest) -> int:
    """Export the public records."""
    with open_named(request.ledger) as ledger:
        written = public_pages.export(ledger, request.out, request.moment.today())
    answer({"files": [str(file) for file in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE


def pages(request: PagesRequest) -> int:
    """Write the public pages."""
    manifest = read_manifest(request.manifest, base_url=folder_url(request.base_url))
    written = public_pages.write(
        manifest,
        sender_of(read_config(request.config), manifest.policy, request.from_email),
        request.out,
        request.records,
        request.moment.today(manifest.policy),
    )
    answer({"pages": [str(page) for page in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE


def forget(request: ForgetRequest) -> int:
    """Delete personal data whose time is over, or one person's."""
    with open_named(request.ledger) as ledger, show_count("reading reports") as on_posts:
        places = Places(
            outboxes=(ledger.path.parent / "outbox", *request.outbox),
            previews=(Path("preview"), *request.preview),
        )
        if request.before is not None:
            gone = forget_notices(ledger, request.before, request.moment.at, places, really=request.yes)
            about = f"{len(gone.notices)} notices that ended before {request.before}"
        else:
            gone = forget_account(
                ledger, request.account or "", request.moment.at, places, on_posts, really=request.yes
            )
            about = f"{gone.rows} rows of that account in {len(gone.notices)} notices"
    body = {**json_value(gone), "done": request.yes}
    answer(body, _forget_words(about, gone, done=request.yes), as_json=request.json)
    return DONE


def _forget_words(about: str, gone: Forgotten, *, done: bool) -> str:
    words = f"{about}: {', '.join(gone.notices) or 'none'}"
    left = [f"  stays: {one}" for one in gone.left]
    if not done:
        return "\n".join([f"{words}. Say --yes to delete the personal data; that is for good.", *left])
    return "\n".join(
        [words, f"  deleted or cleared: {gone.posts} posts of events, {gone.files} files of messages", *left]
    )
