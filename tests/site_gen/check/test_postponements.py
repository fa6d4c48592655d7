"""What the check asks of a note that postpones a version: each rule with what it passes and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.check.report.markdown import check_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.report.text import check_text
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, REWORDED, Desk, note

VERSION = "2026-11-01"
OTHER = "policy/changes/privacy/later.md"


def postponing(until: str = "2026-12-22", version: str = VERSION, reason: str = "Our emails went out late.") -> str:
    return f"---\npostpones: {version}\neffective: {until}\n---\n{reason}\n"


@pytest.fixture
def announced(desk: Desk) -> Desk:
    """Return a desk whose second version was announced for 1 December."""
    desk.repo.commit(VERSION, {POLICY: LONGER, "policy/changes/privacy/longer.md": note(effective="2026-12-01")})
    return desk


def test_a_postponement_passes_and_says_what_it_does(announced: Desk) -> None:
    """A later day with a reason needs no class, no answers and no text; every report names both days."""
    verdict = announced.propose(note=postponing()).verdict()
    assert (verdict.refusals, verdict.warnings) == ((), ())
    said = "version 2026-11-01 from 2026-12-01 to 2026-12-22"
    assert "policy/privacy.md: ready to merge." in check_text([verdict])
    assert said in check_text([verdict])
    assert said in check_markdown([verdict], Links())
    assert "Ready to merge" in check_markdown([verdict], Links())


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (postponing(version="2026-11-02"), "postpone-unknown", 2, "Announced and not in effect are: 2026-11-01."),
        (postponing(version="2025-03-01"), "postpone-too-late", 2, "took effect on 2025-03-01"),
        (postponing(until="2026-12-01"), "postpone-to-earlier", 3, "takes effect on 2026-12-01, and 2026-12-01 is no"),
        (postponing(until="2026-11-30"), "postpone-to-earlier", 3, "never moves forward"),
        (postponing(reason=""), "postpone-unexplained", 4, "in a sentence why"),
    ],
)
def test_what_postpones_nothing_is_refused(announced: Desk, text: str, code: str, line: int, words: str) -> None:
    """Each fault is refused by its own rule, at its line, with the next step, and by no other."""
    (finding,) = announced.propose(note=text).verdict().refusals
    assert (finding.rule.code, finding.fault.path, finding.fault.line) == (code, NOTE, line)
    assert words in finding.fault.message


@pytest.mark.parametrize(
    ("words", "reason", "said"),
    [
        ("From 1 December 2026 we keep it longer.", "Our emails went out late.", "1 December 2026"),
        ("Ab dem 1. Dezember 2026 speichern wir länger.", "Später.", "1. Dezember 2026"),
        ("From 2026-12-01 we keep it longer.", "Late.", "2026-12-01"),
        ("From 1 December on we keep it longer.", "Late.", "1 December"),
        ("From 1 December 2026 we keep it longer.", "It is 22 December 2026 instead.", ""),
        ("From December 2026 we keep it longer, and until 1 December 2027.", "Late.", ""),
    ],
)
def test_words_that_name_the_day_that_is_lost_are_named(desk: Desk, words: str, reason: str, said: str) -> None:
    """What was published stays; the postponing note is where the day is put right, and the check says so."""
    longer = note(effective="2026-12-01", body=f"{words}\n\n## What you can do\n\nAsk us.")
    desk.repo.commit(VERSION, {POLICY: LONGER, "policy/changes/privacy/longer.md": longer})
    warnings = desk.propose(note=postponing(reason=reason)).verdict().warnings
    assert [each.rule.code for each in warnings] == ["postpone-old-words"] * bool(said)
    assert all(f"“{said}”" in each.fault.message for each in warnings)


@pytest.mark.parametrize(("today", "codes"), [("2026-11-30", []), ("2026-12-01", ["postpone-too-late"])])
def test_the_last_day_is_the_one_before(announced: Desk, today: str, codes: list[str]) -> None:
    """From its day on, a version is in force and is not postponed any more."""
    announced.propose(note=postponing(until="2027-01-31"))
    assert announced.refused(today=date.fromisoformat(today)) == codes


def test_a_change_of_text_comes_apart(announced: Desk) -> None:
    """Text and postponement in one change are refused; the text still needs its own note."""
    announced.propose(text=REWORDED, note=postponing())
    announced.repo.write(OTHER, note("minor", effective="", answers=["M7: no. As it was."]))
    assert "postpone-mixed" in announced.refused()
    announced.repo.write(OTHER, None)
    assert {"postpone-mixed", "note-missing"} <= set(announced.refused())


def test_a_text_that_reads_the_same_is_no_change(announced: Desk) -> None:
    """A line broken elsewhere may come along."""
    announced.propose(text=LONGER.replace("We keep it", "We\nkeep it"), note=postponing())
    assert announced.refused() == []


@pytest.mark.parametrize(("until", "codes"), [("2026-12-22", []), ("2026-12-21", ["postpone-too-soon"])])
def test_a_day_that_leaves_too_little_time_is_looked_at(announced: Desk, until: str, codes: list[str]) -> None:
    """Were the notices sent today, the promise that the version was published under is kept, to the day."""
    announced.propose(note=postponing(until=until), config=CONFIG.replace("lead_days = 30", "lead_days = 60"))
    assert announced.refused() == []
    assert [code for code in announced.warned() if code != "promise-differs"] == codes  # the words say thirty still


def test_the_warning_names_the_day_that_would_do(announced: Desk) -> None:
    """Legal reads which day to write, and where to look whether it matters."""
    (finding,) = announced.propose(note=postponing(until="2026-12-10")).verdict().warnings
    assert "`effective: 2026-12-22`" in finding.fault.message
    assert "policy-notify status" in finding.fault.message


def test_two_notes_are_judged_one_after_the_other(announced: Desk) -> None:
    """What the first one moves, the second one finds moved."""
    announced.propose(note=postponing())
    announced.repo.write("policy/changes/privacy/z.md", postponing(until="2026-12-15"))
    assert announced.refused() == ["postpone-to-earlier"]


def test_a_version_that_builds_on_it_is_named_too(announced: Desk) -> None:
    """Whoever reviews sees every version that gets another day."""
    second = note("editorial", effective="", answers=(), body="Spelling.")
    announced.repo.commit(
        "2026-11-10", {POLICY: LONGER.replace("We collect", "We do collect"), "policy/changes/privacy/s.md": second}
    )
    said = check_text([announced.propose(note=postponing()).verdict()])
    assert "version 2026-11-10 from 2026-12-01 to 2026-12-22" in said


def test_a_note_that_cannot_be_read_is_said_by_line(announced: Desk) -> None:
    """A missing day, or a key that has no place there, is refused with its line."""
    (finding, *_) = announced.propose(note="---\npostpones: 2026-11-01\n---\nWhy.\n").verdict().refusals
    assert (finding.rule.code, finding.fault.line) == ("note-unreadable", 2)


def test_a_published_postponement_stays(announced: Desk) -> None:
    """It is edited as little as any other published note."""
    announced.repo.commit("2026-11-20", {NOTE: postponing()})
    assert announced.propose(note=postponing(until="2027-02-01")).refused() == ["note-edited"]


def test_the_next_change_waits_for_the_later_day(announced: Desk) -> None:
    """A change after a postponement is held to the day that applies now."""
    announced.repo.commit("2026-11-20", {NOTE: postponing(until="2027-02-01")})
    announced.repo.write(
        OTHER, note(effective="2027-01-20", answers=["M7: yes. x y.", "M13: yes. x y.", "M14: yes. x y."])
    )
    announced.repo.write(POLICY, LONGER.replace("24 months", "36 months"))
    assert "date-out-of-turn" in announced.refused()


def test_a_policy_without_a_history_has_nothing_to_postpone(empty_desk: Desk) -> None:
    """The first version comes with its own note; a postponing one beside it is refused."""
    empty_desk.propose(text=LONGER, note=postponing(), config=CONFIG)
    assert "postpone-mixed" in empty_desk.refused()
