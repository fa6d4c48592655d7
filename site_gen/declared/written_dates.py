"""Read a day as people write it, where it can mean only one."""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name, monthrange
from datetime import date

_YEARS = range(1990, 2200)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_OTHER_NAMES = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
"""As the pages of these languages print them: German, French, Spanish and Arabic."""
_MONTHS = {
    **{name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name},
    "sept": 9,
    **{name: number for names in _OTHER_NAMES for number, name in enumerate(names.split(), start=1)},
}
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(day_name)}),?\s+)?"
_NAMED = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"{_WEEKDAY}(?:the\s+)?{_DAY}\s+(?:(?:of|de)\s+)?{_NAMED},?\s+(?:de\s+)?(?P<year>[0-9]{{4}})",
        rf"{_WEEKDAY}{_NAMED}\s+{_DAY},?\s+(?P<year>[0-9]{{4}})",
    )
)
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})[./](\d{1,2})[./](\d{1,2})", re.ASCII)


def day_in(words: str) -> date | None:
    """Return the day that the words name; None where they name none, or could name two.

    Raises ValueError where they have the form of a day that no calendar holds; its words say why.
    """
    plain = " ".join(words.translate(_DASHES).split())
    found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    month = _month(found) if found else None
    if found is None or month is None:
        return None
    year, number = int(found["year"]), int(found["day"])
    if year not in _YEARS or not 1 <= month <= 12:
        raise ValueError(f"{plain} has no such year or month")
    if not 1 <= number <= monthrange(year, month)[1]:
        raise ValueError(f"there is no {plain}; {month_name[month]} {year} has {monthrange(year, month)[1]} days")
    day = date(year, month, number)
    weekday = found.groupdict().get("weekday")
    if weekday and weekday.lower() != day_name[day.weekday()].lower():
        raise ValueError(f"{day} is a {day_name[day.weekday()]}, not a {weekday}")
    return day


def readings(words: str) -> tuple[date, ...]:
    """Return the days that figures such as 12/11/2026 may mean, the day first before the month first."""
    found = _FIGURES.fullmatch("".join(words.translate(_DASHES).split()))
    if found is None:
        return ()
    first, second, year = (found[1], found[2], found[3]) if found[3] else (found[6], found[5], found[4])
    orders = ((second, first), (first, second)) if found[3] else ((second, first),)
    days = (_date(int(year), int(month), int(day)) for month, day in orders)
    return tuple(dict.fromkeys(day for day in days if day))


def _month(found: re.Match[str]) -> int | None:
    parts = found.groupdict()
    return int(parts["number"]) if parts.get("number") else _MONTHS.get(parts["month"].lower())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
