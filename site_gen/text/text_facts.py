"""What may be known of a text without reading it again."""

from __future__ import annotations

import re
from hashlib import sha256

from msgspec import Struct, json

from site_gen.text.decode import Reading
from site_gen.text.document import Document, Segment, per_segment
from site_gen.text.fingerprint import fingerprint
from site_gen.text.inline import plain_text
from site_gen.text.outline import Heading

_FILE_LINK = re.compile(
    r"\]\(<?((?![a-z][a-z0-9+.-]*:|[#/])[^()\s<>\0]{1,200}\.(?:md|markdown)(?:#[^()\s<>\0]{0,100})?)>?\)", re.IGNORECASE
)


class TextFacts(Struct, frozen=True):
    """A text in three lines."""

    fingerprint: str
    """Equal for texts that render the same."""
    sha256: str
    title: str
    """Its first heading; empty where it has none."""
    remark: str = ""
    """How it was read, where that is not as UTF-8."""
    no_text: str = ""
    """What it is, where it is not text at all."""
    length: int = 0
    """Characters that a reader sees."""
    file_link: str = ""
    """Where its first link to a file of the repository leads, which no page leads to; empty where it has none."""

    def dump(self) -> str:
        """Write for the cache."""
        return json.encode(self).decode()

    @classmethod
    def load(cls, text: str) -> TextFacts:
        """Read from the cache."""
        return json.decode(text, type=cls)


def text_facts(source: bytes, document: Document, reading: Reading, headings: tuple[Heading, ...]) -> TextFacts:
    """Return the facts of a text that was read and parsed."""
    title = document.title or next((heading.title for heading in headings), "")
    sha = sha256(source).hexdigest()
    length = sum(map(_length, document.segments))
    link = next(filter(None, map(_file_link, document.segments)), "")
    name = fingerprint(document)
    return TextFacts(name, sha, title.replace("\0", ""), reading.remark, reading.no_text, length, link)


@per_segment
def _length(segment: Segment) -> int:
    return sum(len(plain_text(leaf)) for leaf in segment.leaves)


@per_segment
def _file_link(segment: Segment) -> str:
    found = (each for leaf in segment.leaves if leaf.kind != "pre" for each in _FILE_LINK.finditer(leaf.source))
    return next((each[1] for each in found), "")
