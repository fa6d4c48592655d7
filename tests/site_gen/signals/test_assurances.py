"""A sentence that binds others, advises readers or guards information moves none, so that nothing material is asked."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.text.parsing.parse import parse

_POLICY = """# Notice

We collect your name and your address. We share your name with vendors. If you agree, we send you letters.

## How we keep it

We keep your name for a year.
"""


def _asked(old: str, new: str) -> list[Signal]:
    return [signal for signal in signals(compare(parse(old), parse(new))) if signal.weight is not Weight.MINOR]


def _of_new(sentence: str) -> list[Signal]:
    return _asked(_POLICY, f"{_POLICY}\n{sentence}\n")


@pytest.mark.parametrize(
    "added",
    [
        "We require our vendors to treat your data with care.",
        "We only permit our vendors to handle your data as we tell them to.",
        "We limit access to your name to vendors who need it.",
        "We encourage you to pick a long password and to keep it to yourself.",
        "We ask you to keep your postal address up to date.",
        "You should keep your password to yourself.",
        "You may print this policy for your records.",
        "In this policy, personal data means any data that identifies you or another person.",
    ],
)
def test_what_others_have_to_do_is_no_practice(added: str) -> None:
    """What known recipients are bound to, readers are advised to do, or a word means, is no act of the publisher."""
    assert not _of_new(added)


@pytest.mark.parametrize(
    ("added", "question"),
    [
        ("We require our vendors to send us your fingerprints.", "M4"),
        ("We require insurers to store your data with care.", "M5"),
        ("We encourage you to upload your fingerprints.", "M4"),
        ("We ask you to provide your fingerprints.", "M4"),
        ("We limit access to your name to insurers.", "M5"),
        ("We only permit our vendors to sell your data.", "M5"),
    ],
)
def test_a_flow_that_others_are_bound_to_asks(added: str, question: str) -> None:
    """What they must send, whoever is named for the first time, and what readers are asked for, is a practice."""
    assert question in {signal.question for signal in _of_new(added)}


@pytest.mark.parametrize(
    "added",
    [
        "We require our vendors to build profiles of you.",
        "We require our vendors to keep your data for ten years.",
        "We instruct our vendors to store your data in China.",
        "We expect our vendors to record your phone calls.",
        "We require our vendors to protect us by reading your data.",
        "We only permit our vendors to use your data for advertising.",
        "We limit our liability for any loss of your data to ten dollars.",
        "We only allow our vendors to use your data as we see fit.",
    ],
)
def test_a_duty_that_is_not_care_asks(added: str) -> None:
    """Whoever binds known recipients to more than care, or to what they are told, lets them do something."""
    assert _of_new(added)


@pytest.mark.parametrize(
    "added",
    [
        "We remind you that your letters are read by our staff.",
        "You should understand that your data is stored in China.",
        "We encourage you to connect your bank account.",
        "We recommend you let us track your location.",
        "We ask you to give us your passport number.",
        "We ask you to verify your name with a selfie.",
        "You may see in this policy that your letters are read by our staff.",
    ],
)
def test_what_only_sounds_like_advice_asks(added: str) -> None:
    """That something holds is told, not advised, and what readers give or name anew goes to somebody."""
    assert _of_new(added)


@pytest.mark.parametrize(
    "added",
    [
        "In this policy, vendors are companies that build profiles of you.",
        "In this policy, a partner is a company that tracks your location.",
        "In this policy, sale means disclosure for money only.",
        "In this policy, consent means your continued use of the service.",
        "In this policy, personal data means your name and your fingerprints.",
    ],
)
def test_a_definition_that_decides_what_is_done_asks(added: str) -> None:
    """Whom, what agreement or what sale a document means is no mere word, nor is a kind of data that is new to it."""
    assert _of_new(added)


@pytest.mark.parametrize(
    "added",
    [
        "You may withdraw your consent only by registered letter.",
        "You may withdraw your consent for a fee.",
        "You may withdraw your consent within 14 days.",
        "You cannot withdraw your consent.",
        "You may withdraw your consent by post.",
        "You may withdraw your consent, except for advertising.",
        "If you withdraw your consent, you lose your discount.",
        "If you withdraw your consent we will close your account.",
    ],
)
def test_a_consent_that_is_hard_to_take_back_asks(added: str) -> None:
    """Everybody's right is quiet where it stands alone, and asked about with what it costs, ends or brings."""
    assert _of_new(added)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We limit access to your name to staff who need it.", "We limit access to your name to staff and vendors."),
        ("We limit access to your name to staff who need it.", "We write letters by hand."),
    ],
)
def test_access_that_more_people_get_asks(old: str, new: str) -> None:
    """Where more people have access than before, or it is no longer said who has, that is no duty of theirs."""
    assert _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n")


@pytest.mark.parametrize(
    "added",
    [
        "We do not sell your personal information, but we rent it.",
        "We review activity to detect fraud.",
        "We review our users to detect fraud.",
        "We may verify your identity by facial scan before we answer your request.",
    ],
)
def test_half_a_vow_and_a_look_at_readers_ask(added: str) -> None:
    """A vow that turns is none, and a publisher looks only at its own where the words say so."""
    assert _of_new(added)


@pytest.mark.parametrize(
    "added",
    [
        "We take measures to protect your data against misuse and unauthorized access.",
        "We use safeguards to keep your data secure.",
        "We follow generally accepted standards to protect the data submitted to us.",
        "We have put procedures in place to deal with a data breach.",
        "We review our security practices every spring.",
        "Our staff are trained in data protection.",
        "We regularly teach our employees how to protect data.",
        "This text was last reviewed by our lawyers in May.",
    ],
)
def test_care_is_no_practice(added: str) -> None:
    """Information that a sentence only guards goes nowhere, and whoever is taught something reads nothing."""
    assert not [signal for signal in _of_new(added) if signal.question != "M5"]


@pytest.mark.parametrize(
    "added",
    [
        "We protect your data and share it with insurers.",
        "To protect you, we use your fingerprints.",
        "Our staff may read your letters.",
        "Your letters are reviewed by our employees.",
        "We review your letters for security.",
    ],
)
def test_a_practice_beside_care_asks(added: str) -> None:
    """The words of care excuse nothing that the same sentence does."""
    assert _of_new(added)


def test_a_vow_is_no_choice() -> None:
    """What a publisher says that it does not do gives readers no right, though a link to a choice has these words."""
    assert not _of_new("We do not sell your personal information.")
    assert "right-added" in {signal.code for signal in _of_new("To opt out, follow “Do not sell my information”.")}


def test_taking_a_consent_back_is_everybodys_right() -> None:
    """Like a complaint, it may be said anew; another way to do it is asked about."""
    assert not _of_new("Where we rely on your consent, you may withdraw it at any time.")
    by_form = "You may withdraw your consent by our form."
    assert _asked(f"{_POLICY}\n{by_form}\n", f"{_POLICY}\n{by_form[:-1]} or by registered letter.\n")


def test_who_asks_is_checked() -> None:
    """To verify who asks is no purpose for which information is used; to verify anybody else is one."""
    assert not _of_new("We may verify your identity before we answer your request.")
    assert _of_new("We verify your identity before you may buy wine.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We use your name in order to write to you.", "We use your name to write to you."),
        (
            "Somebody speaks for us pursuant to Article 27 of the law.",
            "Somebody speaks for us under Article 27 of the law.",
        ),
        ("We share your name with third parties.", "We share your name with third-party companies."),
        ("We share users' names with vendors.", "We share the names of people who use our services with vendors."),
        ("We use your name to ensure safety.", "We use your name to make sure of safety."),
    ],
)
def test_the_same_in_other_words_is_quiet(old: str, new: str) -> None:
    """An aim's idle words, an article of a law, and one name of a thing for another."""
    assert not _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n")


def test_a_sentence_more_turns_no_answer() -> None:
    """Only what comes first behind a question answers it."""
    answer = "Do we sell your data?\n\nNo, we do not."
    assert "answer-turned" not in {
        signal.code for signal in _asked(f"{_POLICY}\n{answer}\n", f"{_POLICY}\n{answer} We answer your letters too.\n")
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("We share your name with firms, namely Acme.", "We share your name with firms, such as Acme.", "list-opened"),
        ("You own the photos that you upload.", "We own the photos that you upload.", "control-lost"),
    ],
)
def test_a_small_word_that_turns_a_sentence_asks(old: str, new: str, code: str) -> None:
    """A list of all that became one of examples, and whose something is."""
    asked = {signal.code: signal for signal in _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n")}
    assert asked[code].direction is Direction.WIDENING


@pytest.mark.parametrize(
    ("old", "way"),
    [
        ("Your letters stay private unless you publish them.", Direction.PROTECTIVE),
        ("We delete your letters unless the law forbids it.", Direction.PROTECTIVE),
        ("We share your letters unless you object.", Direction.WIDENING),
        ("We use encrypted letters unless they are long.", Direction.WIDENING),
    ],
)
def test_an_exception_that_goes_helps_what_it_was_taken_from(old: str, way: Direction) -> None:
    """What protects people holds in more cases without its exception; what is done with information does too."""
    new = f"{old.partition(' unless')[0]}."
    asked = [signal for signal in _asked(f"{_POLICY}\n{old}\n", f"{_POLICY}\n{new}\n") if signal.code == "limit-gone"]
    assert {signal.direction for signal in asked} == {way}


@pytest.mark.parametrize("added", ["We keep your best interests in mind.", "We read your feedback."])
def test_what_is_only_borne_in_mind_is_no_information(added: str) -> None:
    """Nobody collects anything who heeds what is good for readers, or reads what they say of the service."""
    assert not _of_new(added)
