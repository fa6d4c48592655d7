"""Words on which people rely: when something is done, how, how often and at whose cost."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction, Weight
from site_gen.text.parsing.parse import parse

_REST = "# Policy\n\nWe run a reading room. You may lend our books to your neighbours.\n\n"


def _heavy(old: str, new: str) -> dict[str, Direction]:
    found = signals(compare(parse(_REST + old), parse(_REST + new)))
    return {signal.code: signal.direction for signal in found if signal.weight is not Weight.MINOR}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We ask you before we share your notes.", "We ask you after we share your notes."),
        ("You may object to this at any time.", "You may object to this."),
        ("You may object to this at any time.", "You may object to this once a year."),
        ("You get a copy of your data free of charge within 45 days.", "You get a copy of your data within 45 days."),
        ("We will promptly delete your notes.", "We will delete your notes."),
        (
            "We give your notes to nobody without your express consent.",
            "We give your notes to nobody without your consent.",
        ),
        ("You can withdraw your consent.", "You can withdraw your consent in writing."),
        ("You may delete your notes at your discretion.", "You may delete your notes with our approval."),
        ("We do not share your notes.", "We do not directly share your notes."),
        ("We do not sell your notes to anyone.", "We do not sell your notes to most companies."),
        ("We answer your request within one month.", "We answer your request within one month, unless it is repeated."),
        ("You get two free copies of your notes.", "You get one free copy of your notes."),
        ("This data may not be used otherwise.", "This data should not be used otherwise."),
        ("We share your notes with the partners listed.", "We share your notes with partners such as those listed."),
        ("We keep your notes until you delete them or until you leave.", "We keep your notes until you leave."),
        ("Do you show my notes around?\n\nNo.", "Do you show my notes around?\n\nYes."),
        ("These cookies are temporarily put on your device.", "These cookies are put on your device."),
    ],
)
def test_a_word_people_rely_on_is_asked_about(old: str, new: str) -> None:
    """Whoever loses an assurance, a free choice or an order of steps is asked about, however small the word is."""
    found = _heavy(old, new)
    assert found
    assert Direction.PROTECTIVE not in found.values()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may object to this in writing at any time.", "At any time, you may object to this in writing."),
        ("We do not directly share your notes.", "We do not share your notes."),
        ("You may object to this.", "You may object to this at any time."),
        ("You can delete your notes as described here.", "You can delete your notes."),
        ("You can keep a copy of your notes.", "You should keep a copy of your notes."),
        ("You see your notes in section 4.", "You see your notes in section 5."),
        ("Your notes, such as your name, are kept by us.", "Your notes, including your name, are kept by us."),
        (
            "We keep your notes no longer than needed and will treat them as confidential.",
            "We keep your notes no longer than needed. We will treat them as confidential.",
        ),
        ("We show your notes to no one else, not to anyone.", "We show your notes to no one else, not to anybody."),
    ],
)
def test_what_takes_nothing_from_people_is_not(old: str, new: str) -> None:
    """A word in another place, an assurance more, a pointer gone, advice, a reference and a sentence cut in two."""
    assert set(_heavy(old, new)) <= {"choice-extended"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We delete your notes when you leave.", "We delete your notes some time after you leave."),
        ("We delete your notes.", "We delete some of your notes."),
        ("With your prior consent, we post your notes.", "With your consent, we post your notes."),
        ("We take no notes without explicit parental approval.", "We take no notes without parental approval."),
    ],
)
def test_a_part_for_the_whole_is_asked_about(old: str, new: str) -> None:
    """What holds for some, or later, or with a lesser consent, is less than what people relied on."""
    assert _heavy(old, new)


@pytest.mark.parametrize(
    ("quiet", "asks"),
    [
        pytest.param(
            (
                "Tarn, SAS with share capital of 38,994 euros, whose office is at 26, rue Vignon, Paris 75009.",
                "Tarn, SAS with share capital of 30,000 euros, whose office is at 26, rue Vignon, Paris 75009.",
            ),
            ("You pay 38 euros for a copy of your data.", "You pay 30 euros for a copy of your data."),
            id="what a company is worth is paid by nobody",
        ),
        pytest.param(
            (
                "We share your notes with partners, or by mail to TARN.",
                "We share your notes with partners, or by mail to TARN, 10 boulevard Lanner 75009 Paris.",
            ),
            ("We share your notes with partners.", "We share your notes with partners and Lanner."),
            id="a street gets nothing",
        ),
        pytest.param(
            ("We share notes with partners.", "We share notes with partners under the Fair Numbers Rule."),
            ("We share notes with partners.", "We share notes with partners such as Zeeland."),
            id="whatever something stands under gets nothing",
        ),
        pytest.param(
            (
                "We share notes as necessary, and the grounds hold for what is necsesary for us.",
                "We share notes as necessary, and the grounds hold for what is necessary for us.",
            ),
            ("We share notes as necessary for us.", "We share notes as necessary for us and our partners."),
            id="a slip of a word that stands in the sentence too",
        ),
        pytest.param(
            ("We use notes.", "We use notes and the customer number 28."),
            ("We use notes.", "We use notes and your customer number."),
            id="a number that is told is nobody's data",
        ),
        pytest.param(
            ("We lend books.", "We lend books. If you wish to report an issue, write to us."),
            ("We lend books.", "We lend books. We report your address to the police."),
            id="readers report what they like",
        ),
        pytest.param(
            ("You can object; and fFor guests, we keep notes.", "You can object; and for guests, we keep notes."),
            ("You can object; and for guests, we keep notes.", "You can object, and for guests, we sell notes."),
            id="a small word that stutters",
        ),
        pytest.param(
            (
                "If we hold notes and you do not have a card, then you may delete them by telling Tarn or Tern.",
                "If we hold notes and you do not have a card, then you may delete them by telling Tarn.",
            ),
            (
                "If you have an account, then we do not share your notes with our partners or our advertisers.",
                "If you have an account, then we do not share your notes with our partners.",
            ),
            id="a condition with a not promises nothing",
        ),
        pytest.param(
            (
                "Tern: Tern reads. Tern writes. ChatGPT rests. ChatGPT, too. ChatGPT ends. All sign in (ChatGPT Team).",
                "Tern: Tern reads. Tern writes. ChatGPT rests. ChatGPT, too. ChatGPT ends. All sign in.",
            ),
            ("Our staff answers you.", "ChatGPT answers you."),
            id="the product that a text is about",
        ),
        pytest.param(
            ("We lend books with your name.", "We lend books with your name, and we welcome feedback."),
            ("We lend books with your name.", "We lend books with your name, and we collect feedback."),
            id="what is welcome is not collected",
        ),
        pytest.param(
            ("Manage your rental on the river.", "Post a rental on the river."),
            ("You may manage your data by name.", "You may post by name."),
            id="to manage a thing is no choice about data",
        ),
        pytest.param(
            (
                "We share notes with partners, labs and shops.",
                "We share notes with partners, labs and shops (together: “Labs”).",
            ),
            (
                "We share notes with partners, labs and shops.",
                "We share notes with partners, labs and shops (and farms).",
            ),
            id="what somebody is called is nobody more",
        ),
        pytest.param(
            ("Your notes are ours.", "Your notes are handled with care."),
            ("Your notes are ours.", "Your notes are ours, with your user handle. We collect it."),
            id="what is handled is no name",
        ),
        pytest.param(
            ("You can choose to disable cookies.", "You can disable cookies."),
            ("You can choose to disable cookies.", "You can see cookies."),
            id="to choose to is to do",
        ),
        pytest.param(
            ("We process your notes when we run services.", "We process your notes when we run affiliated services."),
            ("We share your notes with our team.", "We share your notes with affiliated firms."),
            id="an affiliated service is nobody",
        ),
    ],
)
def test_what_looks_like_a_practice_and_is_none(quiet: tuple[str, str], asks: tuple[str, str]) -> None:
    """An address, a capital, a number, a slip and a name raise no question; what they look like does."""
    assert _heavy(*asks)
    assert not _heavy(*quiet)
