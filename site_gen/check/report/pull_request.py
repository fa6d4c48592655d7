"""Where a pull request's comment leads: the editor on the branch, and the run that holds the rest."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from msgspec import Struct

_LONGEST_ADDRESS = 7500
"""Characters that GitHub surely takes in an address; above about 8,000 it answers 414."""


class Links(Struct, frozen=True, kw_only=True):
    """What the workflow knows about the pull request; empty on a laptop."""

    repository_url: str = ""
    """Of the repository that holds the branch, such as https://github.com/owner/name; a fork's, where there is one."""
    head_branch: str = ""
    details_url: str = ""
    """Where the whole result and the preview of the site are."""
    review_url: str = ""
    """Where the change is shown as one page for whoever reviews it."""

    def new_file(self, path: str, *texts: str) -> str:
        """Return the address that opens GitHub's editor with a new file, filled with the longest text that fits."""
        if not self.repository_url or not self.head_branch:
            return ""
        start = f"{self.repository_url}/new/{quote(self.head_branch)}?filename={quote(path, safe='')}"
        filled = (f"{start}&value={quote_plus(text, safe=':,/')}" for text in texts)
        return next((address for address in filled if len(address) <= _LONGEST_ADDRESS), start)

    def edit_file(self, path: str, line: int | None = None) -> str:
        """Return the address that opens GitHub's editor on a file."""
        if not self.repository_url or not self.head_branch:
            return ""
        address = f"{self.repository_url}/edit/{quote(self.head_branch)}/{quote(path)}"
        return f"{address}#L{line}" if line else address
