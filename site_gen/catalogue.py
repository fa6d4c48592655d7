"""The words around a text in the reader's language: English as the source has them, others from `site_gen/locale/`.

`make messages` collects what is to be translated. English asks no catalogue and imports no Babel, which takes longer
to import than a small English site takes to write.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct

_FOLDER = Path(__file__).resolve().parent / "locale"
SOURCE = "en"
"""The language in which the program's own words are written."""


class Words(Struct, frozen=True, eq=False):
    """What the program says, in one language; placeholders are written as `%(name)s`."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    number: Callable[[int], str]
    """Write a number as people of that language do."""

    def say(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in its placeholders."""
        found = self.gettext(message)
        return found % values if values else found

    def plural(self, one: str, several: str, number: int, /, **values: object) -> str:
        """Translate a message in the form that goes with a number, which is its `%(n)s`."""
        return self.ngettext(one, several, number) % {"n": self.number(number), **values}

    def list(self, parts: list[str]) -> str:
        """Join phrases as a sentence does: `a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        comma = self.gettext(", ")
        return self.say("%(first)s and %(last)s", first=comma.join(parts[:-1]), last=parts[-1])


def message(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


def _choose(one: str, several: str, number: int) -> str:
    return one if number == 1 else several


ENGLISH = Words(SOURCE, str, _choose, "{:,}".format)


def languages() -> tuple[str, ...]:
    """Return those in which the words exist, the source's first."""
    return (SOURCE, *sorted(path.stem for path in _FOLDER.glob("*.po")))


def frame_language(language: str) -> str:
    """Return the language of the words around a text: its own where there is a catalogue, else the source's."""
    own = language.replace("_", "-").partition("-")[0].lower()
    return own if own in _known() else SOURCE


def words_in(language: str) -> Words:
    """Return the words around a text in that language (BCP 47)."""
    return _words(frame_language(language))


@cache
def _known() -> frozenset[str]:
    return frozenset(languages())


@cache
def _words(language: str) -> Words:
    if language == SOURCE:
        return ENGLISH
    from site_gen.locale.po_files import number_writer, read_catalogue  # noqa: PLC0415  as this file says of Babel

    found = read_catalogue(language, _FOLDER / f"{language}.po")
    return Words(language, found.gettext, found.ngettext, number_writer(language))


@cache
def own_name(language: str) -> str:
    """Return what a language (BCP 47) calls itself."""
    if language == SOURCE:
        return "English"
    from site_gen.locale.po_files import own_name as name_of  # noqa: PLC0415  as above

    return name_of(language)
