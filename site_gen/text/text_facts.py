"""What may be known of a text without reading it again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from site_gen.text.decode import Reading
from site_gen.text.document import Document
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Heading


@dataclass(frozen=True, slots=True)
class TextFacts:
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


def text_facts(source: bytes, document: Document, reading: Reading, headings: tuple[Heading, ...]) -> TextFacts:
    """Return the facts of a text that was read and parsed."""
    title = document.title or next((heading.title for heading in headings), "")
    sha = sha256(source).hexdigest()
    return TextFacts(fingerprint(document), sha, title.replace("\0", ""), reading.remark, reading.no_text)
