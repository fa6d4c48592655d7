"""The list of policies."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from site_gen.catalogue import SOURCE
from site_gen.history.timeline import Effect
from site_gen.model.version import Version
from site_gen.publish.views.policy import LaterText, PolicyHead


class IndexRow(Struct, frozen=True, kw_only=True):
    """One policy in the list of policies."""

    policy: PolicyHead
    in_force: Version | None
    in_force_since: date | None = None
    upcoming: tuple[Effect, ...] = ()
    withdrawn_on: date | None = None
    overtaken_by: LaterText | None = None


class IndexView(Struct, frozen=True, kw_only=True):
    """`/`: the list of policies."""

    organisation: str
    rows: tuple[IndexRow, ...]

    @property
    def site(self) -> str:
        """The site's address, as of each policy."""
        return self.rows[0].policy.site if self.rows else ""

    @property
    def language(self) -> str:
        """The language of the list: the source's where any policy's pages are in that, else the first policy's."""
        found = [row.policy.words.language for row in self.rows]
        return SOURCE if SOURCE in found or not found else found[0]
