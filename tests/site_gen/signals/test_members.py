"""What stands where kinds of data, recipients or purposes stand is one of them, whatever it is called."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Signal, Weight
from site_gen.text.parsing.parse import parse

KINDS = (
    "address", "weight", "diet", "blood type", "house number", "shoe size", "gait", "dash-cam clips", "zorblings",
    "certifications",
)  # fmt: skip
PLACES = {
    "after and": ("We collect your name.", "We collect your name and {}."),
    "in a list": ("We collect your name, age and postcode.", "We collect your name, {}, age and postcode."),
    "item": ("We collect:\n\n- Name\n- Age", "We collect:\n\n- Name\n- {}\n- Age"),
    "item under a title": ("## What we collect\n\n- Name\n- Age", "## What we collect\n\n- Name\n- Age\n- {}"),
    "sentence": ("We collect your name.", "We collect your name. We also collect your {}."),
    "example": ("We ask for details such as your name.", "We ask for details such as your name or {}."),
    "passive": ("Your name is collected.", "Your name and {} are collected."),
}


def asked(old: str, new: str) -> list[Signal]:
    found = signals(compare(parse(f"# Policy\n\n{old}\n"), parse(f"# Policy\n\n{new}\n")))
    return [signal for signal in found if signal.weight is not Weight.MINOR]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_word_among_kinds_of_data_is_one(kind: str, place: str) -> None:
    """A new member of a list of collected things asks M4, in a sentence or as an item, whether a lexicon knows it."""
    old, new = PLACES[place]
    found = [signal for signal in asked(old, new.format(kind)) if signal.question == "M4"]
    assert any(kind in " ".join(signal.found).lower() for signal in found)


def test_a_list_introduced_by_whom_one_shares_with_holds_recipients() -> None:
    """The introduction of a list governs its items."""
    old = "We share your data with:\n\n- couriers\n- banks"
    assert {signal.question for signal in asked(old, f"{old}\n- landlords")} == {"M5"}


def test_a_member_fewer_behind_a_not_is_a_promise_less() -> None:
    """What is no longer denied may be done."""
    found = asked(
        "We do not collect your name, weight or phone number.", "We do not collect your name or phone number."
    )
    assert "promise-narrowed" in {signal.code for signal in found}


def test_a_member_that_stands_in_such_a_list_elsewhere_is_not_new() -> None:
    """The whole document is the measure: data collected in one section is no new kind in the next."""
    old = "We collect your name and gait.\n\n## Shops\n\nIn shops we collect your voice and receipts."
    new = old.replace("voice and", "voice, gait and")
    assert not any(signal.code == "member-data" for signal in asked(old, new))


@pytest.mark.parametrize("addition", ["We do not collect your gait.", "We never ask for your gait."])
def test_a_denied_member_is_no_new_kind(addition: str) -> None:
    """A denial that comes in collects nothing."""
    old = "We collect your name."
    assert not any(signal.code == "member-data" for signal in asked(old, f"{old} {addition}"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("If you are no member, we do not collect your voice.", "If you are no member, we do collect your voice."),
        (
            "We do not sell names without a right. We do not sell ages.",
            "We do not sell names without a right. We do sell ages.",
        ),
    ],
)
def test_a_not_that_goes_is_seen_beside_another(old: str, new: str) -> None:
    """A verb that is no longer denied asks, though the sentence or its neighbour still denies something else."""
    assert "negation" in {signal.code for signal in asked(old, new)}


def test_a_marked_sentence_is_read() -> None:
    """A whole sentence that somebody marked as a heading still says what is done."""
    old = (
        "## We collect your name, age and postcode whenever you order a thing, whatever it may be, in one of our shops."
    )
    assert any(signal.question == "M4" for signal in asked(old, old.replace("age", "gait, age")))


COLUMNS = {
    "| Information | Why |\n|---|---|\n| Name | To ship orders |": ("| Gait | To fit boots |", {"M4", "M1"}),
    "| Personal data | Used for |\n|---|---|\n| Name | To ship orders |": ("| Gait | To fit boots |", {"M4", "M1"}),
    "| What we collect | Recipients |\n|---|---|\n| Name | Couriers |": ("| Gait | Cobblers |", {"M4", "M5"}),
    "| Cookie | Purpose |\n|---|---|\n| _a | Log-in |": ("| _b | Baskets |", set()),
    "| Name | Purpose |\n|---|---|\n| Tarn | Payments |": ("| Birk | Ticketing |", {"M1"}),
}


@pytest.mark.parametrize("added", ["who you write to", "what you hum", "how you hold your phone", "where you work"])
def test_what_readers_do_is_a_kind_of_information(added: str) -> None:
    """A clause on readers in a list of what is collected asks about it, as a noun does."""
    old = "We collect the songs played and your age."
    assert "M4" in {signal.question for signal in asked(old, f"We collect the songs played, your age, and {added}.")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("This says what we collect and why.", "This says what we collect, how you complain and why."),
        ("We collect your age.", "We collect your age, and how you can complain stands below."),
        ("We collect your age, and what you read.", "We collect what you read, and your age."),
    ],
)
def test_what_a_text_announces_of_readers_is_no_information(old: str, new: str) -> None:
    """What readers can do, and what a text only says that it says, is not collected."""
    assert not any(signal.question == "M4" for signal in asked(old, new))


@pytest.mark.parametrize("added", ["to set the rent that you pay", "to place adverts", "to train our bird recogniser"])
def test_a_verb_behind_another_to_is_one_more_purpose(added: str) -> None:
    """What is done with things of the publisher is a purpose too, and begins no sentence of its own."""
    old = "We use your data to deliver parcels and to prevent theft."
    new = f"We use your data to deliver parcels, to prevent theft and {added}."
    assert "M1" in {signal.question for signal in asked(old, new)}


@pytest.mark.parametrize("table", COLUMNS)
def test_the_head_of_a_column_says_what_its_cells_are(table: str) -> None:
    """Each cell is what its own column's head says; a name or a cookie is no kind of data."""
    row, questions = COLUMNS[table]
    assert {signal.question for signal in asked(table, f"{table}\n{row}")} == questions


@pytest.mark.parametrize(
    "added",
    [
        "We give you appropriate safeguards for data that we transfer.",
        "We send nothing until you confirm your address.",
        "We provide options for every transfer of data.",
    ],
)
def test_what_is_given_to_people_and_tells_nothing_of_them_is_not_passed_on(added: str) -> None:
    """Safeguards and choices that a publisher gives, and nothing at all, are no information."""
    old = "We collect your name. We transfer data to Norway."
    assert not any(signal.code.startswith("member") for signal in asked(old, f"{old} {added}"))


def test_an_entry_that_is_a_link_to_another_page_is_no_kind_of_data() -> None:
    """A list of links names pages; one within the page leads to what it says of that kind."""
    old = "We share your data as these pages say:\n\n- [Boots](https://tarn.example/boots)"
    assert not asked(old, f"{old}\n- [Smart Door](https://tarn.example/door)")
    assert asked(old, f"{old}\n- [Gait](#gait)")
