"""The addresses of a policy's pages as machines get them: absolute where the site's own is known, else relative."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
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

    def file(self, name: str) -> str:
        """Return the address of anything below the policy's folder."""
        return f"{self.policy().removeprefix('./')}{name}"
