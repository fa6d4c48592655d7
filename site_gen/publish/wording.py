"""How dates, counts and languages read to people."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from site_gen.catalogue import ENGLISH, Words, message
from site_gen.model.note import ChangeClass
from site_gen.model.notice import NoticeGiven
from site_gen.model.practice import Subject
from site_gen.model.version import Standing, Version
from site_gen.publish.views.redline import ChangedSection
from site_gen.publish.views.text import PostponementView
from site_gen.redline.digest.counts import Counts

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905

_WRITTEN_IN = {
    "de": message("(in German)"),
    "en": message("(in English)"),
    "es": message("(in Spanish)"),
    "fr": message("(in French)"),
}


@lru_cache(maxsize=4096)
def day(on: date, language: str) -> str:
    """Write a date in full, as that language does; ISO 8601 in a language that nobody here knows."""
    if language.lower() == "en-us":
        return f"{_MONTHS[on.month - 1]} {on.day}, {on.year}"
    if language.lower().split("-")[0] == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    from site_gen.publish.foreign_dates import foreign_day  # noqa: PLC0415  most sites need no Babel

    return foreign_day(on, language)


def month_name(on: date, language: str) -> str:
    """Name a month in short."""
    if language.lower().split("-")[0] == "en":
        return _MONTHS[on.month - 1][:3]
    from site_gen.publish.foreign_dates import foreign_month  # noqa: PLC0415  as above

    return foreign_month(on, language, "MMM")


def month_words(on: date, language: str) -> str:
    """Write a month and its year in full."""
    if language.lower().split("-")[0] == "en":
        return f"{_MONTHS[on.month - 1]} {on.year}"
    from site_gen.publish.foreign_dates import foreign_month  # noqa: PLC0415  as above

    return foreign_month(on, language, "yMMMM")


def version_day(version_id: str) -> date:
    """Return the day that a version's id names."""
    return date.fromisoformat(version_id[:10])


def version_number(version_id: str, words: Words = ENGLISH) -> str:
    """Return what tells a version from others of its day; nothing for that day's first."""
    number = version_id[11:]
    if not number:
        return ""
    told_apart = words.say("(no. %(number)s)", number=number)
    return f" {told_apart}"


def version_name(version_id: str, language: str, words: Words = ENGLISH) -> str:
    """Name a version by its day, and by its number where it was not that day's first."""
    return day(version_day(version_id), language) + version_number(version_id, words)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, on one line; an abbreviation before a small letter does not end one."""
    line = " ".join(text.split())
    found = re.match(r".*?[.!?。؟](?= [^a-z]|$)", line)
    return found[0] if found else line


def written_in(words: Words, language: str) -> str:
    """Say that a note is in another language than the text: one of those that `written_language` tells apart."""
    return words.say(_WRITTEN_IN[language])


def lead_time(words: Words, version: Version, promised_days: int | None = None) -> str:
    """Say how long before its effect a version was public, and how long that was promised to be."""
    days = (version.effective_on - version.published_on).days
    if days > 0:
        given = words.plural("%(n)s day after it was published", "%(n)s days after it was published", days)
    elif days:
        given = words.plural("%(n)s day before it was published", "%(n)s days before it was published", -days)
    else:
        given = words.say("the day it was published")
    return given if promised_days is None else _beside_promise(words, given, days, promised_days)


def _beside_promise(words: Words, given: str, days: int, promised: int) -> str:
    if days < promised:
        return words.plural(
            "%(given)s, though %(n)s was promised", "%(given)s, though %(n)s were promised", promised, given=given
        )
    return words.plural("%(given)s (%(n)s promised)", "%(given)s (%(n)s promised)", promised, given=given)


def notice_given(words: Words, given: NoticeGiven, effective_on: date, language: str) -> str:
    """Say how many were told, when, and how long before the version applies: what happened, and what did not."""
    ahead = _lead_words(words, (effective_on - given.last_sent_on).days, given.lead_days)
    told = words.say("%(told)s, %(ahead)s", told=_sending_words(words, given, language), ahead=ahead)
    return words.say("; ").join([told, *_not_told(words, given)]) + "."


def _sending_words(words: Words, given: NoticeGiven, language: str) -> str:
    first, last = (day(each, language) for each in (given.first_sent_on, given.last_sent_on))
    when = (
        words.say("on %(day)s", day=last)
        if first == last
        else words.say("between %(first)s and %(last)s", first=first, last=last)
    )
    if given.accepted == given.frozen:
        return words.plural(
            "%(n)s account holder was told by email %(when)s",
            "%(n)s account holders were told by email %(when)s",
            given.accepted,
            when=when,
        )
    return words.plural(
        "%(told)s of %(n)s account holders were told by email %(when)s",
        "%(told)s of %(n)s account holders were told by email %(when)s",
        given.frozen,
        told=words.number(given.accepted),
        when=when,
    )


def _not_told(words: Words, given: NoticeGiven) -> list[str]:
    waiting = given.frozen - given.accepted - given.held - given.unreached
    rest = [
        waiting
        and words.plural(
            "%(n)s were still to be told when this was recorded",
            "%(n)s were still to be told when this was recorded",
            waiting,
        ),
        given.held
        and words.plural(
            "for %(n)s it is in doubt whether the email went out",
            "for %(n)s it is in doubt whether the email went out",
            given.held,
        ),
        given.unreached
        and words.plural("%(n)s could not be told by email", "%(n)s could not be told by email", given.unreached),
        given.returned and words.plural("%(n)s email came back", "%(n)s emails came back", given.returned),
    ]
    return [part for part in rest if part]


def _lead_words(words: Words, days: int, promised: int) -> str:
    if days > 0:
        said = words.plural("%(n)s day ahead", "%(n)s days ahead", days)
    else:
        said = words.plural("%(n)s day late", "%(n)s days late", -days) if days else words.say("on the very day")
    return _beside_promise(words, said, days, promised) if promised else said


def postponement_words(words: Words, postponement: PostponementView, language: str) -> str:
    """Say when a version was given a later day, and from which; the reason follows where there is one."""
    also = postponement.along_with_id
    days = words.say(
        "Postponed on %(day)s from %(first)s",
        day=day(postponement.postponed_on, language),
        first=day(postponement.from_on, language),
    )
    if also:
        named = version_name(also, language, words)
        days = words.say(
            "%(postponed)s, together with the version of %(day)s that it contains", postponed=days, day=named
        )
    return f"{days}{':' if postponement.reason_html else '.'}"


def totals(words: Words, counts: Counts) -> str:
    """Say how far a redline reaches, beside its words; nothing where nothing changed."""
    changed, total = counts.blocks_changed, counts.blocks_total
    parts = [
        changed and _passages(words, changed, total),
        counts.moves and words.plural("%(n)s moved", "%(n)s moved", counts.moves),
        counts.links and words.plural("%(n)s link leading elsewhere", "%(n)s links leading elsewhere", counts.links),
        counts.formatting
        and words.plural("%(n)s change of formatting", "%(n)s changes of formatting", counts.formatting),
        counts.structure and words.plural("%(n)s change of structure", "%(n)s changes of structure", counts.structure),
    ]
    return words.list([part for part in parts if part])


def _passages(words: Words, changed: int, total: int) -> str:
    """Say how many changed; what is gone counts among the changed, but not among the newer text's."""
    if changed > total:
        return words.plural("%(n)s passage changed", "%(n)s passages changed", changed)
    return words.plural(
        "%(changed)s of %(n)s passage changed",
        "%(changed)s of %(n)s passages changed",
        total,
        changed=words.number(changed),
    )


def size(words: Words, counts: Counts | ChangedSection) -> str:
    """Say how many words were added and deleted; nothing where none were."""
    added, deleted = counts.words_inserted, counts.words_deleted
    if added and deleted:
        return words.plural(
            "%(n)s word added, %(deleted)s deleted",
            "%(n)s words added, %(deleted)s deleted",
            added,
            deleted=words.number(deleted),
        )
    if added:
        return words.plural("%(n)s word added", "%(n)s words added", added)
    return words.plural("%(n)s word deleted", "%(n)s words deleted", deleted) if deleted else ""


def extent(words: Words, section: ChangedSection) -> str:
    """Say how a section changed: its words, then whatever the words do not show."""
    return words.say("; ").join(filter(None, [size(words, section), *section.notes]))


def class_name(words: Words, change_class: ChangeClass) -> str:
    """Name a class as readers see it."""
    return words.say(_NAMES[change_class])


def class_phrase(words: Words, change_class: ChangeClass) -> str:
    """Name a class inside a sentence."""
    name = class_name(words, change_class)
    return name[:1].lower() + name[1:]


def class_meaning(words: Words, change_class: ChangeClass) -> str:
    """Say in one sentence what a class means to readers."""
    return words.say(_MEANINGS[change_class])


def standing_name(words: Words, standing: Standing) -> str:
    """Name where a version stands as readers see it."""
    return words.say(_STANDINGS[standing])


_NAMES = {
    ChangeClass.EDITORIAL: message("Editorial"),
    ChangeClass.MINOR: message("Minor"),
    ChangeClass.MATERIAL: message("Material"),
    ChangeClass.MATERIAL_CONSENT: message("Material, fresh consent"),
    ChangeClass.UNDECLARED: message("Undeclared"),
}
_MEANINGS = {
    ChangeClass.EDITORIAL: message("Spelling, style, links or layout; nothing in it changes what the policy means."),
    ChangeClass.MINOR: message("Something is added or made clearer, without a change that people need to act on."),
    ChangeClass.MATERIAL: message("It matters enough that we notify the people it affects."),
    ChangeClass.MATERIAL_CONSENT: message(
        "It matters enough that we notify the people it affects, and ask for their consent."
    ),
    ChangeClass.UNDECLARED: message("The text changed, and nobody has said how much it matters."),
}
_STANDINGS = {
    Standing.UPCOMING: message("Upcoming"),
    Standing.IN_FORCE: message("In force"),
    Standing.SUPERSEDED: message("Superseded"),
}

FACTS = {
    "data": message("Information about people"),
    "recipient": message("Who receives it"),
    "purpose": message("What it is used for"),
    "period": message("How long it is kept"),
    "promise": message("What is not done"),
}
"""The title of each kind of fact."""
SUBJECTS = {
    Subject.PURPOSE: message("Purpose"),
    Subject.CONTROLLER: message("Who answers for it"),
    Subject.WAY_TO_USE_A_RIGHT: message("Way to use a right"),
    Subject.DATA: message("Kind of information"),
    Subject.RECIPIENT: message("Who gets information"),
    Subject.PASSED_ON: message("What is passed on"),
    Subject.COUNTRY: message("Country or safeguard"),
    Subject.PERIOD: message("How long it is kept"),
    Subject.LEGAL_GROUND: message("Legal ground"),
    Subject.RIGHT: message("Right, choice or promise"),
    Subject.MACHINE_DECISION: message("Decision by machine"),
    Subject.CHILDREN: message("Children"),
    Subject.ANNOUNCEMENT: message("Promise about changes"),
    Subject.PRACTICE: message("Practice"),
}
"""What each subject of a changed practice is called."""
