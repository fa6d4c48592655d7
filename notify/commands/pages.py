"""Write each notice's public page into the site, or compare those that are there."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import DONE, FAILED, folder_url
from notify.config import DEFAULT_PATH, read_config, sender_of
from notify.flows import public_page as public_pages
from notify.flows.public_page import Pages
from notify.model.notice import Sender
from notify.output import answer, say
from notify.published.manifest import read_manifest
from notify.requests.pages import PagesRequest


def run(request: PagesRequest) -> int:
    """Write the public pages, or only compare them."""
    manifest = read_manifest(request.manifest, base_url=folder_url(request.base_url))
    sender = sender_of(read_config(request.config), manifest.policy, request.from_email)
    today = request.moment.today(manifest.policy)
    pages = public_pages.make(manifest, sender, request.out, request.records, today)
    if not (request.config or request.from_email or Path(DEFAULT_PATH).exists()):
        _warn_of_sender(pages, sender, request)
    if request.check:
        return _compare(pages, as_json=request.json)
    written = pages.write()
    answer({"pages": [str(page) for page in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE


def _warn_of_sender(pages: Pages, sender: Sender, request: PagesRequest) -> None:
    """Say whose address a page names where neither a record nor a configuration says who sends."""
    if pages.without_record:
        say(
            f"warning: {', '.join(pages.without_record)}: {request.records} has no record, and there is no "
            f"{DEFAULT_PATH}, so the page names {sender.email} as the sender. If that is wrong: once it is frozen, "
            f"`policy-notify record --out {request.records}` brings the sender of the mails; before, give --config or "
            "--from."
        )


def _compare(pages: Pages, *, as_json: bool) -> int:
    found = pages.differences()
    lines = [f"{file}: {what}" for file, what in found]
    lines.append(
        "The same command without --check writes what is missing or differs; move away what is not from these records."
        if found
        else f"{pages.folder} matches the records: {len(pages.files):,} files, byte for byte."
    )
    told = [{"path": str(file), "what": what} for file, what in found]
    answer({"compared": len(pages.files), "differences": told}, "\n".join(lines), as_json=as_json)
    return FAILED if found else DONE
