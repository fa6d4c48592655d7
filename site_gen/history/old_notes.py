"""What counts of a published note that cannot be read, or not wholly: what is published of its version stays. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from site_gen.errors import ConfigError, PassedOverNoteError
from site_gen.model.note import ChangeClass, ChangeNote, Note
from site_gen.model.version import Announcement


class Reading(NamedTuple):
    """What counts of a note, and what is said of that where it is not all of it."""

    note: ChangeNote | None
    remark: str = ""


def what_counts(note: ChangeNote | ConfigError, told: Announcement | None, *, can_wait: bool) -> Reading:
    """Return what counts of a version's note, where `told` is what is published of that version.

    What an earlier release read, and published, a later one may not read any more: the record then says what was
    declared. A note that can be mended before its version is published is to be, unless it `can_wait`: it raises
    ConfigError.
    """
    if isinstance(note, ChangeNote) and note.fault is None:
        return Reading(note)
    refusal = _refusal_of(note)
    if told is None and not can_wait and not isinstance(refusal, PassedOverNoteError):
        raise refusal
    kept = what_was_told(note, told) if told else _what_can_be_read(note)
    counts = "what can be read of it counts" if kept else "its version counts as one without a note"
    where = f"line {refusal.line}: " if refusal.line else ""
    return Reading(kept, f"{where}{refusal.problem}; until it can be read, {counts}")


def pass_over_faults(notes: Mapping[str, Note | ConfigError]) -> dict[str, Note | ConfigError]:
    """Return the notes such that none refuses what it belongs to: what can be read of each counts."""
    return {oid: _passed_over(note) for oid, note in notes.items()}


def _passed_over(note: Note | ConfigError) -> Note | ConfigError:
    if isinstance(note, ChangeNote) and note.fault:
        return replace(note, fault=replace(note.fault, can_be_mended=False))
    return PassedOverNoteError(note.path, note.problem, line=note.line) if isinstance(note, ConfigError) else note


def _refusal_of(note: ChangeNote | ConfigError) -> ConfigError:
    if isinstance(note, ConfigError):
        return note
    assert note.fault  # noqa: S101  the caller looked
    kind = ConfigError if note.fault.can_be_mended else PassedOverNoteError
    return kind(note.path, note.fault.problem, line=note.fault.line)


def _what_can_be_read(note: ChangeNote | ConfigError) -> ChangeNote | None:
    """Return a note as far as it goes; one that speaks for nobody knows which language declares nothing."""
    if isinstance(note, ConfigError) or (note.fault and "language" in note.fault.unread):
        return None
    return note


def what_was_told(note: ChangeNote | ConfigError, told: Announcement) -> ChangeNote | None:
    """Return a note as far as what is published tells of it; None where that declares nothing."""
    if told.change_class is ChangeClass.UNDECLARED:
        return None
    read = nothing_in(note) if isinstance(note, ConfigError) else note
    return replace(read, change_class=told.change_class, effective_on=told.effective_on)


def nothing_in(note: ConfigError) -> ChangeNote:
    """Return a note that says nothing, in the place of one that nobody can read."""
    return ChangeNote(
        path=note.path,
        effective_on=None,
        change_class=ChangeClass.UNDECLARED,
        practice=None,
        answers=(),
        summary="",
        what_you_can_do="",
        published_on=None,
    )
