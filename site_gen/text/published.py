"""A published text as a document: nobody can mend the past, so nothing in it is refused."""

from __future__ import annotations

from msgspec.structs import replace

from site_gen.errors import PolicyError
from site_gen.text.decode import Reading, read_published
from site_gen.text.document import Document
from site_gen.text.parsing.parse import parse


def read_document(data: bytes, path: str) -> tuple[Document, Reading]:
    """Return what a published text says, and how it was read; where it is not text, a document without words."""
    reading = read_published(data)
    try:
        return parse(reading.text, path), reading
    except PolicyError as error:
        return parse(""), replace(reading, text="", no_text=f"cannot be shown ({error.problem})")
