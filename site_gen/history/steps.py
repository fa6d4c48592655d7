"""What each revision of a policy means for a reader: its day, and whether it reads differently. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, tzinfo

from msgspec import Struct

from site_gen.model.history import Revision

_FIRST_YEAR_OF_GIT = 2005
_YEARS_AHEAD = 10
"""A date further ahead than this comes from a wrong clock; the day of the commit after it counts instead."""


class Step(Struct, frozen=True):
    """One revision, and what it means for a reader."""

    revision: Revision
    day: date
    is_version: bool
    is_misdated: bool = False
    """Whether its own date lies so far ahead that the next commit's counts instead."""
    shown: str = ""
    """What is equal for texts that read the same."""
    stands_in: bool = False
    """Whether it only keeps the place of a text that is gone from git."""

    @property
    def is_removal(self) -> bool:
        """Whether the revision took the policy away."""
        return self.revision.text_oid is None and not self.revision.no_text


def read_steps(revisions: Sequence[Revision], fingerprint: Callable[[Revision], str], zone: tzinfo) -> Iterator[Step]:
    """Yield a step for each revision, in their order; `fingerprint` is equal for texts that read the same."""
    shown: str | None = None
    oid: str | None = None
    for revision, (day, is_misdated) in zip(revisions, _days(revisions, zone), strict=True):
        before = shown
        if revision.text_oid not in {None, oid}:
            oid, shown = revision.text_oid, fingerprint(revision)
        yield Step(revision, day, shown != before, is_misdated, shown or "")


def _days(revisions: Sequence[Revision], zone: tzinfo) -> list[tuple[date, bool]]:
    """Return each commit's day, and whether that is the next one's: a clock set to 2099 would hide all that follows."""
    found: list[tuple[date, bool]] = []
    for revision in reversed(revisions):
        day = revision.committed_at.astimezone(zone).date()
        after = found[-1][0] if found else date.max
        is_absurd = after.year >= _FIRST_YEAR_OF_GIT and day.year - after.year > _YEARS_AHEAD
        found.append((after if is_absurd else day, is_absurd))
    return found[::-1]
