"""Reads a catalogue as translators edit it (gettext's PO): nothing needs to be compiled before a build."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal


def read_catalogue(language: str, path: Path) -> GNUTranslations:
    """Return what one catalogue says."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def number_writer(language: str) -> Callable[[int], str]:
    """Return what writes whole numbers as people of that language do."""
    return partial(format_decimal, locale=language)


def own_name(language: str) -> str:
    """Return what a language calls itself, written as a name that stands alone; the tag for one that nobody knows."""
    try:
        name = Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]
