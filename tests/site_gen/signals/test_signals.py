"""Signals fire on what changed in fact, and on nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.declared.questions import QUESTIONS
from site_gen.model.note import ChangeClass
from site_gen.redline import compare
from site_gen.signals.judge import PARTLY_READ, proposed_class, signals
from site_gen.signals.model import Signal, Weight
from site_gen.signals.words.lexicon import lexicon
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse


class Case(TypedDict):
    """One entry of cases.toml."""

    rule: str
    fires: list[str]
    quiet: list[str]


CASES: list[Case] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
SENTENCES = (
    "We collect your name and email address.",
    "We do not sell your information.",
    "We keep server logs for 30 days.",
    "You may object to direct marketing at any time.",
    "We share payment details with our payment processor.",
    "Children under 13 may not open an account.",
    "We transfer data to Canada under standard contractual clauses.",
    "Write to privacy@example.com if anything is unclear.",
)


def found(old: str, new: str) -> tuple[Signal, ...]:
    return signals(compare(parse(old), parse(new)))


def codes(old: str, new: str) -> set[str]:
    return {signal.code for signal in found(old, new)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_rule_fires_on_a_change_of_its_fact(case: Case) -> None:
    """A changed fact raises the question of its rule."""
    assert case["rule"] in codes(*case["fires"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_rule_stays_quiet_where_its_fact_stayed(case: Case) -> None:
    """Other words for the same fact do not raise the question."""
    assert case["rule"] not in codes(*case["quiet"])


def test_every_rule_has_its_case() -> None:
    """No rule is shipped without a text that fires it and one that does not."""
    known = lexicon("en")
    of_other_languages = {PARTLY_READ}  # in the test of German
    assert {case["rule"] for case in CASES} | of_other_languages == {rule.code for rule in known.rules} | set(
        known.patterns
    )


def test_every_rule_asks_a_question_of_the_checklist() -> None:
    """Legal can answer each signal in a change note, and read why and by what source it is asked."""
    known = lexicon("en")
    for rule in (*known.rules, *known.patterns.values()):
        assert rule.question in QUESTIONS
        assert rule.why.endswith(".")
        assert rule.source


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, unique=True))
def test_a_text_against_itself_is_silent(sentences: list[str]) -> None:
    """Identical texts raise nothing."""
    text = "\n\n".join(sentences)
    assert found(text, text) == ()


@given(st.permutations(SENTENCES))
def test_text_that_moved_is_silent(moved: list[str]) -> None:
    """Paragraphs in another order raise nothing."""
    assert found("\n\n".join(SENTENCES), "\n\n".join(moved)) == ()


@given(st.permutations(SENTENCES), st.sampled_from(["{}", "**{}**", "- {}", "> {}", "*{}*", "{}  "]))
def test_text_that_was_marked_anew_is_silent(sentences: list[str], mark: str) -> None:
    """Emphasis, lists and quotes around the same words raise nothing."""
    assert found("\n\n".join(sentences), "\n\n".join(mark.format(sentence) for sentence in sentences)) == ()


@given(st.lists(st.sampled_from(SENTENCES), unique=True), st.lists(st.sampled_from(SENTENCES), unique=True))
def test_the_same_texts_always_raise_the_same_signals(old: list[str], new: list[str]) -> None:
    """The answer depends on the texts alone."""
    assert found("\n\n".join(old), "\n\n".join(new)) == found("\n\n".join(old), "\n\n".join(new))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_judged(old: str, new: str) -> None:
    """No text, however odd, stops the program."""
    assert proposed_class(found(old, new)) in set(ChangeClass)


def test_a_signal_quotes_the_clause_in_its_section() -> None:
    """A lawyer reads what stood, what stands, where, and which words raised the question."""
    old = "# Policy\n\n## Sharing\n\nWe share orders with couriers. Ask us anything."
    new = old.replace("couriers", "couriers and data brokers")
    signal = next(each for each in found(old, new) if each.code == "new-recipient")
    assert signal.section == "Sharing"
    assert signal.before == "We share orders with couriers."
    assert signal.after == "We share orders with couriers and data brokers."
    assert signal.found == ("data brokers",)


def test_a_signal_tells_the_blocks_that_it_quotes() -> None:
    """Where a clause stands in each document is told, so that the very line can be pointed at."""
    redline = compare(
        parse("# Policy\n\nHello.\n\nWe keep logs for 6 days."), parse("Hello.\n\nWe keep logs for 9 days.")
    )
    signal = next(each for each in signals(redline) if each.code == "period")
    assert signal.old_leaf is not None
    assert signal.new_leaf is not None
    assert "6 days" in plain_text(redline.old.leaves[signal.old_leaf])
    assert "9 days" in plain_text(redline.new.leaves[signal.new_leaf])


def test_a_clause_that_came_has_no_older_block() -> None:
    """What was not there is nowhere in the older document, and what is gone nowhere in the newer."""
    came, went = found("Hello.", "Hello.\n\nWe sell your data."), found("Hello.\n\nWe sell your data.", "Hello.")
    assert {(signal.old_leaf, signal.new_leaf) for signal in came} == {(None, 1)}
    assert {(signal.old_leaf, signal.new_leaf) for signal in went} == {(1, None)}


def test_british_and_american_spelling_say_the_same() -> None:
    """A text put from one spelling into the other raises nothing."""
    old = "We personalise adverts for your organisation and analyse behaviour."
    assert found(old, old.replace("is", "iz").replace("behaviour", "behavior")) == ()


def test_a_pointer_to_another_page_raises_no_question() -> None:
    """How a link is announced says nothing of what happens to information."""
    old = "We keep logs. For more information, see how we share your email settings."
    new = "We keep logs. To learn more about the location data we collect, visit the help page."
    assert proposed_class(found(old, new)) is ChangeClass.MINOR


def test_a_menu_is_no_policy() -> None:
    """A label that a page was scraped with raises nothing; the same words in a list of information do."""
    menu = "Home\n\n- Log in\n- Shop"
    listed = "# What we collect\n\nWe collect:\n\n- your name"
    assert "new-data-type" not in codes(menu, f"{menu}\n- Education Center")
    assert "new-data-type" in codes(listed, f"{listed}\n- education")


def test_one_more_cookie_that_the_service_needs_is_not_material() -> None:
    """A row of a cookie table weighs little unless it serves advertising."""
    table = "## Cookies\n\n| Cookie | Purpose |\n|---|---|\n| a1 | Keeps you signed in |"
    needed = found(table, f"{table}\n| b2 | Remembers that the banner was closed |")
    adverts = found(table, f"{table}\n| b2 | Lets advertisers collect data for targeted ads |")
    assert proposed_class(needed) in {ChangeClass.EDITORIAL, ChangeClass.MINOR}
    assert proposed_class(adverts) is ChangeClass.MATERIAL


def test_the_law_s_own_right_to_complain_is_not_material_to_add() -> None:
    """To name a right that people have anyway takes nothing from them; to delete it may."""
    short = "We keep records."
    long = f"{short}\n\nYou may lodge a complaint with your supervisory authority."
    assert proposed_class(found(short, long)) in {ChangeClass.EDITORIAL, ChangeClass.MINOR}
    assert proposed_class(found(long, short)) is ChangeClass.MATERIAL


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([], ChangeClass.EDITORIAL),
        ([Weight.MINOR], ChangeClass.MINOR),
        ([Weight.MINOR, Weight.MATERIAL], ChangeClass.MATERIAL),
        ([Weight.MATERIAL_CONSENT, Weight.MATERIAL], ChangeClass.MATERIAL_CONSENT),
    ],
)
def test_the_weightiest_signal_decides(weights: list[Weight], expected: ChangeClass) -> None:
    """The proposed class is the highest that any signal asks for."""
    asked = [
        Signal(
            code="c",
            question="M1",
            section="",
            before="",
            after="",
            old_leaf=None,
            new_leaf=None,
            found=(),
            why="",
            source="",
            weight=weight,
        )
        for weight in weights
    ]
    assert proposed_class(asked) is expected
