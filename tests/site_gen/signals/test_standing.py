"""The facts that a text states, and their lives through the versions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.model.facts import FactKind, FactLife, StandingFact
from site_gen.model.note import ChangeClass
from site_gen.model.version import Version
from site_gen.signals import through_time
from site_gen.signals.standing import SegmentFacts, standing_facts
from site_gen.signals.through_time import fact_lives
from site_gen.text.parse import parse

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
        ("data", "name"),
        ("data", "email address"),
        ("period", "30 days"),
        ("promise", "We do not sell your data."),
    }


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We collect:\n\n- Date of birth\n- Blood type", ("data", "Date of birth")),
        ("We share your data with advertisers.", ("recipient", "advertisers")),
        ("We use your data for marketing.", ("purpose", "marketing")),
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
    life = lives(BASE, "We keep them for 30 days.", BASE)["data", "name"]
    assert life.stands
    assert life.since.version_id == "2026-01-03"
    assert [turn.value is None for turn in life.turns] == [False, True, False]


def test_a_period_changes_without_going() -> None:
    """Another number for the same thing is a change of one fact, not another fact."""
    (life,) = (life for life in lives(BASE, BASE.replace("30", "90")).values() if life.kind is FactKind.PERIOD)
    assert [turn.value for turn in life.turns] == ["30 days", "90 days"]
    assert life.since.version_id == "2026-01-01"


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
    "[1]: https://example.com",
)
texts = st.lists(st.lists(st.sampled_from(LINES), max_size=6).map("\n\n".join), min_size=1, max_size=5)


@given(texts, texts)
def test_what_is_kept_of_segments_is_what_they_say(earlier: list[str], later: list[str]) -> None:
    """The same words in another place, list or table are read anew, whatever other texts and builds left."""
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
