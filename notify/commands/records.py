"""proof, record, pages, forget."""

from __future__ import annotations

import argparse
from pathlib import Path

from notify.commands.common import DONE, manifest_of, now, opened, sender, today
from notify.flows import public_page as public_pages
from notify.flows.forget import Forgotten, Places, forget_account, forget_notices
from notify.output import answer, counting, plain, say
from notify.proof import export as proofs


def proof(arguments: argparse.Namespace) -> int:
    """Write the zip."""
    with opened(arguments) as ledger:
        written = proofs.write(
            ledger, arguments.account, arguments.notice, arguments.out, arguments.site, now(), redact=arguments.redact
        )
    say("It holds personal data; its README.txt says which files.")
    answer(
        {"file": str(written)},
        f"{written}\nTo check it: unzip it and run `python verify.py` in its folder.",
        as_json=arguments.json,
    )
    return DONE


def record(arguments: argparse.Namespace) -> int:
    """Export the public records."""
    with opened(arguments) as ledger:
        written = public_pages.export(ledger, Path(arguments.out), today(arguments))
    answer({"files": [str(file) for file in written]}, "\n".join(map(str, written)), as_json=arguments.json)
    return DONE


def pages(arguments: argparse.Namespace) -> int:
    """Write the public pages."""
    manifest = manifest_of(arguments)
    written = public_pages.write(
        manifest,
        sender(arguments, manifest),
        Path(arguments.out),
        Path(arguments.records),
        today(arguments, manifest.policy),
    )
    answer({"pages": [str(page) for page in written]}, "\n".join(map(str, written)), as_json=arguments.json)
    return DONE


def forget(arguments: argparse.Namespace) -> int:
    """Delete personal data whose time is over, or one person's."""
    with opened(arguments) as ledger, counting("reading reports") as on_posts:
        places = Places(
            outboxes=(ledger.path.parent / "outbox", *map(Path, arguments.outbox)),
            previews=(Path("preview"), *map(Path, arguments.preview)),
        )
        if arguments.account is None:
            gone = forget_notices(ledger, arguments.before, now(), places, really=arguments.yes)
            about = f"{len(gone.notices)} notices that ended before {arguments.before}"
        else:
            gone = forget_account(ledger, arguments.account, now(), places, on_posts, really=arguments.yes)
            about = f"{gone.rows} rows of that account in {len(gone.notices)} notices"
    body = {**plain(gone), "done": arguments.yes}
    answer(body, _forget_words(about, gone, done=arguments.yes), as_json=arguments.json)
    return DONE


def _forget_words(about: str, gone: Forgotten, *, done: bool) -> str:
    words = f"{about}: {', '.join(gone.notices) or 'none'}"
    left = [f"  stays: {one}" for one in gone.left]
    if not done:
        return "\n".join([f"{words}. Say --yes to delete the personal data; that is for good.", *left])
    return "\n".join(
        [words, f"  deleted or cleared: {gone.posts} posts of events, {gone.files} files of messages", *left]
    )
