"""Where bare addresses of the web and of mail stand in a text, as GitHub finds them.

Source: GitHub Flavored Markdown 0.29, 6.9, and what cmark-gfm does beyond it. Two things differ, since a link that
leads elsewhere than it says is worse than none: a quotation mark behind an address is none of it, and no mail address
begins in the middle of a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_HOST = re.compile(r"[\w.-]++")
_STOP = re.compile(r"[\s<]")
_ENTITY = re.compile(r"&[a-z]+;\Z", re.IGNORECASE)
_TRAILING = frozenset("?!.,:*_~'\"")
_MAIL = re.compile(
    r"(?P<local>[a-z0-9.+_-]{1,64}+)@(?P<host>(?:[a-z0-9_-]{1,255}+|\.(?=[a-z0-9]))++)(?!@)", re.ASCII | re.IGNORECASE
)
_MAILTO = "mailto:"


def web_end(text: str, start: int, host: int) -> int:
    """Return where an address ends that begins at `start` with its host at `host`; `start` where there is none."""
    found = _HOST.match(text, host)
    if not found or not found[0][0].isalnum() or "_" in "".join(found[0].rstrip(".").split(".")[-2:]):
        return start
    stop = _STOP.search(text, host)
    end = _trim_end(text, host, stop.start() if stop else len(text))
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


def mail_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, target) of each mail address; with `mailto:` before it, that is part of it."""
    for found in _MAIL.finditer(text):
        start, host = found.start(), found["host"]
        if "." not in host or not host[-1].isalpha() or text[start - 1 : start].isalnum():
            continue
        if text[max(start - len(_MAILTO), 0) : start].lower() == _MAILTO:
            start -= len(_MAILTO)
        yield start, found.end(), _MAILTO + found[0]
