"""What a withdrawing note does to a version: its text goes, the reason stands in its place. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from site_gen.history.postponement import Objection
from site_gen.model.history import Oddity
from site_gen.model.note import WithdrawingNote
from site_gen.model.version import Tombstone, Version


def withdrawal_objection(
    note: WithdrawingNote, on: date, versions: Sequence[Version], coming_on: date | None = None
) -> Objection | None:
    """Say why a note that is published on that day withdraws nothing; None where it does.

    Only a text that something has replaced can go: what applies, and what is to apply, must stay readable. A text that
    comes with the note itself takes effect on the day `coming_on`.
    """
    version = next((each for each in versions if each.version_id == note.version_id), None)
    if version is None:
        words = f"there is no version {note.version_id} to withdraw"
        return Objection(oddity=Oddity.WITHDRAWN_UNKNOWN, words=words)
    if version.withdrawn:
        words = f"the text of version {note.version_id} was taken down on {version.withdrawn.withdrawn_on} already"
        return Objection(oddity=Oddity.WITHDRAWN_TWICE, words=words)
    later = [each.effective_on for each in versions[versions.index(version) + 1 :]]
    later += [coming_on] if coming_on else []
    # A text that another replaces on its own day, as a correction in the lead time does, will never apply.
    if not any(day <= max(on, version.effective_on) for day in later):
        words = f"version {note.version_id} is in force or still to come; publish the text that takes its place first"
        return Objection(oddity=Oddity.WITHDRAWN_IN_USE, words=words)
    return None


def withdraw(note: WithdrawingNote, on: date, commit: str, versions: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions after a note to which nobody objects; a version is withdrawn once."""
    stone = Tombstone(withdrawn_on=on, reason=note.reason, path=note.path, commit=commit)

    def taken_down(version: Version) -> Version:
        if version.withdrawn or version.version_id != note.version_id:
            return version
        if version.note is None or not (note.withholds_note or version.note.is_gone):
            return replace(version, withdrawn=stone)
        silent = replace(version.note, summary="", what_you_can_do=note.what_you_can_do, answers=())
        return replace(version, note=silent, withdrawn=replace(stone, withheld=version.note))

    return tuple(map(taken_down, versions))
