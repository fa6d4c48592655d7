"""What the policy's own words promise about changes: how many days before, and by what means. English only, for now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from site_gen.check.case import Text
from site_gen.check.rules.phrases import sentences

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {
    "zero": 0,
    "a": 1,
    "an": 1,
    "half a": 0.5,
    "half an": 0.5,
    **{word: number for number, word in enumerate((*_ONES, *_TEENS, "twenty"), start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{
        f"{ten}{between}{one}": 10 * number + more
        for number, ten in enumerate(_TENS, start=2)
        for more, one in enumerate(_ONES, start=1)
        for between in "- "
    },
}
_UNITS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 31.0, "quarter": 92.0, "year": 366.0, "hour": 1 / 24}
"""Days in each, where it may have more of them the most: a promise of a month holds in August too."""
_PERIOD = re.compile(
    r"(?P<within>within\s+)?(?<!\w)(?:\(?(?P<digits>\d{1,3})(?:st|nd|rd|th)?\)?"
    rf"|(?P<word>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
    r"(?:\s*\((?P<paren>\d{1,3})\))?)[\s-]+(?:(?P<kind>calendar|business|working)\s+)?"
    rf"(?P<unit>{'|'.join(_UNITS)})s?\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:(?<!your )e-?mail|notif|tell|inform|alert|let you know|write to you|announce|notice|advise|hear from us"
    r"|contact you|post(?:ed|ing)?\b|publish)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:chang(?!e your|ing your|es? of (?:address|name))|updat|revis|amend|modif|new version)", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:before|prior|advance|ahead|notice|takes? effect|effective|(?:come|enter|go)(?:e?s)? into (?:effect|force)"
    r"|appl(?:y|ies)\b.*\b(?:after|later|following)\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:it|they|this|these|that|each|such (?:a )?changes?)\b", re.IGNORECASE)
"""How a sentence begins that says more of the one before."""
_WEIGHTY = re.compile(r"\b(?:material|significant|important|substantial)", re.IGNORECASE)
_THEIRS = r"(?:if you|you (?:may|can|must|should|have to|need to))\b[^.;]*?"
_TELL_US = r"\b(?:tell|notif\w+|inform\w*|giv(?:e|ing)|provid\w+|e-?mail\w*|contact\w*) (?:us\b|.*\bto us\b)"
_NO_PROMISE = re.compile(rf"\b(?:without|your request|{_THEIRS}{_TELL_US})", re.IGNORECASE)
_ANY = re.IGNORECASE
_CHANNELS = {
    "email": re.compile(r"\be-?mail", _ANY),
    "in-product": re.compile(
        r"\b(?:in-app|in-product|in the (?:app|product|service)|when you (?:next )?sign in)", _ANY
    ),
    "post": re.compile(r"\b(?:by (?:post|mail|letter)|postal|a letter)\b", _ANY),
    "site": re.compile(r"\b(?:on (?:our|the|this) (?:web)?(?:site|page)|posting|post (?:a|the) notice)\b", _ANY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPromise:
    """One sentence that promises notice of changes."""

    words: str
    line: int
    days: int
    channels: tuple[str, ...]


def said_promise(text: Text | None, language: str) -> SaidPromise | None:
    """Return the longest period of notice that the text promises for material changes; None where it names none."""
    if text is None or (text.document.language or language).split("-")[0].lower() != "en":
        return None
    found = [*_promises(text)]
    weighty = [each for each in found if _WEIGHTY.search(each.words)]
    return max(weighty or found, key=lambda each: each.days, default=None)


def _promises(text: Text) -> Iterator[SaidPromise]:
    before = ""
    for sentence in sentences(text).all:
        own = sentence.text.strip()
        words = f"{before} {own}" if before and _GOES_ON.match(own) and _PERIOD.search(own) else own
        before = own
        needed = (_TELLS, _CHANGES, _AHEAD)
        if not all(pattern.search(words) for pattern in needed) or _NO_PROMISE.search(words):
            continue
        days = max((_days(found) for found in _PERIOD.finditer(words) if not found["within"]), default=0)
        if days:
            channels = tuple(name for name, pattern in _CHANNELS.items() if pattern.search(words))
            yield SaidPromise(words=words, line=text.line_of(sentence.leaf), days=days, channels=channels)


def _days(found: re.Match[str]) -> int:
    """Count a period's days: of working days those of the weeks that they fill."""
    number = float(found["digits"] or found["paren"] or _NUMBERS[found["word"].lower()])
    if (found["kind"] or "").lower() in {"business", "working"}:
        return ceil(number / 5) * 7
    return ceil(number * _UNITS[found["unit"].lower()])
