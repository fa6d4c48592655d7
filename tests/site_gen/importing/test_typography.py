"""What is tidied away from old texts, and what is not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.importing.typography import tidy


def tidied(text: str) -> str:
    return tidy(text, Counter())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("in\u200bvisible\ufeff so\u00adft", "invisible soft"),
        ("sentence.\u00a0 Next", "sentence. Next"),
        ("lone\u00a0", "lone "),
        ("ordinary\u00a0words", "ordinary words"),
        ("\u0093quoted\u0094 \u0085", "\u201cquoted\u201d \u2026"),
        ("cafe\u0301", "caf\u00e9"),
        ("left\u200eright", "leftright"),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_noise_goes(old: str, new: str) -> None:
    """Invisible signs, loose no-break spaces and Windows' quotes become what the reader saw."""
    assert tidied(old) == new


@pytest.mark.parametrize(
    "text",
    [
        "30\u00a0days", "Art.\u00a06", "\u00a7\u00a07", "\u00ab\u00a0oui\u00a0\u00bb", "10\u202f000 \u20ac",
        "Mr.\u00a0Smith",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u05e9\u05dc\u05d5\u05dd\u200f!",
        "\U0001f468\u200d\U0001f469",
    ],
)  # fmt: skip
def test_what_does_its_work_stays(text: str) -> None:
    """A no-break space beside a number or sign, a joiner inside Persian or an emoji, a mark in Hebrew are meant."""
    assert tidied(text) == text


def test_what_went_is_counted() -> None:
    """The user learns how many of which kind."""
    found: Counter[str] = Counter()
    tidy("a\u200bb\u200bc.\u00a0 D", found)
    assert +found == Counter({"invisible characters": 2, "no-break spaces beside other spaces": 1})


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    """What was tidied is tidy, so two exports of one text stay alike."""
    once = tidied(text)
    assert tidied(once) == once
