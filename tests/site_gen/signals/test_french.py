"""French is read by files of words alone: the same rules ask the same questions."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.facts.standing import standing_facts
from site_gen.signals.judge import PARTLY_READ, signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.signals.words.lexicon import lexicon
from site_gen.text.parsing.parse import parse

TEXT = """---
language: fr
---
# Politique de confidentialité

Cette politique dit ce que nous faisons des données qui vous concernent.

## Ce que nous recueillons

Nous recueillons votre nom, votre adresse postale et votre adresse e-mail.

Nous recueillons également :

- vos commandes
- votre numéro de téléphone

## Pourquoi

Nous utilisons vos données pour traiter vos commandes et répondre à vos questions.

## Qui les reçoit

Nous transmettons vos données à des prestataires de paiement et à des avocats.

Nous ne vendons pas vos données.

## Combien de temps

Nous conservons vos commandes pendant deux ans.

Vous pouvez accéder à vos données et vous opposer à leur traitement.
"""


def heavy(old: str, new: str, text: str = TEXT) -> list[Signal]:
    assert old in text
    found = signals(compare(parse(text), parse(text.replace(old, new))))
    return [signal for signal in found if signal.weight is not Weight.MINOR]


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("votre adresse e-mail.", "votre adresse e-mail et votre géolocalisation.", "M4"),
        ("et votre adresse e-mail.", ", votre adresse e-mail et votre pointure.", "M4"),
        ("- votre numéro de téléphone", "- votre numéro de téléphone\n- votre démarche", "M4"),
        ("deux ans.", "deux ans.\n\nNous conservons la couleur de votre chapeau.", "M4"),
        ("de paiement et", "de paiement, à des annonceurs et", "M5"),
        ("de paiement et", "de paiement, à des promeneurs de chiens et", "M5"),
        ("commandes et répondre", "commandes, vous montrer de la publicité et répondre", "M1"),
        ("commandes et répondre", "commandes, tracer des plans et répondre", "M1"),
        ("deux ans.", "deux ans.\n\nVos données sont hébergées en Inde.", "M6"),
        ("deux ans", "cinq ans", "M7"),
        ("Nous ne vendons pas vos données.", "Nous vendons vos données.", "M9"),
        ("Nous ne vendons pas vos données.\n\n", "", "M9"),
        (" et vous opposer à leur traitement", "", "M9"),
    ],
)
def test_a_french_change_asks_what_an_english_one_does(old: str, new: str, question: str) -> None:
    """A kind of data, a recipient, a purpose, a country, a period, a promise and a right, and that more is done."""
    assert (question, Direction.WIDENING) in {(signal.question, signal.direction) for signal in heavy(old, new)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Ce que", "## 1. Ce que"),
        ("- vos commandes\n- votre numéro de téléphone", "- votre numéro de téléphone\n- vos commandes"),
        ("des données qui", "de ces données qui"),
        ("votre adresse postale", "votre adrese postale"),
        ("Nous recueillons votre nom", "Nous collectons votre nom"),
        ("deux ans", "2 ans"),
        ("Cette politique", "La présente politique"),
        ("vos données à des", "vos informations à des"),
    ],
)
def test_a_french_text_that_says_the_same_asks_nothing(old: str, new: str) -> None:
    """A number before a heading, another order, an article, a slip, a synonym and a number in words."""
    assert heavy(old, new) == []


def test_what_the_french_words_do_not_know_is_asked_about() -> None:
    """While the lexicon is not complete, a changed sentence in which it finds nothing is said to be not judged."""
    asked = heavy("deux ans.", "deux ans.\n\nLe ciel est bleu, comme on le sait au nord du pays.")
    assert PARTLY_READ in {signal.code for signal in asked}


def test_a_promise_in_french_protects() -> None:
    """A denial that comes promises more: "pas" stands behind the verb that it denies."""
    sold = TEXT.replace("Nous ne vendons pas", "Nous vendons")
    asked = heavy("Nous vendons", "Nous ne vendons pas", sold)
    assert {signal.direction for signal in asked} == {Direction.PROTECTIVE}


@pytest.mark.parametrize("sign", ["'", "\u2019"])
def test_an_apostrophe_joins_two_french_words(sign: str) -> None:
    """What it cuts short is a word of its own, so that "l'adresse" is the address; one that belongs to a word stays."""
    language = lexicon("fr").language
    joined = [(word.stem, word.small) for word in language.words(f"L{sign}adresse d{sign}un client")]
    assert joined == [("l", True), ("adress", False), ("d", True), ("un", True), ("client", False)]
    assert len(language.words(f"aujourd{sign}hui")) == 1


def test_a_word_behind_an_apostrophe_is_compared_as_it_is_written() -> None:
    """Where a sentence has words that are new to the text, each is looked up as it is written, elided ones too."""
    asked = heavy(
        "deux ans.", "deux ans.\n\nSi l'on nous l'a demandé, nous transmettons l'adresse d'un client à l'État."
    )
    assert asked


def test_what_a_french_text_states_is_told_in_french() -> None:
    """The page of facts names kinds and recipients in French, and gives a period in the text's own unit."""
    facts = [(str(fact.kind), fact.words, fact.value) for fact in standing_facts(parse(TEXT))]
    assert ("data", "Numéro de téléphone", "") in facts
    assert ("recipient", "Services de paiement et banques", "") in facts
    assert ("promise", "Nous ne vendons pas vos données.", "") in facts
    assert ("period", "Nous conservons vos commandes pendant deux ans.", "2 ans") in facts
