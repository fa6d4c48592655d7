"""What the check asks of days: each rule with what it passes and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.check.report.sentences import days_words
from tests.site_gen.check.conftest import CONFIG, LONGER, POLICY, REWORDED, TEXT, Desk, note


@pytest.mark.parametrize(("effective", "codes"), [("2026-12-22", []), ("2026-12-21", ["date-too-soon"])])
def test_a_material_change_waits_for_its_notice(desk: Desk, effective: str, codes: list[str]) -> None:
    """The thirty days that the policy promises lie between the merge and the effective date, to the day."""
    assert desk.propose(text=LONGER, note=note(effective=effective)).refused() == codes


def test_a_note_without_a_day_takes_effect_at_once_and_that_is_too_soon(desk: Desk) -> None:
    """A material note that names no day would take effect when published; the refusal names the earliest day."""
    (finding,) = desk.propose(text=LONGER, note=note(effective="")).verdict().refusals
    assert finding.rule.code == "date-too-soon"
    assert "2026-12-22" in finding.fault.message


def test_a_change_is_judged_by_the_promise_before_it(desk: Desk) -> None:
    """Shortening the promise in the same change helps nothing: the older one counts, and the reviewer is warned."""
    shorter = CONFIG.replace("lead_days = 30", "lead_days = 3")
    desk.propose(text=LONGER, note=note(effective="2026-11-30"), config=shorter)
    assert desk.refused() == ["date-too-soon", "promise-differs"]
    assert desk.warned() == ["promise-loosened"]


def test_no_change_takes_effect_in_the_past(desk: Desk) -> None:
    """A backdated note is refused, and one for today passes where no notice is owed."""
    quiet = ("editorial", "2026-11-21", (), "")
    assert desk.propose(text=REWORDED, note=note(*quiet)).refused() == ["date-past"]
    assert desk.propose(note=note("editorial", "2026-11-22", (), "")).refused() == []


def test_no_change_overtakes_the_one_before_it(desk: Desk) -> None:
    """A version takes effect no sooner than an announced one that it contains."""
    desk.propose(text=LONGER, note=note(effective="2027-02-01")).repo.commit("2026-11-20")
    both = LONGER.replace("your name and", "your name, and")
    desk.repo.write("policy/changes/privacy/third.md", note("editorial", "2026-12-01", (), ""))
    assert desk.propose(text=both).refused(base="HEAD") == ["date-out-of-turn"]
    desk.repo.write("policy/changes/privacy/third.md", note("editorial", "", (), ""))
    assert desk.refused(base="HEAD") == []
    assert "2027-02-01, together with version 2026-11-20, which is announced" in days_words(desk.verdict(base="HEAD"))


def test_what_takes_a_change_back_says_so_and_comes_in_time(desk: Desk) -> None:
    """The days' words name the version that never applies; on a later day than its own it would, and that is said."""
    desk.propose(text=LONGER, note=note(effective="2027-02-01")).repo.commit("2026-11-20")
    back = "policy/changes/privacy/third.md"
    desk.repo.write(back, note("minor", "2027-02-01", (), "We take it back."))
    assert "date-after-what-it-takes-back" not in desk.propose(text=TEXT).warned(base="HEAD")
    assert "2027-02-01; it takes back version 2026-11-20, which was" in days_words(desk.verdict(base="HEAD"))
    desk.repo.write(back, note("minor", "2027-02-15", (), "We take it back."))
    assert "date-after-what-it-takes-back" in desk.warned(base="HEAD")


def test_a_year_typed_wrong_is_looked_at(desk: Desk) -> None:
    """An effective date years away only warns; next year's does not."""
    assert desk.propose(text=LONGER, note=note(effective="2062-12-22")).warned() == ["date-far"]
    assert desk.propose(note=note(effective="2027-12-22")).warned() == []


DATED = TEXT.replace("# Privacy\n", "# Privacy\n\nEffective March 1, 2025\n")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Effective March 1, 2025", ["date-in-text"]),
        ("Effective December 22, 2026", []),
        ("*Last updated: 22/12/2026*", []),
        ("Last updated on 22 November 2026", []),
        ("Last updated on 1 December 2026", ["date-in-text"]),
        ("Last updated December 15", ["date-in-text"]),
        ("Last updated: December 22", []),
        ("We wrote this for you. It was long. This policy was last revised on 12/15/2026.", ["date-in-text"]),
        ("Most recent update: 12/15/26", ["date-in-text"]),
        ("Version 3.2 (January 2027)", ["date-in-text"]),
        ("Version 3.2 (December 2026)", []),
        ("Merrowshed terms, last updated 15 December 2026", ["date-in-text"]),
        ("This policy is current as of December 15, 2026.", ["date-in-text"]),
        ("**Last Updated:** 2026-11-01", ["date-in-text"]),
        ("Effective as of 23 December 2026", ["date-in-text"]),
        ("This policy applies from 22 December 2026.", []),
        ("This policy applies since 1 March 2025.", ["date-in-text"]),
        ("These terms are effective from 1 March 2025.", ["date-in-text"]),
        ("These terms have applied since 1 March 2025.", ["date-in-text"]),
        ("Unsere Bedingungen gelten ab dem 1. März 2025.", ["date-in-text"]),
        ("Cette politique s'applique à compter du 1er mars 2025.", ["date-in-text"]),
        ("Estas condiciones se aplican desde el 1 de marzo de 2025.", ["date-in-text"]),
        ("The fee applies from 1 March 2025.", []),
        ("We were founded on 1 March 1990.", []),
        ("Stand: 1. März 2025", ["date-in-text"]),
        ("Stand: Dezember 2026", []),
        ("Stand: 15. Dezember 2026", ["date-in-text"]),
        ("Letzte Aktualisierung: 15.12.2026", ["date-in-text"]),
        ("Zuletzt aktualisiert am 15. Dezember", ["date-in-text"]),
        ("Diese Erklärung ist gültig ab dem 23. Dezember 2026", ["date-in-text"]),
        ("Dernière mise à jour : 1er mars 2025", ["date-in-text"]),
        ("Dernière mise à jour le 15 décembre 2026", ["date-in-text"]),
        ("Date d'entrée en vigueur : 22 décembre 2026", []),
        ("Última actualización: 1 de marzo de 2025", ["date-in-text"]),
        ("Fecha de la última actualización: 15 de diciembre de 2026", ["date-in-text"]),
        ("Stand der Technik ist der Maßstab, seit 1. März 1990.", []),
    ],
)
def test_a_date_in_the_text_is_this_versions(desk: Desk, line: str, codes: list[str]) -> None:
    """A date that the text gives for itself agrees with the note, or is refused on its line."""
    desk.propose(text=LONGER.replace("# Privacy\n", f"# Privacy\n\n{line}\n"), note=note())
    verdict = desk.verdict()
    assert [(each.rule.code, each.fault.path, each.fault.line) for each in verdict.refusals] == [
        (code, POLICY, 3) for code in codes
    ]


def test_a_date_in_the_text_may_differ_for_a_reason(desk: Desk) -> None:
    """An answer to D1 settles a date that is not this version's; an editorial change may leave one standing."""
    why = ("M7: yes. Longer.", "M13: yes. Longer.", "M14: yes. Longer.", "D1: yes. The printed edition's date.")
    desk.propose(text=DATED).repo.commit("2025-03-02")
    longer = DATED.replace("12 months", "24 months")
    assert desk.propose(text=longer, note=note()).refused(base="HEAD") == ["date-in-text"]
    assert desk.propose(note=note(answers=why)).refused(base="HEAD") == []
    quiet = DATED.replace("your name and", "your name, and")
    assert desk.propose(text=quiet, note=note("editorial", "", (), "")).refused(base="HEAD") == []


def test_the_day_of_publication_is_typed_only_for_the_past_of_elsewhere(desk: Desk, empty_desk: Desk) -> None:
    """`published:` is refused where this repository has published before, or where the day has not come."""
    old = note("minor", "", (), "An old version.", more=("published: 2019-05-25",))
    assert desk.propose(text=REWORDED, note=old).refused() == ["published-typed"]
    assert empty_desk.propose(text=TEXT, note=old).refused() == []
    assert empty_desk.refused(today=date(2019, 5, 24)) == ["published-typed"]


@pytest.mark.parametrize(("line", "warned"), [("Last updated: 1 March 2026", True), ("Effective 1 March 2027", False)])
def test_a_past_date_is_named_before_there_is_a_note(desk: Desk, line: str, warned: bool) -> None:
    """No note can make it right; a day to come may be the one that the note will declare."""
    desk.propose(text=TEXT.replace("# Privacy\n", f"# Privacy\n\n{line}\n"))
    assert ("date-in-text" in desk.warned()) is warned
