"""What the check asks of notes that correct or withdraw: each rule with what it passes and what it refuses."""

from __future__ import annotations

import pytest

from site_gen.check.report.markdown import check_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.report.sentences import headline, withdrawn_words
from site_gen.check.report.text import check_text
from site_gen.check.rules import corrections
from site_gen.preview.review_page import review_page
from tests.site_gen.check.conftest import LONGER, NOTE, POLICY, TEXT, Desk, note

OLD, NEW = "2025-03-01", "2026-11-01"


def withdrawing(version: str = OLD, reason: str = "A court said so.") -> str:
    return f"---\nwithdraws: {version}\n---\n{reason}\n"


@pytest.fixture
def replaced(desk: Desk) -> Desk:
    """Return a desk whose second version is in force."""
    own = {
        POLICY: LONGER,
        "policy/changes/privacy/longer.md": note("minor", effective="", answers=["M7: no. As it was."]),
    }
    desk.repo.commit(NEW, own)
    return desk


def test_a_replaced_text_may_be_withdrawn(replaced: Desk) -> None:
    """With its reason, and without a change of the text, the note passes."""
    verdict = replaced.propose(note=withdrawing()).verdict()
    assert list(verdict.refusals) == []
    assert (headline(verdict), list(withdrawn_words(verdict))) == (
        f"{POLICY}: ready to merge.",
        [f"the text of version {OLD}; what its note says stays public, unless `withholds: note` takes that down too"],
    )
    page = review_page([verdict])
    assert headline(verdict) in page
    assert "No policy changes" not in page


def test_what_was_announced_and_corrected_may_be_withdrawn_before_its_day(desk: Desk) -> None:
    """A text that another replaces on its own day never applies, so a secret in it need not stay until then."""
    secret = LONGER + "\nThe password is swordfish.\n"
    desk.repo.commit("2026-11-10", {POLICY: secret, "policy/changes/privacy/announced.md": note()})
    assert "withdraw-in-use" in desk.propose(note=withdrawing("2026-11-10")).refused()
    desk.propose(note=None)
    desk.repo.commit("2026-11-12", {POLICY: LONGER, "policy/changes/privacy/fixed.md": note("editorial", answers=())})
    assert desk.propose(note=withdrawing("2026-11-10")).refused() == []
    assert "withdraw-in-use" in desk.propose(note=withdrawing("2026-11-12")).refused()


def test_choices_that_a_withheld_note_said_are_said_again(desk: Desk) -> None:
    """Before the day of effect people still have them: the check asks for them below the withdrawing note's reason."""
    desk.repo.commit("2026-11-10", {POLICY: LONGER, "policy/changes/privacy/announced.md": note()})
    fixed = {POLICY: f"{LONGER}\nMended.\n", "policy/changes/privacy/fixed.md": note("editorial", answers=())}
    desk.repo.commit("2026-11-12", fixed)
    withholding = withdrawing("2026-11-10").replace("---\nA", "withholds: note\n---\nA")
    (found,) = desk.propose(note=withholding).verdict().warnings
    assert (found.rule.code, found.fault.line) == ("withhold-unsaid", 3)
    again = f"{withholding}\n## What you can do\n\nClose your account.\n"
    assert list(desk.propose(note=again).verdict().warnings) == []


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (withdrawing("2025-03-02"), "version-unknown", 2, f"policy/privacy.md has {OLD} and {NEW}."),
        (withdrawing(NEW), "withdraw-in-use", 2, "publish the text that takes its place first"),
        (withdrawing(reason=""), "withdraw-unexplained", 3, "why the text is taken down"),
    ],
)
def test_what_withdraws_nothing_is_refused(replaced: Desk, text: str, code: str, line: int, words: str) -> None:
    """Each fault is refused by its own rule, at its line, and by no other."""
    (finding,) = replaced.propose(note=text).verdict().refusals
    assert (finding.rule.code, finding.fault.path, finding.fault.line) == (code, NOTE, line)
    assert words in finding.fault.message


def test_a_withdrawal_in_one_language_alone_is_shown_its_folder(replaced: Desk) -> None:
    """A note that all languages share is refused where one lacks the version, and taken in the folder that is named."""
    replaced.repo.commit("2026-11-10", {"policy/privacy.de.md": "# Datenschutz\n\nWir erheben Ihren Namen.\n"})
    (fault,) = (each.fault for verdict in replaced.propose(note=withdrawing()).verdicts() for each in verdict.refusals)
    assert "policy/privacy.de.md has 2026-11-10." in fault.message
    assert "policy/changes/privacy.en/" in fault.message
    replaced.propose(note=None)
    replaced.repo.write("policy/changes/privacy.en/gone.md", withdrawing())
    assert [each for verdict in replaced.verdicts() for each in verdict.refusals] == []


def test_the_same_text_of_another_day_is_named(replaced: Desk) -> None:
    """Of a policy that returned to a text, the other version that has it is named, until a note withdraws it too."""
    replaced.repo.commit("2026-11-05", {POLICY: TEXT})
    replaced.repo.commit("2026-11-10", {POLICY: LONGER})
    (found,) = replaced.propose(note=withdrawing()).verdict().warnings
    assert (found.rule.code, "as version 2026-11-05 too" in found.fault.message) == ("withdraw-elsewhere", True)
    replaced.repo.write("policy/changes/privacy/other.md", withdrawing("2026-11-05"))
    assert list(replaced.verdict().warnings) == []


def test_a_text_is_taken_down_once(replaced: Desk) -> None:
    """A second withdrawal would say something that no reader sees."""
    replaced.repo.commit("2026-11-10", {"policy/changes/privacy/gone.md": withdrawing()})
    (finding,) = replaced.propose(note=withdrawing(reason="Again.")).verdict().refusals
    assert (finding.rule.code, finding.fault.line) == ("withdraw-twice", 2)
    assert "taken down on 2026-11-10 already" in finding.fault.message


def test_a_reviewer_reads_which_version_goes_or_is_corrected(replaced: Desk) -> None:
    """Terminal, comment and page name the version that a note takes down, and the one that it corrects."""
    gone = replaced.propose(note=withdrawing()).verdict()
    for told in (check_text([gone]), check_markdown([gone], Links()), review_page([gone])):
        assert f"the text of version {OLD}" in told
    fixed = replaced.propose(text=TEXT, note=note("minor", "", ("M7: no. Shorter.",), more=(f"corrects: {NEW}",)))
    for told in (check_text([fixed.verdict()]), check_markdown([fixed.verdict()], Links())):
        assert f"version {NEW}, whose page will say so and lead here" in told


@pytest.mark.parametrize(("version", "codes"), [(OLD, []), ("2025-03-02", ["version-unknown"])])
def test_what_is_corrected_is_a_version(replaced: Desk, version: str, codes: list[str]) -> None:
    """A correction names a published version, and is otherwise judged as any change is."""
    text = note("editorial", effective="").replace("---\n", f"---\ncorrects: {version}\n", 1)
    replaced.propose(text=LONGER.replace("your name and", "your name, and"), note=text)
    assert [code for code in replaced.refused() if code in {rule.code for rule in corrections.RULES}] == codes
