"""Dates in other languages than English. Babel takes longer to import than an English site takes to write."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date


def foreign_day(on: date, language: str) -> str:
    """Write a date in full, as that language does; ISO 8601 in a language that nobody here knows."""
    try:
        return format_date(on, "long", locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return on.isoformat()
