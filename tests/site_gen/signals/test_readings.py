"""What only looks like a change of practice raises no material signal; what looks like nothing may."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import proposed_class, signals
from site_gen.signals.model import Signal, Weight
from site_gen.text.parsing.parse import parse

FILLER = "\n\n".join(
    f"The {tree} stands by the {place}, and in {month} we tell the people who come to see it what it is to us."
    for tree in ("oak", "elm", "ash", "yew", "fir")
    for place in ("gate", "pond", "barn", "lane")
    for month in ("spring", "autumn")
)


def found(old: str, new: str) -> tuple[Signal, ...]:
    return signals(compare(parse(old), parse(new)))


def codes(old: str, new: str) -> set[str]:
    return {signal.code for signal in found(old, new)}


def is_flagged(old: str, new: str) -> bool:
    return str(proposed_class(found(old, new))).startswith("material")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "We don\u2019t share your \u201cdata\u201d with anyone.",
            "We don\u00e2\u20ac\u2122t share your \u00e2\u20ac\u0153data\u00e2\u20ac\ufffd with anyone.",
            id="characters read in a wrong encoding",
        ),
        pytest.param(
            "We collect your wallet address and location data from our vendors.",
            "We collect your wallet addressand location datafrom our vendors.",
            id="lost spaces",
        ),
        pytest.param(
            "We collect your wallet address\n\nand location data from our vendors for research.",
            "We collect your wallet address and location data from our vendors for research.",
            id="a block cut in two",
        ),
        pytest.param(
            "We keep logs of each visit here.",
            'We keep logs of each visit here. <img src="x" height="1" width="1" alt="your location">',
            id="a tag",
        ),
        pytest.param(
            "We share your favourite songs in the programme.",
            "We share your favorite songs in the program.",
            id="spelling",
        ),
        pytest.param(
            "Please write to us.",
            "Please write to us.\n\nManage cookies settings\n\nAccept allReject allSave",
            id="buttons",
        ),
        pytest.param(
            "Changes\n\n- 3 May 2020: first text.",
            "Changes\n\n- 3 May 2020: first text.\n- 9 June 2021: Removed what advertisers get on location data.",
            id="an entry in the list of changes",
        ),
        pytest.param(
            "You may read the policy.",
            "You may read the policy.\n\nvar a = {b: {c: 'location'}}; .d {color: red} we share data",
            id="code",
        ),
        pytest.param(
            "We share data with schools, such as Tarn Academy.",
            "We share data with schools, such as Tarn Academy.\n\n## How we share data with advertisers",
            id="a heading",
        ),
    ],
)
def test_what_says_nothing_of_a_practice_is_not_material(old: str, new: str) -> None:
    """Broken characters, spaces, spelling, buttons, code, headings and lists of changes raise no material question."""
    assert not is_flagged(old, new)
    assert not is_flagged(new, old)


def test_a_service_that_is_called_otherwise_is_the_same() -> None:
    """The publisher's own name, changed all through the text, raises nothing; a recipient's new name does."""
    text = "Tarn collects your name.\n\n{}\n\nWe share data with our courier Velox and store it at Tarn."
    old = text.format(FILLER)
    assert not is_flagged(old, old.replace("Tarn", "Wold"))
    assert "recipient-named" in codes(old, old.replace("Velox", "Zephyr"))


def test_the_rest_of_a_name_that_stayed_is_no_fact() -> None:
    """A word of the lexicon inside a product's name is no purpose; the same word in a sentence is one."""
    old = f"{FILLER}\n\nWe use your data in the tool Tarn Basic."
    assert "new-purpose" not in codes(old, old.replace("Tarn Basic", "Tarn Research"))
    assert "new-purpose" in codes(old, old.replace("in the tool Tarn Basic", "in research"))


def test_a_company_of_the_same_form_and_address_is_the_same() -> None:
    """A company that kept its form and its address was renamed; another form or place is another company."""
    old = "Tarn GmbH, Weg 47, 10178 Berlin, answers you."
    assert "legal-entity" not in codes(old, old.replace("Tarn", "Wold"))
    assert "legal-entity" in codes(old, "Wold Inc, Lane 3, 94105 Reno, answers you.")


def test_the_name_of_a_page_gets_no_information() -> None:
    """A new page is no recipient; a new company in the same place is."""
    old = "We disclose which partners we use."
    assert "recipient-named" not in codes(old, "We disclose which partners we use on our Cookie Information Page.")
    assert "recipient-named" in codes(old, "We disclose which partners we use to Zephyr Labs.")


def test_a_country_in_an_address_receives_nothing() -> None:
    """A country behind a postcode is part of an address; elsewhere information may go there."""
    old = "Send requests to our provider, 3 Lane, 94025."
    assert "country" not in codes(old, "Send requests to our provider, 3 Lane, 94025, Chile.")
    assert "country" in codes(old, "Send requests to our provider, 3 Lane, 94025. We transfer data to Chile.")


def test_a_sentence_like_one_that_stayed_is_read_against_it() -> None:
    """Of two like sentences in a block, the one that changed by a harmless word raises nothing; a new block may."""
    line = "Your browser may let you refuse some or all {}cookies when it asks you."
    old = f"{line.format('')} We are glad. {line.format('')}"
    assert not is_flagged(old, f"{line.format('')} We are glad. {line.format('small ')}")
    assert is_flagged(old, f"{old}\n\nIn the shop, you are asked for cookies of advertisers when you pay.")


def test_a_period_in_a_new_sentence_is_asked_about() -> None:
    """How long information is kept is a fact where the text named no such period, and none where it did."""
    old = "We keep logs for 6 months. We are glad."
    assert "period" in codes(old, f"{old}\n\nWe keep the shop's logs for 13 months.")
    assert "period" not in codes(old, f"{old}\n\nWe keep the shop's logs for 6 months.")


def test_a_reworded_practice_weighs_little_alone() -> None:
    """Other words for a practice are a minor question; a fact that changed in the same clause asks instead of them."""
    old = "We store what a garden user picked in the morning near the old gate."
    reworded = found(old, "We store what a garden user dug and sowed at noon near the old gate.")
    with_fact = found(old, "We store what a garden user dug and sowed at noon near the old gate for research.")
    assert {signal.weight for signal in reworded if signal.code == "practice-altered"} == {Weight.MINOR}
    assert not any(signal.code == "practice-altered" for signal in with_fact)
    assert Weight.MATERIAL in {signal.weight for signal in with_fact}


def test_an_abbreviation_ends_no_sentence() -> None:
    """A company's name is read whole, whatever full stops it holds."""
    old = "Tarn Limited (\u201cwe\u201d) answers for your data."
    signal = next(each for each in found(old, old.replace("Limited", "PTE. LTD.")) if each.code == "legal-entity")
    assert signal.after.endswith("answers for your data.")


def test_a_slip_of_the_pen_is_no_new_word() -> None:
    """A word that is put right raises nothing; a word that another took the place of may."""
    old = "We collect what you enter and acess it once a day for your account."
    assert found(old, old.replace("acess", "access")) == ()
    assert is_flagged(old, old.replace("acess it", "research it"))


def test_the_number_sign_denies_nothing() -> None:
    """The short form of `number` before a figure is no negation."""
    old = "The data controller collects letters at Lane No. 4, Reno."
    assert "negation" not in codes(old, old.replace("No. 4", "19"))
    assert "negation" in codes(old, old.replace("collects", "does not collect"))


def test_a_new_item_in_a_list_of_recipients_names_one() -> None:
    """A name that a list of recipients never held is a recipient, however long the item; a known one is none."""
    old = "## To service providers\n\nThey are:\n\n- **Hosting:** Tarn Cloud, which keeps our records for us."
    item = "- **Measuring our adverts:** {}, which receives device information to tell us whether an advert was seen."
    assert "recipient-named" in codes(old, f"{old}\n{item.format('Wold Reach')}")
    assert "recipient-named" not in codes(old, f"{old}\n{item.format('Tarn Cloud')}")


def test_who_receives_information_is_a_recipient() -> None:
    """A new name that is said to receive information is asked about, wherever it stands; a page of the site is not."""
    old = "We are glad."
    assert "recipient-named" in codes(old, f"{old}\n\nAmong them is Wold Reach, which receives your email address.")
    assert "recipient-named" not in codes(old, f"{old}\n\nOpen the Wold Help Page, which receives no email address.")


def test_a_quotation_holds_no_sign_of_a_break() -> None:
    """Breaks of lines are spaces in what a signal quotes and finds."""
    raised = found("We are glad.", "We are glad.\n\nWe share your email\\\naddress with data\\\nbrokers.")
    assert {signal.code for signal in raised} >= {"new-data-type", "new-recipient"}
    quoted = [text for signal in raised for text in (signal.before, signal.after, *signal.found)]
    assert all(text.isprintable() for text in quoted)


def test_a_place_in_an_address_receives_nothing() -> None:
    """Names before a postcode are streets and places; elsewhere they may be recipients."""
    old = "Your request is sent to Tarn."
    assert "recipient-named" not in codes(old, "Your request is sent to Tarn 64 Congress Ave, Boca Raton, FL 33487.")
    assert "recipient-named" in codes(old, "Your request is sent to Tarn and to Congress Labs.")


def test_whoever_takes_in_letters_is_no_controller() -> None:
    """A company behind `c/o`, or a state before a postcode, answers for nothing; a company of its own may."""
    old = "Tarn GmbH, Weg 9, Zurich, answers you."
    assert "legal-entity" not in codes(old, "Tarn GmbH, c/o Wold Post GmbH, Gasse 101, Zurich, answers you.")
    assert "legal-entity" not in codes("Write to us.", "Write to us at 28 Ridge, HENDERSON, NV 89052.")
    assert "legal-entity" in codes(old, "Tarn GmbH and Wold Post GmbH, Gasse 101, Zurich, answer you.")


def test_a_company_of_which_one_word_changed_is_the_same() -> None:
    """A group that put its new name before the same words was renamed; another name is another company."""
    old = f"{FILLER}\n\nFor people in the east, Tarn Networks Japan K.K. controls your data."
    assert "legal-entity" not in codes(old, old.replace("Tarn", "Wold"))
    assert "legal-entity" in codes(old, old.replace("Tarn Networks", "Wold Media"))


def test_or_not_denies_nothing() -> None:
    """`Whether or not` leaves open what `not` denies."""
    old = "We respect your choice about whether you want our emails."
    assert "negation" not in codes(old, old.replace("whether", "whether or not"))
    assert "negation" in codes(old, old.replace("you want", "you do not want"))


def test_a_minor_update_is_about_no_child() -> None:
    """`Minor` before a word for a change says how small it is; a minor who plays is a child."""
    old = "We are glad."
    assert "children" not in codes(old, f"{old} We made minor updates to how we collect data.")
    assert "children" in codes(old, f"{old} We collect data of a minor who plays.")


def test_what_the_reader_may_do_describes_no_practice() -> None:
    """A new sentence of what you may do, in which the publisher does nothing, says of no practice."""
    old = "We are glad."
    offer = "You can also modify information that you left in the Tarn garden {}."
    assert "practice-described" not in codes(old, f"{old}\n\n{offer.format('shop')}")
    assert "practice-described" in codes(old, f"{old}\n\n{offer.format('shop, and we keep every version of it')}")


def test_a_pointer_to_another_version_of_the_page_is_none() -> None:
    """Where another region finds its policy says nothing of a right; a way to see one's own information does."""
    old = "We are glad."
    pointer = "If you are located in France, Germany or Italy, you can view your current {} here."
    assert not is_flagged(f"{old}\n\n{pointer.format('Privacy Policy')}", old)
    assert is_flagged(f"{old}\n\n{pointer.format('location data and messages')}", old)


def test_a_promise_on_transfers_may_go() -> None:
    """A safeguard that is said not to be relied on is a promise, and so is asked about when it is gone."""
    old = "We are glad.\n\nWe do not rely on the Privacy Shield until it enters into force."
    assert "promise-gone" in codes(old, "We are glad.")
    assert "promise-gone" not in codes(old, old.replace("We are glad.", "We are very glad."))


def test_half_of_a_misread_space_is_none() -> None:
    """What is left of a space that was read in a wrong encoding is no word, and ends no sentence."""
    old = "We do not let in people under the age of 18. Tell us of them."
    assert found(old, old.replace(". Tell", ".\u00c2 Tell").replace(" of 18", "\u00c2 of 18")) == ()


def test_an_entry_like_another_names_another() -> None:
    """A new entry that says of one company what stands of its neighbour is a recipient; other words for one are not."""
    old = "## Sub-processors\n\n- Tarn: for emails and messages on orders.\n- Wold: for emails on orders."
    assert "recipient-listed" in codes(
        old, old.replace("- Wold", "- Velox: for emails and messages on orders.\n- Wold")
    )
    assert "recipient-listed" not in codes(old, old.replace("Wold: for emails", "Wold: for kind emails"))


def test_another_company_answers_though_it_was_named_elsewhere() -> None:
    """A company that becomes the controller is asked about, known or not; the one that stays is not."""
    old = f"Wold Corp. and Tarn Ltd greet you.\n\n{FILLER}\n\nThe data controller is Tarn Ltd, Lane 9, Reno."
    assert "legal-entity" in codes(old, old.replace("is Tarn Ltd", "is Wold Corp."))
    assert "legal-entity" not in codes(old, old.replace("Lane 9", "Path 9"))


def test_the_code_that_people_write_is_information() -> None:
    """A tool that collects what people program is asked about; a word on programs is no fact."""
    old = "We collect your name."
    assert "new-data-type" in codes(old, "We collect your name and codebase data.")
    assert "new-data-type" not in codes(old, f"{old}\n\nWe collect thanks from programmers.")


@pytest.mark.parametrize("who", ["hosts", "advertisers"])
@pytest.mark.parametrize("sentence", ["We give it to {}.", "We share it with {}.", "Your data goes to {}."])
def test_nobody_denies(sentence: str, who: str) -> None:
    """Where nobody got something and somebody does, the promise is gone, whatever it is called."""
    assert "negation" in codes(sentence.format("nobody"), sentence.format(who))
