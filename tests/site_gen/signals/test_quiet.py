"""What says nothing of a practice asks no material question, whatever words stand in it."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Signal, Weight
from site_gen.text.parsing.parse import parse

_POLICY = "# Notice\n\nWe collect your name and your address. We share your name with couriers.\n"


def _asked(old: str, new: str) -> list[Signal]:
    return [signal for signal in signals(compare(parse(old), parse(new))) if signal.weight is not Weight.MINOR]


@pytest.mark.parametrize(
    "added",
    [
        "Read the Notice for Residents of Canada for how we handle information and how to use your rights.",
        "Information about our handling of requests under the law of California is available here.",
        "In the privacy notice for shops we explain how we process the orders of our customers.",
        "Data Subject Rights.\n\nWe collect your name and your address.",
        "The following privacy notices provide additional information about some services:\n\n- Tarn & the Tarn Reader",
    ],
)
def test_a_pointer_or_a_heading_is_quiet(added: str) -> None:
    """A sentence that sends readers elsewhere, what stands in a list of such, and a heading before its text."""
    assert not _asked(_POLICY, f"{_POLICY}\n{added}\n")


@pytest.mark.parametrize(
    "added",
    [
        "Read the Notice for Residents of Canada, as we share your location with insurers.",
        "We share your location with insurers, and more information is available here.",
        "This notice explains how we use data. We share your location with insurers.",
    ],
)
def test_a_practice_beside_a_pointer_asks(added: str) -> None:
    """Sending readers elsewhere excuses nothing that the same sentence does."""
    assert _asked(_POLICY, f"{_POLICY}\n{added}\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may submit a request to privacy@tarn.example.", "You may submit a request to [email protected]."),
        ("To ask us anything, call us.", "To ask us anything, submit an inquiry at Tarn Support or call us."),
        ("We rely on standard contractual clauses.", "We rely on standard contractual clauses (SCCs)."),
        ("We collect your gender.", "We collect your gender (optional)."),
        (
            "| Right | Asked | Met | Denied | Days |\n|---|---|---|---|---|\n| Deletion | 34 | 4 | 30 | 12.3 days |",
            "| Right | Asked | Met | Denied | Days |\n|---|---|---|---|---|\n| Deletion | 52 | 42 | 10 | 23.4 days |",
        ),
    ],
)
def test_what_only_looks_like_a_fact_is_quiet(old: str, new: str) -> None:
    """An address a page hides, a request that people submit, letters that shorten a term, a remark, a statistic."""
    assert not [signal for signal in _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n") if signal.code != "condition"]


def test_a_country_in_a_company_name_is_no_country() -> None:
    """Whoever leaves with a country in its name takes no region's rights along."""
    gone = "For ads we share data with Tarn Ireland Ltd. of Cork."
    assert "country-gone" not in {signal.code for signal in _asked(f"{_POLICY}\n{gone}\n", _POLICY)}


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("Tools help you.", 'Tools such as "do not track" help you.', "M9"),
        ("", "The process for requesting these data is called a request for access.", "M1"),
        ("", "Any dispute goes to the courts of Norway.", "M6"),
        ("The laws of Denmark apply.", "The laws of Norway apply.", "M6"),
        ("", "A vendor stores what we film. It deletes the recordings after 6 months.", "M3"),
        ("", "4.2 Your Privacy Rights.\n\nWe share your name with couriers.", "M3"),
    ],
)
def test_a_word_that_is_no_fact_in_its_place_asks_nothing(old: str, new: str, question: str) -> None:
    """A setting's name denies nothing, a process is no use, a court no destination, a vendor's deleting no right."""
    found = _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n")
    assert question not in {signal.question for signal in found}


@pytest.mark.parametrize(
    ("added", "question"),
    [
        ("We use cookies to find out how many people read our pages.", "M1"),
        ("We record calls to learn more about what people ask.", "M1"),
        ("You may ask that your recordings be deleted after 6 months.", "M3"),
        ("If you close your account, we delete your recordings.", "M3"),
        ("We process your weight for insurers.", "M4"),
        ("Residents of Norway may complain to us, and their data go to the courts of Norway.", "M6"),
    ],
)
def test_the_same_word_asks_where_it_is_one(added: str, question: str) -> None:
    """An aim that sounds like a pointer, a request, a use and a place where information goes."""
    assert question in {signal.question for signal in _asked(_POLICY, f"{_POLICY}\n{added}\n")}
