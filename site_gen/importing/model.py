"""What is brought in: the files as given, and the texts that they become."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class Format(StrEnum):
    """What a file is written in."""

    MARKDOWN = "Markdown"
    HTML = "HTML"
    DOCX = "Word"
    ODT = "OpenDocument"
    ZIP = "zipped HTML"
    """As Google Docs exports a web page."""


class Source(Struct, frozen=True, kw_only=True):
    """One file that holds one old version."""

    path: Path
    format: Format
    published_on: date
    data: bytes | None = None
    """Its bytes, where they are in no file."""

    @property
    def name(self) -> str:
        """The file's name as a person may see it, on one line."""
        return "".join(sign if sign.isprintable() else "?" for sign in self.path.name)[:200]


class OldText(Struct, frozen=True, kw_only=True):
    """One old version, ready to be written."""

    source: Source
    markdown: str
    words: int
    remarks: tuple[str, ...]
    """What a person should know about how the file was read."""
    source_sha256: str
    language: str = ""
    """The one that a page says that it is in."""
