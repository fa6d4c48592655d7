"""Which note declares which version."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from site_gen.errors import ConfigError, PassedOverNoteError
from site_gen.model.history import Oddity
from site_gen.model.note import ChangeClass, ChangeNote, Fault
from tests.site_gen.history.telling import Notes, note, oddities, revision, told

WRONG_LANGUAGE = replace(
    note(ChangeClass.MATERIAL, effective="2026-06-01"),
    language="german",
    fault=Fault(line=3, problem="no language", unread=frozenset({"language"})),
)


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

    def test_of_two_notes_the_one_that_was_published_counts(self) -> None:
        """A merge, or a commit of a moved history, may bring an idle note with the text; what is published stays."""
        said, idle = note(), note(ChangeClass.MATERIAL, effective="2026-02-01", path="b")
        published = told([revision("2026-01-01", "a", "a", name="text")], {"a": said})
        other = replace(said, summary="Other words altogether.", path="c")
        for beside in (idle, other):
            moved = [revision("2026-01-01", "a", "b", "a", name="text")]
            history = told(moved, {"a": said, "b": beside}, after=published)
            assert (history.versions[0].note, oddities(history)) == (said, [Oddity.SECOND_NOTE])

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

    def test_a_note_of_the_same_day_explains_what_was_published_without_one(self) -> None:
        """Readers see that it came later, in this build and in all after it; unpublished, it declares."""
        revisions = [revision("2026-01-01", "a"), revision("2026-01-01", "a", "a")]
        notes = {"a": note(ChangeClass.MATERIAL)}
        assert told(revisions, notes).versions[0].explanation is None
        published = told(revisions[:1])
        for _ in range(2):
            published = told(revisions, notes, after=published)
            (version,) = published.versions
            assert version.explanation is not None
            assert version.change_class is ChangeClass.MATERIAL

    def test_an_edit_of_the_same_day_changes_nothing_that_is_published(self) -> None:
        """Neither class nor day nor words; one that was published with the rest counts in every build after it."""
        first = note(ChangeClass.MATERIAL, effective="2026-03-01")
        revisions = [revision("2026-01-01", "a", "a"), revision("2026-01-01", "a", "a@2")]
        published = told(revisions[:1], {"a": first})
        for edited in (
            replace(first, effective_on=date(2026, 2, 1)),
            replace(first, effective_on=None),
            replace(first, change_class=ChangeClass.MINOR),
            replace(first, summary="Better words."),
        ):
            assert told(revisions, {"a": first, "a@2": edited}).versions[0].note == edited
            after = told(revisions, {"a": first, "a@2": edited}, after=published)
            assert (after.versions[0].note, oddities(after)) == (first, [Oddity.EDITED_NOTE])
        notes = {"a": first, "a@2": replace(first, summary="Better [words](https://example.com/why).")}
        together = told(revisions, notes)
        assert told(revisions, notes, after=together).versions[0].note == notes["a@2"]

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
