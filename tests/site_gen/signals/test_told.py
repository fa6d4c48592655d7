"""A signal's arrow is one that counsel would sign: what the words around a fact do to it is told with it."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.data import signals_json
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse

FRAME = "# Privacy policy\n\nWe collect your name when you open an account.\n\n{}\n\nWrite to us with any question.\n"


def found(old: str, new: str) -> tuple[Signal, ...]:
    return signals(compare(parse(FRAME.format(old)), parse(FRAME.format(new))))


def ways(old: str, new: str, code: str) -> set[str]:
    return {str(each.direction) for each in found(old, new) if each.code == code}


@pytest.mark.parametrize(
    ("new", "way"),
    [
        ("You may delete your recordings.", "protective"),
        ("Administrators of your team can delete your recordings.", "unclear"),
        ("Our shop does not allow customers to opt out of invoices about their data.", "widening"),
        ("We cannot delete your data from the archive of a newspaper.", "widening"),
        ("If you choose to open a second account, we collect your password.", "unclear"),
        ("Logs of your visits may be retained before being deleted.", "protective"),
        ("Logs may be retained as data for statistics before being deleted.", "unclear"),
        ("These tools make no decisions that affect your rights over your data.", "unclear"),
    ],
)
def test_a_right_protects_whoever_holds_it(new: str, way: str) -> None:
    """What others may do with readers' information, or what nobody can do, is no right of theirs."""
    assert ways("", new, "right-added") == {way}


@pytest.mark.parametrize(
    ("new", "protects"),
    [
        ("You have the right to request that we disclose what data we collect, use and share.", True),
        ("You may opt out of the sale of your data.", True),
        ("You may opt out of letters, and we share your data with banks.", False),
    ],
)
def test_what_a_right_is_about_is_no_practice(new: str, protects: bool) -> None:
    """A sentence that only grants a right says of no practice that it is new."""
    assert (Direction.WIDENING not in {each.direction for each in found("", new)}) is protects


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        (
            "Our partners may assign an identifier to your device.",
            "Our partners may assign an identifier to your device, such as hashed phone numbers.",
            "unclear",
        ),
        ("We share your address.", "We share your address, which is hashed.", "protective"),
        ("We share your data.", "We share your data only in aggregated form.", "protective"),
    ],
)
def test_a_form_protects_where_information_is_put_into_it(old: str, new: str, way: str) -> None:
    """To name hashed numbers among what is passed on protects nobody."""
    assert ways(old, new, "protection-changed") == {way}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("Our sites show your profile.", "Our sites and sites not owned by us show your profile.", {"unclear"}),
        ("While our data is not encrypted at rest, we lock our rooms.", "We lock our rooms.", {"protective"}),
        ("We share your letters.", "We do not share your letters.", {"protective"}),
        ("We share your letters.", "We share your letters to fight prohibited conduct.", set()),
    ],
)
def test_a_not_protects_where_it_leaves_something_undone(old: str, new: str, way: set[str]) -> None:
    """Whose a site is, or what conduct is forbidden, says nothing of what is done with information."""
    assert ways(old, new, "negation") - ({"unclear"} if not way else set()) == way


@pytest.mark.parametrize(
    "new",
    [
        "This policy does not apply to companies that we do not own, such as payment providers who collect your data.",
        "We cannot guarantee that your data will be safe from advertisers.",
    ],
)
def test_what_a_text_does_not_promise_protects_nobody(new: str) -> None:
    """A recipient of whose practices a text does not speak is not thereby kept from information."""
    assert Direction.PROTECTIVE not in {each.direction for each in found("", new) if each.question == "M5"}


def test_an_exception_from_deletion_widens() -> None:
    """What is kept though the rest is deleted is kept longer."""
    old = "Deleted chats are removed from our systems within 30 days."
    new = f"{old[:-1]}, unless we need them to protect third parties."
    assert {each.direction for each in found(old, new) if each.question == "M5"} == {Direction.WIDENING}


def test_a_right_to_a_human_review_is_lost() -> None:
    """Who reads what is written is one thing, and the right that somebody looks at a decision again another."""
    old = "You have the right to human review of decisions about your data."
    assert Direction.NARROWING not in {each.direction for each in found(old, "") if each.code == "condition"}


def test_the_arrow_changes_nothing_in_what_is_asked() -> None:
    """A choice that only others hold is asked about as before: the arrow says less, the question stays."""
    asked = found("", "Administrators of your team can delete your recordings.")
    assert Weight.MATERIAL in {each.weight for each in asked if each.code == "right-added"}


@pytest.mark.parametrize(
    ("old", "new", "ways"),
    [
        ("", "We are liable up to the price paid.", {"widening"}),
        ("", "We are liable for gross negligence.", {"protective"}),
        ("We are liable up to 100 euros.", "We are liable up to 500 euros.", {"protective"}),
        ("Our liability is limited to 500 euros.", "Our liability is limited to 100 euros.", {"widening"}),
        ("We charge a fee of 4 euros.", "We charge a fee of 6 euros.", {"widening"}),
    ],
)
def test_a_cap_on_liability_protects_whom_it_spares(old: str, new: str, ways: set[str]) -> None:
    """Whoever answers for no more than an amount answers for less; the higher the amount, the better for readers."""
    assert {str(each.direction) for each in found(old, new) if each.question == "M13"} == ways


@pytest.mark.parametrize(
    ("old", "new", "widens"),
    [
        ("We share your data with banks if you agree.", "We share your data with banks unless you object.", True),
        ("We share your data with your consent.", "We share your data as long as you do not object.", True),
        ("We share your data with banks.", "We share your data with banks as long as you do not object.", False),
        ("We share your data as long as you do not object.", "We share your data.", True),
    ],
)
def test_silence_is_less_than_consent_and_more_than_no_choice(old: str, new: str, widens: bool) -> None:
    """Who was asked before and must object now has lost; who could do nothing and may object now has won."""
    told = {str(each.direction) for each in found(old, new)} - {"unclear"}
    assert told == ({"widening"} if widens else {"protective"})


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We may delete your letters.", "We will delete your letters.", "protective"),
        ("We will delete your letters.", "We may delete your letters.", "widening"),
        ("We may share your letters.", "We will share your letters.", "widening"),
        ("We may not share your letters.", "We will not share your letters.", "protective"),
        (
            "We do not track your activity and do not host pages that might track your activity over time.",
            "If you have not enabled DNT, cookies will track your activity over time, though we let nobody track you.",
            "widening",
        ),
    ],
)
def test_what_will_be_done_goes_the_way_of_what_it_is(old: str, new: str, way: str) -> None:
    """To be bound to delete protects, to be sure to share does not."""
    assert ways(old, new, "modal") == {way}


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("The law excludes data of agencies from the scope of deletion requests.", "right-added"),
        ("You must send your phone number with your request to us.", "data-type-in-clause"),
        ("Residents of Texas have the right to cease the sale of their data and to opt out of profiling.", "M10"),
    ],
)
def test_what_readers_ask_for_is_no_practice(new: str, code: str) -> None:
    """What a law keeps from a right, or a reader gives with a request, is neither more done nor more promised."""
    told = {str(each.direction) for each in found("", new) if code in {each.code, each.question}}
    assert told <= {"unclear"} if code != "M10" else told <= {"protective"}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We keep logs.", "We keep logs and share them with banks.", "widening"),
        ("", "You have the right to delete your recordings.", "protective"),
        ("We keep logs in a safe.", "We keep logs in a safe room.", "neutral"),
        ("", "We share your voice with banks.\n\nYou have the right to delete your recordings.", "mixed"),
    ],
)
def test_a_change_as_a_whole_has_a_direction(old: str, new: str, way: str) -> None:
    """Whoever reads the JSON learns which way the change goes; where nothing asks for a material class, none."""
    assert signals_json(found(old, new))["proposed_direction"] == way


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We share your recordings with schools.", "We share your recordings with schools only if you agree.", True),
        ("We upload your address book if you allow it.", "We upload your address book unless you forbid it.", False),
        ("We use your face in adverts unless you opt out.", "We use your face in adverts if you opt in.", True),
        ("We hand your file to the police.", "We hand your file to the police only where a judge orders it.", True),
        ("We never disclose your diary, except to doctors.", "We never disclose your diary.", True),
        ("We never disclose your diary.", "We never disclose your diary, except to doctors.", False),
    ],
)
def test_what_has_to_happen_first_decides_which_way_a_sentence_goes(old: str, new: str, way: bool) -> None:
    """Always, until somebody objects, in some cases, never: a step on protects, and a step back widens."""
    told = {str(each.direction) for each in found(old, new)}
    assert told - {"unclear", "narrowing"} == {"protective" if way else "widening"}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("Residents of Texas can request a copy of their data.", "Anybody can request a copy of their data.", False),
        ("You can request a copy of your data.", "If you live in Texas, you can request a copy of your data.", True),
        (
            "Residents of Brazil have the right to delete their data.",
            "Residents of Brazil and India have the right to delete their data.",
            False,
        ),
    ],
)
def test_whose_right_it_is_may_get_wider_or_narrower(old: str, new: str, way: bool) -> None:
    """A right that only some people keep is worth less; one more region's people, or everybody, get more."""
    told = {str(each.direction) for each in found(old, new)} - {"unclear"}
    assert told == {"widening" if way else "protective"}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("We do not use:\n\n- cookies", "We do not use:\n\n- cookies\n- web beacons", "protective"),
        ("", "We will notify you if we pass your letters on to another company.", "protective"),
        ("We send your data by wire.", "We send your data by wire using TLS encryption.", "protective"),
        ("We rely on the EU-U.S. Privacy Shield.", "We rely on the EU-U.S. Data Privacy Framework.", ""),
        ("", "You authorize the Acme app to access your account.", ""),
    ],
)
def test_what_stands_around_a_fact_says_which_way_it_goes(old: str, new: str, way: str) -> None:
    """A list of what is not done, a promise to tell, a measure and the name of a framework are no more done."""
    told = {str(each.direction) for each in found(old, new)} - {"unclear"}
    assert told <= ({way} if way else set())


@pytest.mark.parametrize(
    ("old", "new", "code", "way"),
    [
        (
            "You can write to us, and we use your data to post letters.",
            "You can write to us, and we use your data to post letters and parcels.",
            "choice-extended",
            "unclear",
        ),
        (
            "You can delete your photos and your letters.",
            "You can delete your photos.",
            "choice-cut",
            "widening",
        ),
        (
            "You can opt out of the sale of your data on our home page.",
            "You can opt out of the sale of your data in the preference center.",
            "right-added",
            "unclear",
        ),
        (
            "",
            "You can ask us to delete your letters, except where we are required by law to keep them.",
            "legal-basis",
            "unclear",
        ),
        ("", "Our sites are not designed to respond to do not track requests about data.", "right-added", "widening"),
        (
            "Your data stays on your device after you log out.",
            "Your data stays on your device after you leave without logging out.",
            "negation",
            "unclear",
        ),
        (
            "We link to pages of firms and share your data.",
            "We link to pages of firms not affiliated with us and share your data.",
            "negation",
            "unclear",
        ),
        (
            "Your data is subject to our terms.",
            "By using our data service you accept our terms.",
            "legal-basis",
            "widening",
        ),
    ],
)
def test_what_only_seems_to_be_a_choice_or_a_denial_goes_no_way(old: str, new: str, code: str, way: str) -> None:
    """Who acts, what a `not` describes, what takes whose place and what comes with a right decide."""
    assert ways(old, new, code) <= {way}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        (
            "We erase your data on request, unless a court orders otherwise.",
            "We erase your data on request.",
            "protective",
        ),
        (
            "We erase your data on request.",
            "We erase your data on request, unless a court orders otherwise.",
            "widening",
        ),
        ("We never use:\n\n- your diary\n- your health data", "We never use:\n\n- your diary", "widening"),
        ("Data is stored in India and in Brazil.", "Data is stored in India.", "narrowing"),
        ("We retain invoices for as long as we wish.", "We retain invoices for seven years.", "narrowing"),
        (
            "Our staff handles your data.",
            "Our staff is bound by confidentiality agreements with your data.",
            "protective",
        ),
    ],
)
def test_cases_places_and_limits_turn_what_they_belong_to(old: str, new: str, way: str) -> None:
    """An exception from deletion widens, and its end protects; a country less, or a period where none was, narrows."""
    told = {str(each.direction) for each in found(old, new)} - {"unclear"}
    assert told == {way}
