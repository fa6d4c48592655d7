"""Notes as legal is still writing them: what can be read of each, and what is missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from site_gen.errors import ConfigError
from site_gen.model.note import ChangeNote, EndingNote, PostponingNote, WithdrawingNote


class Draft(Struct, frozen=True, kw_only=True):
    """A change note that may still have gaps and mistakes, so that all of them can be named at once."""

    note: ChangeNote
    """With the answers that are complete, and without what cannot be read."""
    lines: Mapping[str, int]
    """The line of each key and each answer."""
    unanswered: tuple[str, ...]
    """Questions that are in the note without an answer."""
    unreasoned: tuple[str, ...]
    """Questions answered with no more than yes or no."""
    problems: tuple[ConfigError, ...] = ()
    """What cannot be read, in the order of its lines."""
    unread: frozenset[str] = frozenset()
    """The keys whose value cannot be read: of these the note is not to be taken at its word."""


class PostponingDraft(Struct, frozen=True, kw_only=True):
    """A postponing note that may still lack its reason."""

    note: PostponingNote
    lines: Mapping[str, int]
    """The line of each key."""


class WithdrawingDraft(Struct, frozen=True, kw_only=True):
    """A withdrawing note that may still lack its reason."""

    note: WithdrawingNote
    lines: Mapping[str, int]
    """The line of each key."""


class EndingDraft(Struct, frozen=True, kw_only=True):
    """A note of a policy's end that may still lack its reason."""

    note: EndingNote
    lines: Mapping[str, int]
    """The line of each key."""


AnyDraft = Draft | PostponingDraft | WithdrawingDraft | EndingDraft


class Unreadable(Struct, frozen=True, kw_only=True):
    """A note of which nothing can be taken at its word."""

    problems: tuple[ConfigError, ...]
    """One or more, in the order of their lines."""


def in_order(problems: Sequence[ConfigError]) -> tuple[ConfigError, ...]:
    """Return problems in the order of their lines."""
    return tuple(sorted(problems, key=lambda each: each.line or 0))
