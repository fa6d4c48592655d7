"""What the check asks of a change note: each rule with what it passes and what it refuses."""

from __future__ import annotations

import pytest

from site_gen.check.report.sentences import class_words, days_words
from site_gen.model.note import ChangeClass
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, REWORDED, SHARED, TEXT, Desk, note

QUIET = note("editorial", "", (), "")


def test_a_declared_and_answered_change_may_be_merged(desk: Desk) -> None:
    """A change with its note, every question answered and time enough is ready."""
    verdict = desk.propose(text=LONGER, note=note()).verdict()
    assert verdict.is_passed
    assert [question.code for question in verdict.questions] == ["M7", "M13", "M14"]


def test_nothing_changed_needs_nothing(desk: Desk) -> None:
    """Where no reader sees a change, no note is asked for: a reflow is none."""
    assert desk.verdict().is_passed
    assert desk.propose(text=TEXT.replace("your name and", "your name\nand")).refused() == []


def test_a_change_without_a_note_is_refused(desk: Desk) -> None:
    """A text that changes without a note is refused on the line that changed."""
    verdict = desk.propose(text=LONGER).verdict()
    (finding,) = verdict.refusals
    assert (finding.rule.code, finding.fault.path, finding.fault.line) == ("note-missing", POLICY, 9)


def test_a_change_with_two_notes_is_refused(desk: Desk) -> None:
    """Two new notes for one change are one too many."""
    desk.repo.write("policy/changes/privacy/other.md", note())
    assert desk.propose(text=LONGER, note=note()).refused() == ["note-second"]


def test_a_note_without_a_change_is_refused(desk: Desk) -> None:
    """A note for a text that reads as before is refused; with its change it passes."""
    assert desk.propose(note=QUIET).refused() == ["note-stray"]
    assert desk.propose(text=REWORDED).refused() == []


def test_a_renamed_policy_keeps_the_folder_of_its_notes(desk: Desk) -> None:
    """A note counts where a build reads it: beside the new name and the old, unless another policy has that now."""
    desk.repo.commit("2025-04-01", {POLICY: None, "policy/data.md": TEXT})
    desk.repo.write("policy/data.md", LONGER)
    desk.propose(note=note())
    assert desk.refused() == []
    desk.repo.commit(
        "2025-04-02", {POLICY: "# Something else\n\nA text of its own.\n", "policy/data.md": TEXT, NOTE: None}
    )
    desk.repo.write("policy/data.md", LONGER)
    desk.propose(note=note())
    assert ["note-missing"] in [[finding.rule.code for finding in each.refusals] for each in desk.verdicts()]


@pytest.mark.parametrize("now", [note("minor", "", (), "Another story."), None])
def test_a_published_note_stays_as_it_was(desk: Desk, now: str | None) -> None:
    """Editing or removing a published note is refused, other line endings are not."""
    published = desk.repo.path / "policy/changes/privacy/first.md"
    published.write_bytes(published.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.refused() == []
    desk.repo.write("policy/changes/privacy/first.md", now)
    assert desk.refused() == ["note-edited"]


def test_a_note_that_nobody_could_read_may_be_repaired(desk: Desk) -> None:
    """To repair what was merged broken takes no published word back; to break it otherwise does."""
    desk.repo.commit("2025-04-01", {POLICY: LONGER, NOTE: note().encode() + b"\xff"})
    assert desk.propose(note=note()).refused() == []
    assert desk.propose(note=note().encode() + b"\xfe").refused() == ["note-edited"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (note().replace("class: material", "klass: material"), 3, "did you mean `class`?"),
        (note().replace("2026-12-22", "2026-02-30"), 2, "February 2026 has 28 days"),
        (note().replace("class: material", "class: important"), 3, "write editorial, minor, material or"),
        (note().encode() + b"\xff", 12, "not UTF-8"),
        (note().replace("M7:", "M77:"), 5, "no question M77"),
    ],
)
def test_a_note_that_cannot_be_read_is_refused_with_its_line(
    desk: Desk, content: str | bytes, line: int, words: str
) -> None:
    """An unknown key, an impossible date, a wrong word or broken UTF-8 is named with its line and the fix."""
    verdict = desk.propose(text=LONGER, note=content).verdict()
    (finding,) = (each for each in verdict.refusals if each.rule.code == "note-unreadable")
    assert (finding.rule.code, finding.fault.path) == ("note-unreadable", NOTE)
    assert words in finding.fault.message
    assert finding.fault.line is not None
    assert abs(finding.fault.line - line) <= 2


def test_a_class_below_what_the_text_says_is_refused(desk: Desk) -> None:
    """A class cannot stand below an open signal or a yes; a reasoned no settles it."""
    no = ("M7: no. A slip; it was 24 all along.", "M13: no. It was so.", "M14: no. Wording only.")
    low = note("editorial", "", ("M13: no. It was so.", "M14: no. Wording only."), "")
    assert desk.propose(text=LONGER, note=low).refused() == ["class-too-low", "question-unanswered"]
    assert desk.propose(note=note("editorial", "", ("M7: yes. Longer.", *no[1:]), "")).refused() == ["class-too-low"]
    assert desk.propose(note=note("editorial", "", no, "")).refused() == []


def test_a_question_about_the_whole_change_is_asked_once(desk: Desk) -> None:
    """Where M13 or M14 alone is open the class follows from the answer, so that it is no second finding."""
    verdict = desk.propose(text=TEXT + "\nYou may have to pay a fee.\n", note=note("editorial", "", (), "")).verdict()
    assert {"M13", "M14"} >= {question.code for question in verdict.questions if question.signals}
    assert verdict.class_asked is not ChangeClass.EDITORIAL
    assert {each.rule.code for each in verdict.refusals} == {"question-unanswered"}


@pytest.mark.parametrize("answer", ["M14: yes. We keep it for longer.", ""])
def test_what_changes_the_practice_is_not_editorial(desk: Desk, answer: str) -> None:
    """A yes to M14, or `practice: changed`, refuses the class editorial and names minor."""
    answers = ["M7: no. A slip; it was 24 all along.", "M13: no. It was so.", *([answer] if answer else [])]
    more = [] if answer else ["practice: changed"]
    verdict = desk.propose(text=LONGER, note=note("editorial", "", answers, "", more)).verdict()
    (finding,) = verdict.refusals
    assert finding.rule.code == "class-too-low"
    assert "asks for minor" in finding.fault.message
    assert ("M14 is answered yes" if answer else "`practice: changed`") in finding.fault.message


def test_what_is_said_of_an_answer_is_true(desk: Desk) -> None:
    """An answer without a reason is an answer; where there is none, nobody says that the answers ask for the class."""
    bare = note("minor", "", ("M7: yes", "M13: no. It was so.", "M14: no. Wording only."))
    verdict = desk.propose(text=LONGER, note=bare).verdict()
    (low,) = (each.fault for each in verdict.refusals if each.rule.code == "class-too-low")
    assert "M7 is answered without a reason" in low.message
    assert days_words(verdict).endswith("no notice would be owed if the class minor stood")
    verdict = desk.propose(note=note(answers=("M7:", "M13:", "M14:"))).verdict()
    assert class_words(verdict) == "material, as the text asks"
    verdict = desk.propose(note=note()).verdict()
    assert class_words(verdict) == "material, as the text and the answers ask"
    verdict = desk.propose(
        text=TEXT.replace("We collect", "We do collect"), note=note("editorial", "", (), "")
    ).verdict()
    assert class_words(verdict) == "editorial; nothing asks for more"
    assert days_words(verdict).endswith("no notice is owed")


def test_every_question_that_the_text_raises_waits_for_its_answer(desk: Desk) -> None:
    """An open question stops the merge whatever the class, and says which words raised it."""
    open_note = note(answers=("M7:", "M13: yes. Longer.", "M14: yes. Longer."))
    (finding,) = desk.propose(text=LONGER, note=open_note).verdict().refusals
    assert finding.rule.code == "question-unanswered"
    assert finding.fault.line == 5
    assert "2. Who receives it" in finding.fault.message
    assert desk.propose(note=note()).refused() == []


def test_a_question_that_reaches_back_is_asked_with_a_yes(desk: Desk) -> None:
    """With a new recipient the note must say whether information collected earlier is concerned (M11)."""
    asked = {question.code for question in desk.propose(text=SHARED).verdict().questions}
    assert {"M5", "M11", "M13"} <= asked
    said_no = [f"{code}: no. Only the words." for code in sorted(asked - {"M11"})]
    assert "question-unanswered" not in desk.propose(note=note(answers=said_no)).refused()


def test_an_answer_needs_its_reason(desk: Desk) -> None:
    """A bare yes or no is refused on its line; what is neither is told both ways to write it."""
    bare = note(answers=("M7: yes", "M13: yes. Longer.", "M14: yes. Longer."))
    verdict = desk.propose(text=LONGER, note=bare).verdict()
    assert [(each.rule.code, each.fault.line) for each in verdict.refusals] == [("answer-without-reason", 5)]
    (neither, *_) = desk.propose(note=note(answers=("M7: TBD", "M13: no. So.", "M14: no. So."))).verdict().refusals
    assert "write `M7: yes. Why` or `M7: no. Why`" in neither.fault.message


def test_the_note_says_whether_the_practice_changes(desk: Desk) -> None:
    """A material note says practice or wording, by its key or by M14, and both agree."""
    without = note(answers=("E2: yes. Clearer.",))
    assert desk.propose(text=REWORDED, note=without).refused() == ["practice-unclear"]
    assert desk.propose(note=note(answers=("E2: yes. Clearer.",), more=("practice: wording",))).refused() == []
    both = note(more=("practice: wording",))
    assert desk.propose(text=LONGER, note=both).refused() == ["practice-unclear"]


def test_the_note_tells_readers_what_changes_and_what_they_can_do(desk: Desk) -> None:
    """A minor change needs words, a material one also says what readers can do, an editorial one needs none."""
    assert desk.propose(text=LONGER, note=note(body="")).refused() == ["summary-missing"]
    assert desk.propose(note=note(body="We keep it longer.")).refused() == ["summary-missing"]
    assert desk.propose(note=note()).refused() == []
    assert desk.propose(text=REWORDED, note=note("minor", "", (), "")).refused() == ["summary-missing"]
    assert desk.propose(note=QUIET).refused() == []


def test_a_first_version_owes_no_answers(empty_desk: Desk) -> None:
    """The first version of a policy needs its note and nothing else: nobody was told anything before."""
    assert empty_desk.propose(text=TEXT).refused() == ["note-missing"]
    assert empty_desk.propose(note=note("minor", "", (), "Our first policy.")).refused() == []


def test_old_versions_are_brought_in_together(empty_desk: Desk) -> None:
    """Several notes of old versions are one import: no class is asked for, and the commits must stay apart."""
    empty_desk.repo.write("policy/policy.toml", CONFIG)
    for day in ("2018-05-25", "2019-05-25"):
        empty_desk.repo.write(f"policy/changes/privacy/{day}.md", f"---\npublished: {day}\n---\n")
        empty_desk.propose(text=TEXT if day < "2019" else LONGER).repo.commit(day)
    assert empty_desk.refused(base="HEAD~2") == []
    assert [each.rule.code for each in empty_desk.verdict(base="HEAD~2").warnings] == ["import-keeps-commits"]
    assert empty_desk.verdict(base="HEAD~1").findings == ()


def test_a_note_among_the_policies_is_no_policy(desk: Desk) -> None:
    """It would be published with an address for ever; each policy's report says where it belongs."""
    desk.propose(text=LONGER).repo.write("policy/1.md", "---\nclass: minor\n---\nMore.\n")
    said = [each.fault.message for verdict in desk.verdicts() for each in verdict.refusals]
    assert len(said) == 2
    assert "it would be published as a policy of its own; move it to policy/changes/NAME/1.md" in said[0]
    assert "this file looks like its note" in said[1]


def test_a_missing_note_is_named_where_words_went(desk: Desk) -> None:
    """Where nothing but a deletion changes the text, the line is that of the passage before it."""
    desk.propose(
        text=TEXT.replace(" We keep it for 12 months.", "").replace(
            "We collect your name and your email address.\n\n", ""
        )
    )
    (finding,) = [each for each in desk.verdict().refusals if each.rule.code == "note-missing"]
    assert finding.fault.line == TEXT.split("\n").index("## 1. What we collect") + 1
