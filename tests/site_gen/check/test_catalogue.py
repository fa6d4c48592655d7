"""What holds for every rule of the check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_gen.check.rule import Rule
from site_gen.check.rules.catalogue import CASE_RULES, RULES, TEXT_RULES

TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))


def test_every_rule_has_a_code_of_its_own() -> None:
    """No two rules share a code, so that `explain` and a reader's search find one thing."""
    assert len(RULES) == len(CASE_RULES) + len(TEXT_RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_is_told_in_plain_words(rule: Rule) -> None:
    """A rule says in one sentence what it asks, and at length why and how to put it right."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.code)
    assert re.fullmatch(r"[A-Z].*\.", rule.title)
    assert len(rule.explanation.split()) >= 15
    assert "TODO" not in rule.explanation


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_named_by_its_tests(code: str) -> None:
    """A rule that no test names is a rule that nobody has seen fire."""
    assert f'"{code}"' in TESTS
