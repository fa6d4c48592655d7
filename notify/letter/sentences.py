"""The notifier's own sentences, counts and dates in the letter's language: nothing of the frame is in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from notify.letter import templates
from notify.model.published import Changes, Obligation

UNVERIFIED = " (unverified)"
"""How a site marks a source that nobody checked."""
LONGEST_CITATIONS = 80
"""Signs of laws' names that a reader of a letter is asked to bear."""
_PROMISE = "The policy's own promise"
_DEFAULT = re.compile(r"Default lead time, (?:(?P<days>\d+) days|.*)")
"""Sources other than laws, in the site's words; older sites gave no number."""


def sentences(language: str) -> dict[str, str]:
    """Read the sentences of one language."""
    return templates.sentences("mail", language)


def day(on: date, language: str) -> str:
    """Write a date in full."""
    from babel.dates import format_date  # noqa: PLC0415 - a restart reads its letters from the ledger and needs none

    # Day first in English too, as the site writes it: the reader compares the two, and no order is read two ways.
    return format_date(on, "d MMMM y" if language == "en" else "long", locale=language)


def version_name(version_id: str, language: str) -> str:
    """Name a version by its day, and by its number where it was not that day's first, as the site does."""
    named, number_of_day = day(date.fromisoformat(version_id[:10]), language), version_id[11:]
    return sentences(language)["numbered"].format(day=named, number=number_of_day) if number_of_day else named


def names_day(words: str, on: date) -> bool:
    """Whether words name a day, in figures or in any of the languages that letters are written in."""
    from babel.dates import format_date  # noqa: PLC0415 - as above

    forms = {
        format_date(on, form, locale=each)
        for each in templates.languages("mail")
        for form in ("d MMMM", "MMMM d", "long")
    }
    figures = {
        format_date(on, form, locale="en") for form in ("y-MM-dd", "d.M.y", "dd.MM.y", "d/M/y", "dd/MM/y", "M/d/y")
    }
    folded = " ".join(words.split()).casefold()
    return any(re.search(rf"(?<!\w){re.escape(each.casefold())}(?!\w)", folded) for each in forms | figures)


def number(count: int, language: str) -> str:
    """Write a number with that language's separators."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - as above

    return format_decimal(count, locale=language)


def listed(words: Sequence[str], language: str) -> str:
    """Name several things in one sentence."""
    from babel.lists import format_list  # noqa: PLC0415 - as above

    return format_list(list(words), locale=language)


def size_words(changes: Changes | None, language: str) -> str:
    """Say how large a change is; nothing where nothing is quoted, since one of the two texts was withdrawn."""
    if changes is None or (changes.verdict == "words" and not changes.sections):
        return ""
    say = sentences(language)
    parts = [
        say[f"{what}_one" if count == 1 else what].format(count=number(count, language))
        for what, count in (("words_added", changes.words_inserted), ("words_deleted", changes.words_deleted))
        if count
    ]
    if changes.verdict != "words" or not parts:
        return say.get(f"verdict_{'signs' if changes.verdict == 'words' else changes.verdict}", "")
    return say["counted_both" if len(parts) == 2 else "counted"].format(*parts)


def reasons(obligation: Obligation, say: dict[str, str]) -> str:
    """Name what asks for the notice: the policy's own words in the letter's language, a law by its name."""
    return "; ".join(_citation(source, say) for source in obligation.source.split("; "))


def reasons_in_brief(obligation: Obligation, say: dict[str, str]) -> str:
    """Name what asks for the notice in a few words: where the laws' names are long, say that its page lists them."""
    sources = obligation.source.split("; ")
    laws = [source for source in sources if own_rule(source.removesuffix(UNVERIFIED), say) in source]
    if len("; ".join(laws)) <= LONGEST_CITATIONS:
        return reasons(obligation, say)
    return "; ".join([*(_citation(source, say) for source in sources if source not in laws), say["laws"]])


def _citation(source: str, say: dict[str, str]) -> str:
    name = source.removesuffix(UNVERIFIED)
    return own_rule(name, say) + (say["unverified"] if name != source else "")


def own_rule(name: str, say: dict[str, str]) -> str:
    """Say a source that is not a law in the letter's language; a law by the name that it has."""
    if name == _PROMISE:
        return say["rule_promise"]
    default = _DEFAULT.fullmatch(name)
    if default is None:
        return name
    days = int(default["days"] or 0)
    return say["rule_default_days"].format(days=days) if days > 1 else say["rule_default"]
