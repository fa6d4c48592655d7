"""What templates call to write days, versions, sizes and names in the words of the frame and the marks of a page."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache, partial
from html import escape
from itertools import groupby

from markupsafe import Markup

from site_gen.catalogue import Words, own_name, words_in
from site_gen.declared.questions import QUESTIONS
from site_gen.publish import wording
from site_gen.publish.addresses import redline_folder, with_links_to
from site_gen.publish.views.history import HistoryView, TimelineRow
from site_gen.text.direction import direction

_CODE = re.compile("`([^`]+)`")


def template_functions(words: Words) -> dict[str, object]:
    """Return what templates may call and filter with beside Jinja2's own."""
    frame = words.language
    return {
        "class_meaning": partial(wording.class_meaning, words),
        "class_phrase": partial(wording.class_phrase, words),
        "class_name": partial(wording.class_name, words),
        "plural": words.plural,
        "direction": direction,
        "extent": partial(wording.extent, words),
        "frame": frame,
        "in_language": _in_language,
        "lead_time": partial(wording.lead_time, words),
        "links_to": lambda html, page: with_links_to(page, html),
        "notice_given": partial(wording.notice_given, words),
        "month_name": wording.month_name,
        "month_words": wording.month_words,
        "named": partial(_name_version, frame),
        "number": words.number,
        "own_name": own_name,
        "plain": partial(_plain, frame),
        "plain_day": wording.day,
        "redline_folder": redline_folder,
        "question": lambda name: words.say(QUESTIONS[name]) if name in QUESTIONS else name,
        "say": words.say,
        "size": partial(wording.size, words),
        "subject": lambda each: words.say(wording.SUBJECTS[each]),
        "standing_name": partial(wording.standing_name, words),
        "time": partial(_time, frame),
        "totals": partial(wording.totals, words),
        "whole": _whole,
        "written_in": partial(wording.written_in, words),
        "with_code": _with_code,
        "years": _years,
    }


def _whole(words: Markup) -> Markup:
    """Let a heading with dates in it be heard as one: an element with a role makes three headings of it to the ear."""
    return Markup(str(words).replace("<time ", '<time role="none" '))  # noqa: S704 - it was markup


def _with_code(words: str) -> Markup:
    """Set what our own messages write between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", escape(words)))  # noqa: S704 - escaped just here


@lru_cache(maxsize=4096)
def _time(frame: str, on: date, language: str) -> Markup:
    foreign = "" if language.lower().startswith(frame) else f" {_in_language(language)}"
    return _markup(f'<time datetime="{on}"{foreign}>{escape(wording.day(on, language))}</time>')


@cache
def _in_language(language: str) -> Markup:
    """Return the attributes of an element whose words are the policy's, not ours."""
    return _markup(f'lang="{escape(language)}" dir="{direction(language)}"')


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - this file escapes what it puts in


@lru_cache(maxsize=4096)
def _name_version(frame: str, version_id: str, language: str) -> Markup:
    number = wording.version_number(version_id, words_in(frame))
    return _time(frame, wording.version_day(version_id), language) + number


@lru_cache(maxsize=4096)
def _plain(frame: str, version_id: str, language: str) -> str:
    """Name a version where no markup can stand; isolates keep a right-to-left date in one piece."""
    on = wording.day(wording.version_day(version_id), language)
    on = f"\u2068{on}\u2069" if direction(language) == "rtl" else on
    return on + wording.version_number(version_id, words_in(frame))


def _insert(entries: list[TimelineRow], row: TimelineRow) -> None:
    """Put what befell the policy above the last version before that day."""
    place = next((place for place, entry in enumerate(entries) if entry.on < row.on), len(entries))
    entries.insert(place, row)


def _years(view: HistoryView) -> list[tuple[int, list[TimelineRow]]]:
    """Return the timeline, newest first, year by year; where the policy was taken down, a row is not rendered yet."""
    entries = [*view.rows]
    for end in view.ends:
        if end.back_on:
            _insert(entries, TimelineRow(end.back_on, "", is_return=True))
        _insert(entries, TimelineRow(end.on, "", end.reason))  # below a return of the same day
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.on.year)]
