"""Changed terms of a contract are asked about: what people pay, who answers for what, under which law, by when."""

from __future__ import annotations

import pytest

from site_gen.model.note import ChangeClass
from site_gen.redline import compare
from site_gen.signals.judge import proposed_class, signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse


def found(old: str, new: str) -> tuple[Signal, ...]:
    return signals(compare(parse(old), parse(new)))


def ways(old: str, new: str) -> set[tuple[str, Direction]]:
    return {(signal.question, signal.direction) for signal in found(old, new)}


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("Our liability is limited to what you paid.", "Our liability is limited to US$ 50.", "M13"),
        ("Our liability is limited to the rent of a year.", "Our liability is limited to the rent of a week.", "M13"),
        (
            "The Terms are governed by the laws of the State of Ohio.",
            "The Terms are governed by the laws of the State of Iowa.",
            "M13",
        ),
        ("Disputes go to the courts of Ghent.", "Disputes go to the courts of Lyon.", "M13"),
        ("You may bring items back.", "You may bring items back. A storage fee of 9 % is kept.", "M13"),
        ("Gift wrapping costs 3 EUR.", "Gift wrapping costs 5 EUR.", "M13"),
        ("Express parcels: 8.50 USD each.", "Express parcels: 9.50 USD each.", "M13"),
        ("Above EUR 30, a parcel is on us.", "Above EUR 45, a parcel is on us.", "M13"),
        ("Parcels are free from 40 GBP.", "Parcels are free from 60 GBP.", "M13"),
        ("You may ask for a list.", "You may ask for a list. A list costs 12 CHF.", "M13"),
        ("You may end it.", "You may end it. We can end your membership without a reason.", "M13"),
        ("The pass is for a season.", "The pass is for a season. It renews itself each spring.", "M13"),
        ("We sell bread.", "We sell bread. No cake can be returned.", "M13"),
        ("We pay you 80 % of the price.", "We pay you 60 % of the price.", "M13"),
        ("The plan ends after a year.", "The plan ends after a year, or is automatically renewed.", "M13"),
        ("We are liable for damage to a bike.", "We are liable for damage to a bike, up to its rent.", "M13"),
        ("We are liable for damage, whoever caused it.", "We are liable for damage.", "M13"),
        ("Hello. Nothing here excludes our liability for fraud.", "Hello.", "M13"),
        ("We may change these Terms for new loans.", "We may change these Terms at any time.", "M16"),
        ("We may amend this policy after a vote of members.", "We may amend this policy.", "M16"),
    ],
)
def test_a_change_of_terms_is_material(old: str, new: str, question: str) -> None:
    """Money, liability, law, court, renewal and when the terms may change are no matter of style."""
    asked = found(old, new)
    assert question in {signal.question for signal in asked}
    assert proposed_class(asked) is ChangeClass.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We may update this policy from time to time.", "We may update this policy periodically."),
        (
            "Tarn KG, under the laws of Germany, has its seat at Elm Street 7, Berlin.",
            "Tarn KG, under the laws of Germany, has its seat at Oak Road 9, Berlin.",
        ),
        ("Our liability is limited to the price.", "Our **liability** is limited to the price."),
        ("We are liable for damage to a bike.", "For damage to a bike, we are liable."),
    ],
)
def test_the_same_terms_in_other_words_are_not(old: str, new: str) -> None:
    """A synonym, a street and a mark of emphasis change no term."""
    assert not {"contract-term", "changes-condition", "charge"} & {signal.code for signal in found(old, new)}


@pytest.mark.parametrize(
    ("old", "way"),
    [
        ("You may send items back within 30 days of delivery.", Direction.WIDENING),
        ("Items can be returned within 30 days.", Direction.WIDENING),
        ("Within 30 days of delivery you may object.", Direction.WIDENING),
        ("You have 30 days to cancel.", Direction.WIDENING),
        ("We accept returns within 30 days of delivery.", Direction.WIDENING),
        ("We refund you within 30 days.", Direction.PROTECTIVE),
        ("If you cancel, we repay the deposit within 30 days.", Direction.PROTECTIVE),
        ("You will receive our answer within 30 days.", Direction.PROTECTIVE),
        ("Your requests are answered within 30 days.", Direction.PROTECTIVE),
    ],
)
def test_a_shorter_period_is_worse_for_whom_it_binds(old: str, way: Direction) -> None:
    """Readers lose time in which they may act, and gain by a duty that is due sooner."""
    assert ways(old, old.replace("30", "14")) == {("M3", way)}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("Prices include sales tax.", "Prices do not include sales tax.", Direction.WIDENING),
        ("We charge a delivery fee.", "We do not charge a delivery fee.", Direction.PROTECTIVE),
        ("We are liable for lost items.", "We are not liable for lost items.", Direction.WIDENING),
        ("Hello.", "Hello. We are not liable for lost items.", Direction.WIDENING),
        ("Hello.", "Hello. We do not limit our liability for fraud.", Direction.PROTECTIVE),
        ("Hello. Nothing here limits our liability for fraud.", "Hello.", Direction.WIDENING),
    ],
)
def test_a_not_in_a_contract_goes_the_way_of_what_it_denies(old: str, new: str, way: Direction) -> None:
    """What is denied may be a burden, something that was owed, or the limit of what is owed."""
    assert {signal.direction for signal in found(old, new)} == {way}


@pytest.mark.parametrize(
    "added",
    [
        "Returning an order costs 10 percent of its price.",
        "A restocking charge of 20 euros applies to opened boxes.",
        "Each further copy costs $4.",
    ],
)
def test_a_new_sentence_that_says_what_is_paid_asks(added: str) -> None:
    """A price is news even where no word for a fee stands beside it."""
    old = "# Terms\n\nWe ship what you order within a week, and we take it back if it is broken."
    asked = [signal.question for signal in found(old, f"{old} {added}") if signal.weight is not Weight.MINOR]
    assert asked == ["M13"]


@pytest.mark.parametrize(
    "new",
    [
        "Any dispute is resolved by binding arbitration administered by the Fjord Centre, and not in court.",
        "Disputes are resolved by an arbitrator of the Canadian Institute of Arbitration.",
    ],
)
def test_who_decides_disputes_gets_no_information(new: str) -> None:
    """A clause on arbitration asks about itself (M13), and neither about recipients nor about countries."""
    questions = {signal.question for signal in found("We sell bread.", f"We sell bread.\n\n{new}")}
    assert "M13" in questions
    assert not questions & {"M5", "M6"}
