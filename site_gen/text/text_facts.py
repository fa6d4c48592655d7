"""What may be known of a text without reading it again."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct
from msgspec.structs import astuple

from site_gen.text.decode import Reading
from site_gen.text.document import Document, Segment, per_segment
from site_gen.text.fingerprint import fingerprint
from site_gen.text.inline import plain_text
from site_gen.text.outline import Heading


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

    def dump(self) -> str:
        """Write for the cache."""
        return "\0".join(map(str, astuple(self)))

    @classmethod
    def load(cls, text: str) -> TextFacts:
        """Read from the cache."""
        name, sha, title, remark, no_text, length = text.split("\0")
        return cls(name, sha, title, remark, no_text, int(length))


def text_facts(source: bytes, document: Document, reading: Reading, headings: tuple[Heading, ...]) -> TextFacts:
    """Return the facts of a text that was read and parsed."""
    title = document.title or next((heading.title for heading in headings), "")
    sha = sha256(source).hexdigest()
    length = sum(map(_length, document.segments))
    return TextFacts(fingerprint(document), sha, title.replace("\0", ""), reading.remark, reading.no_text, length)


@per_segment
def _length(segment: Segment) -> int:
    return sum(len(plain_text(leaf)) for leaf in segment.leaves)
