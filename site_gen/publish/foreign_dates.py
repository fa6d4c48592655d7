"""Dates in other languages than English. Babel takes longer to import than an English site takes to write."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date


def foreign_day(on: date, language: str) -> str:
    """Write a date in full, as that language does; ISO 8601 in a language that nobody here knows."""
    try:
        locale = Locale.parse(language, sep="-")
        written = format_date(on, "long", locale=locale)
    except (UnknownLocaleError, ValueError):
        return on.isoformat()
    # The first of a month is an ordinal in French, which CLDR does not know.
    return written.replace("1 ", "1er ", 1) if locale.language == "fr" and on.day == 1 else written
