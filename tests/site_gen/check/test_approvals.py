"""The sign-off: enough people approved this very text, and the check says when it moved on since."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.check.report.data import check_json
from site_gen.check.report.markdown import check_markdown
from site_gen.check.report.pull_request import Links
from site_gen.cli import main
from site_gen.commands.approve import approved_note
from site_gen.declared.change_note import read_draft
from site_gen.declared.drafts import Draft
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, TEXT, Desk, note

TWO = CONFIG + "\n[review]\napprovals = 2\n"
REWORDED = TEXT.replace("your name and", "your name, and")


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def approved(*names: str, text: str = LONGER) -> list[str]:
    """Return the lines of approvals."""
    return ["approved:", *(f"  {name}: 2026-11-22, {sha(text)}" for name in names)]


@pytest.fixture
def asking(desk: Desk) -> Desk:
    """Return a desk whose published policy.toml asks for two approvals."""
    desk.repo.commit("2026-01-01", {"policy/policy.toml": TWO})
    return desk.propose(text=LONGER)


def codes(desk: Desk) -> list[str]:
    return [each.rule.code for each in desk.verdict().findings if each.rule.code.startswith("approval-")]


def test_two_people_who_approved_this_text_are_enough(asking: Desk) -> None:
    """With as many approvals as policy.toml asks for, the change passes, and the comment names them."""
    verdict = asking.propose(note=note(more=approved("Ana Example", "Ben Sample"))).verdict()
    assert verdict.is_passed
    comment = check_markdown([verdict], Links()).replace("\\", "")
    assert "**Approved:** Ana Example on 2026-11-22, Ben Sample on 2026-11-22 (2 of 2)" in comment
    assert '"asked": 2' in check_json([verdict])


@pytest.mark.parametrize("names", [(), ("Ana Example",), ("Ana Example", "ana example")])
def test_fewer_stop_the_merge(asking: Desk, names: tuple[str, ...]) -> None:
    """One person is one approval, however often; the refusal says the hash that is to be approved."""
    (fault,) = asking.propose(note=note(more=approved(*names) if names else ())).verdict().refusals
    assert fault.rule.code == "approval-missing"
    assert sha(LONGER) in fault.fault.message


def test_an_approval_of_another_text_does_not_count(asking: Desk) -> None:
    """Where the text moved on since, the approval is named as outdated, and is none."""
    asking.propose(note=note(more=approved("Ana Example", "Ben Sample", text=TEXT)))
    assert codes(asking) == ["approval-missing", "approval-outdated", "approval-outdated"]


def test_what_nobody_is_told_of_needs_no_approval(asking: Desk) -> None:
    """An editorial change is merged without."""
    asking.propose(text=REWORDED, note=note("editorial", effective="", answers=()))
    assert codes(asking) == []


def test_nobody_lowers_the_number_in_passing(asking: Desk) -> None:
    """The larger number of what is published and what is proposed counts."""
    asking.propose(config=CONFIG, note=note())
    assert codes(asking) == ["approval-missing"]


def test_line_ends_of_a_checkout_are_no_other_text(asking: Desk) -> None:
    """A text with the line ends of Windows is the one that git has."""
    asking.propose(text=LONGER.replace("\n", "\r\n").encode(), note=note(more=approved("Ana", "Ben")))
    assert codes(asking) == []


def test_a_note_for_several_languages_is_approved_for_each(asking: Desk) -> None:
    """An approval of the other language's text is not outdated, and does not count for this one."""
    german = "# Datenschutz\n\nWir erheben Ihren Namen.\n"
    asking.repo.write("policy/privacy.de.md", german)
    asking.propose(note=note(more=[*approved("Ana", "Ben"), f"  Ana: 2026-11-22, {sha(german)}"]))
    by_path = {each.case.policy.path: each for each in asking.verdicts()}
    assert [f.rule.code for f in by_path[POLICY].findings if f.rule.code.startswith("approval-")] == []
    german_codes = [f.rule.code for f in by_path["policy/privacy.de.md"].findings]
    assert "approval-missing" in german_codes
    assert "approval-outdated" not in german_codes


def test_approve_writes_what_the_check_asks_for(asking: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Each runs the command once; a second time changes nothing; after an edit it takes the place of the old word."""
    asking.propose(note=note())
    where = ["approve", "--repo", str(asking.repo.path), "--today", "2026-11-22", "--as"]
    for name in ("Ana Example", "Ben Sample", "ana example"):
        assert main([*where, name]) == 0
    assert "approved this text already" in capsys.readouterr().err
    assert asking.verdict().is_passed
    asking.propose(text=LONGER.replace("your name and", "your name, and"))
    assert codes(asking) == ["approval-missing", "approval-outdated", "approval-outdated"]
    for name in ("Ana Example", "Ben Sample"):
        assert main([*where, name]) == 0
    assert codes(asking) == []
    assert (asking.repo.path / NOTE).read_text(encoding="utf-8").count("Ana Example") == 1


def test_of_several_texts_only_the_one_that_is_named_is_approved(
    asking: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a name nothing is written, and each text is listed with what changes in it; with one only that is."""
    asking.repo.write("policy/terms.md", "# Terms\n\nBe kind.\n")
    asking.repo.write("policy/changes/terms/new.md", note("minor", ""))
    asking.propose(note=note())
    before = (asking.repo.path / NOTE).read_bytes()
    where = ["approve", "--repo", str(asking.repo.path), "--today", "2026-11-22", "--as", "Ana Example"]
    assert main(where) == 1
    said = capsys.readouterr().err
    assert "--policy policy/privacy.md   1 word added and 1 word deleted; class material, effective 2026-12-22" in said
    assert "--policy policy/terms.md   a first version; class minor" in said
    assert (asking.repo.path / NOTE).read_bytes() == before
    assert main([*where, "--policy", "policy/terms.md"]) == 0
    assert (asking.repo.path / NOTE).read_bytes() == before
    assert "Ana Example" in (asking.repo.path / "policy/changes/terms/new.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["", "a: b", "- x", "#x", "x" * 101, "a\tb\u202e"])
def test_what_is_no_name_is_refused(asking: Desk, name: str) -> None:
    """A name that the note could not give back is refused, and nothing is written."""
    asking.propose(note=note())
    before = (asking.repo.path / NOTE).read_bytes()
    assert main(["approve", "--repo", str(asking.repo.path), "--as", name]) in {1, 2}
    assert (asking.repo.path / NOTE).read_bytes() == before


def test_a_line_that_is_no_approval_is_named(asking: Desk) -> None:
    """A sign-off without a hash is refused with what writes a good one."""
    found = asking.propose(note=note(more=["approved: Ana said so"])).verdict().refusals
    assert any("policy-site approve" in f.fault.message and f.rule.code == "note-unreadable" for f in found)


@given(
    st.lists(st.sampled_from(["Ana Example", "Ben Sample", "Ó Briain, Cian", "李雷"]), min_size=1, unique=True),
    st.booleans(),
)
def test_approvals_come_back_as_they_were_written(names: list[str], windows: bool) -> None:
    """Whatever note they are written into, each person's approval is read back, and the rest stays what it was."""
    data = note().encode().replace(b"\n", b"\r\n" if windows else b"\n")
    signed = data
    for name in names:
        signed = approved_note(signed, name, date(2026, 11, 22), sha(LONGER))
    draft, plain = read_draft(NOTE, signed), read_draft(NOTE, data)
    assert isinstance(draft, Draft)
    assert isinstance(plain, Draft)
    assert [each.who for each in draft.note.approvals] == names
    assert (draft.note.answers, draft.note.summary) == (plain.note.answers, plain.note.summary)
