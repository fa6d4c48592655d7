"""How dates, counts and languages read to people."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from site_gen.model import ChangeClass, NoticeGiven, Version
from site_gen.publish.views import ChangedSection, PostponementView
from site_gen.redline.summary import Counts

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@lru_cache(maxsize=4096)
def day(on: date, language: str) -> str:
    """Write a date in full, as that language does; ISO 8601 in a language that nobody here knows."""
    if language.lower() == "en-us":
        return f"{_MONTHS[on.month - 1]} {on.day}, {on.year}"
    if language.lower().split("-")[0] == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    from site_gen.publish.foreign_dates import foreign_day  # noqa: PLC0415  most sites need no Babel

    return foreign_day(on, language)


def version_day(version_id: str) -> date:
    """Return the day that a version's id names."""
    return date.fromisoformat(version_id[:10])


def version_number(version_id: str) -> str:
    """Return what tells a version from others of its day; nothing for that day's first."""
    number = version_id[11:]
    return f" (no. {number})" if number else ""


def version_name(version_id: str, language: str) -> str:
    """Name a version by its day, and by its number where it was not that day's first."""
    return day(version_day(version_id), language) + version_number(version_id)


def count(number: int, one: str, many: str = "") -> str:
    """Write `1 word`, `2 words`, `1,024 words`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_words(parts: list[str]) -> str:
    """Join phrases as a sentence does: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, on one line; an abbreviation before a small letter ends none."""
    line = " ".join(text.split())
    found = re.match(r".*?[.!?。؟](?= [^a-z]|$)", line)
    return found[0] if found else line


def lead_time(version: Version, promised_days: int | None = None) -> str:
    """Say how long before its effect a version was public, and how long that was promised to be."""
    days = (version.effective_on - version.published_on).days
    if days > 0:
        given = f"{count(days, 'day')} after it was published"
    else:
        given = f"{count(-days, 'day')} before it was published" if days else "the day it was published"
    if promised_days is None:
        return given
    return (
        f"{given}, though {promised_days:,} were promised"
        if days < promised_days
        else f"{given}; {promised_days:,} promised"
    )


def notice_given(given: NoticeGiven, effective_on: date, language: str) -> str:
    """Say how many were told, when, and how long before the version applies: what happened, and what did not."""
    told = f"{given.accepted:,}" if given.accepted == given.frozen else f"{given.accepted:,} of {given.frozen:,}"
    people = "account holder was" if told == "1" else "account holders were"
    first, last = (day(each, language) for each in (given.first_sent_on, given.last_sent_on))
    when = f"on {last}" if first == last else f"between {first} and {last}"
    waiting = given.frozen - given.accepted - given.held - given.unreached
    rest = [
        (waiting, f"{waiting:,} were still to be told when this was recorded"),
        (given.held, f"for {given.held:,} it is in doubt whether the email went out"),
        (given.unreached, f"{given.unreached:,} could not be told by email"),
        (given.returned, f"{count(given.returned, 'email')} came back"),
    ]
    ahead = _lead_words((effective_on - given.last_sent_on).days, given.lead_days)
    parts = [f"{told} {people} told by email {when}, {ahead}", *(words for number, words in rest if number)]
    return "; ".join(parts) + "."


def _lead_words(days: int, promised: int) -> str:
    said = f"{count(days, 'day')} ahead" if days > 0 else f"{count(-days, 'day')} late" if days else "on the very day"
    if not promised:
        return said
    return f"{said} ({promised:,} promised)" if days >= promised else f"{said}, though {promised:,} were promised"


def postponement_words(postponement: PostponementView, language: str) -> str:
    """Say when a version was given a later day, and from which; the reason follows where there is one."""
    also = postponement.along_with_id
    along = f", together with the version of {version_name(also, language)} that it contains" if also else ""
    days = f"on {day(postponement.postponed_on, language)} from {day(postponement.from_on, language)}"
    return f"Postponed {days}{along}{':' if postponement.reason_html else '.'}"


def totals(counts: Counts) -> str:
    """Say how far a redline reaches, beside its words; nothing where nothing changed."""
    changed, total = counts.blocks_changed, counts.blocks_total
    parts = [
        # What is gone counts among the changed, but not among the newer text's.
        changed
        and (f"{changed:,} of {count(total, 'passage')}" if changed <= total else count(changed, "passage"))
        + " changed",
        counts.moves and f"{counts.moves:,} moved",
        counts.links and count(counts.links, "link") + " leading elsewhere",
        counts.formatting and count(counts.formatting, "change") + " of formatting",
        counts.structure and count(counts.structure, "change") + " of structure",
    ]
    return in_words([part for part in parts if part])


def size(counts: Counts | ChangedSection) -> str:
    """Say how many words were added and deleted; nothing where none were."""
    added, deleted = counts.words_inserted, counts.words_deleted
    if added and deleted:
        return f"{count(added, 'word')} added, {deleted:,} deleted"
    return f"{count(added, 'word')} added" if added else f"{count(deleted, 'word')} deleted" if deleted else ""


def extent(section: ChangedSection) -> str:
    """Say how a section changed: its words, then whatever the words do not show."""
    return "; ".join(filter(None, [size(section), *section.notes]))


def class_name(change_class: ChangeClass) -> str:
    """Name a class as readers see it."""
    return (
        "Material, fresh consent" if change_class is ChangeClass.MATERIAL_CONSENT else change_class.value.capitalize()
    )


def class_meaning(change_class: ChangeClass) -> str:
    """Say in one sentence what a class means to readers."""
    return _MEANINGS[change_class]


_MEANINGS = {
    ChangeClass.EDITORIAL: "Spelling, style, links or layout; nothing in it changes what the policy means.",
    ChangeClass.MINOR: "Something is added or made clearer, without a change that people need to act on.",
    ChangeClass.MATERIAL: "It is important enough that we tell the people it concerns.",
    ChangeClass.MATERIAL_CONSENT: "It is important enough that we tell the people it concerns, and ask their consent.",
    ChangeClass.UNDECLARED: "The text changed, and nobody has declared how much the change means.",
}


DIRECTIONS = {
    "widening": "More is done, or less is promised",
    "narrowing": "Less is done",
    "protective": "More is promised",
    "unclear": "Not clear",
}
"""What the way of a change means to the people concerned."""


FACTS = {
    "data": "Information about people",
    "recipient": "Who receives it",
    "purpose": "What it is used for",
    "period": "How long it is kept",
    "promise": "What is not done",
}
"""The title of each kind of fact."""
