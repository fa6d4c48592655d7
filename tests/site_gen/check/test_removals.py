"""What the check asks of a change that takes a policy down: each rule with what it passes and what it refuses."""

from __future__ import annotations

import pytest

from site_gen.check.report.sentences import deed_words, headline
from site_gen.check.report.text import check_text
from site_gen.check.rules import removals
from site_gen.check.scaffold import cases_to_note, note_path, scaffold
from site_gen.preview.review_page import review_page
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, TEXT, Desk, note

GERMAN = "policy/privacy.de.md"
GERMAN_TEXT = "# Datenschutz\n\nWir speichern sie 12 Monate.\n"
ENDING = "---\nends: policy\n---\nWe closed the service.\n"


def test_a_policy_is_taken_down_with_a_reason(desk: Desk) -> None:
    """A removed policy passes with a note that says why, and whoever reviews it reads what goes."""
    verdict = desk.propose(text=None, note=ENDING).verdict()
    assert (verdict.refusals, verdict.warnings) == ((), ())
    assert headline(verdict) == f"{POLICY}: ready to merge."
    assert [deed for deed, _ in deed_words(verdict)] == ["ended"]
    assert "every version stays at its address" in review_page([verdict])


def test_a_file_that_is_gone_without_a_word_is_refused(desk: Desk) -> None:
    """The only text of a policy does not go by accident; the next step is a note, or the old path of a moved file."""
    desk.repo.write(POLICY, None)
    assert desk.refused() == ["policy-removed"]
    assert "`ends: policy`" in check_text(desk.verdicts()).replace("\n    ", " ")
    desk.repo.write("policy/data.md", TEXT)
    moved = f'{CONFIG}\n[[policy]]\npath = "policy/data.md"\nslug = "privacy"\nformerly = ["{POLICY}"]\n'
    assert desk.propose(config=moved).refused() == []


def test_the_scaffold_of_an_end_lacks_its_reason_alone(desk: Desk) -> None:
    """What `policy-site note` begins is refused until the reason stands in it."""
    desk.repo.write(POLICY, None)
    (case,) = cases_to_note([desk.verdict().case])
    path, text = note_path(case, case.around_after.files), scaffold(case)
    assert path == "policy/changes/privacy/end.md"
    desk.repo.write(path, text)
    (finding,) = desk.verdict().refusals
    assert (finding.rule.code, finding.fault.path, finding.fault.line) == ("policy-removed", path, 3)
    desk.repo.write(path, f"{text}We closed the service.\n")
    assert desk.refused() == []


def test_a_language_may_go_and_the_others_stay(desk: Desk) -> None:
    """A translation that goes warns without a note, and passes with one that names its language."""
    desk.repo.commit("2025-04-01", {GERMAN: GERMAN_TEXT})
    desk.repo.write(GERMAN, None)
    assert desk.warned() == ["policy-removed"]
    assert all(verdict.is_passed for verdict in desk.verdicts())
    (case,) = cases_to_note([each.case for each in desk.verdicts()])
    desk.propose(note=f"{scaffold(case)}Nobody read it.\n")
    assert desk.warned() == []
    assert all(verdict.is_passed for verdict in desk.verdicts())
    desk.propose(note=ENDING)
    assert [each.rule.code for verdict in desk.verdicts() for each in verdict.refusals] == ["policy-not-removed"]


@pytest.mark.parametrize(
    ("gone", "new", "text"),
    [
        (POLICY, "policy/datenschutz.md", TEXT),
        (POLICY, "policy/data.md", TEXT.replace("12 months", "24 months")),
        (GERMAN, "policy/privacy.at.md", GERMAN_TEXT),
        (POLICY, "", ""),
    ],
)
def test_no_translation_excuses_what_is_renamed_or_leads(desk: Desk, gone: str, new: str, text: str) -> None:
    """A text whose words appear elsewhere, or that is the oldest of its languages, does not go without a word."""
    desk.repo.commit("2025-04-01", {GERMAN: GERMAN_TEXT})
    desk.repo.write(gone, None)
    if new:
        desk.repo.write(new, text)
    (finding,) = (f for v in desk.verdicts() for f in v.refusals if f.rule.code == "policy-removed")
    assert finding.fault.path == gone
    assert (f"git mv {new} {gone}" in finding.fault.message) == bool(new)
    assert "`formerly" in finding.fault.message


def test_a_slip_in_the_list_is_not_the_end_of_a_policy(desk: Desk) -> None:
    """Where the file stays and policy.toml names another that is not there, the slip is named with what is meant."""
    desk.propose(config=f'{CONFIG}\n[[policy]]\npath = "policy/privcy.md"\nslug = "privacy"\n')
    messages = [f.fault.message for v in desk.verdicts() for f in v.refusals]
    assert any(f'did you mean `path = "{POLICY}"`?' in each for each in messages)
    assert not any("takes" in each for each in messages)


def test_the_first_that_is_listed_does_not_go_without_a_word(desk: Desk) -> None:
    """Where policy.toml lists the younger language first, that one leads too."""
    listed = "".join(f'\n[[policy]]\npath = "{path}"\n' for path in (GERMAN, POLICY))
    desk.repo.commit("2025-04-01", {GERMAN: GERMAN_TEXT, "policy/policy.toml": CONFIG + listed})
    desk.repo.write(GERMAN, None)
    assert [f.rule.code for v in desk.verdicts() for f in v.refusals] == ["policy-removed"]


@pytest.mark.parametrize("files", [{}, {"text": None, "note": ENDING}])
def test_a_policy_that_was_published_stays_listed(desk: Desk, files: dict[str, str | None]) -> None:
    """An entry that goes, with its file or without, is refused here and not only by the build."""
    terms = '\n[[policy]]\npath = "policy/terms.md"\n'
    entry = f'\n[[policy]]\npath = "{POLICY}"\n'
    desk.repo.commit(
        "2025-04-01", {"policy/terms.md": "# Terms\n\nBe kind.\n", "policy/policy.toml": CONFIG + terms + entry}
    )
    desk.propose(config=CONFIG + terms, **files)
    (finding,) = (f for v in desk.verdicts() for f in v.refusals)
    assert finding.rule.code == "policy-struck-off"
    assert "No [[policy]] entry names policy/privacy.md after this change" in finding.fault.message
    desk.propose(config=CONFIG + terms + entry)
    assert all(verdict.is_passed for verdict in desk.verdicts())


def test_a_first_list_names_every_policy_that_is_published(desk: Desk) -> None:
    """Whoever lists one language lists the others too: what the first list leaves out would vanish."""
    german = "# Datenschutz\n\nWir speichern Ihren Namen.\n"
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": german})
    entry = '\n[[policy]]\nslug = "privacy"\npath = "policy/privacy{}.md"\nlanguage = "{}"\n'
    desk.propose(config=CONFIG + entry.format("", "en"))
    (finding,) = (f for v in desk.verdicts() for f in v.refusals)
    assert finding.rule.code == "policy-struck-off"
    assert 'path = "policy/privacy.de.md"`, `language = "de"' in finding.fault.message
    desk.propose(config=CONFIG + entry.format("", "en") + entry.format(".de", "de"))
    assert all(verdict.is_passed for verdict in desk.verdicts())


def test_a_text_that_is_set_aside_is_said_not_to_be_published(desk: Desk) -> None:
    """Beside policies that no list names, a draft and an old copy are not policies, and the check says so once."""
    for name in ("draft", "old"):
        desk.repo.write(f"policy/privacy.{name}.md", "# A draft\n\nWe sell everything.\n")
    (verdict,) = desk.verdicts()
    assert [(f.rule.code, f.fault.path) for f in verdict.warnings] == [
        ("policy-unlisted", "policy/privacy.draft.md"),
        ("policy-unlisted", "policy/privacy.old.md"),
    ]


def test_a_policy_that_comes_back_is_seen(desk: Desk) -> None:
    """Readers see a policy again that had ended, and whoever merges it is told, though no text changes."""
    desk.repo.commit("2026-11-20", {POLICY: None, "policy/changes/privacy/end.md": ENDING})
    verdict = desk.propose(text=TEXT).verdict()
    assert headline(verdict) == f"{POLICY}: ready to merge."
    assert [word for word, _ in deed_words(verdict)] == ["returns"]


def test_an_end_before_an_announced_day_is_warned_of(desk: Desk) -> None:
    """Whoever ends a policy that has a version to come is reminded of those who were told of it."""
    desk.repo.commit("2026-11-20", {POLICY: LONGER, "policy/changes/privacy/longer.md": note()})
    desk.propose(text=None, note=ENDING)
    assert desk.warned() == ["policy-ends-ahead"]


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (note(), "policy-removed", 1, "declares a change of the text"),
        (ENDING.replace("policy\n", "privacy\n"), "policy-removed", None, "no note says why"),
        (ENDING.replace("We closed the service.\n", ""), "policy-removed", 3, "Say there in a sentence why"),
    ],
)
def test_what_explains_no_end_is_refused(desk: Desk, text: str, code: str, line: int | None, words: str) -> None:
    """A note of another kind, one that cannot be read and one without a reason each leave the removal refused."""
    findings = desk.propose(text=None, note=text).verdict().refusals
    assert [(each.rule.code, each.fault.line) for each in findings if words in each.fault.message] == [(code, line)]


def test_a_policy_that_stays_has_no_end(desk: Desk) -> None:
    """A note that ends a policy whose text is still there is refused, at its line."""
    (finding,) = desk.propose(note=ENDING).verdict().refusals
    assert (finding.rule.code, finding.fault.path, finding.fault.line) == ("policy-not-removed", NOTE, 2)


def test_the_rules_here_are_whole() -> None:
    """The two rules of removals are in the catalogue's file."""
    assert {"policy-removed", "policy-not-removed"} <= {rule.code for rule in removals.RULES}
