"""What every page of one policy says about it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from site_gen.catalogue import Words, words_in


class Translation(Struct, frozen=True, kw_only=True):
    """The same policy in another language."""

    slug: str
    language: str


class LaterText(Struct, frozen=True, kw_only=True):
    """The last change of the same policy in another language, where this one has not been changed since."""

    slug: str
    language: str
    published_on: date


class PolicyHead(Struct, frozen=True, kw_only=True):
    """What every page of one policy says about it."""

    slug: str
    title: str
    language: str
    """BCP 47 tag of the policy's text."""
    organisation: str = ""
    contact_email: str = ""
    site: str = ""
    """The site's address, which ends in a slash; empty where nobody has said it."""
    redlined: bool = True
    """Whether each version after the first has its page of what changed."""
    by_section: bool = False
    """Whether each section has its page of all its wordings."""
    paired: bool = False
    """Whether there is a page to choose two versions on."""
    printed_for: str | None = None
    """Where each version and its redline are also there as PDF: the site's address, to which their links lead."""
    tracked_for: str | None = None
    """Where redlines are also there as Word documents: the site's address, to which their links lead."""
    translations: tuple[Translation, ...] = ()

    @property
    def words(self) -> Words:
        """The words around the text: in its language where there is a catalogue."""
        return words_in(self.language)


class PolicyEnd(NamedTuple):
    """When a policy was taken down, and why."""

    on: date
    reason: str = ""
    """HTML; empty where nobody said it."""
    back_on: date | None = None
    """The day on which it came back with the very text that it had."""
