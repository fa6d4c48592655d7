"""Revisions and notes by a few words each, and the history that they tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo

from site_gen.errors import ConfigError
from site_gen.history.steps import read_steps
from site_gen.history.versions import assemble
from site_gen.model.history import History, Oddity, Revision
from site_gen.model.note import ChangeClass, ChangeNote, EndingNote
from site_gen.model.policy import Policy
from site_gen.model.version import Announcement, Version

PRIVACY = Policy(slug="privacy", language="en", path="policy/privacy.md")
LATER = date(2030, 1, 1)
Notes = Mapping[str, ChangeNote | EndingNote | ConfigError]


def revision(day: str, text: str | None, *notes: str, name: str = "") -> Revision:
    """Make a revision at noon; notes are named `path` or, where the file was edited, `path@object`."""
    moment = datetime.fromisoformat(day if "T" in day else f"{day}T12:00:00+00:00")
    paths = tuple((note.partition("@")[0], note) for note in notes)
    return Revision(
        commit=name or f"{day} {text} {notes}",
        committed_at=moment.astimezone(UTC),
        path=PRIVACY.path,
        text_oid=text,
        note_oids=paths,
    )


def note(
    change_class: ChangeClass = ChangeClass.MINOR, effective: str = "", published: str = "", path: str = "a"
) -> ChangeNote:
    return ChangeNote(
        path=path,
        effective_on=date.fromisoformat(effective) if effective else None,
        change_class=change_class,
        practice=None,
        answers=(),
        summary="Why.",
        what_you_can_do="",
        published_on=date.fromisoformat(published) if published else None,
    )


def told(
    revisions: Iterable[Revision],
    notes: Notes | None = None,
    *,
    today: date = LATER,
    zone: tzinfo = UTC,
    after: History | None = None,
) -> History:
    """Assemble; texts that differ only in case render the same. `after` is the history that is published."""
    announced = {each.commit: announcement(each) for each in after.versions} if after else {}
    shown = lambda each: (each.text_oid or "").lower()  # noqa: E731  the one that every test shares
    return assemble(PRIVACY, tuple(read_steps(tuple(revisions), shown, zone)), notes or {}, today, announced)


def announcement(version: Version) -> Announcement:
    return Announcement(
        version_id=version.version_id,
        published_on=version.published_on,
        effective_on=version.announced_on,
        change_class=version.change_class,
        commit=version.commit,
        text_sha256=version.text_oid,
        words=f"{version.note.summary}\n{version.note.what_you_can_do}".strip() if version.note else "",
        is_explained=version.explanation is not None,
    )


def ids(history: History) -> list[str]:
    return [version.version_id for version in history.versions]


def oddities(history: History) -> list[Oddity]:
    return [warning.oddity for warning in history.warnings]
