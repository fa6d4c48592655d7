"""Edits that turn who must act, up to when, where, by whom and with which exceptions, in whatever words."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse

W, P, U = Direction.WIDENING, Direction.PROTECTIVE, Direction.UNCLEAR


def heavy(old: str, new: str) -> list[Signal]:
    """Return what is asked as material of two sentences in a text of a few more."""
    head = "# Privacy policy\n\nThis is what we do with what you tell us, and what you can ask of us about it.\n\n"
    found = signals(compare(parse(head + old), parse(head + new)))
    return [signal for signal in found if signal.weight is not Weight.MINOR]


def asked(old: str, new: str) -> set[tuple[str, Direction]]:
    """Return the questions with which way each goes."""
    return {(signal.question, signal.direction) for signal in heavy(old, new)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Typing hints are off by default.", "Typing hints are on by default."),
        ("Typing hints stay off until you start them.", "Typing hints stay on until you stop them."),
        ("The box for letters is unticked.", "The box for letters is already ticked."),
        ("At first your wall is hidden from strangers.", "At first your wall is shown to strangers."),
        ("Your silence counts as a refusal.", "Your silence counts as agreement."),
    ],
)
def test_what_was_off_and_is_on_asks(old: str, new: str) -> None:
    """Whoever does nothing is in another case; the other way round, more is left to people."""
    assert ("M9", W) in asked(old, new)
    assert ("M9", P) in asked(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Night mode is turned off by default.", "By default, night mode is off."),
        ("Typing hints are disabled; you can enable them.", "Typing hints are turned off; you can turn them on."),
    ],
)
def test_a_setting_in_other_words_is_quiet(old: str, new: str) -> None:
    """What is off stays off, and words for switching off are no right where they say how something is."""
    assert heavy(old, new) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Before we print your picture, we will ask you.", "Before we print your picture, we will tell you."),
        ("We seek your approval before a change.", "We let you know before a change."),
        ("Heirs are asked for agreement first.", "Heirs are informed first."),
    ],
)
def test_who_is_told_and_was_asked_can_refuse_less(old: str, new: str) -> None:
    """To ask and to tell differ by who decides."""
    assert ("M8", W) in asked(old, new)
    assert ("M8", P) in asked(new, old)


def test_what_readers_ask_is_no_consent() -> None:
    """The verbs count where the publisher asks or tells."""
    assert heavy("You can ask us what we hold.", "You can tell us to show what we hold.") == []


@pytest.mark.parametrize(
    "frame",
    ["**Do you sell my data?** {}", "**Do you sell my data?**\n\n{}", "### Do you sell my data?\n\n{}"],
)
@pytest.mark.parametrize(
    ("no", "yes"), [("No.", "Yes."), ("Never.", "In some cases."), ("No, never.", "Yes, to a few.")]
)
def test_an_answer_that_is_turned_asks(frame: str, no: str, yes: str) -> None:
    """A question in bold, in a line or in a heading says what its short answer means."""
    assert ("M9", W) in asked(frame.format(no), frame.format(yes))
    assert ("M9", W) not in asked(frame.format(no), frame.format("Not at all."))


def test_an_answer_to_something_else_is_quiet() -> None:
    """What is asked has to be about information."""
    assert heavy("**Is tea served?** No.", "**Is tea served?** Yes.") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "We show your wall to nobody except if you ask.",
            "We show your wall to nobody except if you ask or if we like.",
        ),
        ("We never read your letters.", "We never read your letters, except to teach staff."),
        ("You may delete any letter.", "You may delete any letter, except letters to groups."),
    ],
)
def test_one_more_exception_asks(old: str, new: str) -> None:
    """Joined to one that stays, or the first one: what people may rely on is less."""
    assert ("M9", W) in asked(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Your letters are read by our staff.", "Your letters are read by our staff and by our partners."),
        ("Your letters stay with our staff.", "Your letters can be viewed by our staff and by the brands."),
        ("Plans are drawn each year.", "Plans are drawn each year and handed over to the league."),
    ],
)
def test_recipients_in_the_passive_ask(old: str, new: str) -> None:
    """By whom something is seen, and to whom it is handed, whoever that is."""
    assert "M5" in {signal.question for signal in heavy(old, new)}


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("We keep drafts until you log out.", "We keep drafts until our next release.", "M7"),
        ("Drafts are deleted once you log out.", "Drafts are deleted at the end of the season.", "M7"),
        ("Drafts are overwritten every week.", "Drafts are overwritten every quarter.", "M7"),
        ("Drafts are stored at our site in Umeå.", "Drafts are stored at our site in Nagoya.", "M6"),
        ("Calls are answered in Umeå.", "Calls are answered in Nagoya.", "M6"),
        ("Children younger than 13 may join with a parent.", "Children younger than 11 may join with a parent.", "M12"),
        ("Whoever has not turned eighteen must not join.", "Whoever has not turned fifteen must not join.", "M12"),
    ],
)
def test_another_event_place_or_age_asks(old: str, new: str, question: str) -> None:
    """No word of a list need know the event or the place: where it stands says what it is."""
    assert question in {signal.question for signal in heavy(old, new)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep logs for 12 months.", "We keep logs for one year."),
        ("We delete logs after fourteen days.", "We delete logs after two weeks."),
        ("We answer requests within 48 hours.", "We answer requests within two days."),
        ("The minimum age for an account is sixteen.", "You must be 16 or older to have an account."),
        ("You must be eighteen years old to join.", "You need to be at least 18 to join."),
        ("We can be found in our house in Umeå.", "We can be found in our house in Nagoya."),
    ],
)
def test_the_same_in_another_unit_is_quiet(old: str, new: str) -> None:
    """A year is twelve months, an age is an age, and where somebody sits is no place of information."""
    assert heavy(old, new) == []


def test_ninety_days_are_no_three_months() -> None:
    """Only units that are a fixed number of smaller ones are the same."""
    assert ("M7", U) in {(q, U) for q, _ in asked("We keep logs for 90 days.", "We keep logs for three months.")}


_TABLE = "We share personal information with those listed here:\n\n| Provider | What for | Where |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        (f"{_TABLE}| Paywell | Payments | Germany |", f"{_TABLE}| Paywell | Payments | India |", "M6"),
        (
            "You have the right to access, correct, delete and export your information.",
            "You have the right to access, correct and delete your information.",
            "M9",
        ),
        (
            "Orrin Ltd, 4 Mill Lane, Dublin, Ireland, runs the app.",
            "Orrin Inc, 1 Main St, Delaware, USA, runs the app.",
            "M2",
        ),
        (
            "We email every member 30 days before a change takes effect.",
            "We show every member a banner 30 days before a change takes effect.",
            "M16",
        ),
    ],
)
def test_facts_that_stand_in_a_few_words_ask(old: str, new: str, question: str) -> None:
    """A country in a table of recipients, one right of several, who runs it from where, by what people are told."""
    assert question in {each for each, _ in asked(old, new)}


def test_a_company_that_only_changes_its_form_asks_nothing() -> None:
    """The same name in the same country answers as before."""
    text = "Orrin Ltd, 4 Mill Lane, Dublin, Ireland, runs the app."
    assert not asked(text, text.replace("Ltd", "Limited"))


def test_no_notice_is_no_protection() -> None:
    """A `not` that belongs to the term itself turns nothing: what may be changed without notice widens."""
    old = "We may change this policy."
    new = "We may change this policy at any time without notice."
    assert ("M16", W) in asked(old, new)
    assert not {way for question, way in asked(old, new) if question == "M16"} & {P}
