"""pages."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.commands import arguments
from notify.commands.common import DONE, folder_url
from notify.commands.requests import Request, bind
from notify.config import read_config, sender_of
from notify.flows import public_page as public_pages
from notify.output import answer
from notify.published.manifest import read_manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRequest(Request):
    """What `pages` is asked for."""

    manifest: str
    out: Path
    records: Path
    config: str | None
    from_email: str | None
    base_url: str | None


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `pages` takes."""
    command.add_argument("--manifest", required=True, metavar="FILE_OR_URL", help="the published manifest.json")
    command.add_argument("--out", type=Path, required=True, metavar="SITE", help="the site's folder")
    command.add_argument(
        "--records",
        type=Path,
        default="notices",
        metavar="DIR",
        help="public records that `record` exported (default: %(default)s, if there)",
    )
    command.add_argument("--config", metavar="FILE", help="policy.toml (default: policy/policy.toml, if there)")
    command.add_argument("--from", dest="from_email", metavar="ADDRESS", help="the address that messages come from")
    command.add_argument(
        "--base-url", metavar="URL", help="where the manifest's folder is published, when its addresses are relative"
    )
    arguments.add_today(command)
    bind(command, PagesRequest, pages)


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
