"""Run git on a working tree with an index or objects of its own, so that the repository stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from site_gen.git.command import output


class ScratchGit(Struct, frozen=True):
    """A git that writes elsewhere."""

    folder: Path
    """Of the working tree."""
    environment: Mapping[str, str]
    """Names the index or objects that take the place of the repository's own."""

    def __call__(self, *arguments: str, data: bytes = b"") -> bytes:
        """Return what git prints.

        Raises GitError where git fails. Mixed line ends are no failure here: nothing of it is kept.
        """
        return output(["git", "-C", str(self.folder), "-c", "core.safecrlf=false", *arguments], data, self.environment)
