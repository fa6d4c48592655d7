"""`policy-site explain`: what is meant is found, and what is not known leads on."""

from __future__ import annotations

import pytest

from site_gen.commands import explain
from site_gen.declared.questions import QUESTIONS
from site_gen.errors import ConfigError
from site_gen.model.note import ChangeClass
from site_gen.signals.model import Direction


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("date-to-soon", "did you mean `date-too-soon`?"),
        ("note missing", "did you mean `note-missing`?"),
        ("postpone", "did you mean `postpones`?"),
        ("withdrawal", "did you mean `withdraws`"),
        ("removed", "did you mean `policy-removed`"),
        ("nonsense", "`policy-site explain` lists them"),
        ("M99", "`policy-site explain` lists them"),
        ("", "`policy-site explain` lists them"),
    ],
)
def test_what_is_not_known_leads_to_what_is_near(asked: str, hint: str) -> None:
    """A slip and a word of a rule's name lead there; what is like nothing leads to the list and to no odd guess."""
    with pytest.raises(ConfigError) as refusal:
        explain.run(asked)
    assert hint in str(refusal.value)


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_question_is_answered_with_help(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each says what counts as yes and as no, and what a yes makes of the change."""
    explain.run(code.lower())
    told = capsys.readouterr().out
    assert told.startswith(f"{code}: {QUESTIONS[code]}")
    assert all(f"\n{opening}" in told for opening in ("Yes: ", "No: ", "A yes "))


@pytest.mark.parametrize("word", [*Direction, *ChangeClass])
def test_every_direction_and_class_is_explained(word: str) -> None:
    """What a report calls a change can be looked up."""
    assert word in explain.WORDS
