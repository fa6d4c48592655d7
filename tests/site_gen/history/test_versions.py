"""How revisions and notes become versions with days, by example and by law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_gen.errors import ConfigError, HistoryError, PassedOverNoteError
from site_gen.history.steps import read_steps
from site_gen.history.timeline import places
from site_gen.history.versions import assemble
from site_gen.model.history import History, Oddity, Revision
from site_gen.model.note import ChangeClass, ChangeNote, EndingNote, Fault
from site_gen.model.policy import Policy
from site_gen.model.version import Announcement, Standing, Version
from tests.site_gen.histories import in_force

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
        published_on=version.published_on, effective_on=version.announced_on, change_class=version.change_class
    )


def ids(history: History) -> list[str]:
    return [version.version_id for version in history.versions]


def oddities(history: History) -> list[Oddity]:
    return [warning.oddity for warning in history.warnings]


class TestVersions:
    """Which revisions are versions, and what they are called."""

    def test_a_version_renders_differently_from_the_one_before(self) -> None:
        """A reflow is not a version; a text that returns is one, as the text is not that of the version before."""
        history = told(revision(f"2026-01-0{day}", text) for day, text in enumerate(["a", "A", "b", "a", "A"], 1))
        assert ids(history) == ["2026-01-01", "2026-01-03", "2026-01-04"]
        assert [version.predecessor_id for version in history.versions] == [None, "2026-01-01", "2026-01-03"]

    def test_a_second_version_of_a_day_is_numbered(self) -> None:
        """Versions of one day are told apart by their place in it."""
        history = told(revision("2026-01-01", text) for text in "abc")
        assert ids(history) == ["2026-01-01", "2026-01-01-2", "2026-01-01-3"]

    def test_the_day_is_that_of_the_organisation(self) -> None:
        """The commit's moment falls on a day of the configured time zone."""
        moment = [revision("2026-01-01T12:30:00+00:00", "a")]
        assert ids(told(moment, zone=ZoneInfo("Pacific/Auckland"))) == ["2026-01-02"]
        assert ids(told(moment, zone=ZoneInfo("America/Los_Angeles"))) == ["2026-01-01"]

    def test_a_clock_that_ran_back_does_not_reorder(self) -> None:
        """A commit dated before the version ahead of it counts as of that version's day, and is reported."""
        history = told([revision("2026-03-01", "a"), revision("2026-02-01", "b"), revision("2026-03-02", "c")])
        assert ids(history) == ["2026-03-01", "2026-03-01-2", "2026-03-02"]
        assert oddities(history) == [Oddity.CLOCK_RAN_BACK]

    def test_what_is_published_after_today_is_left_out(self) -> None:
        """The history ends today, whatever the repository already holds."""
        revisions = [revision("2026-01-01", "a"), revision("2026-02-01", "b"), revision("2026-03-01", None)]
        history = told(revisions, today=date(2026, 1, 31))
        assert ids(history) == ["2026-01-01"]
        assert history.withdrawals == ()

    def test_nothing_to_publish_is_refused(self) -> None:
        """A history without a text, or whose first text is yet to come, is refused with its path and day."""
        with pytest.raises(HistoryError, match=PRIVACY.path):
            told([])
        with pytest.raises(HistoryError, match=r"2026-01-01.*2025-12-31"):
            told([revision("2026-01-01", "a")], today=date(2025, 12, 31))

    def test_without_a_note_a_version_is_undeclared(self) -> None:
        """Any repository works without a note: versions take effect when published, their class is undeclared."""
        (version,) = told([revision("2026-01-01", "a")]).versions
        assert version.effective_on == version.published_on == date(2026, 1, 1)
        assert (version.change_class, version.note, version.imported) == (ChangeClass.UNDECLARED, None, False)


class TestRemovals:
    """A policy that is taken down."""

    def test_a_removal_is_an_entry_and_no_version(self) -> None:
        """The same text restored is not a new version; the entry says when it came back."""
        history = told([revision("2026-01-01", "a"), revision("2026-01-02", None), revision("2026-01-05", "A")])
        assert ids(history) == ["2026-01-01"]
        (withdrawal,) = history.withdrawals
        assert (withdrawal.withdrawn_on, withdrawal.restored_on) == (date(2026, 1, 2), date(2026, 1, 5))

    @pytest.mark.parametrize(("day", "place"), [("2026-01-02", "2026-01-02"), ("2026-01-02", "2026-01-02T18:00+00:00")])
    def test_a_note_says_why_it_was_taken_down(self, day: str, place: str) -> None:
        """The reason comes with the removal, or in another commit of that day; it declares no version."""
        apart = place != day
        revisions = [revision("2026-01-01", "a"), revision(day, None, *(() if apart else ("a",)), name="gone")]
        revisions += [revision(place, None, "a", name="why")] * apart
        history = told(revisions, {"a": EndingNote(path="a", reason="We closed.")})
        assert [(each.withdrawn_on, each.reason) for each in history.withdrawals] == [(date(2026, 1, 2), "We closed.")]
        assert (history.versions[0].note, oddities(history)) == (None, [])

    def test_another_text_restored_is_a_version(self) -> None:
        """What comes back changed is compared with the version before the removal."""
        history = told([revision("2026-01-01", "a"), revision("2026-01-02", None), revision("2026-01-05", "b")])
        assert ids(history) == ["2026-01-01", "2026-01-05"]
        assert [withdrawal.restored_on for withdrawal in history.withdrawals] == [date(2026, 1, 5)]

    def test_a_policy_may_stay_away(self) -> None:
        """A removal without a return has no day of return, nor has one that is still to come."""
        revisions = [revision("2026-01-01", "a"), revision("2026-01-02", None), revision("2026-02-01", "a")]
        for history in (told(revisions[:2]), told(revisions, today=date(2026, 1, 31))):
            assert [withdrawal.restored_on for withdrawal in history.withdrawals] == [None]

    def test_today_is_part_of_the_history(self) -> None:
        """What happens today has happened: a removal, a return."""
        revisions = [revision("2026-01-01", "a"), revision("2026-01-02", None), revision("2026-01-03", "a")]
        (gone,) = told(revisions, today=date(2026, 1, 2)).withdrawals
        assert (gone.withdrawn_on, gone.restored_on) == (date(2026, 1, 2), None)
        (back,) = told(revisions, today=date(2026, 1, 3)).withdrawals
        assert back.restored_on == date(2026, 1, 3)

    def test_a_removal_is_not_dated_before_what_it_removes(self) -> None:
        """A removal whose clock ran back counts as of the version's day."""
        history = told([revision("2026-03-01", "a"), revision("2026-01-01", None)])
        assert [withdrawal.withdrawn_on for withdrawal in history.withdrawals] == [date(2026, 3, 1)]

    def test_a_note_before_any_text_is_no_removal(self) -> None:
        """A revision without a text before the first version is nothing that a reader saw."""
        history = told([revision("2025-01-01", None, "a"), revision("2026-01-01", "a")], {"a": note()})
        assert history.withdrawals == ()
        assert oddities(history) == [Oddity.STRAY_NOTE]


class TestEffect:
    """The day from which a version applies."""

    def test_the_note_declares_it(self) -> None:
        """A version is upcoming until the day that its note declares, and in force from then on."""
        history = told(
            [revision("2026-01-01", "a"), revision("2026-02-01", "b", "a")], {"a": note(effective="2026-03-01")}
        )
        first, second = history.versions
        assert second.effective_on == date(2026, 3, 1)
        assert places(history, date(2026, 2, 28))[second.version_id].standing is Standing.UPCOMING
        assert in_force(history, date(2026, 2, 28)) is first
        assert in_force(history, date(2026, 3, 1)) is second

    def test_nothing_applies_before_anybody_could_read_it(self) -> None:
        """An effective date before publication, as after a merge that came late, counts as of publication."""
        history = told([revision("2026-02-02", "b", "a")], {"a": note(effective="2026-02-01")})
        assert history.versions[0].effective_on == date(2026, 2, 2)
        assert oddities(history) == [Oddity.BACKDATED]

    def test_dates_that_agree_are_no_oddity(self) -> None:
        """Taking effect on the day of publication, or together with the version ahead, needs no warning."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-01", "b", "b")]
        assert oddities(told(revisions, {name: note(effective="2026-01-01") for name in "ab"})) == []

    def test_a_correction_does_not_bring_an_announced_change_forward(self) -> None:
        """Without a date of its own, a version applies no sooner than the upcoming one that it builds on."""
        revisions = [revision("2026-01-01", "a"), revision("2026-02-01", "b", "a"), revision("2026-02-02", "c")]
        history = told(revisions, {"a": note(effective="2026-03-01")})
        assert history.versions[-1].effective_on == date(2026, 3, 1)
        assert in_force(history, date(2026, 2, 28)) is history.versions[0]

    def test_legal_may_declare_otherwise_and_is_told(self) -> None:
        """A declared date before that of the version ahead stands, and is reported."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-02", "b", "b")]
        history = told(revisions, {"a": note(effective="2026-03-01"), "b": note(effective="2026-01-09")})
        assert history.versions[-1].effective_on == date(2026, 1, 9)
        assert oddities(history) == [Oddity.OUT_OF_TURN]

    def test_imported_history_says_so(self) -> None:
        """A declared day of publication makes a version imported, within the order of the commits."""
        revisions = [revision("2026-11-01", text, text) for text in "abc"]
        days = {"a": "2020-05-01", "b": "2019-01-01", "c": "2021-01-01"}
        history = told(revisions, {name: note(published=day) for name, day in days.items()})
        assert ids(history) == ["2020-05-01", "2020-05-01-2", "2021-01-01"]
        assert all(version.imported for version in history.versions)
        assert oddities(history) == [Oddity.CLOCK_RAN_BACK]


class TestNotes:
    """Which note declares which version."""

    def test_a_note_of_the_same_day_declares(self) -> None:
        """A merge that kept its commits apart, note first or text first, declares the version with all dates."""
        before, text, alone = revision("2025-01-01", "z"), revision("2026-01-01", "a"), revision("2026-01-01", "a", "a")
        note_first = revision("2026-01-01", "z", "a")
        for revisions in ([before, text, alone], [before, note_first, text]):
            history = told(revisions, {"a": note(effective="2026-03-01")})
            assert history.versions[-1].note == note(effective="2026-03-01")
            assert history.versions[-1].effective_on == date(2026, 3, 1)
            assert history.versions[0].note is None
            assert oddities(history) == []

    def test_a_late_note_explains_and_changes_no_date(self) -> None:
        """A note on a later day gives class and words to a version that had none, and is reported."""
        late = note(ChangeClass.MATERIAL, effective="2026-03-01", published="2020-01-01")
        history = told([revision("2026-01-01", "a"), revision("2026-01-02", "a", "a")], {"a": late})
        (version,) = history.versions
        assert (version.change_class, version.note) == (ChangeClass.MATERIAL, late)
        assert version.effective_on == version.published_on == date(2026, 1, 1)
        assert not version.imported
        assert oddities(history) == [Oddity.LATE_NOTE]

    def test_a_late_note_is_not_there_before_its_day(self) -> None:
        """Told as of an earlier day, the history does not know what was explained later."""
        revisions = [revision("2026-01-01", "a"), revision("2026-01-05", "a", "a")]
        assert told(revisions, {"a": note()}, today=date(2026, 1, 4)).versions[0].note is None
        assert told(revisions, {"a": note()}, today=date(2026, 1, 5)).versions[0].note == note()

    def test_a_text_keeps_its_own_note(self) -> None:
        """A note without a text is not taken for that of a version which brings one, were it on the same day."""
        revisions = [
            revision("2026-01-01", "a"),
            revision("2026-01-02", "a", "a"),
            revision("2026-01-02", "b", "b"),
        ]
        history = told(revisions, {"a": note(), "b": note(ChangeClass.MATERIAL)})
        assert [version.change_class for version in history.versions] == [ChangeClass.MINOR, ChangeClass.MATERIAL]
        assert oddities(history) == [Oddity.LATE_NOTE]

    def test_a_note_for_a_version_that_is_explained_goes_astray(self) -> None:
        """A new note without a change of text, where the version has one, changes nothing and is reported."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-02", "A", "b")]
        history = told(revisions, {"a": note(), "b": note(ChangeClass.MATERIAL)})
        assert history.versions[0].note == note()
        assert oddities(history) == [Oddity.STRAY_NOTE]

    def test_of_two_notes_the_weightier_counts(self) -> None:
        """Two notes for one change: nothing defaults to the lighter class."""
        notes = {"a": note(), "b": note(ChangeClass.MATERIAL_CONSENT), "c": note(ChangeClass.EDITORIAL)}
        history = told([revision("2026-01-01", "a", "a", "b", "c")], notes)
        assert history.versions[0].change_class is ChangeClass.MATERIAL_CONSENT
        assert oddities(history) == [Oddity.SECOND_NOTE, Oddity.SECOND_NOTE]

    def test_a_note_stays_as_it_was_published(self) -> None:
        """An edit on the day of publication counts; a later one is reported and changes nothing."""
        notes = {"a": note(), "a@2": note(ChangeClass.MATERIAL), "a@3": note(ChangeClass.EDITORIAL)}
        edits = [revision("2026-01-01", "a", "a@2"), revision("2026-01-02", "a", "a@3")]
        history = told([revision("2026-01-01", "a", "a"), *edits], notes)
        assert history.versions[0].change_class is ChangeClass.MATERIAL
        assert oddities(history) == [Oddity.EDITED_NOTE]

    def test_a_note_of_the_same_day_moves_nothing_that_is_published(self) -> None:
        """Whoever was told a day keeps it, also in the builds that come after the one which brought the note."""
        revisions = [revision("2026-01-01", "a")]
        published = told(revisions)
        revisions.append(revision("2026-01-01", "a", "a"))
        notes = {"a": note(ChangeClass.MATERIAL, effective="2026-03-01")}
        assert told(revisions, notes).versions[0].effective_on == date(2026, 3, 1)
        for _ in range(2):
            published = told(revisions, notes, after=published)
            (version,) = published.versions
            assert (version.change_class, version.effective_on) == (ChangeClass.MATERIAL, date(2026, 1, 1))
            assert oddities(published) == [Oddity.LATE_NOTE]
            revisions.append(revision("2026-01-01", "A"))

    def test_an_edit_of_the_same_day_changes_no_class_and_no_day_that_is_published(self) -> None:
        """Its words count, as long as class and day are those that were published."""
        first = note(ChangeClass.MATERIAL, effective="2026-03-01")
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-01", "a", "a@2")]
        published = told(revisions[:1], {"a": first})
        for edited in (
            replace(first, effective_on=date(2026, 2, 1)),
            replace(first, effective_on=None),
            replace(first, change_class=ChangeClass.MINOR),
        ):
            assert told(revisions, {"a": first, "a@2": edited}).versions[0].note == edited
            after = told(revisions, {"a": first, "a@2": edited}, after=published)
            assert (after.versions[0].note, oddities(after)) == (first, [Oddity.EDITED_NOTE])
        words = replace(first, summary="Better words.")
        assert told(revisions, {"a": first, "a@2": words}, after=published).versions[0].note == words

    def test_a_note_belongs_to_the_version_with_which_it_was_published(self) -> None:
        """A note between two bare versions of a day is the first's if it was published as that, else the second's."""
        revisions = [revision("2026-01-01", "a"), revision("2026-01-01", "a", "a"), revision("2026-01-01", "b")]
        notes = {"a": note(ChangeClass.MATERIAL)}
        for known, owner in ((1, 1), (2, 0)):
            published = told(revisions[:known], notes)
            history = told(revisions, notes, after=published)
            assert [each.note is not None for each in history.versions] == [owner == 0, owner == 1]
            again = told(revisions, notes, after=history)
            assert again.versions == history.versions

    def test_one_file_may_serve_every_version(self) -> None:
        """A note that is edited together with the text is the new version's."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-02", "b", "a@2")]
        history = told(revisions, {"a": note(), "a@2": note(ChangeClass.MATERIAL)})
        assert [version.change_class for version in history.versions] == [ChangeClass.MINOR, ChangeClass.MATERIAL]
        assert oddities(history) == []

    def test_an_unreadable_note_is_refused_until_it_is_repaired(self) -> None:
        """What was merged broken stops the build with its own words; a later commit that repairs it counts in full."""
        broken = ConfigError("policy/changes/privacy/a.md", "says no class", line=1)
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-05", "a", "a@2")]
        notes: Notes = {"a": broken, "a@2": note(effective="2026-03-01")}
        with pytest.raises(ConfigError, match=r"a\.md:1: says no class"):
            told(revisions[:1], notes)
        (version,) = told(revisions, notes).versions
        assert version.effective_on == date(2026, 3, 1)

    def test_a_published_version_keeps_what_its_note_declared_though_nobody_can_read_that_any_more(self) -> None:
        """A later release may be stricter: class and day are those of the record, the words what can be read."""
        first = note(ChangeClass.MATERIAL, effective="2026-03-01")
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-02-01", "b")]
        published = told(revisions[:1], {"a": first})
        unread = Fault(line=3, problem="`effective` says `soon`", unread=frozenset({"effective"}))
        for broken in (ConfigError("a", "broken"), replace(first, effective_on=None, fault=unread)):
            (version, _) = (history := told(revisions, {"a": broken}, after=published)).versions
            assert (version.change_class, version.effective_on) == (ChangeClass.MATERIAL, date(2026, 3, 1))
            assert version.note
            assert version.note.summary == ("Why." if isinstance(broken, ChangeNote) else "")
            assert oddities(history) == [Oddity.UNREADABLE_NOTE]

    def test_a_repair_after_publication_changes_no_day_that_is_published(self) -> None:
        """It explains, as any late note does; whoever was told another day is not told a new one behind their back."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-02-01", "b")]
        notes: Notes = {"a": WRONG_LANGUAGE, "a@2": note(ChangeClass.MINOR, effective="2026-06-01")}
        published = told(revisions, notes)
        assert (published.versions[0].change_class, oddities(published)) == (
            ChangeClass.UNDECLARED,
            [Oddity.UNREADABLE_NOTE],
        )
        repaired = told([*revisions, revision("2026-03-01", "b", "a@2")], notes, after=published)
        assert (repaired.versions[0].change_class, repaired.versions[0].effective_on) == (
            ChangeClass.MINOR,
            date(2026, 1, 1),
        )

    def test_a_note_in_no_known_language_speaks_for_nobody_and_is_refused_before_its_version_is_published(self) -> None:
        """It once passed for one of another language; an older version's stops nothing, and the newest is still to be.

        Nor does it take the place of one that can be read.
        """
        revisions = [revision("2026-01-01", "a", "a", "b"), revision("2026-02-01", "b")]
        other = note(ChangeClass.MATERIAL, path="b")
        history = told(revisions, {"a": WRONG_LANGUAGE, "b": other})
        assert (history.versions[0].note, oddities(history)) == (other, [Oddity.SECOND_NOTE])
        alone = [revision("2026-01-01", "a", "a")]
        with pytest.raises(ConfigError, match=r"a:3: no language"):
            told(alone, {"a": WRONG_LANGUAGE})
        with pytest.raises(ConfigError, match=r"a:3: no language"):
            told([*revisions, revision("2026-03-01", "c", "a")], {"a": WRONG_LANGUAGE, "b": other}, after=history)

    def test_an_unreadable_note_that_is_gone_stops_nothing(self) -> None:
        """Nobody can mend a file that is gone: its version is told without it, and the commit is named."""
        history = told([revision("2026-01-01", "a", "a")], {"a": PassedOverNoteError("a", "broken")})
        assert history.versions[0].note is None
        assert oddities(history) == [Oddity.UNREADABLE_NOTE]

    def test_an_unreadable_note_that_changes_nothing_stops_nothing(self) -> None:
        """A note broken after it was published stays as it was published."""
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-05", "a", "a@2")]
        notes: Notes = {"a": note(), "a@2": ConfigError("a", "broken")}
        assert told(revisions, notes).versions[0].note == note()


WRONG_LANGUAGE = replace(
    note(ChangeClass.MATERIAL, effective="2026-06-01"),
    language="german",
    fault=Fault(line=3, problem="no language", unread=frozenset({"language"})),
)
FIRST = date(2026, 1, 1)
NOTES: dict[str, ChangeNote | ConfigError] = {
    f"{path}@{change_class}{days}": note(
        change_class, str(FIRST + timedelta(days=days)) if days is not None else "", path=path
    )
    for path in "pqr"
    for change_class in (ChangeClass.EDITORIAL, ChangeClass.MATERIAL)
    for days in (None, 3, 30)
}
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["a", "A", "b", "c", None]),
        st.lists(st.sampled_from(sorted(NOTES)), max_size=2, unique_by=lambda name: name[0]),
    ),
    min_size=1,
    max_size=12,
)


def revisions_from(steps: Iterable[tuple[int, str | None, list[str]]]) -> list[Revision]:
    """Lay the steps on days that rise; the first has a text."""
    found, day = [], FIRST
    for number, (days, text, notes) in enumerate(steps):
        day += timedelta(days=days)
        found.append(revision(str(day), text or ("a" if number == 0 else None), *notes, name=str(number)))
    return found


class TestLaws:
    """What holds for every history."""

    @given(STEPS, st.lists(st.integers(-40, 40), min_size=12, max_size=12))
    def test_names_are_unique_and_in_order_whatever_the_clocks(
        self, steps: list[tuple[int, str | None, list[str]]], jumps: list[int]
    ) -> None:
        """Ids are unique, days never run backwards, nothing applies before it was published."""
        revisions = [
            replace(each, committed_at=each.committed_at + timedelta(days=days))
            for each, days in zip(revisions_from(steps), jumps, strict=False)
        ]
        versions = told(revisions, NOTES).versions
        assert len({version.version_id for version in versions}) == len(versions)
        assert all(older.published_on <= newer.published_on for older, newer in pairwise(versions))
        assert all(version.published_on <= version.effective_on for version in versions)
        assert all(version.version_id.startswith(str(version.published_on)) for version in versions)

    @given(STEPS, STEPS)
    def test_the_past_stays_as_it_was(
        self, steps: list[tuple[int, str | None, list[str]]], more: list[tuple[int, str | None, list[str]]]
    ) -> None:
        """Whatever later days bring, an earlier version keeps all it said; only one without a note may be explained."""
        later = [(more[0][0] + 1, *more[0][1:]), *more[1:]]
        before = told(revisions_from(steps), NOTES).versions
        after = told(revisions_from([*steps, *later]), NOTES).versions
        for old, new in zip(before, after, strict=False):
            assert old in {new, new.as_published}
        assert len(after) >= len(before)

    @given(STEPS, st.integers(0, 40))
    def test_as_of_a_day_is_as_it_was_on_that_day(
        self, steps: list[tuple[int, str | None, list[str]]], days: int
    ) -> None:
        """Told as of an earlier day, a history is what it was when it ended there."""
        revisions, today = revisions_from(steps), FIRST + timedelta(days=3 + days)
        ended = [each for each in revisions if each.committed_at.date() <= today]
        whole, part = told(revisions, NOTES, today=today), told(ended, NOTES, today=today)
        assert (whole.versions, whole.withdrawals) == (part.versions, part.withdrawals)

    @given(STEPS)
    def test_what_is_in_force_only_ever_moves_forward(self, steps: list[tuple[int, str | None, list[str]]]) -> None:
        """From day to day the version in force is the same or a later one, and it was published by then."""
        history = told(revisions_from(steps), NOTES)
        days = [FIRST + timedelta(days=number) for number in range(80)]
        applying = [(day, version) for day in days if (version := in_force(history, day))]
        positions = [history.versions.index(version) for _, version in applying]
        assert positions == sorted(positions)
        assert all(version.published_on <= day for day, version in applying)

    @given(STEPS)
    def test_every_change_is_a_version_and_nothing_else(self, steps: list[tuple[int, str | None, list[str]]]) -> None:
        """There are as many versions as texts that render differently from the text before."""
        texts = [each.text_oid.lower() for each in revisions_from(steps) if each.text_oid]
        changes = 1 + sum(older != newer for older, newer in pairwise(texts))
        versions = told(revisions_from(steps), NOTES).versions
        assert len(versions) == changes
        assert all(older.text_oid.lower() != newer.text_oid.lower() for older, newer in pairwise(versions))
