"""forget."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notify.commands import arguments
from notify.commands.common import DONE, open_named
from notify.commands.requests import LedgerRequest, bind
from notify.flows.forget import Forgotten, Places, forget_account, forget_notices
from notify.output import answer, json_value, show_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRequest(LedgerRequest):
    """What `forget` is asked for."""

    before: date | None
    account: str | None
    outbox: tuple[Path, ...]
    preview: tuple[Path, ...]
    yes: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `forget` takes."""
    arguments.add_ledger(command)
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--before", type=arguments.date_of, metavar="DATE", help="the end of your retention period")
    whose.add_argument("--account", metavar="ID", help="one person, in every notice of this ledger")
    command.add_argument(
        "--outbox",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="an outbox other than the one beside the ledger",
    )
    command.add_argument(
        "--preview",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of previews other than ./preview",
    )
    command.add_argument("--yes", action="store_true", help="do it; without this, only list what would be deleted")
    bind(command, ForgetRequest, forget)


def forget(request: ForgetRequest) -> int:
    """Delete personal data whose time is over, or one person's."""
    with open_named(request.ledger) as ledger, show_count("reading reports") as on_posts:
        places = Places(
            outboxes=(ledger.beside / "outbox", *request.outbox),
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
        return "\n".join([f"{words}. Add --yes to delete the personal data for good.", *left])
    return "\n".join(
        [words, f"  deleted or cleared: {gone.posts} posts of events, {gone.files} files of messages", *left]
    )
