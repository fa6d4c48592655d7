"""How revisions and notes become versions with days, by example and by law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_gen.errors import ConfigError, HistoryError
from site_gen.history.timeline import places
from site_gen.model.history import Oddity, Revision
from site_gen.model.note import ChangeClass, ChangeNote, EndingNote
from site_gen.model.version import Standing
from tests.site_gen.histories import in_force
from tests.site_gen.history.telling import PRIVACY, ids, note, oddities, revision, told


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
