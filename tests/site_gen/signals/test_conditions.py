"""What a sentence says by its build: of whom, under which condition, to whom, for how long."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse

WIDENING, PROTECTIVE, NARROWING = Direction.WIDENING, Direction.PROTECTIVE, Direction.NARROWING


def asked(old: str, new: str) -> list[Signal]:
    """Return the signals of two sentences in a text of a few more."""
    head = "# Privacy policy\n\nThis is what we do with what you tell us, and what you can ask of us about it.\n\n"
    return [*signals(compare(parse(head + old), parse(head + new)))]


@pytest.mark.parametrize(
    ("old", "new", "question", "way"),
    [
        ("None of our partners receive your name.", "Our partners receive your name.", "M9", WIDENING),
        ("Our partners receive your name.", "None of our partners receive your name.", "M9", PROTECTIVE),
        ("No partner of ours sees your letters.", "A partner of ours sees your letters.", "M9", WIDENING),
        ("We hand your letters to nobody.", "We hand your letters to our partners.", "M5", WIDENING),
        ("We tell couriers your name.", "We tell couriers and advertisers your name.", "M5", WIDENING),
        ("We do not sell your data.", "We do not sell your data for money.", "M9", WIDENING),
        ("We do not read your mail.", "We do not read your mail unless you report it.", "M9", WIDENING),
        ("We never train on files of guests or of members.", "We never train on files of guests.", "M9", WIDENING),
        ("We record calls if you press 1.", "We record calls unless you press 1.", "M9", WIDENING),
        ("We record calls unless you press 1.", "We record calls if you press 1.", "M9", PROTECTIVE),
        ("We use your data while it is open.", "We use your data while it is open or at night.", "M14", WIDENING),
        ("We delete records of calls after 14 days.", "We delete records of calls after 6 weeks.", "M7", WIDENING),
        ("We keep records of calls for 30 days.", "We keep records of calls.", "M7", WIDENING),
        ("We answer requests within two weeks.", "We answer requests within a month.", "M3", WIDENING),
        ("You must be 16 to open an account.", "You must be 13 to open an account.", "M12", WIDENING),
        ("We read your name.", "We read your name. Our software learns from your letters.", "M10", WIDENING),
        ("We read your name.", "We read your name. Once our firm is sold, your data goes to a buyer.", "M5", WIDENING),
    ],
)
def test_a_small_word_decides(old: str, new: str, question: str, way: Direction) -> None:
    """Each of these edits asks its question, and says which way it goes."""
    heavy = [signal for signal in asked(old, new) if signal.weight is not Weight.MINOR]
    assert (question, way) in {(signal.question, signal.direction) for signal in heavy}


@pytest.mark.parametrize(
    ("firm", "soft", "question"),
    [
        ("We do not lend your letters to anybody.", "We mostly do not lend your letters to anybody.", "M9"),
        ("Your records are not moved abroad.", "Your records are typically not moved abroad.", "M9"),
        ("We encrypt your messages.", "Where possible, we encrypt your messages.", "M9"),
        ("We answer within two weeks.", "As a rule, we answer within two weeks.", "M3"),
        ("We delete call logs after 10 days.", "We endeavour to delete call logs after 10 days.", "M7"),
        ("We tell you of changes 20 days before.", "We normally tell you of changes 20 days before.", "M16"),
    ],
)
def test_a_promise_that_is_softened_promises_less(firm: str, soft: str, question: str) -> None:
    """A word that says that a promise holds mostly asks about what it softens; a promise without it protects more."""
    ways = {(signal.question, signal.direction) for signal in asked(firm, soft)}
    back = {(signal.question, signal.direction) for signal in asked(soft, firm)}
    assert (question, WIDENING) in ways
    assert (question, PROTECTIVE) in back


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We collect your name.", "We generally collect your name."),
        ("If you log in, you see no adverts.", "If you try to log in, you see no adverts."),
        ("We deliver books.", "We usually deliver books."),
    ],
)
def test_a_hedge_where_nothing_is_promised_asks_nothing(old: str, new: str) -> None:
    """What is done mostly is not promised, nor is what readers try."""
    assert not [signal for signal in asked(old, new) if signal.code.endswith("-softened")]


@pytest.mark.parametrize("title", ["Who gets it", "With whom we share it", "Who receives your data"])
def test_a_heading_about_recipients_introduces_its_list(title: str) -> None:
    """Whoever is added below it gets information (M5), and is not asked about as who answers for it (M2)."""
    old = f"## {title}\n\n- Our parcel service\n"
    questions = {signal.question for signal in asked(old, f"{old}- Farrow Ltd\n")}
    assert "M5" in questions
    assert "M2" not in questions


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We collect: name, address, age.", "We collect:\n\n- name\n- address\n- age"),
        ("We do not sell your data.", "We do not sell your data under any circumstances."),
        ("We have changed this policy to make it shorter.", "We have revised this policy so that it is clearer."),
        ("We use data to ship it, under a contract with you.", "We use data to ship it, under our contract with you."),
        ("We like sun.", "We like sun. You may also complain to the supervisory authority of your country."),
        ("We like sun.", "We like sun.\n\nLamps in Peru | Coats in Spain | Boats in Chile | Shops in France"),
    ],
)
def test_what_only_looks_like_a_change(old: str, new: str) -> None:
    """A list cut into lines, a promise made stronger, an announcement, a menu: none asks for a material class."""
    assert all(signal.weight is Weight.MINOR for signal in asked(old, new))


def test_a_word_of_a_longer_term_is_no_kind_of_information() -> None:
    """Interests that are called legitimate are a ground (M8), and nobody's interests (M4) or a purpose (M1)."""
    old = "We use your address to ship orders, on the basis of the contract with you."
    new = "We use your address to ship orders, on the basis of our legitimate interests."
    assert {signal.question for signal in asked(old, new)} == {"M8"}
