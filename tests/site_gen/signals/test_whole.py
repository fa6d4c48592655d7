"""Which way a whole change goes follows from which way its signals do."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.whole import proposed_direction
from site_gen.text.parsing.parse import parse

FRAME = "# Privacy policy\n\nWe collect your name when you open an account.\n\n{}\n\nWrite to us with any question.\n"


def way_of(old: str, new: str) -> str:
    return proposed_direction(signals(compare(parse(FRAME.format(old)), parse(FRAME.format(new)))))


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We store your voice for 9 months.", "We store your voice for 9 days.", "narrowing"),
        ("", "We do not pass your phone number on to advertisers.", "protective"),
        ("We pass your letters to our printers and banks.", "We pass your letters to our printers.", "narrowing"),
        ("We take payments with Acmepay.", "We take payments with Brightpay.", "neutral"),
        ("We keep your letters in a safe.", "Your letters are kept by us in a safe.", "neutral"),
    ],
)
def test_what_asks_for_no_material_class_has_a_direction(old: str, new: str, way: str) -> None:
    """Less done, or more promised, is told though it asks little; one name for another goes no way."""
    assert way_of(old, new) == way


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We collect your gait.", "We do not sell your data.\n\nYou can opt out of profiling of your data.", "better"),
        ("We keep logs for 9 days. We share your voice with banks.", "We keep logs for 9 years.", "mixed"),
        ("", "We share your voice with banks and insurers.\n\nYou can delete your recordings.", "mixed"),
    ],
)
def test_only_what_is_worse_and_what_is_better_are_mixed(old: str, new: str, way: str) -> None:
    """Less done and more promised are both better for people."""
    told = way_of(old, new)
    assert ("better" if told in {"narrowing", "protective"} else told) == way
