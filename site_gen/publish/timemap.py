"""Writes `timemap.link`: which version applied from when, for programs that follow RFC 7089."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from site_gen.history.timeline import Period
from site_gen.publish.addresses import Addresses

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def timemap_bytes(addresses: Addresses, periods: Sequence[Period], today: date) -> bytes:
    """Return the bytes of `/<slug>/timemap.link`; a version is listed from the day on which it first applied."""
    begun = [period for period in periods if period.begins_on <= today]
    return (",\n".join(_links(addresses, begun)) + "\n").encode()


def _links(addresses: Addresses, begun: Sequence[Period]) -> Iterator[str]:
    yield f'<{addresses.policy()}>; rel="original latest-version"'
    span = f'; from="{_moment(begun[0].begins_on)}"; until="{_moment(begun[-1].begins_on)}"' if begun else ""
    yield f'<{addresses.file("timemap.link")}>; rel="self"; type="application/link-format"{span}'
    for period in begun:
        edges = [word for word, edge in (("first", begun[0]), ("last", begun[-1])) if edge is period]
        rel = " ".join([*edges, "memento"])
        yield f'<{addresses.version(period.version.version_id)}>; rel="{rel}"; datetime="{_moment(period.begins_on)}"'


def _moment(on: date) -> str:
    # By hand, since strftime writes names in the machine's language.
    return f"{_WEEKDAYS[on.weekday()]}, {on.day:02} {_MONTHS[on.month - 1]} {on.year} 00:00:00 GMT"
