"""Write each notice's public page into the site."""

from __future__ import annotations

from notify.commands.common import DONE, folder_url
from notify.config import read_config, sender_of
from notify.flows import public_page as public_pages
from notify.output import answer
from notify.published.manifest import read_manifest
from notify.requests.pages import PagesRequest


def run(request: PagesRequest) -> int:
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
