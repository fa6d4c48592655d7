"""Write each notice's public page into the site, or compare those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from notify.commands.common import DONE, FAILED, folder_url, open_named
from notify.config import DEFAULT_PATH, read_config, sender_of
from notify.errors import ConfigError
from notify.flows import public_page as public_pages
from notify.flows.public_page import Pages
from notify.model.notice import Sender
from notify.output import answer, say
from notify.published.manifest import read_manifest
from notify.requests.pages import PagesRequest

_KEEP = (
    "Keep what was published before, for mails lead there: a build takes it over from the published site. With the "
    "ledger or the records that it was made from, it is compared too. Take away what was never published."
)


def run(request: PagesRequest) -> int:
    """Write the public pages, or only compare them.

    Raises ConfigError where one address is given for several manifests.
    """
    if len(request.manifest) > 1 and request.base_url:
        raise ConfigError("--base-url is for one --manifest; give the others' addresses, or build with --base-url")
    with _records(request) as records:
        made = [_pages(request, location, records) for location in request.manifest]
    if request.check:
        return _compare(made, as_json=request.json)
    written = [page for pages in made for page in pages.write()]
    answer({"pages": [str(page) for page in written]}, "\n".join(map(str, written)), as_json=request.json)
    return DONE


@contextmanager
def _records(request: PagesRequest) -> Iterator[Path]:
    """Give the folder of records: the one that was named, or one that is exported for now."""
    if not request.ledger:
        yield request.records
        return
    with TemporaryDirectory(prefix="policy-notify-") as folder, open_named(request.ledger) as ledger:
        public_pages.export(ledger, Path(folder), request.moment.today())
        yield Path(folder)


def _pages(request: PagesRequest, location: str, records: Path) -> Pages:
    manifest = read_manifest(location, base_url=folder_url(request.base_url))
    sender = sender_of(read_config(request.config), manifest.policy, request.from_email)
    pages = public_pages.make(manifest, sender, request.out, records, request.moment.today(manifest.policy))
    if not (request.config or request.from_email or Path(DEFAULT_PATH).exists()):
        _warn_of_sender(pages, sender, request)
    return pages


def _warn_of_sender(pages: Pages, sender: Sender, request: PagesRequest) -> None:
    """Say whose address a page names where neither a record nor a configuration says who sends."""
    if not pages.without_record:
        return
    lacking = "the ledger" if request.ledger else request.records
    once_frozen = "the ledger" if request.ledger else f"`policy-notify record --out {request.records}`"
    say(
        f"warning: {', '.join(pages.without_record)}: {lacking} has no record, and there is no {DEFAULT_PATH}, so the "
        f"page names {sender.email} as the sender. If that is wrong: once it is frozen, {once_frozen} brings the "
        "sender of the mails; before, give --config or --from."
    )


def _compare(made: Sequence[Pages], *, as_json: bool) -> int:
    comparisons = [pages.compare() for pages in made]
    found = [difference for each in comparisons for difference in each.differences]
    lines = [f"{file}: {what}" for file, what in found]
    compared = sum(len(pages.files) for pages in made)
    kept = [file for each in comparisons for file in each.kept]
    lines += [f"{file}: is of a notice without a record here, so it was not compared" for file in kept]
    if kept:
        lines.append(_KEEP)
    lines.append(
        "The same command without --check writes what is missing or differs; move away what is not from these records."
        if found
        else f"{', '.join(str(pages.folder) for pages in made)} "
        f"{'matches' if len(made) == 1 else 'match'} the records: {compared:,} files, byte for byte."
    )
    told = [{"path": str(file), "what": what} for file, what in found]
    without_record = list(map(str, kept))
    body = {"compared": compared, "differences": told, "without_record": without_record}
    answer(body, "\n".join(lines), as_json=as_json)
    return FAILED if found else DONE
