"""Read the day on which a version was published from its file's name, where only one reading is possible. Pure."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator
from datetime import date

_YEARS = range(1990, 2200)
_MONTHS = {name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_GAP = r"[ ._,-]*"
_SIGN = r"([ ._-])"

_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}}){_SIGN}(\d{{1,2}})\2(\d{{1,2}})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
WAYBACK = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})([01]\d|2[0-3])([0-5]\d)([0-5]\d)(?!\d)")
"""A moment as web archives write it into addresses and names, in UTC."""
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}({_MONTH}){_GAP}(\d{{4}})(?!\d)", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"(?<![a-z])({_MONTH}){_GAP}(\d{{1,2}})(?:st|nd|rd|th)?[ ._,-]+(\d{{4}})(?!\d)", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(?<!\d)(\d{{1,2}}){_SIGN}(\d{{1,2}})\2(\d{{4}})(?!\d)")


class NoDayError(Exception):
    """A name does not say one day; the message says why."""


def day_in_name(stem: str) -> date:
    """Return the one day that a file's name says; raise NoDayError where it says none, or may mean several."""
    readings = sorted({day for day in _readings(stem) if day})
    if len(readings) == 1:
        return readings[0]
    if readings:
        raise NoDayError(f"its name can be read as {' or '.join(map(str, readings))}")
    wrong = next(iter(_dates_written(stem)), None)
    raise NoDayError(f"its name says `{wrong}`, and there is no such day" if wrong else "its name says no day")


def _readings(stem: str) -> Iterator[date | None]:
    for found in _YEAR_FIRST.finditer(stem):
        yield _day(found[1], found[3], found[4])
    for found in _COMPACT.finditer(stem):
        yield _day(*found.groups())
    for found in WAYBACK.finditer(stem):
        yield _day(found[1], found[2], found[3])
    for found in _DAY_MONTH.finditer(stem):
        yield _day(found[3], _MONTHS[found[2].lower()], found[1])
    for found in _MONTH_DAY.finditer(stem):
        yield _day(found[3], _MONTHS[found[1].lower()], found[2])
    for found in _YEAR_LAST.finditer(stem):
        yield _day(found[4], found[3], found[1])
        yield _day(found[4], found[1], found[3])


def _dates_written(stem: str) -> Iterator[str]:
    for pattern in (_YEAR_FIRST, _COMPACT, _DAY_MONTH, _MONTH_DAY, _YEAR_LAST):
        yield from (found[0] for found in pattern.finditer(stem))


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in _YEARS else None
