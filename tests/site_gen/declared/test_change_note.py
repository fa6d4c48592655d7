"""Change notes as lawyers write them: read as meant, or refused with the line and the fix."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.catalogue import languages, words_in
from site_gen.declared.change_note import read_draft, read_note, read_old_note
from site_gen.declared.drafts import Draft
from site_gen.declared.note_body import WHAT_YOU_CAN_DO
from site_gen.declared.note_fields import MAX_BYTES
from site_gen.declared.questions import QUESTIONS
from site_gen.errors import ConfigError
from site_gen.model.note import Answer, ChangeClass, ChangeNote, Practice

PATH = "policy/changes/privacy/devices.md"
WHOLE = """\
---
effective: 2027-01-15
class: material
practice: changed            # or: wording
answers:
  M5: yes. Device data now goes to analytics vendors (section 3).
  M9: no. The opt-out moved to section 10, word for word.
---
We now share device information: see *section 3*.

## What you can do

Until 15 January you can opt out.
"""


def parsed(text: str) -> ChangeNote:
    note = read_note(PATH, text.encode())
    assert isinstance(note, ChangeNote)
    return note


def answers_of(*lines: str) -> tuple[Answer, ...]:
    return parsed("\n".join(["---", "class: minor", "answers:", *lines, "---"])).answers


def with_line(line: str) -> ChangeNote:
    return parsed(f"---\nclass: minor\n{line}\n---\n")


def test_a_note_says_all_that_legal_decided() -> None:
    """Dates, class, practice, answers, the summary and what one can do are read from one file."""
    assert parsed(WHOLE) == ChangeNote(
        path=PATH,
        effective_on=date(2027, 1, 15),
        change_class=ChangeClass.MATERIAL,
        practice=Practice.CHANGED,
        answers=(
            Answer(question="M5", yes=True, reason="Device data now goes to analytics vendors (section 3)."),
            Answer(question="M9", yes=False, reason="The opt-out moved to section 10, word for word."),
        ),
        summary="We now share device information: see *section 3*.",
        what_you_can_do="Until 15 January you can opt out.",
        published_on=None,
    )


def test_only_the_class_is_required() -> None:
    """Everything but the class may be left out."""
    note = parsed("---\nclass: editorial\n---")
    assert (note.effective_on, note.practice, note.answers, note.summary) == (None, None, (), "")


def test_history_brought_in_from_elsewhere_need_not_be_classed() -> None:
    """Beside `published:` the class may be left out, and then nothing is claimed; elsewhere it may not."""
    note = parsed("---\npublished: 2019-05-25\n---")
    assert (note.change_class, note.published_on) == (ChangeClass.UNDECLARED, date(2019, 5, 25))
    with pytest.raises(ConfigError, match="says no class"):
        parsed("---\neffective: 2019-05-25\n---")
    with pytest.raises(ConfigError, match="`class` says `undeclared`"):
        parsed("---\npublished: 2019-05-25\nclass: undeclared\n---")


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.encode("utf-8-sig"),
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        f"\n\n{WHOLE}".encode(),
        WHOLE.replace("---", "---  ").encode(),
    ],
    ids=["byte order mark", "Windows", "old Mac", "blank lines first", "trailing blanks"],
)
def test_how_the_file_was_saved_does_not_matter(data: bytes) -> None:
    """A byte order mark, line endings and stray blanks change nothing."""
    assert read_note(PATH, data) == parsed(WHOLE)


@pytest.mark.parametrize(
    ("line", "yes", "reason"),
    [
        ("  M5: yes. New vendors", True, "New vendors"),
        ("  M5: no, because nothing moved", False, "because nothing moved"),
        ("  M5: Yes: see section 3: vendors", True, "see section 3: vendors"),
        ("  M5: NO \u2014 it moved", False, "it moved"),
        ('  M5: "no, because: it\'s \\"the same\\""', False, 'because: it\'s "the same"'),
        ("  M5: 'yes. It''s new'", True, "It's new"),
        ("  M5: \u201cyes\u201d. \u201cQuoted\u201d by Word", True, "\u201cQuoted\u201d by Word"),
        ("  M5: yes. See issue #3 # not a comment", True, "See issue #3 # not a comment"),
        ("  M5: no. &x *y !z %w @v `u`", False, "&x *y !z %w @v `u`"),
        ("  m5: no. Small letter", False, "Small letter"),
        ("  - M5: no. In a list", False, "In a list"),
        ("M5: no. Not indented", False, "Not indented"),
        ("\tM5: no. Tab", False, "Tab"),
        ('  "M5": no. Quoted question', False, "Quoted question"),
        ("  M5: no. On\n    two lines: with a colon", False, "On two lines: with a colon"),
        ("  M5: >\n    no. Folded\n    text", False, "Folded text"),
        ("  M5:\n    answer: no\n    reason: nested: so", False, "nested: so"),
        ("  M5:\n    answer: 'no'\n    reason: \"nested\"", False, "nested"),
        ("  # a hint\n\n  M5: no. After a hint", False, "After a hint"),
    ],
)
def test_an_answer_is_read_as_meant(line: str, yes: bool, reason: str) -> None:
    """Colons, quotes, dashes, lists, folds and what else YAML trips over say what a reader would say they do."""
    assert answers_of(line) == (Answer(question="M5", yes=yes, reason=reason),)


@pytest.mark.parametrize(
    "line", ["M13 yes. It is new.", "M13 - yes. It is new.", "M13 = yes, it is new.", "M13. Yes: it is new.", "m13 YES"]
)
@pytest.mark.parametrize("before", ["answers:", "answers:\n  M7: no. As long as before."])
def test_a_forgotten_colon_is_no_part_of_the_answer_above(line: str, before: str) -> None:
    """An answer without its colon is one all the same, and is not swallowed by another."""
    draft = read_draft(PATH, f"---\nclass: minor\n{before}\n  {line}\n---\n".encode())
    assert isinstance(draft, Draft)
    answered = {answer.question: answer.reason for answer in draft.note.answers}
    assert "M13" in answered or draft.unreasoned == ("M13",)
    assert answered.get("M7", "As long as before.") == "As long as before."


@pytest.mark.parametrize("words", ["M7 no longer applies.", "M7 yes-and-no clause.", "M7, as said.", "X7 no."])
def test_an_answer_that_goes_on_may_name_a_question(words: str) -> None:
    """What only looks like an answer goes on with the one above."""
    assert answers_of("  M5: no. See what", f"    {words}")[0].reason == f"See what {words}"


def test_answers_need_not_line_up() -> None:
    """A question is a question however far it is indented."""
    found = answers_of("  M5: yes. One", "   M9: no. Two", "  E1: no. Three")
    assert [answer.question for answer in found] == ["M5", "M9", "E1"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_answered(question: str) -> None:
    """The questions are those of the checklist."""
    assert answers_of(f"  {question}: no. Reason")[0].question == question


@pytest.mark.parametrize(
    "line",
    [
        "effective: 2027-01-05",
        "effective: 2027-1-5",
        'effective: "2027-01-05"',
        "effective: 2027\u201101\u201305  # a day",
    ],
)
def test_a_date_is_a_date(line: str) -> None:
    """Year, month, day: bare or quoted, with whatever dash the word processor made of it."""
    assert with_line(line).effective_on == date(2027, 1, 5)


@pytest.mark.parametrize(
    "word", ["material+consent", "Material + consent", '"material+consent"', "material+consent # c"]
)
def test_a_class_is_a_class(word: str) -> None:
    """Capitals, blanks, quotes and a comment do not matter."""
    assert parsed(f"---\nclass: {word}\n---").change_class is ChangeClass.MATERIAL_CONSENT


@pytest.mark.parametrize(
    "heading",
    [
        "## What you can do",
        "# WHAT YOU CAN DO",
        "###### what you can do ######",
        "What you can do\n---",
        "## What you can do:",
        *(f"## {heading}" for heading in WHAT_YOU_CAN_DO.values()),
    ],
)
def test_the_body_is_cut_at_its_heading(heading: str) -> None:
    """The heading may be of any level, in any case, written either way."""
    note = parsed(f"---\nclass: minor\n---\nWhy.\n\n## Details\n\nMore.\n\n{heading}\n\nOpt out.\n\n## Help\n")
    assert (note.summary, note.what_you_can_do) == ("Why.\n\n## Details\n\nMore.", "Opt out.\n\n## Help")


def test_the_heading_of_each_language_of_the_pages_counts() -> None:
    """What a page shows above the choices is what a note may call them."""
    said = {language: words_in(language).say("What you can do") for language in languages()}
    assert said == WHAT_YOU_CAN_DO


@pytest.mark.parametrize(
    ("rest", "expected"), [("## What you can do\nOpt out.", "Opt out."), ("What you can do\n---", "")]
)
def test_nothing_around_the_heading_is_lost(rest: str, expected: str) -> None:
    """What follows the heading at once is kept, and the heading may be the last line."""
    note = parsed(f"---\nclass: minor\n---\n{rest}")
    assert (note.summary, note.what_you_can_do) == ("", expected)


@pytest.mark.parametrize("line", ["What you can do is little.", "## What you can do about it", "#What you can do"])
def test_other_words_are_no_heading(line: str) -> None:
    """A sentence, or a longer heading, does not cut the body."""
    assert parsed(f"---\nclass: minor\n---\n{line}\n\nMore.").what_you_can_do == ""


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("", 1, "three hyphens"),
        ("We changed things.\n", 1, "three hyphens"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 98\n", 1, "git lfs untrack"),
        ("---\nclass: minor\nWe changed things.\n", 1, "never closed"),
        ("---\nclass: minor\n\nWe changed things.\n---\n", 4, "write three hyphens on a line above it"),
        ("---\nclass minor\n---\n", 2, "`class` has no colon behind it; write `class: minor`"),
        ("---\nclass: minor\neffective 2027-01-15\n---\n", 3, "write `effective: 2027-01-15`"),
        ("---\npostpones 2027-01-15\neffective: 2027-02-15\n---\nLate.\n", 2, "write `postpones: 2027-01-15`"),
        ("---\n---\n", 1, "add a line `class: `"),
        ("---\nclas: minor\n---\n", 2, "did you mean `class`"),
        ("---\nclass: minor\nnotify: all\n---\n", 3, "effective, class, practice"),
        ("---\nclass: minor\nclass: material\n---\n", 3, "line 2 too"),
        ("---\nclass: undeclared\n---\n", 2, "editorial, minor, material or material"),
        ("---\nclass:\n---\n", 2, "editorial, minor, material or material"),
        ("---\nclass: &anchor minor\n---\n", 2, "editorial, minor"),
        ("---\nclass: !!str minor\n---\n", 2, "editorial, minor"),
        ("---\nclass: minor\npractice: both\n---\n", 3, "changed or wording"),
        ("---\nclass: minor\neffective: 2027-02-30\n---\n", 3, "February 2027 has 28 days"),
        ("---\nclass: minor\neffective: 2027-13-01\n---\n", 3, "no such year or month"),
        ("---\nclass: minor\neffective: 0207-01-15\n---\n", 3, "no such year or month"),
        ("---\nclass: minor\neffective: \u0662\u0660\u0662\u0667-01-15\n---\n", 3, "2027-01-15"),
        ("---\nclass: minor\neffective:\n---\n", 3, "takes effect the day it is published"),
        ("---\nclass: minor\npublished: soon\n---\n", 3, "2027-01-15"),
        ("---\nclass: minor\nanswers:\n  M5: yes\n---\n", 4, "gives no reason"),
        ("---\nclass: minor\nanswers:\n  M5: yes. ...\n---\n", 4, "gives no reason"),
        ("---\nclass: minor\nanswers:\n  M5: maybe. So\n---\n", 4, "yes or no"),
        ("---\nclass: minor\nanswers:\n  M5: nothing changed\n---\n", 4, "yes or no"),
        ("---\nclass: minor\nanswers:\n  M5:\n---\n", 4, "write `M5: yes. Why` or `M5: no. Why`"),
        ("---\nclass: minor\nanswers:\n  M17: no. So\n---\n", 4, "M1 to M16"),
        ("---\nclass: minor\nanswers:\n  M5: no. So\n  M5: yes. Not so\n---\n", 5, "line 4 too"),
        ("---\nclass: minor\nanswers:\n  M5: no. So\n  also: this\n---\n", 5, "indent a line further"),
        ("---\nclass: minor\nanswers: {M5: yes. So}\n---\n", 3, "a line of its own"),
        ("---\nclass: minor\nanswers: [M5]\n---\n", 3, "a line of its own"),
        ("---\nclass: minor\n---\nBell \a here\n", 4, "control character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_fix(text: str, line: int, fix: str) -> None:
    """A refusal names the file, the line at fault and what to write instead."""
    with pytest.raises(ConfigError) as refusal:
        parsed(text)
    assert (refusal.value.path, refusal.value.line) == (PATH, line)
    assert fix in str(refusal.value)


def test_what_is_no_text_is_refused() -> None:
    """Bytes that are not UTF-8, and files too large to be a note, are refused."""
    with pytest.raises(ConfigError, match=r"devices\.md:3: is not UTF-8"):
        read_note(PATH, b"---\nclass: minor\n\xff\n---\n")
    with pytest.raises(ConfigError, match="at most"):
        read_note(PATH, WHOLE.encode().ljust(MAX_BYTES + 1))
    assert read_note(PATH, WHOLE.encode().ljust(MAX_BYTES)) == parsed(WHOLE)


def test_a_note_of_the_past_may_be_wrong() -> None:
    """A note that was merged broken is returned as its error, for the history to judge."""
    assert isinstance(read_old_note(PATH, b"nothing"), ConfigError)
    assert read_old_note(PATH, WHOLE.encode()) == parsed(WHOLE)


@pytest.mark.parametrize(
    ("wrong", "line", "unread"),
    [("language: german", 4, "language"), ("effective: soon", 4, "effective"), ("M1: no", 4, "M1")],
)
def test_of_a_note_of_the_past_whatever_can_be_read_counts(wrong: str, line: int, unread: str) -> None:
    """What is wrong with it is named beside the rest, for whoever knows whether it can still be mended."""
    found = read_old_note(PATH, f"---\nclass: material\npractice: changed\n{wrong}\n---\nWhy.\n".encode())
    assert isinstance(found, ChangeNote)
    assert found.fault
    assert (found.change_class, found.summary) == (ChangeClass.MATERIAL, "Why.")
    assert (found.fault.line, found.fault.unread) == (line, frozenset({unread}))


REASONS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40).filter(
    lambda text: any(letter.isalpha() for letter in text) and text[0].isalnum() and text[-1].isalnum()
)


@given(st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.tuples(st.booleans(), REASONS), max_size=5))
def test_what_is_written_is_what_is_read(answers: dict[str, tuple[bool, str]]) -> None:
    """Any reason, in any script and with any punctuation inside, is read back to the letter."""
    lines = [f"  {question}: {'yes' if yes else 'no'}. {reason}" for question, (yes, reason) in answers.items()]
    expected = tuple(Answer(question=question, yes=yes, reason=reason) for question, (yes, reason) in answers.items())
    assert answers_of(*lines) == expected


@given(st.text(st.sampled_from("-: \n#\"'\tM5eyesnoclassminor>|{}[]&*!0123456789."), max_size=200), st.booleans())
def test_nothing_but_a_refusal_comes_of_nonsense(text: str, fenced: bool) -> None:
    """Whatever the file holds, it is a note or one refusal."""
    data = f"---\nclass: minor\n{text}\n---\n" if fenced else text
    assert isinstance(read_old_note(PATH, data.encode()), ChangeNote | ConfigError)


def test_every_mistake_is_told_at_once() -> None:
    """Three wrong lines are three problems with their lines, and what can be read is read all the same."""
    draft = read_draft(
        PATH, b"---\neffective: soon\nclas: minor\nclass: material\npractice: both\nM5: maybe\n---\nWords.\n"
    )
    assert isinstance(draft, Draft)
    assert [error.line for error in draft.problems] == [2, 3, 5, 6]
    assert (draft.note.change_class, draft.note.summary) == (ChangeClass.MATERIAL, "Words.")
    assert draft.unread == {"effective", "practice", "M5"}


@pytest.mark.parametrize(
    "words",
    ["28 December 2026", "December 28, 2026", "28 Dec 2026", "28th of December 2026", "Monday, 28 December 2026",
     "28. December 2026", "28. Dezember 2026", "28 décembre 2026", "28 de diciembre de 2026",
     "28 ديسمبر 2026", '"28 December 2026"', "2026-12-28"],
)  # fmt: skip
def test_a_day_may_be_written_as_the_pages_print_it(words: str) -> None:
    """A day in words that can mean only one is that day."""
    assert parsed(f"---\nclass: minor\neffective: {words}\n---\n").effective_on == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12/11/2026", "may mean 2026-11-12 or 2026-12-11"),
        ("28.12.2026", "such as 2026-12-28"),
        ("2026/12/28", "such as 2026-12-28"),
        ("Tuesday, 28 December 2026", "2026-12-28 is a Monday, not a Tuesday"),
        ("31 November 2026", "November 2026 has 30 days"),
        ("December 2026", "write year-month-day"),
        ("28 Brumaire 2026", "write year-month-day"),
    ],
)
def test_a_day_that_is_none_or_two_is_refused_with_the_fix(words: str, said: str) -> None:
    """Figures that may be read two ways are refused with both readings."""
    with pytest.raises(ConfigError, match=re.escape(said)):
        parsed(f"---\nclass: minor\neffective: {words}\n---\n")


def test_a_note_may_be_about_one_language() -> None:
    """A note that names a language speaks for that one, whatever its case, and for no other."""
    note = parsed("---\nclass: minor\nlanguage: EN\n---\n")
    assert (note.speaks_for("en"), note.speaks_for("de"), parsed("---\nclass: minor\n---").speaks_for("de")) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(("word", "shown"), [("no", False), ("No", False), ('"no"', False), ("yes", True)])
def test_a_note_may_keep_the_quoted_passages_out_of_emails(word: str, *, shown: bool) -> None:
    """One line decides it, and emails show them without one."""
    assert parsed(f"---\nclass: material\nemail_table: {word}\n---\n").email_table is shown
    assert parsed("---\nclass: material\n---\n").email_table


def test_what_is_neither_yes_nor_no_about_emails_is_refused() -> None:
    """Another word is refused with its line and the two that are meant."""
    with pytest.raises(ConfigError, match=r":3: .*yes or no"):
        parsed("---\nclass: material\nemail_table: maybe\n---\n")
