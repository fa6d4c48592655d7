"""What a postponing note does to the versions that are announced. Pure: history and check judge by the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from site_gen.model.history import Oddity
from site_gen.model.note import PostponingNote
from site_gen.model.version import Postponement, Version


class Objection(Struct, frozen=True, kw_only=True):
    """Why a note postpones or withdraws nothing."""

    oddity: Oddity
    words: str


def postponement_objection(note: PostponingNote, on: date, versions: Sequence[Version]) -> Objection | None:
    """Say why a note that is published on that day postpones nothing; None where it does.

    `versions` are those published by then, oldest first, with the effective dates as they stand then.
    """
    position = _position(note, versions)
    if position is None:
        upcoming = ", ".join(each.version_id for each in versions if each.effective_on > on)
        words = f"there is no version {note.version_id} to postpone; still to take effect: {upcoming or 'none'}"
        return Objection(oddity=Oddity.POSTPONED_UNKNOWN, words=words)
    version = versions[position]
    if version.effective_on <= on:
        words = f"version {version.version_id} took effect on {version.effective_on}, so it can no longer be postponed"
        return Objection(oddity=Oddity.POSTPONED_TOO_LATE, words=words)
    ahead = next((each for each in versions[position + 1 :] if each.effective_on <= on), None)
    if ahead:
        words = f"version {ahead.version_id}, which contains version {version.version_id}, is in effect already"
        return Objection(oddity=Oddity.POSTPONED_TOO_LATE, words=words)
    if note.effective_on <= version.effective_on:
        words = (
            f"version {version.version_id} takes effect on {version.effective_on}, and {note.effective_on} is no later"
        )
        return Objection(oddity=Oddity.POSTPONED_TO_EARLIER, words=words)
    return None


def postpone(note: PostponingNote, on: date, commit: str, versions: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions after a note to which nobody objects.

    The versions published after the postponed one contain its change. Those that would apply before its new day are
    postponed to that day with it, whatever they declared: otherwise the change would reach people by another door.
    """
    position = _position(note, versions)
    return tuple(
        _postpone_version(each, note, on, commit)
        if position is not None and number >= position and each.effective_on < note.effective_on
        else each
        for number, each in enumerate(versions)
    )


def _postpone_version(version: Version, note: PostponingNote, on: date, commit: str) -> Version:
    entry = Postponement(
        postponed_on=on,
        from_on=version.effective_on,
        to_on=note.effective_on,
        reason=note.reason,
        path=note.path,
        commit=commit,
        along_with_id=None if version.version_id == note.version_id else note.version_id,
    )
    return replace(version, effective_on=note.effective_on, postponements=(*version.postponements, entry))


def _position(note: PostponingNote, versions: Sequence[Version]) -> int | None:
    return next((number for number, each in enumerate(versions) if each.version_id == note.version_id), None)
