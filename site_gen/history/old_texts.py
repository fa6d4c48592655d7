"""What a walk cannot know: which of the files at a policy's path are text, and how each was read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from site_gen.errors import PolicyError
from site_gen.model.history import Oddity, Revision


class Legibility(Protocol):
    """How a text was read."""

    @property
    def remark(self) -> str:
        """How it was read, where that is not as UTF-8."""

    @property
    def no_text(self) -> str:
        """What it is, where it is not text at all."""


def with_readings(revisions: Sequence[Revision], read: Callable[[str], Legibility]) -> tuple[Revision, ...]:
    """Return the revisions with what was found out about their texts; what is not text stands there as none."""
    return tuple(_with_reading(revision, read) for revision in revisions)


def refuse_no_text(path: str, newest: Revision) -> None:
    """Refuse to publish where the newest commit holds something other than a text: that can still be mended."""
    if newest.no_text:
        raise PolicyError(path, f"{newest.no_text} in commit {newest.commit[:12]}; put the text itself at this path")


def _with_reading(revision: Revision, read: Callable[[str], Legibility]) -> Revision:
    if revision.text_oid is None:
        return revision
    found = read(revision.text_oid)
    if found.no_text:
        return replace(revision, text_oid=None, no_text=found.no_text)
    if not found.remark:
        return revision
    return replace(revision, remarks=(*revision.remarks, (Oddity.OLD_ENCODING, revision.path, found.remark)))
