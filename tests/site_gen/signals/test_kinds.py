"""What looks like a change of practice by its words and is none by its structure; beside each, what is one."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Weight
from site_gen.text.parsing.parse import parse

GLAD = "We are glad that you came to us and we hope that you will stay with us for as long as you like."
OURS = "We share your age with the gym and with no other house in the town."
SEE = "When you use the shop, your data is processed as its own notice says:"
PRICE = "A copy costs {} if you ask us for one."
EITHER = "| Aim | Basis |\n| --- | --- |\n| Fun | We count visits.<br>{} |\n"


def heavy(old: str, new: str) -> set[str]:
    """Return the codes of the material questions."""
    return {signal.code for signal in signals(compare(parse(old), parse(new))) if signal.weight is not Weight.MINOR}


@pytest.mark.parametrize(
    ("quiet", "asks"),
    [
        pytest.param(
            (GLAD, f"{GLAD}\n\nOur Partners Photo Galleries School Jobs Health Store Locator Account Settings Log"),
            (GLAD, f"{GLAD}\n\nOur partners, photo galleries, schools and health shops get your name."),
            id="a menu is no list, as nothing joins its words",
        ),
        pytest.param(
            (GLAD, f"{GLAD}\n\nFree lamps come with each coat over $49."),
            (GLAD, f"{GLAD}\n\nYou may receive our letters if you are over 49."),
            id="a price is no age",
        ),
        pytest.param(
            (PRICE.format("little") + " Coats: $20.", PRICE.format("little") + " Coats: $25."),
            (PRICE.format("$20"), PRICE.format("$25")),
            id="what goods cost is nobody's right",
        ),
        pytest.param(
            ("We delete it after 30.", "We delete it after 30 days."),
            ("We delete it after 30 days.", "We delete it after 60 days."),
            id="a unit that was forgotten changes no period",
        ),
        pytest.param(
            ("We keep a desk for you.", "We keep a desk for you 24 hours a day."),
            ("We keep a log for you.", "We keep a log for you for 24 hours."),
            id="opening hours are no period",
        ),
        pytest.param(
            (f"{SEE}\n\n- Tarn Post\n- Tarn Bank", f"{SEE}\n\n- Tarn Post\n- Tarn Lamp\n- Tarn Bank"),
            ("We use data for:\n\n- sales\n- news", "We use data for:\n\n- sales\n- lamp lighting\n- news"),
            id="what readers use announces no purposes",
        ),
        pytest.param(
            (OURS, OURS.replace("your age", "your age from our Tarn app")),
            (OURS, OURS.replace("the gym", "the gym Tarn")),
            id="the publisher's own service gets nothing",
        ),
        pytest.param(
            (GLAD, f"{GLAD} To understand what kind of photos the bank collects from guests, please read its notice."),
            (GLAD, f"{GLAD} To understand what kind of guest you are, we read the photos that the bank collects."),
            id="behind what it opens with, a pointer is one",
        ),
        pytest.param(
            ("Send names to us to be deleted.", "Send names to us, to Lane 3 and to a@tarn.example, to be deleted."),
            ("We send names to partners.", "We send names to partners, lamp shops and the bank."),
            id="an address gets nothing and is nothing",
        ),
        pytest.param(
            ("The garden is run by Tarn. We ask your age.", "The garden is run by Tarn, Inc. We ask your age."),
            ("The garden is run by Tarn. We ask your age.", "The garden is run by Wold, Inc. We ask your age."),
            id="a form of company makes no other company",
        ),
        pytest.param(
            (f"We {GLAD} We share your age with Tarn Vacations.", f"We {GLAD} We share your age with Tarn Getaways."),
            (f"We {GLAD} We share your age with the gym Wold.", f"We {GLAD} We share your age with the gym Velox."),
            id="a part of a name that changed, whatever else the word says",
        ),
        pytest.param(
            ("If you do not wish mail, tell us by letter or by phone.", "If you do not wish mail, tell us by letter."),
            ("We do not use data of Tarn Max or Tarn Pro to sell ads.", "We do not use data of Tarn Pro to sell ads."),
            id="a promise that lost a name is narrower",
        ),
        pytest.param(
            (EITHER.format("We are glad."), EITHER.format("We are very glad.")),
            (EITHER.format("Tarn does not collect data for this purpose."), EITHER.format("We are glad.")),
            id="a line in a cell is a sentence",
        ),
        pytest.param(
            (GLAD, f"{GLAD} We recommend that you use a new browser."),
            (GLAD, f"{GLAD} We use your data to recommend a new browser."),
            id="advice is no purpose",
        ),
        pytest.param(
            ("Ask us at 920 Main Street for your data.", "Ask us at 11 Ash Street for your data."),
            ("People in Maine can access your data.", "People can access your data."),
            id="a street is no state",
        ),
        pytest.param(
            ("We receive your photos.", "We receive your photos from Spain."),
            ("We receive your photos.", "We receive your photos from lamp shops."),
            id="a country is no source",
        ),
        pytest.param(
            ("Note that we show ads to guests.", "Please note that we show ads to guests."),
            ("Note that we do not sell your data.", "Note that we do sell your data."),
            id="what is noted is not denied",
        ),
        pytest.param(
            ("As described in section 5, see our notice.", "As described in section 6, see our notice."),
            ("As described in section 5, we do not sell data.", "As described in section 5, we do sell data."),
            id="behind what refers to another section, a practice is one",
        ),
        pytest.param(
            ("Log in to see what we keep.", "Log in at noon to see what we keep."),
            (
                "Log in data of a guest of the shop is retained with us for 3 months from that day.",
                "Log in data of a guest of the shop is retained with us for 9 months from that day.",
            ),
            id="a word of the layout in a sentence is no layout",
        ),
        pytest.param(
            (
                "It is no surprise that we are glad of:\n\n- sun",
                "It is no surprise that we are glad of:\n\n- sun\n- rain",
            ),
            (
                "No surprise: we collect what you tell. Some of it:\n\n- sun",
                "No surprise: we collect what you tell. Some of it:\n\n- sun\n- diet",
            ),
            id="what a sentence before denies is no matter of the list",
        ),
        pytest.param(
            ("If you choose to, you can opt out of ads.", "If you choose to, you can opt out of ads and letters."),
            ("If you choose to, you may submit your name.", "If you choose to, you may submit your name and income."),
            id="what readers give is not granted to them",
        ),
        pytest.param(
            ("This notice is only for guests.", "This notice is for guests."),
            ("This notice applies only to guests in the shop.", "This notice applies to guests in the shop."),
            id="whom a text is for has a limit",
        ),
        pytest.param(
            ("You see their chilrden\u2019s names.", "You see their children\u2019s names."),
            ("You see their neighbour\u2019s names.", "You see their children\u2019s names."),
            id="a slip in a word that owns something",
        ),
        pytest.param(
            (
                GLAD,
                f"{GLAD}\n\nThis is a summary of the requests that we received from guests in the last calendar year.",
            ),
            (
                GLAD,
                f"{GLAD}\n\nThis is the calendar that we received from guests, with all requests of the last year.",
            ),
            id="how many asked says nothing of what is done",
        ),
        pytest.param(
            ("### Guests in the house", "### Guests and people in the house"),
            ("### People in the house", "### People in Peru"),
            id="a heading for the people of a region",
        ),
    ],
)
def test_a_kind_of_change(quiet: tuple[str, str], asks: tuple[str, str]) -> None:
    """A change of one kind raises no question of practice; one that looks like it, and is a practice, does."""
    assert heavy(*asks)
    assert heavy(*quiet) <= {"country", "choice-extended"}  # what regions and readers are granted is asked about too


def test_menus_do_not_make_a_text_foreign() -> None:
    """A text of which much is menus is read by its sentences; one in another language is not."""
    menu = "\n\n".join(f"Wool Coats {name} Boots" for name in ("Oak", "Elm", "Ash", "Yew", "Fir", "Bay"))
    old = f"{menu}\n\nWe ask your name when you buy a coat from us, and we keep it for as long as you like."
    assert "language-unread" not in heavy(old, old.replace("Oak Boots", "Oak Boots Hats Lamps"))
    assert "language-unread" in heavy(menu, f"{menu}\n\nWir fragen nach deinem Namen, wenn du einen Mantel kaufst.")
