"""The note that `policy-site note` writes."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from site_gen.check.report.markdown import check_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.scaffold import cases_to_note, is_as_scaffolded, note_path, scaffold
from site_gen.declared.change_note import read_draft
from site_gen.declared.drafts import Draft
from site_gen.model.note import ChangeClass
from site_gen.signals.excerpts import excerpts
from site_gen.signals.model import Signal, Weight
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, REWORDED, SHARED, TEXT, Desk


def drafted(path: str, data: bytes) -> Draft:
    """Read a note that declares a change."""
    draft = read_draft(path, data)
    assert isinstance(draft, Draft)
    return draft


def filled(text: str) -> str:
    """Answer every open question as somebody in a hurry would."""
    return re.sub(r"^(  [MDE]\d+:)$", r"\1 no. The words changed, not what we do.", text, flags=re.MULTILINE)


def test_the_scaffold_passes_once_its_questions_are_answered(desk: Desk) -> None:
    """Filling in the answers is all that is left to do, whatever the change."""
    dated = "# Privacy\n\nLast updated: 1 March 2025\n"
    for text in (LONGER, SHARED, REWORDED, LONGER.replace("# Privacy\n", dated)):
        case = desk.propose(text=text).verdict().case
        desk.propose(note=filled(scaffold(case)))
        assert desk.refused() == []
        desk.propose(note=None)


def test_an_unfilled_scaffold_is_refused(desk: Desk) -> None:
    """The scaffold claims nothing: as written, each of its questions still waits."""
    case = desk.propose(text=LONGER).verdict().case
    assert desk.propose(note=scaffold(case)).refused() == ["question-unanswered"] * 3


def test_the_scaffold_proposes_the_class_and_the_earliest_day(desk: Desk) -> None:
    """It holds the class that the text asks for and the first lawful day; a quiet change needs none."""
    draft = drafted(NOTE, scaffold(desk.propose(text=LONGER).verdict().case).encode())
    assert (draft.note.change_class, draft.note.effective_on) == (ChangeClass.MATERIAL, date(2026, 12, 22))
    quiet = drafted(NOTE, scaffold(desk.propose(text=REWORDED).verdict().case).encode())
    assert (quiet.note.change_class, quiet.note.effective_on) == (ChangeClass.EDITORIAL, None)


def test_the_scaffold_quotes_what_raised_each_question(desk: Desk) -> None:
    """Each question stands with the words old and new and their section."""
    text = scaffold(desk.propose(text=LONGER).verdict().case)
    assert "#   Changed in “2. Who receives it”:" in text
    quotes = [line for line in text.splitlines() if "now:" in line]
    assert len(quotes) == len(set(quotes))
    assert "before: “We keep it for 12 months.”" in text
    assert "now:    “We keep it for 24 months.”" in text


def test_a_summary_that_nobody_wrote_is_remarked(desk: Desk) -> None:
    """The drafted summary may be published, and the check says that nobody wrote it."""
    case = desk.propose(text=LONGER).verdict().case
    assert desk.propose(note=filled(scaffold(case))).warned() == ["summary-unwritten"]


def test_the_note_is_named_after_the_section_and_takes_no_other_files_place(desk: Desk) -> None:
    """A taken name gets a number."""
    case = desk.propose(text=LONGER).verdict().case
    first = note_path(case, frozenset())
    assert first == "policy/changes/privacy/2-who-receives-it.md"
    assert note_path(case, frozenset({first})) == "policy/changes/privacy/2-who-receives-it-2.md"


WORDS = st.lists(st.sampled_from(["we", "share", "your", "name", "not", "never", "12", "months"]), max_size=80).map(
    " ".join
)


@given(WORDS, WORDS)
@settings(max_examples=200)
def test_an_excerpt_keeps_every_word_that_changed(before: str, after: str) -> None:
    """What two passages do not share at their ends is never cut out, up to the excerpt's length."""
    signal = Signal(
        code="x", question="M1", section="", before=before, after=after, old_leaf=None, new_leaf=None,
        found=(), why="Why.", source="Source", weight=Weight.MATERIAL,
    )  # fmt: skip
    (excerpt,) = excerpts([signal])
    old, new = before.split(), after.split()
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    for words, shown in ((old, excerpt.before), (new, excerpt.after)):
        assert shown.strip("… ") in " ".join(words)
        assert " ".join(words[start : start + 1]) in shown


def test_the_scaffold_of_a_first_version_says_so(empty_desk: Desk) -> None:
    """A first version has nothing to compare with, is no matter of spelling, and passes as it is begun."""
    text = scaffold(empty_desk.propose(config=CONFIG, text=TEXT).verdict().case)
    assert drafted(NOTE, text.encode()).note.change_class is ChangeClass.MINOR
    verdict = empty_desk.propose(note=text).verdict()
    assert (verdict.refusals, verdict.warnings) == ((), ())


def test_a_note_about_one_language_is_begun_in_it(desk: Desk) -> None:
    """Where only the German text changes, its readers are addressed in German, and the check reads what was begun."""
    german = "# Datenschutz\n\n## Dauer\n\nWir speichern sie 12 Monate.\n"
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": german})
    desk.repo.write("policy/privacy.de.md", german.replace("12", "24"))
    (case,) = cases_to_note([verdict.case for verdict in desk.verdicts()])
    draft = drafted(NOTE, scaffold(case).encode())
    assert draft.note.summary == "Diese Fassung ändert „Dauer“. Jede Änderung ist unten Wort für Wort markiert."
    assert "vor dem 22. Dezember 2026 an [privacy@example.com]" in draft.note.what_you_can_do
    assert is_as_scaffolded(case, draft)


def test_a_translation_is_begun_as_editorial(desk: Desk) -> None:
    """A text that says in another language what is public already declares nothing new."""
    desk.repo.write("policy/privacy.de.md", "# Datenschutz\n")
    (case,) = cases_to_note([verdict.case for verdict in desk.verdicts()])
    assert drafted(NOTE, scaffold(case).encode()).note.change_class is ChangeClass.EDITORIAL


def test_a_language_without_word_lists_is_asked_about_all_the_same(desk: Desk) -> None:
    """One number or one `inte` in a language that nobody reads here is never taken for editorial."""
    swedish = "# Integritet\n\nVi ger din adress till banker. Vi sparar den 12 månader.\n"
    desk.repo.commit("2025-03-02", {"policy/privacy.sv.md": swedish})
    for changed in (swedish.replace("12", "24"), swedish.replace("ger", "ger inte")):
        desk.repo.write("policy/privacy.sv.md", changed)
        (verdict,) = (each for each in desk.verdicts() if each.case.policy.language == "sv")
        assert "M13" in {question.code for question in verdict.questions}
        assert verdict.class_asked is ChangeClass.MATERIAL


def test_languages_that_share_a_note_get_one(desk: Desk) -> None:
    """Where two languages of a policy change together, the note begins in the first, whichever asks more."""
    german = "# Datenschutz\n\nWir geben Ihre Adresse weiter. Wir behalten sie 12 Monate.\n"
    desk.repo.commit("2025-03-02", {"policy/privacy.de.md": german})
    desk.repo.write("policy/privacy.de.md", german.replace("12", "24"))
    verdicts = desk.propose(text=LONGER.replace("payment processor", "payment processor and advertisers")).verdicts()
    (case,) = cases_to_note(verdict.case for verdict in verdicts)
    assert case.policy.language == "en"
    assert check_markdown(verdicts, Links()).count("### The note to fill in") == 1


def test_a_note_in_the_first_language_asks_what_another_one_raises(desk: Desk) -> None:
    """Words and sections are those of the first language, and no question of a translation is left for later."""
    german = "# Datenschutz\n\n## Dauer\n\nWir behalten Ihre Adresse 12 Monate.\n"
    desk.repo.commit("2025-03-02", {"policy/privacy.de.md": german})
    desk.repo.write("policy/privacy.de.md", german.replace("12", "24"))
    (case,) = cases_to_note(verdict.case for verdict in desk.propose(text=REWORDED).verdicts())
    text = scaffold(case)
    assert case.policy.language == "en"
    assert "  M7:" in text
    assert "“Dauer”" not in text.rpartition("---")[2]
