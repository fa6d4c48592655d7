"""Where bare addresses of the web and of mail stand in a text, as GitHub finds them.

Source: GitHub Flavored Markdown 0.29, 6.9, and what cmark-gfm does beyond it. Three things differ, since a link that
leads elsewhere than it says is worse than none: a quotation mark after an address is not part of it, no mail address
begins in the middle of a word, and where words stand without spaces, as in Japanese, an address ends at their marks,
and before letters of theirs that go on from one of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_HOST = re.compile(r"[\w.-]++")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7ff"
"""Letters of scripts that put no space between words, or none before what a language hangs on one."""
_ASCII_STOP = re.compile(r"[\s<]")
_BEGINNING = re.compile(r"(?<![a-z])https?://|(?P<www>www\.)", re.IGNORECASE)
_ENTITY = re.compile(r"&[a-z]+;\Z", re.IGNORECASE)
_TRAILING = frozenset("?!.,:*_~'\"")
_MAIL = re.compile(
    r"(?P<local>[a-z0-9.+_-]{1,64}+)@(?P<host>(?:[a-z0-9_-]{1,255}+|\.(?=[a-z0-9]))++)(?!@)", re.ASCII | re.IGNORECASE
)
_MAILTO = "mailto:"


def web_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each bare address of the web begins and ends."""
    place = 0
    for found in _BEGINNING.finditer(text):
        start = found.start()
        if start < place or (found["www"] and not may_begin(text[start - 1 : start])):
            continue
        place = web_end(text, start, found.end())
        if place > start:
            yield start, place


def may_begin(before: str) -> bool:
    """Whether `www.` may begin an address after a sign, or after none."""
    return (
        not before
        or before.isspace()
        or before in "*_~([>|\"'"
        or unicodedata.category(before) in {"Pi", "Ps"}
        or is_unspaced(before)
        or _is_mark_between(before)
    )


def _is_mark_between(sign: str) -> bool:
    """Whether it is a mark that no space follows, such as a Japanese comma."""
    return unicodedata.east_asian_width(sign) in {"W", "F"} and unicodedata.category(sign)[0] == "P"


def web_end(text: str, start: int, host: int) -> int:
    """Return where an address ends that begins at `start` with its host at `host`; `start` where there is none."""
    found = _HOST.match(text, host)
    if not found or not found[0][0].isalnum() or "_" in "".join(found[0].rstrip(".").split(".")[-2:]):
        return start
    cut = None if found[0].isascii() else _end_of_host().search(found[0])
    stop = (_ASCII_STOP if text.isascii() else _stop()).search(text, found.end())
    after = stop.start() if stop else len(text)
    end = _trim_end(text, host, host + cut.start() if cut else after)
    return end if end > host else start


def _trim_end(text: str, start: int, end: int) -> int:
    """Leave out what belongs to the sentence rather than to the address."""
    closing = text.count(")", start, end) - text.count("(", start, end)
    brackets = text.count("]", start, end) - text.count("[", start, end)
    while end > start:
        last = text[end - 1]
        if last == ")" and closing > 0:
            closing -= 1
            end -= 1
        elif last in _TRAILING or (not last.isascii() and unicodedata.category(last)[0] == "P"):
            end -= 1
        elif last == "]" and brackets > 0:
            brackets -= 1
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(text, max(start, end - 32), end)
            end = entity.start() if entity else end - 1
        else:
            break
    return end


def is_unspaced(sign: str) -> bool:
    """Whether a word may begin after this letter without a space."""
    return not sign.isascii() and _unspaced_letter().fullmatch(sign) is not None


# Many texts never ask for these, and compiling them takes longer than reading a page.


@cache
def _unspaced_letter() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]")


@cache
def _stop() -> re.Pattern[str]:
    marks = r"\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff65"
    return re.compile(rf"[\s<{marks}]|(?i:(?<=[a-z0-9)]))[{_UNSPACED}]")


@cache
def _end_of_host() -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<=[a-z]))[{_UNSPACED}][^.]*\Z")


def mail_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, target) of each mail address; with `mailto:` before it, that is part of it."""
    for found in _MAIL.finditer(text):
        start, host = found.start(), found["host"]
        if "." not in host or not host[-1].isalpha() or _is_within_word(text[start - 1 : start]):
            continue
        if text[max(start - len(_MAILTO), 0) : start].lower() == _MAILTO:
            start -= len(_MAILTO)
        yield start, found.end(), _MAILTO + found[0]


def _is_within_word(before: str) -> bool:
    return before.isalnum() and not is_unspaced(before)
