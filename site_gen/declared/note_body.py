"""Cut the words of a note in two: what there is to say, and what readers can do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r" {0,3}#{1,6}[ \t](.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
WHAT_YOU_CAN_DO = {
    "en": "What you can do",
    "de": "Was Sie tun können",
    "fr": "Ce que vous pouvez faire",
    "es": "Qué puede hacer usted",
    "ar": "ما يمكنك فعله",
}
"""The heading as pages have it, in the languages that those speak; each counts in a note of any language."""
_HEADINGS = frozenset(heading.lower() for heading in WHAT_YOU_CAN_DO.values())


def split_body(lines: Sequence[str]) -> tuple[str, str]:
    """Cut the body at the heading "What you can do", of whatever level, however written, in a language of the pages."""
    for number, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        underlined = number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1])
        title = heading[1] if heading else line if underlined else ""
        if title.strip(" \t#:?.").lower() in _HEADINGS:
            after = number + 1 if heading else number + 2
            return "\n".join(lines[:number]).strip(), "\n".join(lines[after:]).strip()
    return "\n".join(lines).strip(), ""
