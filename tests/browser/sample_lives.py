"""Invented policies: their versions, change notes and lives of several years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha1

from site_gen.model.history import History
from site_gen.model.note import Answer, ChangeClass, ChangeNote, Practice
from site_gen.model.policy import Policy
from site_gen.model.version import Version

TODAY = date(2026, 12, 23)


def note(change_class: ChangeClass, *, practice: Practice | None = None, answers: Sequence[Answer] = ()) -> ChangeNote:
    """Return a change note as the history holds it."""
    return ChangeNote(
        path="policy/changes/privacy/note.md",
        effective_on=None,
        change_class=change_class,
        practice=practice,
        answers=tuple(answers),
        summary="We now share device data.",
        what_you_can_do="Object.",
        published_on=None,
    )


ANSWERS = (
    Answer(question="M5", yes=True, reason="Device data now goes to analytics vendors (section 3)."),
    Answer(question="M7", yes=True, reason="Names and addresses are kept for 24 months instead of 12."),
    Answer(question="M9", yes=False, reason="The right to a copy moved to section 4 and got a shorter deadline."),
)


def version(
    version_id: str,
    *,
    effective_on: date | None = None,
    change_note: ChangeNote | None = None,
    predecessor_id: str | None = None,
    imported: bool = False,
) -> Version:
    """Return a version published on the day that its id names."""
    published_on = date.fromisoformat(version_id[:10])
    return Version(
        version_id=version_id,
        published_on=published_on,
        effective_on=effective_on or published_on,
        imported=imported,
        change_class=change_note.change_class if change_note else ChangeClass.UNDECLARED,
        note=change_note,
        commit="0" * 40,
        text_oid=sha1(version_id.encode(), usedforsecurity=False).hexdigest(),
        predecessor_id=predecessor_id,
    )


def life() -> History:
    """Return a life of several years: imported, undeclared, editorial, two in a day, overtaken, in force, upcoming."""
    material = note(ChangeClass.MATERIAL, practice=Practice.CHANGED, answers=ANSWERS)
    wording_only = note(ChangeClass.EDITORIAL, practice=Practice.WORDING)
    consent = note(ChangeClass.MATERIAL_CONSENT, practice=Practice.CHANGED, answers=ANSWERS[:1])
    return History(
        policy=Policy(slug="privacy", language="en", path="policy/privacy.md"),
        versions=(
            version("2019-05-02", imported=True),
            version("2021-11-30", predecessor_id="2019-05-02"),
            version("2024-02-01", change_note=wording_only, predecessor_id="2021-11-30"),
            version("2024-02-01-2", change_note=note(ChangeClass.MINOR), predecessor_id="2024-02-01"),
            version(
                "2025-01-10",
                effective_on=date(2025, 6, 1),
                change_note=note(ChangeClass.MINOR),
                predecessor_id="2024-02-01-2",
            ),
            version("2025-03-01", effective_on=date(2025, 4, 1), change_note=material, predecessor_id="2025-01-10"),
            version("2026-12-01", effective_on=date(2027, 1, 15), change_note=consent, predecessor_id="2025-03-01"),
        ),
    )


def long_life(count: int = 1000) -> History:
    """Return a history of many versions, a week apart."""
    days = [date(2007, 1, 1) + timedelta(weeks=number) for number in range(count)]
    ids = [day.isoformat() for day in days]
    return History(
        policy=Policy(slug="long", language="en", path="policy/long.md"),
        versions=tuple(version(name, predecessor_id=before) for name, before in zip(ids, [None, *ids], strict=False)),
    )
