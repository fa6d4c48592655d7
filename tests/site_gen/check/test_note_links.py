"""A note's links are held to what the policy's own are, and `#section` means the text that the note explains."""

from __future__ import annotations

import pytest

from tests.site_gen.check.conftest import Desk, note

LONG = "We keep email addresses for longer. {link}\n\n## What you can do\n\nAsk us to delete it."


@pytest.mark.parametrize(
    ("link", "codes"),
    [
        ("See [who receives it](#who-receives-it), [us](https://example.com/), [top](#top).", []),
        ("See [read more](details.html).", ["link-broken"]),
        ("See [the policy](../../privacy.md).", ["link-broken"]),
        ("See [your rights](#your-rights).", ["anchor-broken"]),
        ("See [this](javascript:alert(1)).", ["unsafe-link"]),
    ],
    ids=["good", "a relative file", "a file of the repository", "a dead anchor", "unsafe"],
)
def test_a_note_leads_nowhere_that_does_not_exist(desk: Desk, link: str, codes: list[str]) -> None:
    """A link that no page, mail or feed can follow stops the merge, at its line of the note."""
    desk.propose(text=(desk.repo.path / "policy/privacy.md").read_text().replace("12 months", "24 months"))
    desk.propose(note=note(body=LONG.format(link=link)))
    found = [each for each in desk.verdict().refusals if each.rule.code in {*codes, "link-broken", "anchor-broken"}]
    assert [each.rule.code for each in found] == codes
    assert all(each.fault.path == "policy/changes/privacy/new.md" and each.fault.line == 9 for each in found)


def test_a_link_that_only_some_places_can_follow_warns(desk: Desk) -> None:
    """What begins with a slash depends on the host that shows it."""
    desk.propose(text=(desk.repo.path / "policy/privacy.md").read_text().replace("12 months", "24 months"))
    desk.propose(note=note(body=LONG.format(link="See [settings](/settings).")))
    assert [each.rule.code for each in desk.verdict().warnings if "link" in each.rule.code] == ["link-from-root"]


@pytest.mark.parametrize(
    ("left", "declared", "stops"),
    [
        ("TODO: ask Dana", "material", True),
        ("Lorem ipsum dolor.", "material+consent", True),
        ("TBD", "minor", False),
        ("We keep it [...].", "material", False),
        ("We keep it […].", "material", False),
    ],
)
def test_a_placeholder_stops_a_note_of_which_people_are_told(
    desk: Desk, left: str, declared: str, *, stops: bool
) -> None:
    """It would go out in the mail to everybody; elsewhere, and in a quotation with [...], it warns at most."""
    desk.propose(text=(desk.repo.path / "policy/privacy.md").read_text().replace("12 months", "24 months"))
    body = f"{left}\n\n## What you can do\n\nAsk us to delete it."
    desk.propose(note=note(body=body).replace("class: material", f"class: {declared}"))
    verdict = desk.verdict()
    found = [each for each in (verdict.refusals if stops else verdict.warnings) if each.rule.code == "left-to-write"]
    assert [(each.fault.path, each.fault.line) for each in found] == [("policy/changes/privacy/new.md", 9)]
    assert stops or all(each.rule.code != "left-to-write" for each in verdict.refusals)


@pytest.mark.parametrize(
    ("reason", "stops", "warns"),
    [
        ("TODO", True, False),
        ("Because of TBD.", True, False),
        ("[reason]", False, False),
        ("[insert date]", True, False),
        ("The text said [insert date] and gives the day now.", False, True),
        ("Twice as long.", False, False),
    ],
)
def test_a_reason_that_is_left_to_write_is_refused(desk: Desk, reason: str, stops: bool, warns: bool) -> None:
    """The reasons of answers are published as the words of the note are; brackets within one may quote the policy."""
    desk.propose(text=(desk.repo.path / "policy/privacy.md").read_text().replace("12 months", "24 months"))
    desk.propose(note=note(answers=(f"M7: yes. {reason}", "M13: yes. It is longer.", "M14: yes. From then on.")))
    verdict = desk.verdict()
    told = [
        [each.fault.line for each in found if each.rule.code == "left-to-write"]
        for found in (verdict.refusals, verdict.warnings)
    ]
    assert told == [[5] * stops, [5] * warns]
