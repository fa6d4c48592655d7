"""What applied when, month by month, and the same for programs as `on.json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from msgspec import Struct

from site_gen.canonical import canonical
from site_gen.history.timeline import Period
from site_gen.model.version import Version
from site_gen.publish.addresses import Addresses


class Span(Struct, frozen=True):
    """Days of one month on which a version applied."""

    version: Version
    first: date
    last: date | None
    """None where it applies until something follows."""


class Month(Struct, frozen=True):
    """A month, and every version that applied in it, oldest first."""

    on: date
    """Its first day."""
    spans: tuple[Span, ...]

    @property
    def is_shared(self) -> bool:
        """Whether more than one version applied in it."""
        return len(self.spans) > 1

    @property
    def anchor(self) -> str:
        """The name of its list on the page."""
        return f"_{self.on:%Y-%m}"


def months(periods: Sequence[Period]) -> tuple[Month, ...]:
    """Return the months from the first day on which anything applied to the last on which that changed.

    The first year has all its months, so that each month keeps its place under those of the other years.
    """
    if not periods:
        return ()
    last = max(period.last_on or period.begins_on for period in periods)
    spans = (span for period in periods for span in _spans(period, last))
    found = {on: tuple(group) for on, group in groupby(spans, key=lambda span: span.first.replace(day=1))}
    return tuple(Month(on, found.get(on, ())) for on in _firsts(periods[0].begins_on.replace(month=1), last))


def _spans(period: Period, until: date) -> Iterator[Span]:
    """Cut a period where months end; the last piece of one that goes on is open."""
    end = period.last_on or until
    first = period.begins_on
    while first <= end:
        following = _following(first)
        is_open = period.last_on is None and following > end
        yield Span(period.version, first, None if is_open else min(end, following - timedelta(days=1)))
        first = following


def _firsts(first: date, last: date) -> Iterator[date]:
    on = first.replace(day=1)
    while on <= last:
        yield on
        on = _following(on)


def _following(on: date) -> date:
    """Return the first day of the month after."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1)


def on_bytes(addresses: Addresses, periods: Sequence[Period]) -> bytes:
    """Return the bytes of `/<slug>/on.json`; its schema is `schemas/on.v1.schema.json`."""
    return canonical(
        {
            "on_version": 1,
            "policy": addresses.slug,
            "periods": [
                {
                    "from": str(period.begins_on),
                    "to": str(period.last_on) if period.last_on else None,
                    "version_id": period.version.version_id,
                    "url": addresses.version(period.version.version_id),
                }
                for period in periods
            ],
        }
    )
