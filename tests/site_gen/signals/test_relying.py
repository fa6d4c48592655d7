"""Words on which people rely: when something is done, how, how often and at whose cost."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Weight
from site_gen.text.parsing.parse import parse

_REST = "# Policy\n\nWe run a reading room. You may lend our books to your neighbours.\n\n"


def _heavy(old: str, new: str) -> dict[str, Direction]:
    found = signals(compare(parse(_REST + old), parse(_REST + new)))
    return {signal.code: signal.direction for signal in found if signal.weight is not Weight.MINOR}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We ask you before we share your notes.", "We ask you after we share your notes."),
        ("You may object to this at any time.", "You may object to this."),
        ("You may object to this at any time.", "You may object to this once a year."),
        ("You get a copy of your data free of charge within 45 days.", "You get a copy of your data within 45 days."),
        ("We will promptly delete your notes.", "We will delete your notes."),
        (
            "We give your notes to nobody without your express consent.",
            "We give your notes to nobody without your consent.",
        ),
        ("You can withdraw your consent.", "You can withdraw your consent in writing."),
        ("You may delete your notes at your discretion.", "You may delete your notes with our approval."),
        ("We do not share your notes.", "We do not directly share your notes."),
        ("We do not sell your notes to anyone.", "We do not sell your notes to most companies."),
        ("We answer your request within one month.", "We answer your request within one month, unless it is repeated."),
        ("You get two free copies of your notes.", "You get one free copy of your notes."),
        ("This data may not be used otherwise.", "This data should not be used otherwise."),
        ("We share your notes with the partners listed.", "We share your notes with partners such as those listed."),
        ("We keep your notes until you delete them or until you leave.", "We keep your notes until you leave."),
        ("Do you show my notes around?\n\nNo.", "Do you show my notes around?\n\nYes."),
        ("These cookies are temporarily put on your device.", "These cookies are put on your device."),
    ],
)
def test_a_word_people_rely_on_is_asked_about(old: str, new: str) -> None:
    """Whoever loses an assurance, a free choice or an order of steps is asked about, however small the word is."""
    found = _heavy(old, new)
    assert found
    assert Direction.PROTECTIVE not in found.values()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may object to this in writing at any time.", "At any time, you may object to this in writing."),
        ("We do not directly share your notes.", "We do not share your notes."),
        ("You may object to this.", "You may object to this at any time."),
        ("You can delete your notes as described here.", "You can delete your notes."),
        ("You can keep a copy of your notes.", "You should keep a copy of your notes."),
        ("You see your notes in section 4.", "You see your notes in section 5."),
        ("Your notes, such as your name, are kept by us.", "Your notes, including your name, are kept by us."),
        (
            "We keep your notes no longer than needed and will treat them as confidential.",
            "We keep your notes no longer than needed. We will treat them as confidential.",
        ),
        ("We show your notes to no one else, not to anyone.", "We show your notes to no one else, not to anybody."),
    ],
)
def test_what_takes_nothing_from_people_is_not(old: str, new: str) -> None:
    """A word in another place, an assurance more, a pointer gone, advice, a reference and a sentence cut in two."""
    assert set(_heavy(old, new)) <= {"choice-extended"}
