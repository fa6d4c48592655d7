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

    def stands_as(self, other: IndexRow) -> bool:
        """Whether the same is to be said of both: the days on which they were updated, apply, will apply and ended."""
        return self._days == other._days

    @property
    def _days(self) -> tuple[object, ...]:
        return (
            self.in_force and self.in_force.published_on,
            self.in_force_since,
            [effect.effective_on for effect in self.upcoming],
            self.withdrawn_on,
        )


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

    @property
    def groups(self) -> list[tuple[IndexRow, ...]]:
        """Each policy once, first in the list's language where it is there, then in its other languages."""
        found: dict[frozenset[str], list[IndexRow]] = {}
        for row in self.rows:
            policy = row.policy
            found.setdefault(frozenset((policy.slug, *(each.slug for each in policy.translations))), []).append(row)
        own = self.language
        return [tuple(sorted(rows, key=lambda row: _primary(row.policy.language) != own)) for rows in found.values()]


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
