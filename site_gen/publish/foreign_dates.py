"""Dates in languages other than English. Babel takes longer to import than an English site takes to write."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton


def foreign_day(on: date, language: str) -> str:
    """Write a date in full, as that language does; ISO 8601 in a language that nobody here knows."""
    locale = _locale(language)
    if locale is None:
        return on.isoformat()
    written = format_date(on, "long", locale=locale)
    # The first of a month is an ordinal in French, which CLDR does not know.
    return written.replace("1 ", "1er ", 1) if locale.language == "fr" and on.day == 1 else written


def foreign_month(on: date, language: str, skeleton: str) -> str:
    """Write a month by a skeleton of CLDR, such as `MMM` for its short name; in digits where nobody knows it."""
    locale = _locale(language)
    return on.isoformat()[:7] if locale is None else format_skeleton(skeleton, on, locale=locale)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
