"""Who is told as a recipient, and what only stands where one might be: a period, information, part of a sentence."""

from __future__ import annotations

import pytest

from site_gen.signals.facts.standing import standing_facts
from site_gen.text.parsing.parse import parse

ENGLISH = "We collect your name when you write to us, and we use it to answer you, as this text says.\n\n"
GERMAN = "Wir erheben Ihren Namen, wenn Sie uns schreiben, und wir antworten Ihnen, wie es im Text steht.\n\n"


def names(text: str, kind: str) -> set[str]:
    """Return what a text states of a kind; of periods, the sentences."""
    return {fact.words for fact in standing_facts(parse(text)) if fact.kind == kind and fact.strength}


@pytest.mark.parametrize(
    "table",
    [
        "| Recipient | Time |\n|---|---|\n| Olm | 30 days |\n| {} | 30 days |",
        "| Data | Recipients and duration |\n|---|---|\n| Letters | Olm |\n| Bills | {} |",
    ],
)
@pytest.mark.parametrize(
    "cell",
    ["30 days", "As long as you have an account", "Account data", "Contact details", "As the law asks", "If you agree"],
)
def test_what_names_nobody_in_a_column_of_recipients_is_none(table: str, cell: str) -> None:
    """A period, what it depends on, a kind of information and a piece of a sentence are no companies."""
    assert names(ENGLISH + table.format(cell), "recipient") == {"Olm"}


@pytest.mark.parametrize("name", ["Data Axle", "Account Data Ltd", "The Trade Desk", "Olm Records GmbH"])
def test_a_company_may_be_called_by_such_words(name: str) -> None:
    """A form of company, or another word behind them, makes them a name."""
    table = f"| Recipient | What for |\n|---|---|\n| {name} | Mail |"
    assert names(ENGLISH + table, "recipient") == {name}


def test_a_column_that_says_how_long_names_nobody() -> None:
    """Its head may speak of those who have the information: its cells are periods all the same."""
    table = "| Data | How long partners have it |\n|---|---|\n| Letters | 30 days |"
    assert names(ENGLISH + table, "recipient") == set()
    assert names(ENGLISH + table, "period") == {"Letters: 30 days"}


@pytest.mark.parametrize(
    "text",
    [
        "| Data | Shared with |\n|---|---|\n| Letters | Courts |",
        "## Recipients\n\n- Courts, where a judge asks\n- Letters",
        "## Recipients of your data\n\n- The tax authorities",
        "Courts may receive your data.",
        "Your data can be received by courts.",
        "The recipients of your data are courts.",
    ],
)
def test_authorities_receive_where_the_sentence_is_built_so(text: str) -> None:
    """As the subject of "receive", behind "by", in a list or a column of recipients, or as what the recipients are."""
    assert names(ENGLISH + text, "recipient") == {"Authorities and courts"}


@pytest.mark.parametrize(
    "text", ["Courts may not receive your data.", "Courts may collect more.", "We obtain your data from courts."]
)
def test_authorities_that_get_nothing_are_none(text: str) -> None:
    """A denial, what they do by themselves, and what comes from them."""
    assert names(ENGLISH + text, "recipient") == set()


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Ihre Daten werden an Paketdienste übermittelt.", "recipient", ["Versand, Reise und Gesundheit"]),
        ("Empfänger Ihrer Daten sind Banken.", "recipient", ["Zahlungsdienste und Banken"]),
        ("Behörden können Ihre Daten erhalten.", "recipient", ["Behörden und Gerichte"]),
        ("## Empfänger\n\n- Behörden, wenn sie fragen", "recipient", ["Behörden und Gerichte"]),
        ("| Empfänger | Dauer |\n|---|---|\n| Olm GmbH | 30 Tage |\n| Kontodaten | 1 Tag |", "recipient", ["Olm GmbH"]),
        ("Zwecke der Verarbeitung sind die Werbung und der Kundenservice.", "purpose", ["Kundendienst", "Werbung"]),
        ("Protokolle werden nach 30 Tagen gelöscht.", "period", []),
        ("Briefe bewahren wir drei Jahre lang auf.", "period", []),
        ("Die Speicherdauer beträgt zwei Jahre.", "period", []),
        ("Wir löschen sie, sobald sie nicht mehr erforderlich sind.", "period", []),
        ("## Wie lange wir Daten speichern\n\n- Briefe: 10 Jahre", "period", ["Briefe: 10 Jahre"]),
        ("Sie können Ihre Daten jederzeit löschen.", "period", None),
    ],
)
def test_german_is_read_by_its_own_order_of_words(text: str, kind: str, found: list[str] | None) -> None:
    """The verb stands last or before "wir", and the recipient before it; an empty list stands for the sentence."""
    wanted = [] if found is None else found or [text]
    assert sorted(names(GERMAN * 2 + text, kind)) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The retention period is one year.", {"The retention period is one year."}),
        ("## How long we keep data\n\n- Letters: 10 years", {"Letters: 10 years"}),
    ],
)
def test_a_period_may_be_the_subject_or_the_title(text: str, found: set[str]) -> None:
    """No verb of keeping stands beside it."""
    assert names(ENGLISH + text, "period") == found
