"""A practice can turn though hardly a word changes: by who acts, by a bound, a degree, or what has to happen first."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse

_WORSE, _BETTER = Direction.WIDENING, Direction.PROTECTIVE


def _signals(old: str, new: str, head: str = "# Policy\n\nWe collect your name and photos.\n\n") -> list[Signal]:
    return list(signals(compare(parse(f"{head}{old}\n"), parse(f"{head}{new}\n"))))


def _heavy(old: str, new: str) -> dict[str, Direction]:
    return {signal.code: signal.direction for signal in _signals(old, new) if signal.weight is not Weight.MINOR}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("You choose which photos are shared.", "We choose which photos are shared.", "control-lost"),
        ("You decide how long your photos are kept.", "We decide how long your photos are kept.", "control-lost"),
        ("Only you can see your photos.", "Only we can see your photos.", "control-lost"),
        ("You may delete your photos.", "We may delete your photos.", "control-lost"),
        ("We delete your photos after a year.", "You delete your photos after a year.", "duty-shifted"),
    ],
)
def test_who_acts_is_part_of_what_is_said(old: str, new: str, code: str) -> None:
    """A sentence in which nothing but the one who acts is another takes control, or gives it back."""
    assert _heavy(old, new)[code] is _WORSE
    assert _heavy(new, old)["control-lost" if code == "duty-shifted" else "control-gained"] is not Direction.UNCLEAR


def test_what_partners_did_is_asked_about_when_the_publisher_does_it() -> None:
    """One recipient less is no less done where the publisher does it instead."""
    old = "Our partners may use your photos for advertising."
    assert "act-taken-over" in _heavy(old, "We may use your photos for advertising.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep your name for at most two years.", "We keep your name for at least two years."),
        ("We keep your name for no longer than two years.", "We keep your name for longer than two years."),
        ("We answer your request within at most 30 days.", "We answer your request within at least 30 days."),
        ("Some of our partners see your photos.", "All of our partners see your photos."),
        ("We occasionally read your messages.", "We regularly read your messages."),
        ("We share your name where the law requires it.", "We share your name where the law permits it."),
        ("We share your name if a court orders it.", "We share your name if they ask for it."),
        ("You can give us your phone number.", "You have to give us your phone number."),
        ("We have to ask you first.", "We can ask you first."),
        ("We delete your name on request.", "We may delete your name on request."),
        ("We do not use your photos for training.", "For paid plans, we do not use your photos for training."),
    ],
)
def test_a_small_word_that_turns_a_practice_is_asked_about(old: str, new: str) -> None:
    """The least for the most, all for some, may for must, and a promise for some cases only: each widens."""
    assert _WORSE in _heavy(old, new).values()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We tell you of changes at most 30 days before.", "We tell you of changes at least 30 days before."),
        ("We may delete your name on request.", "We delete your name on request."),
    ],
)
def test_a_small_word_can_turn_it_back(old: str, new: str) -> None:
    """The least of a notice, and what is done instead of what may be, protect."""
    assert set(_heavy(old, new).values()) == {_BETTER}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We regularly read your messages.", "We occasionally read your messages."),
        ("We share your name where the law permits it.", "We share your name where the law requires it."),
        ("The photos that you share with us are kept.", "The photos shared with us are kept."),
        ("You can see your photos in the app.", "In the app, you can see your photos."),
        ("We keep your name for at least two years.", "We keep your name for a minimum of two years."),
        ("We collect data including your name.", "We collect data such as your name."),
        ("Some shops open on Sundays.", "All shops open on Sundays."),
        ("You order a hat.", "We order a hat."),
        (
            "You can delete your data, and you do not have to tell us why.",
            "You may delete your data without telling us why.",
        ),
        ("Each of them deletes your name after a year.", "Every one of them deletes your name after a year."),
        ("We delete your name after at most two years.", "We delete your name after no more than two years."),
        ("We keep your name for at least two years.", "We keep your name for no less than two years."),
    ],
)
def test_what_leaves_people_no_worse_off_stays_quiet(old: str, new: str) -> None:
    """Less done, another order, another word for the same bound, and what is no matter of information ask nothing."""
    assert not _heavy(old, new)


def test_a_bound_of_anything_but_a_number_denies() -> None:
    """What is "no more than your name" is a promise, and "no more than two years" only another way to count."""
    found = _heavy("We share no more than your name.", "We share more than your name.")
    assert "negation" in found


def test_german_turns_by_its_own_small_words() -> None:
    """Who acts, and the least for the most, need no rule of their own in another language."""
    told = "Diese Erklärung sagt, was wir mit Daten über Sie tun, wenn Sie unseren Laden nutzen."
    head = f"---\nlanguage: de\n---\n# Datenschutz\n\n{told}\n\n"
    pairs = (
        ("Wir speichern Ihren Namen für höchstens zwei Jahre.", "Wir speichern Ihren Namen für mindestens zwei Jahre."),
        ("Sie wählen, wer Ihre Fotos sieht.", "Wir wählen, wer Ihre Fotos sieht."),
    )
    for old, new in pairs:
        assert any(signal.direction is _WORSE for signal in _signals(old, new, head))
