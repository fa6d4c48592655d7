"""The dates that a policy's text gives for itself: "Effective May 4, 2026", "Stand: 4. Mai 2026".

In English, German, French and Spanish; a date in digits alone is read after their words.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from site_gen.check.case import Text
from site_gen.text.inline import plain_text

_LONGEST = 300
"""Characters of a block that may state the text's own date: a sentence deep in a paragraph speaks of something else."""
_OTHER_MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_MONTHS = {
    **{name: number for names in _OTHER_MONTHS for number, name in enumerate(names.split(), start=1)},
    **{name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name},
}
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_LAST = r"(?:(?:last|latest|most\s+recent)(?:ly)?\s+)?"
_APPLIES = (  # only of the text: a fee applies from a day too
    r"(?:(?<=policy\s)|(?<=notice\s)|(?<=statement\s)|(?<=terms\s)|(?<=version\s))"
    r"(?:appl(?:y|ies)|ha(?:s|ve)\s+applied)\s+(?:from|since)"
    r"|(?:(?<=erklärung\s)|(?<=richtlinie\s)|(?<=hinweise\s)|(?<=bedingungen\s)|(?<=fassung\s))(?:gilt|gelten)\s+(?:ab|seit)"
    r"|(?:(?<=politique\s)|(?<=déclaration\s)|(?<=version\s)|(?<=conditions\s))"
    r"s.applique(?:nt)?\s+(?:à\s+(?:compter|partir)\s+du|depuis\s+le)"
    r"|(?:(?<=política\s)|(?<=aviso\s)|(?<=versión\s)|(?<=condiciones\s))se\s+aplican?\s+(?:desde\s+el|a\s+partir\s+del)"
)
_OPENING = re.compile(
    r"[^\w]*(?:(?:this|these|our|your|the|page|policy|diese[rs]?|unsere|die|cette|ces|la|les?|notre|nos|est[ae]s?|estos|nuestr[ao]s?|las|los)\s+(?:[\w.\u2019']+\s+){0,6}?)?"
    r"(?:(?:is|are|was|were|became|becomes|takes|took|has\s+been|ist|wurde|gilt|est|a\s+été|está|fue)\s+)?"
    r"(?P<kind>date\s+d.(?:entrée\s+en\s+vigueur)|(?:version\s+|date\s+of\s+)?(?:effective|in\s+effect|takes?\s+effect|in\s+force|valid|"
    rf"{_LAST}(?:updated?|modified|revised|changed|amended|reviewed|revision|modification)|version|posted|published|dated?"
    r"|(?:current|correct|accurate|applies|applicable)\s+as\s+of|as\s+of(?=\s*:))"
    r"|(?:aktueller\s+)?stand(?=\s*:|\s+\d|\s+[^\W\d_]+\s+\d)|letzte\s+(?:änderung|aktualisierung|überarbeitung)"
    r"|(?:(?:zuletzt|letztmals)\s+)?(?:geändert|aktualisiert|überarbeitet)|fassung|datum"
    r"|gültig|wirksam|in\s+kraft"
    r"|(?:date\s+de\s+(?:la\s+)?)?dernière\s+(?:mise\s+à\s+jour|modification|révision|actualisation)|mise?\s+à\s+jour|modifiée?|révisée?"
    r"|(?:entrée\s+)?en\s+vigueur|applicable"
    r"|(?:fecha\s+de\s+(?:la\s+)?)?(?:última\s+)?(?:actualización|modificación|revisión|publicación)|actualizad[oa]|modificad[oa]|revisad[oa]"
    r"|(?:fecha\s+de\s+)?(?:entrada\s+)?en\s+vigor|vigente"
    rf"|versión|{_APPLIES})\b",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?]\s+(?=[^\W\d_])")
_PARTS = re.compile(rf"{_SENTENCE_ENDS.pattern}|[(\[|·•\u2013\u2014,;]\s*|\s-\s|\n\s*")
_SHORT = 120
"""Characters of a block, such as a heading, in which the date may also stand behind a comma or in brackets."""
_NEAR = 40
"""Characters between those words and the date."""
_YEAR = r"(?P<year>\d{4})\b"
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<mon>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(_MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|\.?º)?\s+(?:of\s+|de\s+)?" + _MONTH + r",?\s+(?:del?\s+)?" + _YEAR
    ),
    re.compile(_MONTH + r",?\s+(?:del?\s+)?" + _YEAR),
    re.compile(r"(?P<first>\d{1,2})(?P<sign>[/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})\b"),
    re.compile(_MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w.:/%])"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|\.?º)?\s+(?:of\s+|de\s+)?" + _MONTH + r"(?!\w)"),
)
"""The more of a date that a form holds, the sooner it is tried; the last two name no year."""
_ANY_YEAR = range(2000, 2100)
_STARTS = re.compile(
    r"effective|effect|force|valid|gültig|wirksam|kraft|vigueur|applicable|vigor|vigente|appl(?:y|ied|ies)\s+(?:from|since)"
    r"|gilt|gelten|s.applique|se\s+aplica",
    re.IGNORECASE,
)


class SaidDate(Struct, frozen=True, kw_only=True):
    """A day that the text gives for itself."""

    words: str
    line: int
    days: tuple[date, ...]
    """The readings: two where day and month could be either, a whole month without a day, any year without a year."""
    is_start: bool
    """Whether it is the day on which the text starts to apply, not the day on which it was changed."""


def said_dates(text: Text) -> Iterator[SaidDate]:
    """Yield every date that a short block of the text gives for the text itself."""
    for number, leaf in enumerate(text.document.leaves):
        words = plain_text(leaf)
        if len(words) <= _LONGEST and any(map(str.isdigit, words)):
            yield from _dates_of_block(words, text.line_of(number))


def _dates_of_block(words: str, line: int) -> Iterator[SaidDate]:
    behind = (_PARTS if len(words) <= _SHORT else _SENTENCE_ENDS).finditer(words)
    read = 0
    for start in (0, *(found.end() for found in behind)):
        opening = _OPENING.match(words, start) if start >= read else None
        found = _first_date(words, opening.end()) if opening else None
        if opening and found:
            read, days = found
            is_start = _STARTS.search(opening["kind"]) is not None
            yield SaidDate(words=words[start:read].strip(), line=line, days=days, is_start=is_start)


def _first_date(words: str, at: int) -> tuple[int, tuple[date, ...]] | None:
    """Find the first date near a place: where it ends, and the days that it may mean."""
    reach = at + _NEAR
    for start in (number for number in range(at, min(reach, len(words))) if not words[number - 1].isalnum()):
        if found := date_at(words, start):
            return found
    return None


def date_at(words: str, at: int) -> tuple[int, tuple[date, ...]] | None:
    """Read the date that begins at a place: where it ends, and the days that it may mean."""
    for form in _FORMS:
        found = form.match(words, at)
        if found and (days := _days(found.groupdict())):
            return found.end(), days
    return None


def _days(parts: dict[str, str | None]) -> tuple[date, ...]:
    written = parts.get("year") or ""
    years = [int(written) + (2000 if len(written) == 2 else 0)] if written else _ANY_YEAR
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        readings = [(first, second), (second, first)] if parts["sign"] == "/" else [(second, first)]
    else:
        month = int(parts.get("mon") or _MONTHS.get((parts.get("month") or "").lower(), 0))
        any_day = range(1, 32)
        readings = [(month, day) for day in ([int(parts["day"])] if parts.get("day") else any_day)]  # type: ignore[arg-type]
    possible = (_day(year, month, day) for year in years for month, day in readings)
    return tuple(dict.fromkeys(found for found in possible if found))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
