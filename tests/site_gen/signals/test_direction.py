"""Each signal says which way a practice went, and one fact asks once."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.signals.whole import proposed_direction
from site_gen.text.parsing.parse import parse


def found(old: str, new: str) -> tuple[Signal, ...]:
    return signals(compare(parse(old), parse(new)))


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We collect your name.", "We collect your name and gait.", Direction.WIDENING),
        ("We keep logs for 30 days.", "We keep logs for 90 days.", Direction.WIDENING),
        ("We keep logs for 90 days.", "We keep logs for 30 days.", Direction.NARROWING),
        ("We share your data.", "We do not share your data.", Direction.PROTECTIVE),
        ("We do not share your data.", "We share your data.", Direction.WIDENING),
        ("We do not collect your age or voice.", "We do not collect your age.", Direction.WIDENING),
        ("We use your data only to ship orders.", "We use your data to ship orders.", Direction.WIDENING),
    ],
)
def test_a_signal_says_which_way_a_practice_went(old: str, new: str, way: Direction) -> None:
    """More done or less promised widens; a denial turns it round; a shorter period narrows."""
    assert way in {signal.direction for signal in found(old, new)}


FRAME = "# Privacy policy\n\nWe collect your name when you open an account.\n\n{}\n\nWrite to us with any question.\n"


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("", "We do not sell your personal information to anybody.", "protective"),
        ("", "We encrypt your messages in transit and at rest.", "protective"),
        ("We encrypt your messages in transit and at rest.", "", "widening"),
        ("", "We delete recordings after ten days.", "protective"),
        ("We delete recordings after ten days.", "", "widening"),
        ("", "Only staff who need it can see your data.", "protective"),
        ("We share your order history with advertisers.", "", "narrowing"),
        ("", "We no longer share your email address with our affiliates.", "narrowing"),
        ("", "We have stopped collecting your precise location.", "narrowing"),
        (
            "We collect your name, phone number and date of birth.",
            "We collect your name and phone number.",
            "narrowing",
        ),
        ("We collect your precise location.", "We collect your approximate location.", "narrowing"),
        (
            "We use your messages to train our models.",
            "We use your messages to train our models, unless you have a business account.",
            "narrowing",
        ),
        ("We do not share chats.", "We do not share chats, except with advertisers.", "widening"),
        ("Accounts are for people aged 13 or over.", "Accounts are for people aged 16 or over.", "narrowing"),
        ("We answer requests to delete data in 30 days.", "We answer requests to delete data in 45 days.", "widening"),
    ],
)
def test_what_a_change_does_for_people_is_told_by_what_the_sentence_does(old: str, new: str, way: str) -> None:
    """A safeguard protects, and its end widens; a practice that ends, or gets an exception or fewer people, narrows."""
    assert proposed_direction(found(FRAME.format(old), FRAME.format(new))) == way


def test_one_name_for_another_goes_neither_way() -> None:
    """A processor in the place of another is asked about, and not called more."""
    old = "We share your card number with Acmepay to process payments."
    named = [each for each in found(old, old.replace("Acmepay", "Brightpay")) if each.code == "recipient-named"]
    assert [(each.direction, each.weight) for each in named] == [(Direction.UNCLEAR, Weight.MATERIAL)]


def test_a_higher_age_is_asked_about_though_it_narrows() -> None:
    """Whom a service is for is a material change, whichever way the age went."""
    old = "Accounts are for people aged 13 or over."
    assert Weight.MATERIAL in {each.weight for each in found(old, old.replace("13", "16")) if each.question == "M12"}


def test_one_fact_asks_once() -> None:
    """A new sentence that names one new kind of data raises one question on it, and none on being a sentence."""
    old = "We collect your name."
    asked = [signal for signal in found(old, f"{old} We also collect your gait.") if "gait" in signal.after]
    assert [signal.code for signal in asked] == ["member-data"]


@pytest.mark.parametrize(("country", "asked"), [("United States", {"M5"}), ("India", {"M5", "M6"})])
def test_a_row_asks_only_about_what_its_column_did_not_say(country: str, asked: set[str]) -> None:
    """A recipient more asks about itself, and about its country where none of the others is in it."""
    head = "| Vendor | Country | Purpose |\n|---|---|---|\n| Basecamp | United States | Support |\n"
    questions = {signal.question for signal in found(head, f"{head}| Mixpanel | {country} | Support |\n")}
    assert questions & {"M5", "M6"} == asked


@pytest.mark.parametrize("name", ["EU-U.S. Data Privacy Framework", "U.S. Department of Commerce", "J. Smith Archive"])
def test_initials_end_no_sentence_before_a_name(name: str) -> None:
    """A name with full stops in it is quoted whole; a small word after initials begins a sentence."""
    old = f"We rely on the {name} for each transfer of your data, with your consent."
    signal = found(old, old.replace(", with your consent", ""))[0]
    assert signal.after.startswith("We rely on")


def test_a_sentence_may_end_with_initials() -> None:
    """A new sentence behind "the U.S." is quoted by itself."""
    old = "We store your data in the U.S. We collect your name."
    signal = found(old, old.replace("name", "name and gait"))[0]
    assert signal.after.startswith("We collect")


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We do not share your data.", "We do not share your data unless we see fit.", Direction.WIDENING),
        ("Write to us.", "Write to us. You can opt out of profiling of your data.", Direction.PROTECTIVE),
        (
            "We collect your name.",
            "We collect your name. We do not use it for targeted advertising.",
            Direction.PROTECTIVE,
        ),
        ("We use your data with your consent.", "We use your data.", Direction.WIDENING),
        ("We share your data.", "We share your data with your consent.", Direction.PROTECTIVE),
    ],
)
def test_what_governs_a_fact_turns_its_direction(old: str, new: str, way: Direction) -> None:
    """An exception widens what a denial promised; what a right is about, or stands behind a `not`, protects."""
    assert {signal.direction for signal in found(old, new)} == {way}


@pytest.mark.parametrize(
    ("old", "widens"),
    [
        ("We store your name (if you are not signed in) and age.", True),
        ("We do not sell your name, and we collect your age.", True),
        ("We collect data that does not identify you, such as your age.", True),
        ("We collect details, including but not limited to your age.", True),
        ("We do not collect your name and age.", False),
        ("Your name and age are not collected.", False),
    ],
)
def test_a_not_governs_its_own_part_of_a_sentence(old: str, widens: bool) -> None:
    """What a bracket, another subject or an aside denies leaves the rest of the sentence alone."""
    ways = {signal.direction for signal in found(old, old.replace("age", "gender and age"))}
    assert (Direction.WIDENING in ways) is widens


def test_a_promise_lost_beside_another_widens() -> None:
    """Where one of two denials in a sentence goes, a material question says that more is done."""
    old = "We do not use your age for offers and do not use your voice."
    asked = found(old, old.replace("do not use your age", "do use your age"))
    assert any(each.direction is Direction.WIDENING and each.weight is not Weight.MINOR for each in asked)


def test_an_added_assurance_asks_for_no_material_class() -> None:
    """A sentence that only says what is not done with information asks, and not for a material class."""
    old = "We collect your name."
    asked = found(old, f"{old} We do not pass your phone number on to advertisers.")
    assert asked
    assert {str(signal.weight) for signal in asked} == {"minor"}


def test_a_promise_that_stands_twice_and_turns_once_asks() -> None:
    """One of two equal promises that comes to say the opposite asks for a material class."""
    promise = "We do not sell your phone number to other companies at all."
    old = f"## Use\n\n{promise}\n\n## Sharing\n\n{promise}"
    turned = found(old, old.replace("do not sell", "do sell", 1))
    assert any(signal.direction is Direction.WIDENING and signal.weight is not Weight.MINOR for signal in turned)


def test_an_item_of_another_list_is_another_fact() -> None:
    """An item that stands under what is collected says nothing of the same word under whom it is shared with."""
    old = "We collect:\n\n- Employers\n- Names\n\nWe share your data with:\n\n- Couriers\n- Banks"
    assert any("Employers" in signal.after for signal in found(old, f"{old}\n- Employers"))


def test_what_a_new_right_names_is_no_practice_and_no_transfer() -> None:
    """A right of the people of a region to refuse something asks about the right alone."""
    new = "Hello. Residents of Texas have the right to opt out of profiling and of targeted advertising."
    assert {signal.question for signal in found("Hello.", new)} == {"M3"}


def test_a_right_hides_no_practice_beside_it() -> None:
    """What whoever speaks does behind a right is asked about as ever."""
    new = "Hello. Residents of Texas have the right to object, and we use profiling to rank them."
    assert "M10" in {signal.question for signal in found("Hello.", new)}


def test_another_company_in_a_column_of_recipients_gets_information() -> None:
    """Whoever stands there answers for nothing."""
    table = "| Who receives it | Why |\n|---|---|\n| Velox Ltd | sends our letters |"
    asked = {signal.question for signal in found(table, table.replace("Velox Ltd", "Zephyr LLC"))}
    assert asked == {"M5"}


def test_others_who_see_what_only_staff_saw_are_asked_about() -> None:
    """The word that kept others out is gone."""
    asked = found("Only our staff sees your letters.", "Our staff and our agents see your letters.")
    assert "limit-gone" in {signal.code for signal in asked}


@pytest.mark.parametrize("words", ["without restriction", "without any limitations", "without further restrictions"])
def test_what_knows_no_limit_widens(words: str) -> None:
    """The `without` of "without restriction" denies a limit, so that what came with it is worse for people."""
    old, new = "We use your name to ship orders.", f"We use your name {words} to ship orders."
    assert {signal.direction for signal in found(old, new)} == {Direction.WIDENING}
    assert Direction.WIDENING not in {signal.direction for signal in found(new, old)}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("", "You may not opt out of these messages.", "widening"),
        ("You may not opt out of these messages.", "", "protective"),
        ("We send you letters, and you may not opt out of them.", "We send you letters.", "protective"),
        ("", "You cannot delete your recordings.", "widening"),
        ("", "You may opt out of these messages.", "protective"),
        ("We share your name with banks.", "We share your name with banks unless you object.", "protective"),
        ("We share your data with banks.", "We share your data, excluding your voice, with banks.", "neutral"),
        ("We share your data, except your voice, with banks.", "We share your data with banks.", "widening"),
        ("We share your data, apart from your voice, with banks.", "We share your data with banks.", "widening"),
        ("We do not use your data to train.", "We do not use your data, other than your voice, to train.", "widening"),
        ("", "Without your consent we do not share your letters.", "protective"),
        ("We share your name only with your consent.", "We share your name.", "widening"),
    ],
)
def test_refused_rights_and_exceptions_turn_a_change(old: str, new: str, way: str) -> None:
    """What readers may not do is no right; what is excepted from a practice is not done, from a promise is."""
    signalled = found(FRAME.format(old), FRAME.format(new))
    assert proposed_direction([signal for signal in signalled if signal.weight is not Weight.MINOR]) == way


@pytest.mark.parametrize(
    ("old", "new", "code", "way"),
    [
        ("If your account owner agrees, we share your chats.", "We share your chats.", "premise-gone", "widening"),
        ("We record your calls when you ring our desk.", "We record your calls.", "premise-gone", "widening"),
        ("We share your chats.", "If your account owner agrees, we share your chats.", "premise-added", "narrowing"),
        ("You can delete your account.", "You can delete your account if all is paid.", "choice-limited", "widening"),
    ],
)
def test_the_only_case_in_which_something_held_is_asked_about(old: str, new: str, code: str, way: str) -> None:
    """What is done in every case now is done more; a right that holds in some cases only is worth less."""
    assert (code, way) in {(each.code, str(each.direction)) for each in found(FRAME.format(old), FRAME.format(new))}


@pytest.mark.parametrize("old", ["We keep your letters, if any.", "We keep your letters where applicable."])
def test_a_word_or_two_names_no_case(old: str) -> None:
    """Nobody learns from "if any" when something is done."""
    assert "premise-gone" not in {each.code for each in found(old, "We keep your letters.")}


@pytest.mark.parametrize(
    "item", ["Indiana Consumer Data Protection Act", "Residents of Indiana", "Notice to individuals in Indiana"]
)
def test_a_region_whose_people_have_rights_protects(item: str) -> None:
    """Nothing goes to a region that a law or its residents stand for: more people can ask for something."""
    old = "# Privacy\n\nYou have the right to see your data under these laws:\n\n- California Consumer Privacy Act\n"
    ways = {each.direction for each in found(old, f"{old}- {item}\n") if each.code == "country"}
    assert ways == {Direction.PROTECTIVE}
