"""French is read by files of words alone: the same rules ask the same questions."""

from __future__ import annotations

from unicodedata import normalize

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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nous ne partageons plus vos messages.", "Nous partageons vos messages."),
        ("Nous partageons vos messages, sauf si vous êtes un enfant.", "Nous partageons vos messages."),
        ("Nous ne partageons vos messages qu'avec votre accord.", "Nous partageons vos messages avec votre accord."),
        ("Nous n'utilisons vos messages que pour répondre.", "Nous utilisons vos messages pour répondre."),
        ("Nous ne gardons ni messages ni photos.", "Nous gardons messages et photos."),
    ],
)
def test_a_denial_in_two_words_that_goes_asks(old: str, new: str) -> None:
    """What "ne" denies with "plus", "que" or "ni" is told from what it does not, and so is an exception."""
    assert _between(old, new)


@pytest.mark.parametrize(
    ("new", "question"),
    [
        ("Nous revendons vos données.", "M5"),
        ("Nous vous envoyons des offres promotionnelles.", "M1"),
        ("Nos salariés peuvent lire vos commandes.", "M13"),
    ],
)
def test_what_french_policies_often_say_is_known(new: str, question: str) -> None:
    """To sell again, to advertise, and staff that reads."""
    assert question in {signal.question for signal in _between("", new) if signal.code != PARTLY_READ}


def test_accents_apart_are_the_same_letters() -> None:
    """A text whose accents are signs of their own says what one says with whole letters, and asks what it does."""
    apart = normalize("NFD", TEXT)
    assert not signals(compare(parse(TEXT), parse(apart)))
    kept = normalize("NFD", "deux ans.\n\nNous utilisons vos données de santé.")
    assert "M4" in {signal.question for signal in heavy("deux ans.", kept, apart)}


def test_a_sentence_that_begins_with_an_accent_is_one() -> None:
    """A right in a sentence behind another is lost with it, though its first letter is no plain one."""
    more = "Écrivez-nous. À tout moment, vous pouvez retirer votre consentement."
    assert any(signal.question == "M9" for signal in _between(more, "Écrivez-nous."))


def _between(old: str, new: str) -> list[Signal]:
    texts = (parse(f"{TEXT}\n{sentence}\n") for sentence in (old, new))
    return [signal for signal in signals(compare(*texts)) if signal.weight is not Weight.MINOR]


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
