"""The addresses of a policy's pages as machines get them: absolute where the site's own is known, else relative."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

from msgspec import Struct

from site_gen.model.version import Version

_OF_A_NOTE = re.compile('(<a [^<>]*?href=")((?![A-Za-z][A-Za-z0-9+.-]*:)[^"]*)')


def redline_folder(older: Version, newer: Version) -> str:
    """Return the folder of two versions' redline, below the policy's folder."""
    if newer.predecessor_id == older.version_id:
        return f"{newer.version_id}/changes/"
    return f"{older.version_id}..{newer.version_id}/"


def with_links_to(page: str, note_html: str) -> str:
    """Let a note's links lead to the page of the version that it explains, or from there, wherever it is shown."""
    return _OF_A_NOTE.sub(lambda found: f"{found[1]}{escape(_from(page, unescape(found[2])))}", note_html)


def _from(page: str, href: str) -> str:
    """Return where a link leads from a page: in full where the page's own address is known in full."""
    if "://" in page:
        try:
            return urljoin(page, href)
        except ValueError:  # no address, and a link that leads nowhere on the page too
            return href
    if href.startswith("/"):
        return href
    return f"{page}{href}" if href.startswith("#") else f"{page[: page.rfind('/') + 1]}{href}"


class Addresses(Struct, frozen=True):
    """Addresses as seen from a file in the policy's folder, such as its manifest."""

    base_url: str
    """Of the whole site; empty where nobody has said it."""
    slug: str

    def policy(self) -> str:
        """Return the address of the version in force."""
        return f"{self.base_url.rstrip('/')}/{self.slug}/" if self.base_url else "./"

    def version(self, version_id: str) -> str:
        """Return the address of one version's text."""
        return self.file(f"{version_id}/")

    def changes(self, version_id: str) -> str:
        """Return the address of its redline against the version before."""
        return self.file(f"{version_id}/changes/")

    def redline(self, older: Version, newer: Version) -> str:
        """Return the address of the redline of any two versions that are compared."""
        return self.file(redline_folder(older, newer))

    def file(self, name: str) -> str:
        """Return the address of anything below the policy's folder."""
        return f"{self.policy().removeprefix('./')}{name}"
