"""A fact is the publisher's only where the sentence says so: not what readers do, or what a document tells."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Signal, Weight
from site_gen.signals.parsing.governing import Kind, governs
from site_gen.signals.words.lexicon import lexicon
from site_gen.text.parsing.parse import parse

_POLICY = "# Notice\n\nWe collect your name and your address. We share your name with couriers.\n"


def _asked(old: str, new: str) -> list[Signal]:
    return [signal for signal in signals(compare(parse(old), parse(new))) if signal.weight is not Weight.MINOR]


def _of_change(old: str, new: str) -> list[Signal]:
    return _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n")


@pytest.mark.parametrize(
    "added",
    [
        "We cannot process orders due to planned repairs of the mill.",
        "When you use our app for birds on a tablet, turn it.",
        "This Privacy Policy describes how Tarn collects and uses fingerprints.",
        "For users accessing Tarn within Norway, the Reader Guidance is part of the Terms of Service.",
        "Fill out this form and we will contact you.",
        "To block pixels, open the menu of your browser.",
        "Choose a strong password and keep it to yourself.",
        "A pixel is a tiny image that tells whether a message was opened.",
        "To obtain a copy of this policy in print, write to our mill.",
        "If you would like more help, call us.",
        "Questions about this policy can be sent to the mill.",
        "We updated this policy to make it easier to read.",
    ],
)
def test_what_others_do_or_a_document_tells_is_quiet(added: str) -> None:
    """Repairs are no purpose, readers use an app for what they like, and a notice only tells of what is done."""
    assert not _of_change("", added)


@pytest.mark.parametrize(
    "added",
    [
        "We process orders to plan the repairs of the mill.",
        "What we know about you is used for ads.",
        "This Privacy Policy explains that we collect and use fingerprints.",
        "For users within Norway, we keep messages in Denmark.",
        "Our staff may access your messages.",
        "To join, upload your passport and your fingerprints.",
        "A pixel that a partner sets tells us whether a message was opened.",
        "You may obtain a copy of your data.",
        "Your fingerprints can be sent to the mill.",
    ],
)
def test_what_the_publisher_does_asks(added: str) -> None:
    """The same words ask where they say what is done with information."""
    assert _of_change("", added)


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("We use your name for the following:", Kind.PURPOSE),
        ("We use your name in these ways:", Kind.PURPOSE),
        ("We share your name with the following:", Kind.RECIPIENT),
        ("The following notices explain practices of services that you may use:", None),
    ],
)
def test_a_lead_says_what_its_list_holds(lead: str, kind: Kind | None) -> None:
    """By its last telling word; what readers may use, and what notices tell, are no purposes."""
    assert governs(lead, lexicon("en")) is kind


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "You may correct your name by logging in or contacting us through the form.",
            "You may correct your name by logging in. You may also contact us at the form.",
        ),
        (
            "You may opt out by going to the start and asking us.",
            "You may opt out by going to the start and the Privacy Policy and asking us.",
        ),
        (
            "The controller of your data is: Tarn Mills, Inc. in Dover.",
            "The controller of your data is: Tarn Mills, LLC in Dover.",
        ),
        ("We protect data against loss.", "We protect data against loss and misuse."),
        ("Links to mills are part of our links.", "Affiliate links to mills are part of our links."),
    ],
)
def test_another_way_to_say_or_ask_the_same_is_quiet(old: str, new: str) -> None:
    """A way to ask that is told in the next sentence, a page to go to, and the same company in another form."""
    assert not _of_change(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may correct your name by logging in or contacting us.", "You may correct your name by logging in."),
        (
            "The controller of your data is: Tarn Mills, Inc. in Dover.",
            "The controller of your data is: Brook Mills, LLC in Dover.",
        ),
    ],
)
def test_a_way_or_a_company_less_asks(old: str, new: str) -> None:
    """A way to ask that is told nowhere else is gone, and another company's name is another company."""
    assert _of_change(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We will not telephone you.", ""),
        ("| Data | Given to |\n|---|---|\n| Orders | - None |", "| Data | Given to |\n|---|---|\n| Orders | - Mills |"),
        ("We share orders with mills that keep them secret.", "We share orders with mills."),
    ],
)
def test_a_promise_to_readers_or_a_limit_that_is_gone_asks(old: str, new: str) -> None:
    """What is promised to readers in whatever words, a cell that said "none", and of what kind those are who get it."""
    assert _of_change(old, new)


def test_what_is_said_of_readers_is_no_promise() -> None:
    """A sentence in which readers are not those to whom something is promised may go."""
    assert not _of_change("You will not like the rain in Bergen.", "")
