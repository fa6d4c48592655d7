"""What a postponing note does to a history, by example and by law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.errors import ConfigError
from site_gen.history.note_placement import Notes
from site_gen.history.steps import read_steps
from site_gen.history.versions import assemble
from site_gen.model.history import History, Oddity, Revision
from site_gen.model.note import ChangeClass, ChangeNote, PostponingNote
from site_gen.model.policy import Policy
from site_gen.model.version import Version
from tests.site_gen.histories import in_force

PRIVACY = Policy(slug="privacy", language="en", path="policy/privacy.md")
LATER = date(2030, 1, 1)


def revision(day: str, text: str | None, *notes: str) -> Revision:
    """Make a revision at noon; notes are named `path` or, where the file was edited, `path@object`."""
    return Revision(
        commit=f"{day} {text} {notes}",
        committed_at=datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC),
        path=PRIVACY.path,
        text_oid=text,
        note_oids=tuple((note.partition("@")[0], note) for note in notes),
    )


def declaring(effective: str = "") -> ChangeNote:
    return ChangeNote(
        path="a",
        effective_on=date.fromisoformat(effective) if effective else None,
        change_class=ChangeClass.MATERIAL,
        practice=None,
        answers=(),
        summary="Why.",
        what_you_can_do="",
        published_on=None,
    )


def postponing(version_id: str, until: str, reason: str = "Late.", path: str = "p") -> PostponingNote:
    return PostponingNote(path=path, version_id=version_id, effective_on=date.fromisoformat(until), reason=reason)


def told(revisions: Sequence[Revision], notes: Notes, today: date = LATER) -> History:
    return assemble(PRIVACY, tuple(read_steps(revisions, lambda each: each.text_oid or "", UTC)), notes, today)


def effects(history: History) -> list[str]:
    return [str(version.effective_on) for version in history.versions]


def oddities(history: History) -> list[Oddity]:
    return [warning.oddity for warning in history.warnings]


ANNOUNCED = (revision("2026-01-01", "a"), revision("2026-06-20", "b", "n"))
NOTES: Notes = {"n": declaring("2026-07-21"), "p": postponing("2026-06-20", "2026-08-04")}


def test_a_version_takes_effect_on_the_later_day_and_the_record_stays() -> None:
    """The later day is the one that applies, on either side of it, and the announced one is not lost."""
    history = told([*ANNOUNCED, revision("2026-07-10", "b", "p")], NOTES)
    first, second = history.versions
    assert (second.effective_on, second.announced_on) == (date(2026, 8, 4), date(2026, 7, 21))
    (entry,) = second.postponements
    assert (entry.postponed_on, entry.from_on, entry.to_on) == (
        date(2026, 7, 10),
        second.announced_on,
        second.effective_on,
    )
    assert (entry.reason, entry.path, entry.along_with_id) == ("Late.", "p", None)
    assert entry.commit == "2026-07-10 b ('p',)"
    assert in_force(history, date(2026, 8, 3)) is first
    assert in_force(history, date(2026, 8, 4)) is second
    assert history.warnings == ()


def test_a_version_may_be_postponed_again() -> None:
    """Each postponement counts from the day as it stood, oldest first."""
    later = postponing("2026-06-20", "2026-09-01", path="q")
    history = told(
        [*ANNOUNCED, revision("2026-07-10", "b", "p"), revision("2026-08-03", "b", "q")], {**NOTES, "q": later}
    )
    days = [(str(each.from_on), str(each.to_on)) for each in history.versions[-1].postponements]
    assert days == [("2026-07-21", "2026-08-04"), ("2026-08-04", "2026-09-01")]


@pytest.mark.parametrize(
    ("note", "day", "oddity"),
    [
        (postponing("2026-06-21", "2026-08-04"), "2026-07-10", Oddity.POSTPONED_UNKNOWN),
        (postponing("2026-06-20", "2026-07-21"), "2026-07-10", Oddity.POSTPONED_TO_EARLIER),
        (postponing("2026-06-20", "2026-07-01"), "2026-07-10", Oddity.POSTPONED_TO_EARLIER),
        (postponing("2026-06-20", "2026-08-04"), "2026-07-21", Oddity.POSTPONED_TOO_LATE),
        (postponing("2026-01-01", "2026-08-04"), "2026-07-10", Oddity.POSTPONED_TOO_LATE),
    ],
)
def test_what_cannot_be_postponed_stays(note: PostponingNote, day: str, oddity: Oddity) -> None:
    """An unknown version, a day that is not later, a day that has come: a warning, and nothing changes."""
    history = told([*ANNOUNCED, revision(day, "b", "p")], {**NOTES, "p": note})
    assert history.versions == told(ANNOUNCED, NOTES).versions
    assert oddities(history) == [oddity]


def test_the_day_before_is_not_too_late() -> None:
    """The last day for a postponement is the one before the day that it replaces."""
    history = told([*ANNOUNCED, revision("2026-07-20", "b", "p")], NOTES)
    assert effects(history)[-1] == "2026-08-04"


def test_a_change_of_text_postpones_nothing() -> None:
    """A note in a commit that changes the text is reported; the new version is told as it would be without it."""
    revisions = [*ANNOUNCED, revision("2026-07-10", "c", "m", "p")]
    history = told(revisions, {**NOTES, "m": declaring()})
    assert effects(history) == ["2026-01-01", "2026-07-21", "2026-07-21"]
    assert history.versions[-1].note == declaring()
    assert oddities(history) == [Oddity.POSTPONED_WITH_TEXT]


def test_it_never_declares_a_version() -> None:
    """A version without a note stays undeclared, on whichever day a postponing note comes."""
    revisions = [ANNOUNCED[0], revision("2026-07-10", "b"), revision("2026-07-10", "b", "p")]
    history = told(revisions, {"p": postponing("2026-07-10", "2026-08-04")})
    assert [version.note for version in history.versions] == [None, None]
    assert oddities(history) == [Oddity.POSTPONED_TOO_LATE]


def test_without_a_reason_it_counts_and_is_reported() -> None:
    """Readers lose nothing by a later day: what lacks is named."""
    history = told(
        [*ANNOUNCED, revision("2026-07-10", "b", "p")], {**NOTES, "p": postponing("2026-06-20", "2026-08-04", "")}
    )
    assert effects(history)[-1] == "2026-08-04"
    assert oddities(history) == [Oddity.POSTPONED_WITHOUT_REASON]


class TestThoseThatBuildOnIt:
    """A later version contains the postponed change, so none of them brings it to people by another door."""

    @pytest.mark.parametrize("declared", ["", "2026-07-21", "2026-07-25"])
    def test_a_version_that_would_apply_earlier_follows(self, declared: str) -> None:
        """Declared or not, it is postponed along with the version whose change it contains."""
        revisions = [*ANNOUNCED, revision("2026-07-05", "c", "m"), revision("2026-07-10", "c", "p")]
        history = told(revisions, {**NOTES, "m": declaring(declared)})
        assert effects(history)[1:] == ["2026-08-04", "2026-08-04"]
        newest = history.versions[-1]
        assert newest.announced_on == date.fromisoformat(declared or "2026-07-21")
        assert [each.along_with_id for each in newest.postponements] == ["2026-06-20"]

    def test_a_version_that_applies_later_anyway_stays(self) -> None:
        """What was announced for the new day or after it is told as it was."""
        revisions = [*ANNOUNCED, revision("2026-07-05", "c", "m"), revision("2026-07-10", "c", "p")]
        history = told(revisions, {**NOTES, "m": declaring("2026-08-04")})
        assert history.versions[-1].postponements == ()

    def test_a_version_published_afterwards_waits_for_the_new_day(self) -> None:
        """The ordinary rule holds from there on: undeclared it follows, declared earlier it is out of turn."""
        revisions = [*ANNOUNCED, revision("2026-07-10", "b", "p"), revision("2026-07-12", "c", "m")]
        history = told(revisions, {**NOTES, "m": declaring()})
        assert (effects(history)[-1], history.versions[-1].postponements) == ("2026-08-04", ())
        early = told(revisions, {**NOTES, "m": declaring("2026-07-25")})
        assert (effects(early)[-1], oddities(early)) == ("2026-07-25", [Oddity.OUT_OF_TURN])

    def test_what_applies_already_through_a_later_version_is_too_late(self) -> None:
        """Where a version that contains it is in force, out of turn, there is nothing left to postpone."""
        revisions = [*ANNOUNCED, revision("2026-06-25", "c", "m"), revision("2026-07-10", "c", "p")]
        history = told(revisions, {**NOTES, "m": declaring("2026-07-01")})
        assert effects(history)[1:] == ["2026-07-21", "2026-07-01"]
        assert oddities(history) == [Oddity.OUT_OF_TURN, Oddity.POSTPONED_TOO_LATE]


class TestTheFile:
    """A postponing note stays as it was published, like any other."""

    def test_an_edit_changes_nothing(self) -> None:
        """A note that was edited after it postponed a version is reported; another day needs another note."""
        revisions = [*ANNOUNCED, revision("2026-07-10", "b", "p"), revision("2026-07-11", "b", "p@2")]
        history = told(revisions, {**NOTES, "p@2": postponing("2026-06-20", "2026-12-01")})
        assert effects(history)[-1] == "2026-08-04"
        assert oddities(history) == [Oddity.EDITED_NOTE]

    def test_one_that_postponed_nothing_may_be_mended(self) -> None:
        """A wrong version or day is put right in the same file."""
        revisions = [*ANNOUNCED, revision("2026-07-10", "b", "p@1"), revision("2026-07-11", "b", "p")]
        history = told(revisions, {**NOTES, "p@1": postponing("2026-06-02", "2026-08-04")})
        assert effects(history)[-1] == "2026-08-04"

    def test_one_that_nobody_could_read_may_be_mended(self) -> None:
        """A broken file that was taken for a version's note is the postponement that its repair says."""
        revisions = [revision("2026-01-01", "a"), revision("2026-07-09", "b", "n"), revision("2026-07-09", "c")]
        mended = [*revisions, revision("2026-07-10", "c", "p@1"), revision("2026-07-11", "c", "p")]
        notes: Notes = {
            "n": declaring("2026-07-21"),
            "p@1": ConfigError("p", "gives no day", line=2),
            "p": postponing("2026-07-09", "2026-08-04"),
        }
        with pytest.raises(ConfigError, match="gives no day"):
            told(mended[:-1], notes)
        assert effects(told(mended, notes))[1:] == ["2026-08-04", "2026-08-04"]

    def test_a_published_change_note_does_not_become_one(self) -> None:
        """A note that declared a version declares it still, whatever it is edited into."""
        history = told(
            [*ANNOUNCED, revision("2026-07-10", "b", "n@2")], {**NOTES, "n@2": postponing("2026-06-20", "2026-08-04")}
        )
        assert history.versions == told(ANNOUNCED, NOTES).versions
        assert oddities(history) == [Oddity.EDITED_NOTE]


FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 9)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from("abc"),
        st.none() | st.integers(0, 20),
        st.none() | st.tuples(DAYS, st.integers(0, 40)),
    ),
    min_size=2,
    max_size=12,
)
Steps = list[tuple[int, str, int | None, tuple[int, int] | None]]


def laid_out(steps: Steps) -> tuple[list[Revision], Notes]:
    """Lay steps on days that rise: a text, perhaps with a declared day, then perhaps a postponement of some version."""
    revisions, day, text = [], FIRST, ""
    notes: dict[str, ChangeNote | PostponingNote | ConfigError] = {}
    known: list[date] = []
    for number, (days, own, effective, postpones) in enumerate(steps):
        day += timedelta(days=days if number else 0)
        if own != text and day not in known:
            known.append(day)
            notes[f"n{number}"] = declaring(str(day + timedelta(days=effective)) if effective is not None else "")
            revisions.append(revision(str(day), own, f"n{number}"))
            text = own
        if postpones:
            which, later = postpones
            target = known[which % len(known)]
            path = f"p{number}"
            notes[path] = postponing(str(target), str(day + timedelta(days=later)), path=path)
            revisions.append(revision(str(day), text, path))
    return revisions, notes


class TestLaws:
    """What holds for every history."""

    @given(STEPS, st.integers(0, 50))
    def test_as_of_a_day_is_as_it_was_on_that_day(self, steps: Steps, days: int) -> None:
        """Told as of an earlier day, a history knows of no postponement that came later."""
        revisions, notes = laid_out(steps)
        today = FIRST + timedelta(days=days)
        ended = [each for each in revisions if each.committed_at.date() <= today]
        assert told(revisions, notes, today).versions == told(ended, notes, today).versions

    @given(STEPS, st.integers(0, 50))
    def test_what_applied_stays_and_what_was_announced_only_moves_back(self, steps: Steps, days: int) -> None:
        """No later day rewrites what was in force until today or announced for a version, nor brings one forward."""
        revisions, notes = laid_out(steps)
        today = FIRST + timedelta(days=days)
        then, now = told(revisions, notes, today), told(revisions, notes)
        for number in range(days + 1):
            day = FIRST + timedelta(days=number)
            assert _named(in_force(then, day)) == _named(in_force(now, day))
        for old, new in zip(then.versions, now.versions, strict=False):
            assert new.effective_on >= old.effective_on
            assert new.announced_on == old.announced_on
            assert new.postponements[: len(old.postponements)] == old.postponements

    @given(STEPS)
    def test_records_join_up(self, steps: Steps) -> None:
        """Each record begins where the one before ended, in time, and the last one ends on the day that applies."""
        for version in told(*laid_out(steps)).versions:
            records = version.postponements
            assert all(each.postponed_on < each.from_on < each.to_on for each in records)
            assert all(older.to_on == newer.from_on for older, newer in pairwise(records))
            assert not records or records[-1].to_on == version.effective_on


def _named(version: Version | None) -> str | None:
    return version.version_id if version else None
