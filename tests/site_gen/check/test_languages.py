"""Languages that do not lock each other, notes in the wrong place, and what is said once."""

from __future__ import annotations

import re

import pytest

from site_gen.check.checklist import unanswered_questions
from site_gen.check.report.sentences import days_words
from site_gen.check.scaffold import cases_to_note, questions_to_answer, scaffold
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, REWORDED, TEXT, Desk, note

GERMAN = "# Datenschutz\n\nWir erheben Ihren Namen.\n"


def test_a_fix_in_one_language_can_be_merged_alone(desk: Desk) -> None:
    """The other language is warned of and refuses nothing; an editorial note that names its language has said it."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    for declared, more, warned in (
        ("editorial", (), ["translation-stale"]),
        ("editorial", ("language: en",), []),
        ("minor", ("language: en",), ["translation-stale"]),
    ):
        desk.propose(text=REWORDED, note=note(declared, "", answers=(), body="It is said better.", more=more))
        assert all(verdict.is_passed for verdict in desk.verdicts())
        assert desk.warned() == warned


def test_a_note_for_one_language_does_not_speak_for_the_other(desk: Desk) -> None:
    """Where both texts change, a note that names one of them leaves the other without a note."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.propose(text=REWORDED, note=note("editorial", "", answers=(), body="", more=("language: en",)))
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    codes = {v.case.policy.language: [f.rule.code for f in v.refusals] for v in desk.verdicts()}
    assert codes == {"en": [], "de": ["note-missing"]}


@pytest.mark.parametrize("language", ["de", "fr", "en-US"])
def test_a_note_for_another_language_is_named(desk: Desk, language: str) -> None:
    """Whoever wrote the wrong language into the note, or one that no text has, is told so at the note."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.propose(text=REWORDED, note=note("editorial", "", answers=(), body="", more=(f"language: {language}",)))
    (finding,) = (finding for verdict in desk.verdicts() for finding in verdict.refusals)
    assert (finding.rule.code, finding.fault.path) == ("note-missing", NOTE)
    assert f"about `{language}` alone" in finding.fault.message


def test_a_new_language_leaves_no_other_behind(desk: Desk) -> None:
    """A translation that appears says what the others say already."""
    desk.repo.write("policy/privacy.de.md", GERMAN)
    assert "translation-stale" not in desk.warned()


_TWO = '[[policy]]\npath = "policy/privacy.md"\n\n[[policy]]\npath = "policy/terms.md"\n'
LONG_GERMAN = "# Datenschutz\n\nWir speichern die Daten, die Sie uns geben, und wir geben sie nicht an andere weiter.\n"
LISTED = """\
[[policy]]
path = "policy/privacy.md"
[[policy]]
path = "policy/datenschutz.md"
slug = "privacy-de"
language = "de"
"""


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"privacy-de.md": LONG_GERMAN}, ["as English, and is in German", "/privacy-de/", "policy/privacy.de.md"]),
        ({"privacy-de.md": f"---\nlanguage: de\n---\n{GERMAN}"}, ["as English, and is in German", 'slug = "privacy"']),
        ({"datenschutz.md": LONG_GERMAN, "policy.toml": LISTED}, ["not as the German of policy/privacy.md"]),
        ({"terms.md": LONG_GERMAN}, ["as English, and is in German", "policy/terms.de.md"]),
        ({"terms.md": f"---\nlang: pt-BR\n---\n{GERMAN}"}, ["another language (`pt-BR`)", "policy/terms.pt-br.md"]),
        ({"privacy.de.md": LONG_GERMAN}, []),
        ({"privacy-notes.md": "# Notes\n\nWe keep what you give us, and we do not give it to others.\n"}, []),
    ],
)
def test_a_text_is_published_in_its_language_beside_the_others(
    files: dict[str, str], words: list[str], desk: Desk
) -> None:
    """A name with a hyphen, or a line in the text, says no language: legal learns it before the address stands."""
    for name, content in files.items():
        desk.repo.write(f"policy/{name}", content)
    found = [each for verdict in desk.verdicts() for each in verdict.warnings]
    told = [each.fault.message for each in found if each.rule.code == "language-apart"]
    assert len(told) == bool(words)
    assert all(word in told[0] for word in words)


def test_the_scaffold_says_which_language_it_is_about(desk: Desk) -> None:
    """Where one language alone changes, the note that is begun for it says so."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.propose(text=REWORDED)
    english = next(verdict for verdict in desk.verdicts() if verdict.case.policy.language == "en")
    assert "\nlanguage: en\n" in scaffold(english.case)


def test_the_scaffold_speaks_for_all_languages_that_change_together(desk: Desk) -> None:
    """Of three languages two change: their note names neither, and it is neither missing nor astray anywhere."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN, "policy/privacy.fr.md": "# Vie\n\nVotre nom.\n"})
    desk.propose(text=REWORDED)
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    begun = {verdict.case.policy.language: scaffold(verdict.case) for verdict in desk.verdicts()}
    assert "language:" not in begun["en"] + begun["de"]
    desk.propose(note=begun["de"])
    declared = {verdict.case.policy.language: bool(verdict.case.notes) for verdict in desk.verdicts()}
    assert declared == {"en": True, "de": True, "fr": False}
    assert not {"note-missing", "note-second", "note-stray"} & {
        f.rule.code for v in desk.verdicts() for f in v.refusals
    }


def test_a_note_asks_what_the_check_asks_of_every_language(desk: Desk) -> None:
    """What the German text alone raises stands in the note of both: once its questions are answered, none is open."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.propose(text=LONGER)
    desk.repo.write(
        "policy/privacy.de.md", GERMAN + "\nWir erheben Ihren Namen und neuerdings Ihren genauen Standort.\n"
    )
    cases = [verdict.case for verdict in desk.verdicts()]
    by_text = [{question.code for question in unanswered_questions(case)} for case in cases]
    asked = set[str]().union(*by_text)
    assert asked not in by_text
    (case,) = cases_to_note(cases)
    begun = scaffold(case)
    assert {each.code for each in questions_to_answer(case)} == asked
    assert all(f"\n  {code}:\n" in begun for code in asked)
    desk.propose(note=re.sub(r"^( +[MD]\d+:)$", r"\1 no. It does not.", begun, flags=re.MULTILINE))
    assert not [f for v in desk.verdicts() for f in v.refusals if f.rule.code == "question-unanswered"]


@pytest.mark.parametrize(
    ("language", "words", "heading"),
    [
        ("ar", "نحتفظ بعنوانك مدة أطول.", "## ما يمكنك فعله"),
        ("de", "Wir speichern länger.", "## Was Sie tun können"),
        ("it", "Conserviamo i dati più a lungo.", "## What you can do"),
        ("de", "We keep the names of all people for longer, and your addresses are not in this.", "## What you can do"),
    ],
)
def test_the_heading_that_is_asked_for_counts(desk: Desk, language: str, words: str, heading: str) -> None:
    """A note without it is told the heading of the language that it is in, and passes with just that."""
    path = f"policy/privacy.{language}.md"
    desk.repo.commit("2025-04-01", {path: GERMAN})
    desk.repo.write(path, GERMAN + "\nMail.\n")

    def missing(body: str) -> list[str]:
        desk.propose(note=note(body=body, more=(f"language: {language}",)))
        found = [finding for verdict in desk.verdicts() for finding in verdict.refusals]
        return [each.fault.message for each in found if each.rule.code == "summary-missing"]

    (message,) = missing(words)
    assert f"Add a heading `{heading}`" in message
    assert missing(f"{words}\n\n{heading}\n\n{words}") == []


def test_a_translation_applies_no_earlier_than_its_original(desk: Desk) -> None:
    """The German text of an announced English one is warned of where it would apply today; the scaffold has its day."""
    german = "policy/privacy.de.md"
    desk.repo.commit("2025-04-01", {german: GERMAN})
    announced = note(more=("language: en",))
    desk.repo.commit("2026-11-20", {POLICY: LONGER, "policy/changes/privacy/longer.md": announced})
    desk.repo.write(german, GERMAN.replace("Ihren", "deinen"))
    begun = next(scaffold(each.case) for each in desk.verdicts() if each.case.policy.language == "de")
    assert "\neffective: 2026-12-22\n" in begun
    desk.propose(note=note("editorial", "", (), "Translated.", ("language: de",)))
    assert "date-before-original" in desk.warned()
    desk.propose(note=note("editorial", "2026-12-22", (), "Translated.", ("language: de",)))
    assert "date-before-original" not in desk.warned()
    assert not [f for v in desk.verdicts() for f in v.refusals if f.rule.code.startswith("date-")]


def test_a_translation_in_the_same_change_waits_for_its_original(desk: Desk) -> None:
    """Two languages that change together under two notes are held to the same day."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.propose(text=LONGER, note=note(more=("language: en",)))
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    desk.repo.write("policy/changes/privacy/de.md", note("editorial", "", (), "Translated.", ("language: de",)))
    assert desk.warned().count("date-before-original") == 1


def test_a_slip_in_a_translation_that_followed_is_no_translation(desk: Desk) -> None:
    """Where the other language has nothing to come, or this one followed it, no day is asked for."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    desk.propose(note=note("editorial", "", (), "Spelling.", ("language: de",)))
    assert "date-before-original" not in desk.warned()


def test_a_note_one_folder_too_high_is_named(desk: Desk) -> None:
    """A file that opens as a note and lies where nobody looks is named with its place."""
    desk.propose(text=LONGER)
    desk.repo.write("policy/changes/note.md", note())
    (finding,) = desk.verdict().refusals
    assert (finding.rule.code, finding.fault.path) == ("note-missing", "policy/changes/note.md")
    assert "Move it to policy/changes/privacy/note.md" in finding.fault.message


def test_a_note_outside_every_folder_of_policies_is_named(desk: Desk) -> None:
    """Wherever in the repository it lies, and before git knows it; what only looks like a note is not."""
    desk.propose(text=LONGER)
    desk.repo.write("changes/privacy/note.md", note())
    desk.repo.write("blog/post.md", "---\nclass: wide\n---\nHello.\n")
    (finding,) = desk.verdict().refusals
    assert (finding.rule.code, finding.fault.path) == ("note-missing", "changes/privacy/note.md")
    desk.repo.git("add", "--all")
    assert [each.fault.path for each in desk.verdict().refusals] == ["changes/privacy/note.md"]


def test_a_note_that_would_do_nothing_where_it_is_is_named(desk: Desk) -> None:
    """What postpones, withdraws or ends comes without a change of the text; it is named once for all policies."""
    desk.repo.commit("2025-04-01", {"policy/terms.md": "# Terms\n\nWe may bill you.\n"})
    desk.repo.write("policy/changes/order.md", "---\nwithdraws: 2025-03-01\n---\nA court said so.\n")
    (finding,) = (each for verdict in desk.verdicts() for each in verdict.refusals)
    assert (finding.rule.code, finding.fault.path) == ("note-misplaced", "policy/changes/order.md")


def test_the_note_of_a_policy_that_ends_is_where_it_counts(desk: Desk) -> None:
    """A policy that a change takes out of the list too has its folder still: the list alone is at fault."""
    terms = {"policy/terms.md": "# Terms\n\nWe may bill you.\n", "policy/policy.toml": f"{CONFIG}\n{_TWO}"}
    desk.repo.commit("2025-04-01", terms)
    desk.repo.write("policy/terms.md", None)
    desk.repo.write("policy/policy.toml", f'{CONFIG}\n[[policy]]\npath = "policy/privacy.md"\n')
    desk.repo.write("policy/changes/terms/end.md", "---\nends: policy\n---\nWe closed the shop.\n")
    assert {each.rule.code for verdict in desk.verdicts() for each in verdict.refusals} == {"policy-struck-off"}


def test_a_note_of_a_policy_that_nobody_asked_about_is_where_it_counts(desk: Desk) -> None:
    """A check of one policy alone knows the folders of the others."""
    desk.repo.commit("2025-04-01", {"policy/terms.md": "# Terms\n\nWe may bill you.\n"})
    desk.repo.commit("2025-05-01", {"policy/terms.md": "# Terms\n\nWe bill you.\n"})
    desk.repo.write("policy/changes/terms/order.md", "---\nwithdraws: 2025-04-01\n---\nA court said so.\n")
    assert [each.rule.code for verdict in desk.verdicts(policies=(POLICY,)) for each in verdict.refusals] == []


def test_an_edited_note_that_languages_share_is_told_once(desk: Desk) -> None:
    """It is one file and one slip, however many languages it is about."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.repo.commit(
        "2026-11-01", {"policy/privacy.md": LONGER, "policy/changes/privacy/longer.md": note("minor", "", ())}
    )
    desk.repo.write("policy/changes/privacy/longer.md", note("minor", "", (), "Other words."))
    (finding,) = (each for verdict in desk.verdicts() for each in verdict.refusals)
    assert finding.rule.code == "note-edited"


def test_what_is_said_of_a_shared_file_is_said_once(desk: Desk) -> None:
    """A promise that policy.toml loosens is one thing to look at, however many policies it is about."""
    desk.repo.commit("2025-04-01", {"policy/terms.md": "# Terms\n\nWe may bill you.\n"})
    desk.repo.commit("2025-04-02", {"policy/policy.toml": "[promise]\nlead_days = 30\n"})
    desk.repo.write("policy/policy.toml", "[promise]\nlead_days = 20\n")
    codes = [each.rule.code for verdict in desk.verdicts() for each in verdict.warnings]
    assert codes.count("promise-loosened") == 1


def test_a_wrong_day_hides_nothing_else(desk: Desk) -> None:
    """What the note says beside a day that cannot be read is known, and no other rule speaks of that day."""
    desk.propose(text=LONGER, note=note(effective="12/11/2026"))
    assert desk.refused() == ["note-unreadable"]
    assert "at the earliest" in days_words(desk.verdict())
    assert desk.verdict().class_declared == "material"


def test_one_line_is_one_thing_to_put_right(desk: Desk) -> None:
    """A date in the text with an empty D1 in the note is told once."""
    desk.propose(text=TEXT.replace("# Privacy\n", "# Privacy\n\nLast updated: 1 May 2019\n").replace("12 m", "24 m"))
    answers = ("M7: yes. Longer.", "M13: yes. So.", "M14: yes. So.", "D1:")
    desk.repo.write(NOTE, note(answers=answers))
    assert desk.refused() == ["date-in-text"]


def test_what_reaches_back_asks_about_consent(desk: Desk) -> None:
    """A yes to M11 under a material class is warned of, unless the answer says why not, in a language of the site."""
    answers = ("M7: yes. Longer.", "M13: yes. So.", "M14: yes. So.")
    desk.propose(text=LONGER, note=note(answers=(*answers, "M11: yes. All of it.")))
    assert "consent-unasked" in desk.warned()
    reasons = (
        "No consent is needed: a law asks for it.",
        "Eine Einwilligung ist nicht nötig: ein Gesetz verlangt es.",
        "Les personnes concernées ont déjà donné leur accord.",
        "La ley lo exige, sin que haga falta su consentimiento.",
        "لا حاجة إلى موافقة: القانون يفرض ذلك.",
    )
    for reason in reasons:
        desk.propose(note=note(answers=(*answers, f"M11: yes. {reason}")))
        assert "consent-unasked" not in desk.warned()


def test_a_language_that_follows_leaves_no_other_behind(desk: Desk) -> None:
    """Where the German text catches up with the English one, nobody is told that English is behind."""
    declared = note("minor", "", answers=(), body="Said better.")
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    desk.repo.commit("2025-05-01", {POLICY: REWORDED, "policy/changes/privacy/two.md": declared})
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    assert "translation-stale" not in desk.warned()
    desk.repo.commit("2025-06-01", {"policy/changes/privacy/three.md": declared})
    desk.propose(text=REWORDED.replace("We collect", "We gather"))
    assert "translation-stale" in desk.warned()


def test_a_language_that_changes_alone_leaves_the_others_behind(desk: Desk) -> None:
    """What the others said before this language began is no lead of theirs; a text that has ended is not behind."""
    declared = note("minor", "", answers=(), body="Said better.")
    desk.repo.commit("2025-04-01", {POLICY: REWORDED, "policy/changes/privacy/two.md": declared})
    desk.repo.commit("2025-05-01", {"policy/privacy.de.md": GERMAN})
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    assert "translation-stale" in desk.warned()
    desk.repo.commit("2025-06-01", {"policy/privacy.de.md": None})
    desk.propose(text=REWORDED.replace("We collect", "We gather"))
    assert "translation-stale" not in desk.warned()


ENGLISH_NOTE = "We keep your email address for longer than before, and this is the day from which we do it."


def test_a_note_that_two_languages_share_is_named_in_the_other(desk: Desk) -> None:
    """Its English words reach German readers as they are; the way to give them German ones works as it is written."""
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": GERMAN})
    shared = note("editorial", "", answers=(), body=ENGLISH_NOTE)
    desk.propose(text=REWORDED, note=shared)
    desk.repo.write("policy/privacy.de.md", GERMAN.replace("Ihren", "deinen"))
    warned = [
        (each.fault.path, each.fault.message)
        for verdict in desk.verdicts()
        for each in verdict.warnings
        if each.rule.code == "note-in-another-language"
    ]
    assert len(warned) == 1
    assert warned[0][0] == NOTE
    assert "add `language: en` to this note" in warned[0][1]
    assert "new.de.md, with `language: de`" in warned[0][1]
    german = "Wir sagen jetzt du zu Ihnen, und sonst ändert sich nichts an dem, was wir mit Ihren Angaben tun."
    desk.propose(note=note("editorial", "", (), ENGLISH_NOTE, ("language: en",)))
    desk.repo.write(NOTE.replace(".md", ".de.md"), note("editorial", "", (), german, ("language: de",)))
    found = {finding.rule.code for verdict in desk.verdicts() for finding in verdict.findings}
    assert not [code for code in found if code.startswith("note-")]
