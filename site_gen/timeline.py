"""Which version applied on which days: the one answer that pages, manifest and timemap share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from site_gen.model import History, Standing, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days on which one version applied, or will apply as far as is known today."""

    version: Version = field(repr=False)
    """Left out of the `repr`, which names pages: each says this of itself."""
    begins_on: date
    ends_on: date | None
    """The first day on which it no longer applied."""
    successor_id: str | None
    """None while nothing follows, and where the policy was withdrawn."""

    @property
    def last_on(self) -> date | None:
        """The last day on which it applied; None while no end is known."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one version stands in the history, seen from one day."""

    standing: Standing
    period: Period | None
    """None where a later version took effect before this one could, or on the same day."""
    successor_id: str | None
    """The version published next, whether or not it has taken effect."""


def periods(history: History) -> tuple[Period, ...]:
    """Return every period, oldest first; a version applies once it is both public and effective.

    A version that takes effect after a later one has never applies. A text whose effective date lies before its
    publication applies from its publication: nobody could read it earlier.
    """
    # Of several on one day only the last is an opening: the others never applied.
    openings = list({opening.begins_on: opening for opening in _openings(history)}.values())
    return tuple(
        Period(
            version=opening.version,
            begins_on=opening.begins_on,
            ends_on=ending.begins_on if ending else None,
            successor_id=ending.version.version_id if ending and ending.version else None,
        )
        for opening, ending in zip(openings, [*openings[1:], None], strict=False)
        if opening.version
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    begins_on: date
    rank: int
    version: Version | None


def _openings(history: History) -> Iterator[_Opening]:
    """Yield what applies from when; an opening without a version is a withdrawal."""
    highest = -1
    for opening in sorted([*_starts(history), *_withdrawals(history)], key=lambda each: (each.begins_on, each.rank)):
        if opening.rank > highest:
            highest = opening.rank
            yield opening


def _starts(history: History) -> Iterator[_Opening]:
    for index, version in enumerate(history.versions):
        yield _Opening(_start(version), 3 * index, version)


def _start(version: Version) -> date:
    return max(version.published_on, version.effective_on)


def _withdrawals(history: History) -> Iterator[_Opening]:
    """Rank each withdrawal just above the last version that it took down, and that version's return just above it."""
    for withdrawal in history.withdrawals:
        taken_down = sum(version.published_on < withdrawal.withdrawn_on for version in history.versions)
        yield _Opening(withdrawal.withdrawn_on, 3 * taken_down - 2, None)
        if withdrawal.restored_on and taken_down:
            back = history.versions[taken_down - 1]
            yield _Opening(max(withdrawal.restored_on, _start(back)), 3 * taken_down - 1, back)


def places(history: History, today: date) -> dict[str, Place]:
    """Return where each version stands on that day, by version id."""
    applied = {period.version.version_id: period for period in periods(history)}
    successors = {older.version_id: newer.version_id for older, newer in pairwise(history.versions)}
    return {
        version.version_id: Place(
            standing=_standing(applied.get(version.version_id), today),
            period=applied.get(version.version_id),
            successor_id=successors.get(version.version_id),
        )
        for version in history.versions
    }


def _standing(period: Period | None, today: date) -> Standing:
    if period is None or (period.ends_on is not None and period.ends_on <= today):
        return Standing.SUPERSEDED
    return Standing.UPCOMING if period.begins_on > today else Standing.IN_FORCE
