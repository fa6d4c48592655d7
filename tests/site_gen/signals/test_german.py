"""German is read by files of words alone: the same rules ask the same questions."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.facts.standing import standing_facts
from site_gen.signals.judge import PARTLY_READ, UNREAD, signals
from site_gen.signals.model import Direction, Signal, Weight
from site_gen.signals.words.lexicon import languages
from site_gen.text.parsing.parse import parse

TEXT = """---
language: de
---
# Datenschutzerklärung

Diese Erklärung sagt, was wir mit Daten über Sie tun, wenn Sie unseren Laden nutzen.

## Was wir erheben

Wir erheben Ihren Namen, Ihre Anschrift und Ihre E-Mail-Adresse.

Wir erheben außerdem:

- Ihre Bestellungen
- Ihre Telefonnummer

## Wofür

Wir nutzen Ihre Daten, um Bestellungen zu bearbeiten und Fragen zu beantworten.

## Wer sie erhält

Wir geben Ihre Daten an Zahlungsdienstleister und Rechtsanwälte weiter.

Wir verkaufen Ihre Daten nicht.

## Wie lange

Wir speichern Ihre Bestellungen zwei Jahre lang.

Sie können Auskunft verlangen und der Verarbeitung widersprechen.
"""


def heavy(old: str, new: str, text: str = TEXT) -> list[Signal]:
    assert old in text
    found = signals(compare(parse(text), parse(text.replace(old, new))))
    return [signal for signal in found if signal.weight is not Weight.MINOR]


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("Ihre E-Mail-Adresse.", "Ihre E-Mail-Adresse und Ihren Standort.", "M4"),
        ("und Ihre E-Mail-Adresse.", ", Ihre E-Mail-Adresse und Ihre Schuhgröße.", "M4"),
        ("- Ihre Telefonnummer", "- Ihre Telefonnummer\n- Ihr Gangbild", "M4"),
        ("Zahlungsdienstleister und", "Zahlungsdienstleister, Werbepartner und", "M5"),
        ("Zahlungsdienstleister und", "Zahlungsdienstleister, Hundesitter und", "M5"),
        ("Anschrift und Ihre E-Mail-Adresse.", "Anschrift, Ihre E-Mail-Adresse und was Sie hören.", "M4"),
        ("zu bearbeiten und", "zu bearbeiten, Ihnen Werbung zu zeigen und", "M1"),
        ("zwei Jahre", "fünf Jahre", "M7"),
        ("Ihre Daten nicht.", "Ihre Daten.", "M9"),
        ("Wir verkaufen Ihre Daten nicht.\n\n", "", "M9"),
        (" und der Verarbeitung widersprechen", "", "M9"),
        ("Ihre Daten an Zahlungs", "Ihre Daten nur mit Ihrer Einwilligung an Zahlungs", "M8"),
    ],
)
def test_a_german_change_asks_what_an_english_one_does(old: str, new: str, question: str) -> None:
    """A kind of data, a recipient, a purpose, a period, a promise, a right and a ground are asked about by quote."""
    asked = [signal for signal in heavy(old, new) if signal.question == question]
    assert asked
    assert any(signal.before != signal.after for signal in asked)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Was", "## 1. Was"),
        ("Datenschutzerklärung\n", "Datenschutzhinweise\n"),
        ("- Ihre Bestellungen\n- Ihre Telefonnummer", "- Ihre Telefonnummer\n- Ihre Bestellungen"),
        ("was wir mit Daten", "was wir mit den Daten"),
        ("Ihre Anschrift", "Ihre Anschirft"),
    ],
)
def test_a_german_text_that_says_the_same_asks_nothing(old: str, new: str) -> None:
    """A number before a heading, another order, an article and a slip of the pen change no practice."""
    assert heavy(old, new) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Belege liegen 15 Jahre bei uns.", "Belege liegen fünfzehn Jahre bei uns."),
        ("Wir schreiben Ihnen eine E-Mail.", "Wir schreiben Ihnen eine Mail."),
    ],
)
def test_another_spelling_of_the_same_german_words_asks_nothing(old: str, new: str) -> None:
    """A number in words, and a shorter name of an e-mail, say the same."""
    assert heavy(old, new, f"{TEXT}\n\n{old}\n") == []


def test_a_section_that_moved_asks_nothing() -> None:
    """What stands elsewhere now is neither new nor gone, in German too."""
    start, *sections = TEXT.split("## ")
    moved = "## ".join([start, sections[1], sections[0], *sections[2:]])
    assert signals(compare(parse(TEXT), parse(moved))) == ()


def test_what_the_german_words_do_not_know_is_asked_about() -> None:
    """While the lexicon is not complete, a changed sentence in which it finds nothing is said to be not judged."""
    asked = heavy("Fragen zu beantworten.", "Fragen zu beantworten; der Himmel ist dabei blau, wie man im Norden weiß.")
    assert PARTLY_READ in {signal.code for signal in asked}


def test_a_shorter_period_in_a_larger_unit_is_more() -> None:
    """Periods are compared by their length: six months are fewer than two years."""
    found = signals(compare(parse(TEXT), parse(TEXT.replace("zwei Jahre", "sechs Monate"))))
    assert [each.direction for each in found if each.question == "M7"] == [Direction.NARROWING]


def test_what_a_german_text_states_is_told_in_german() -> None:
    """The page of facts names kinds and recipients in German, and gives a period in the text's own unit."""
    facts = [(str(fact.kind), fact.words, fact.value) for fact in standing_facts(parse(TEXT))]
    assert ("data", "Telefonnummer", "") in facts
    assert ("recipient", "Zahlungsdienste und Banken", "") in facts
    assert ("promise", "Wir verkaufen Ihre Daten nicht.", "") in facts
    assert ("period", "Wir speichern Ihre Bestellungen zwei Jahre lang.", "2 Jahre") in facts


def test_a_language_without_a_lexicon_is_said_to_be_unread() -> None:
    """Nobody who publishes in such a language is left to believe that the text was judged."""
    assert "sv" not in languages()
    asked = heavy("zwei Jahre", "fünf Jahre", TEXT.replace("language: de", "language: sv"))
    assert [signal.code for signal in asked] == [UNREAD]


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("Wir geben Ihre Daten nicht an Dritte weiter.", "Wir geben Ihre Daten an Dritte weiter.", "M9"),
        ("Wir verkaufen Ihre Daten nicht.", "Wir verkaufen Ihre Daten nicht gegen Geld.", "M9"),
        ("Keiner unserer Partner erhält Ihre Daten.", "Unsere Partner erhalten Ihre Daten.", "M9"),
        ("Wir erfassen Anrufe, wenn Sie wollen.", "Wir erfassen Anrufe, wenn Sie nicht widersprechen.", "M9"),
        ("Wir löschen Aufnahmen nach 14 Tagen.", "Wir löschen Aufnahmen nach sechs Wochen.", "M7"),
        ("Ihre Daten liegen in Irland.", "Ihre Daten liegen in Irland und in Indien.", "M6"),
        ("## Wer Ihre Daten erhält\n\n- Post", "## Wer Ihre Daten erhält\n\n- Post\n- Farrow GmbH", "M5"),
        ("Wir beantworten Anfragen binnen zwei Wochen.", "Wir beantworten Anfragen binnen vier Wochen.", "M3"),
        ("Wir lesen Ihre Briefe nicht.", "Wir lesen Ihre Briefe normalerweise nicht.", "M9"),
        ("Wir löschen Anrufe nach 20 Tagen.", "Im Regelfall löschen wir Anrufe nach 20 Tagen.", "M7"),
        ("Wir antworten innerhalb einer Woche.", "Wir antworten meistens innerhalb einer Woche.", "M3"),
        ("Mitglied werden Sie ab 18 Jahren.", "Mitglied werden Sie ab 15 Jahren.", "M12"),
    ],
)
def test_small_german_words_decide(old: str, new: str, question: str) -> None:
    """A denial, a condition, a period, a country and a heading about recipients ask, and say that more is done."""
    text = f"{TEXT}\n\n{old}\n"
    asked = heavy(old, new, text)
    assert (question, Direction.WIDENING) in {(signal.question, signal.direction) for signal in asked}


ROWS = "| Daten | Wofür |\n|---|---|\n| Name | Versand |"


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("", "Für die Rücksendung verlangen wir eine Gebühr von 15 €.", "M13"),
        ("Die Karte kostet 7,50 CHF.", "Die Karte kostet 8,50 CHF.", "M13"),
        ("Die Rücksendung kostet 5 €.", "Die Rücksendung kostet 9 €.", "M13"),
        ("", "Die Anprobe zu Hause kostet 12 Prozent vom Preis.", "M13"),
        ("", "Der Vertrag verlängert sich automatisch um ein Jahr.", "M13"),
        ("", "Für Schäden haften wir nur bei Vorsatz.", "M13"),
        ("Gerichtsstand ist Hamburg.", "Gerichtsstand ist Bremen.", "M13"),
        ("", "Über Streitigkeiten entscheidet ein Schiedsgericht.", "M13"),
        ("## Speicherdauer\n\nBriefe: 2 Jahre", "## Speicherdauer\n\nBriefe: 6 Jahre", "M7"),
        (ROWS, f"{ROWS}\n| Gangart | Anprobe |", "M4"),
    ],
)
def test_german_prices_courts_periods_and_columns_ask(old: str, new: str, question: str) -> None:
    """What people pay, who is liable where, how long something is kept and what a column holds."""
    found = [
        signal
        for signal in signals(
            compare(parse(f"{TEXT}\n## Sonstiges\n\n{old}\n"), parse(f"{TEXT}\n## Sonstiges\n\n{new}\n"))
        )
        if signal.weight is not Weight.MINOR
    ]
    assert question in {signal.question for signal in found}


@pytest.mark.parametrize("head", ["Speicherdauer", "Aufbewahrungsdauer", "Löschfrist"])
def test_a_german_column_about_keeping_tells_periods(head: str) -> None:
    """Each word for how long something is kept heads periods."""
    table = f"| Daten | {head} |\n|---|---|\n| Briefe | 6 Jahre |"
    assert any(fact.value == "6 Jahre" for fact in standing_facts(parse(f"{TEXT}\n\n{table}\n")))


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        (" weiter.", " weiter, solange Sie nicht widersprechen.", "protective"),
        ("\n\nWir verkaufen", "\n\nWir haften bis zur Höhe des gezahlten Preises.\n\nWir verkaufen", "widening"),
    ],
)
def test_german_arrows_heed_who_may_object_and_what_is_capped(old: str, new: str, way: str) -> None:
    """Who may object has won, and who is paid no more than a price has lost."""
    told = {str(each.direction) for each in heavy(old, new) if each.question in {"M3", "M9", "M13"}}
    assert told == {way}


@pytest.mark.parametrize(
    ("old", "new"), [("zwei Jahre", "dreißig Tage"), ("erheben außerdem", "schließen außerdem ein")]
)
def test_a_double_s_for_a_sharp_one_is_a_spelling(old: str, new: str) -> None:
    """As Swiss texts write it, or older ones: the words are the same, whichever way the text goes."""
    text = TEXT.replace(old, new)
    plain = text.replace("ß", "ss")
    for one, other in ((text, plain), (plain, text)):
        found = signals(compare(parse(one), parse(other)))
        assert [signal for signal in found if signal.weight is not Weight.MINOR] == []
