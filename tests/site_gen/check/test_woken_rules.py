"""A law applies because of a fact: each question shows what a yes brings in, and consent is asked where one asks it."""

from __future__ import annotations

import pytest

from tests.site_gen.check.conftest import LONGER, Desk, note

RULES = """
[[regime]]
id = "longer-storage"
name = "Storage Act"
regions = ["*"]
classes = ["material", "material+consent"]
questions = ["M7"]
channel = "email"
lead_days = 0
consent = true
asks = "Ask people before their information is kept for longer."
source = "Storage Act, s. 4"
how = "text"
on = {on}
"""


@pytest.fixture
def keeper(desk: Desk) -> Desk:
    """Return a desk whose rules know a law on storage, and a change that stores for longer."""
    desk.repo.commit("2026-11-01", {"policy/notice-rules.toml": RULES.format(on="true")})
    return desk.propose(text=LONGER)


def test_a_question_shows_the_rules_that_a_yes_brings_in(keeper: Desk) -> None:
    """Under the open question on storage stands the law on storage, and under no other."""
    woken = {question.code: [each.name for each in question.wakes] for question in keeper.verdict().questions}
    assert woken["M7"] == ["Storage Act"]
    assert not any(names for code, names in woken.items() if code != "M7")


@pytest.mark.parametrize("declared", ["minor", "material"])
def test_a_yes_that_brings_in_consent_asks_for_it_whatever_the_class(keeper: Desk, declared: str) -> None:
    """A class that only tells people is refused, until it asks them or the answer says why not."""
    answers = ("M7: yes. Twice as long.", "M13: no. It is not.", "M14: yes. From that day on.", "M11: no. Not before.")
    keeper.propose(note=note(declared, answers=answers))
    assert "consent-of-a-rule" in keeper.refused()
    keeper.propose(note=note("material+consent", answers=answers))
    assert "consent-of-a-rule" not in keeper.refused()
    without = ("M7: yes. Twice as long; no consent is needed for records of account.", *answers[1:])
    keeper.propose(note=note(declared, answers=without))
    assert "consent-of-a-rule" not in keeper.refused()
