"""The facts that a text states, and their lives through the versions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.model.facts import FactKind, FactLife, StandingFact
from site_gen.model.note import ChangeClass
from site_gen.model.version import Version
from site_gen.signals.facts import through_time
from site_gen.signals.facts.standing import SegmentFacts, standing_facts
from site_gen.signals.facts.through_time import fact_lives
from site_gen.signals.words.lexicon import languages
from site_gen.signals.words.vocabulary import vocabulary
from site_gen.text.parsing.parse import parse

BASE = "We collect your name and email address. We keep them for 30 days. We do not sell your data."


def told(text: str) -> set[tuple[str, str]]:
    return {(str(fact.kind), fact.value or fact.words) for fact in standing_facts(parse(text))}


def lives(*texts: str) -> dict[tuple[str, str], FactLife]:
    read = [(version(day), standing_facts(parse(text))) for day, text in enumerate(texts, 1)]
    return {(str(life.kind), life.words): life for life in fact_lives(read)}


def version(day: int) -> Version:
    on = date(2026, 1, day)
    return Version(
        version_id=on.isoformat(),
        published_on=on,
        effective_on=on,
        imported=False,
        change_class=ChangeClass.UNDECLARED,
        note=None,
        commit="a" * 40,
        text_oid="b" * 40,
        predecessor_id=None,
    )


def test_a_text_states_data_periods_and_promises() -> None:
    """Kinds of data, a period and what is not done are read from the sentences that say them."""
    assert told(BASE) == {
        ("data", "Name"),
        ("data", "Email address"),
        ("period", "30 days"),
        ("promise", "We do not sell your data."),
    }


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We collect:\n\n- Date of birth\n- Blood type", ("data", "Age or date of birth")),
        ("We share your data with advertisers.", ("recipient", "Advertisers and advertising networks")),
        ("We use your data for marketing.", ("purpose", "Marketing")),
        ("| Data | Kept for |\n|---|---|\n| Logs that we keep | 12 months |", ("period", "12 months")),
    ],
)
def test_a_fact_is_read_where_it_stands(text: str, fact: tuple[str, str]) -> None:
    """Items, recipients, purposes and cells are read by what governs them."""
    assert fact in told(text)


@pytest.mark.parametrize("text", ["We do not collect your date of birth.", "You may ask us to delete your photos."])
def test_what_is_denied_or_only_asked_for_is_no_kind_of_data(text: str) -> None:
    """A denial and a right name no information that is collected."""
    assert not {kind for kind, _ in told(text)} & {"data"}


def test_a_language_without_a_lexicon_states_nothing() -> None:
    """Where no lexicon knows the language, no fact is guessed."""
    polish = "Zbieramy imi\u0119 i nazwisko oraz adres e-mail, a dane przechowujemy przez trzydzie\u015bci dni. " * 4
    assert told(polish) == set()


def test_a_fact_stands_since_the_version_that_brought_it_back() -> None:
    """A fact that went and came again stands since it came again, and its turns tell all."""
    life = lives(BASE, "We keep them for 30 days.", BASE)["data", "Name"]
    assert life.stands
    assert life.since.version_id == "2026-01-03"
    assert [turn.value is None for turn in life.turns] == [False, True, False]


def test_a_period_changes_without_going() -> None:
    """Another number for the same thing is a change of one fact, which stands with it since then."""
    (life,) = (life for life in lives(BASE, BASE.replace("30", "90")).values() if life.kind is FactKind.PERIOD)
    assert [turn.value for turn in life.turns] == ["30 days", "90 days"]
    assert life.since.version_id == life.first.version_id == "2026-01-02"


@pytest.mark.parametrize("between", ["We keep server logs for 90 days.", "We log in."])
@pytest.mark.parametrize("again", ["We keep server logs for 30 days.", "We keep all server logs for 30 days."])
def test_what_was_interrupted_stands_since_it_stands_again(between: str, again: str) -> None:
    """A period that was another, or was not said, dates from its return, in whatever words, and its first day stays."""
    life = next(
        life
        for life in lives("We keep server logs for 30 days.", between, again).values()
        if life.kind is FactKind.PERIOD and life.stands
    )
    assert (life.first.version_id, life.since.version_id) == ("2026-01-01", "2026-01-03")


def test_a_fact_that_went_stands_no_more() -> None:
    """What the newest version does not say is told as gone, with the version that dropped it."""
    life = lives(BASE, "We collect your name.")["promise", "We do not sell your data."]
    assert not life.stands
    assert life.turns[-1].version.version_id == "2026-01-02"
    assert isinstance(standing_facts(parse(BASE))[0], StandingFact)


LINES = (
    "# Data that we collect",
    "# Your choices",
    "We collect:",
    "We do not share this with:",
    "- Date of birth",
    "> - Date of birth",
    "We keep your [email address][1] for 30 days.",
    "We use your name for marketing. We do not sell your data.",
    "| Data | Kept for |\n|---|---|\n| Logs that we keep | 12 months |",
    "| Data | Shared with |\n|---|---|\n| Logs that we keep | 12 months |",
    "Who gets your data?",
    "**Authorities.** We share your name with Acme Cloud and your bank.",
    "Authorities. We share your name with Acme Cloud and your bank.",
    "- [Acme](https://acme.example). Hosting.",
    "- Acme. Hosting.",
    "- Our partners:\n  - Acme Cloud (hosting)\n  - Date of birth",
    "[1]: https://example.com",
)
texts = st.lists(st.lists(st.sampled_from(LINES), max_size=6).map("\n\n".join), min_size=1, max_size=5)


@given(texts, texts)
def test_what_is_kept_of_segments_is_what_they_say(earlier: list[str], later: list[str]) -> None:
    """The same words in another place, list or table, or written otherwise, say what they say alone.

    That holds whatever other texts and earlier builds left of their segments and their clauses.
    """
    first = SegmentFacts()
    for text in earlier:
        standing_facts(parse(text), first)
    second = SegmentFacts(first.learnt())
    for text in [*earlier, *later]:
        assert standing_facts(parse(text), second) == standing_facts(parse(text))


@given(texts, texts)
def test_facts_are_followed_from_where_an_earlier_build_stopped(earlier: list[str], later: list[str]) -> None:
    """What is kept of the first versions and followed on says what following all of them says."""
    read = [(version(day), standing_facts(parse(text))) for day, text in enumerate([*earlier, *later], 1)]
    courses: through_time.Courses = {}
    for each, facts in read[: len(earlier)]:
        through_time.follow(courses, each.version_id, facts)
    courses = through_time.load(through_time.dump(courses))
    for each, facts in read[len(earlier) :]:
        through_time.follow(courses, each.version_id, facts)
    assert through_time.lives(courses, {each.version_id: each for each, _ in read}) == fact_lives(read)


def facts_of(text: str, kind: str) -> list[str]:
    return [fact.words for fact in standing_facts(parse(text)) if fact.kind == kind and fact.strength]


@pytest.mark.parametrize(
    "text",
    [
        "We handle your requests and leave a handle on the door for others.",
        "Contact us at our email address to hear more about what we share.",
        "We do not collect your date of birth.",
        "This policy explains what we collect, such as your date of birth.",
        "You may use your phone number to sign in.",
        "| Vendor | Purpose |\n|---|---|\n| Google Ads | Newsletter |",
    ],
)
def test_a_word_that_only_looks_like_a_kind_of_data_is_none(text: str) -> None:
    """A word with another meaning, our own address, a denial, a definition, what readers do, and a table's head."""
    assert facts_of(text, "data") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("| Vendor | Purpose |\n|---|---|\n| Acme Cloud | Advertising |", ["Acme Cloud"]),
        ("We use these vendors:\n\n- [Acme](https://acme.example). Hosting.", ["Service providers", "Acme"]),
        ("We disclose it to protect the rights of third parties.", []),
        ("We receive information from our business partners.", []),
        ("We share it with advertisers. Advertisers may collect more.", ["Advertisers and advertising networks"]),
    ],
)
def test_recipients_are_those_to_whom_something_goes(text: str, names: list[str]) -> None:
    """A column or a list says who; whoever is protected, gives information or acts on their own gets none by that."""
    assert facts_of(text, "recipient") == names


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We keep logs for 30 days.", ["We keep logs for 30 days."]),
        (
            "We\u2019ll retain it as long as your account is active.",
            ["We\u2019ll retain it as long as your account is active."],
        ),
        ("You may ask us within 30 days to erase it.", []),
        ("In the last 12 months we collected your name.", []),
        ("| Data | Kept for |\n|---|---|\n| Logs | 12 months |", ["Logs: 12 months"]),
        ("| Data | Shared with |\n|---|---|\n| Logs | Partners for 12 months |", []),
    ],
)
def test_how_long_is_said_in_the_texts_own_sentence(text: str, sentences: list[str]) -> None:
    """A period or a criterion counts where the publisher keeps or deletes; what readers may ask for does not."""
    assert facts_of(text, "period") == sentences


@pytest.mark.parametrize(
    ("text", "is_promise"),
    [
        ("We will never sell your personal information.", True),
        ("We do not share your data unless you agree.", True),
        ("We cannot guarantee that your data is secure.", False),
        ("We may not be able to use your data.", False),
        ("We use tags so that we are not sending you unwanted email.", False),
        ("We do not delete your data by ourselves.", False),
        ("This policy does not cover the use of data by others.", False),
    ],
)
def test_a_promise_says_what_the_publisher_does_not_do(text: str, is_promise: bool) -> None:
    """What is impossible, uncertain, sent to people themselves or outside the policy is no promise."""
    assert bool(facts_of(text, "promise")) is is_promise


def test_a_kind_is_quoted_in_the_texts_own_words() -> None:
    """Beside each name stand the words that state it, cut at spaces, with what introduces an entry of a list."""
    (fact,) = standing_facts(parse("We collect:\n\n- Email address, if you give it"))
    assert (fact.quote.before, fact.quote.term) == ("We collect: ", "Email address")
    long = "We collect " + "very many other things, " * 20 + "your date of birth."
    (fact,) = (each for each in standing_facts(parse(long)) if each.words == "Age or date of birth")
    assert fact.quote.text.startswith("\u2026 ")
    assert fact.quote.text.endswith("date of birth.")


def test_what_is_only_mentioned_goes_on_but_is_not_shown() -> None:
    """A kind that a later text only mentions has not gone, and no sentence would show it; it stands on once stated."""
    stated, mentioned = "We collect your phone number.", "We may share what you say when a phone number rings."
    assert ("data", "Phone number") not in lives(stated, mentioned)
    again = lives(stated, mentioned, stated)["data", "Phone number"]
    assert [turn.version.version_id for turn in again.turns] == ["2026-01-01"]


def test_a_sentence_that_is_worded_anew_is_one_fact() -> None:
    """Its turns hold each wording, so that before stands beside after."""
    life = lives("We keep server logs for 30 days.", "We keep all server logs for up to 30 days.")
    (told,) = (each for each in life.values() if each.kind is FactKind.PERIOD)
    assert [turn.words for turn in told.turns] == [
        "We keep server logs for 30 days.",
        "We keep all server logs for up to 30 days.",
    ]


def test_every_name_of_a_language_stands_in_english_too() -> None:
    """A key that English does not know would have no place on the page."""
    for language in languages():
        assert vocabulary(language).entries.keys() <= vocabulary("en").entries.keys()


WHO = "We use your data to ship orders.\n\n## Who receives it\n\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "| Purpose | Recipients |\n|---|---|\n| Mail | Tarn Inc.; Birk GmbH (Hamburg); Olm |",
            {"Tarn Inc.", "Birk GmbH (Hamburg)", "Olm"},
        ),
        (f"{WHO}- Farrow Ltd, for payments\n- Olm (tickets)\n- people you write to", {"Farrow Ltd", "Olm"}),
        (
            f"{WHO}| Company | What for |\n|---|---|\n| Farrow Ltd | Payments |\n| Olm | Tickets |",
            {"Farrow Ltd", "Olm"},
        ),
        (f"{WHO}**Authorities.** Where the law asks for it.", {"Authorities and courts"}),
        ("## Our shops\n\n**Authorities.** They license our shops.", set()),
        ("## Our shops\n\n| Company | Town |\n|---|---|\n| Farrow Ltd | Oslo |", set()),
    ],
)
def test_those_who_receive_information_are_told_one_by_one(text: str, names: set[str]) -> None:
    """In a cell, a list, a table or a label under a title that says so; under another title they are none."""
    assert {words for kind, words in told(f"{BASE}\n\n{text}") if kind == "recipient"} == names


@pytest.mark.parametrize(
    ("title", "periods"),
    [
        ("How long we keep your data", {"6 years", "45 days"}),
        ("Retention", {"6 years", "45 days"}),
        ("Delivery", set()),
    ],
)
def test_a_table_under_a_title_about_keeping_tells_periods(title: str, periods: set[str]) -> None:
    """The title says what the time in a row is, where no head does."""
    table = "| Data | Time |\n|---|---|\n| Orders | 6 years |\n| Letters | 45 days |"
    found = told(f"{BASE}\n\n## {title}\n\n{table}") - told(BASE)
    assert {words for kind, words in found if kind == "period"} == periods
