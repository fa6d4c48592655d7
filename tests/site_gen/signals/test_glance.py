"""A changed passage at a glance: each fact by itself, quoted and short."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.redline import compare
from site_gen.signals.glance import Glance
from site_gen.signals.judge import signals
from site_gen.signals.practice import practice_passages
from site_gen.text.parsing.parse import parse

PAGE = "# Policy\n\n## What we do\n\n{}\n"
TABLE = "# Policy\n\n## What we do\n\n| Data | Used for | Disclosed to |\n|---|---|---|\n| Photographs | {} | {} |\n"
WORDS = ("we", "share", "your", "name", "gait", "logs", "with", "Tallowfinch", "for", "ads", "30", "days", "not")
LONG = "to show your listings to other members who look for them; to settle disputes between members; " * 4


def _glances(old: str, new: str) -> list[Glance]:
    redline = compare(parse(old), parse(new))
    return [each for passage in practice_passages(redline, signals(redline)) for each in passage.short]


def _sides(old: str, new: str) -> list[tuple[str, str]]:
    return [(each.before, each.after) for each in _glances(PAGE.format(old), PAGE.format(new))]


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ("We keep your logs for 30 days.", "We keep your logs for 90 days.",
         ("We keep your logs for 30 days.", "We keep your logs for 90 days.")),
        ("When you lend an item to a member, we share your name with hosting providers in your country.",
         "When you lend an item to a member, we share your name with hosting providers and Sorrel in your country.",
         ("… name with hosting providers in your country.",
          "… name with hosting providers and Sorrel in your country.")),
        ("We are kind.", "We are kind. We share your gait with Tallowfinch.",
         ("", "We share your gait with Tallowfinch.")),
    ],
)  # fmt: skip
def test_a_fact_is_told_by_the_words_that_changed(old: str, new: str, sides: tuple[str, str]) -> None:
    """What both texts share is cut to a few words around what came or went."""
    assert sides in _sides(old, new)


def test_a_cell_is_named_by_its_row_and_column() -> None:
    """Of a table only the changed cell is quoted, whose place its names say."""
    found = _glances(TABLE.format("Show listings", "Hosting"), TABLE.format("Show listings", "Hosting; advertisers"))
    (told,) = (each for each in found if "advertisers" in each.after)
    assert (told.row, told.column, told.before, told.after) == (
        "Photographs", "Disclosed to", "Hosting", "Hosting; advertisers",
    )  # fmt: skip


def test_a_row_that_grew_long_is_compared_cell_by_cell() -> None:
    """A cell of a row that is read by cells has the old cell beside it, never the whole old row."""
    old, new = TABLE.format(LONG[:200], "Hosting"), TABLE.format(LONG, "Hosting; advertisers")
    redline = compare(parse(old), parse(new))
    assert any(each.after == "Hosting; advertisers" for each in signals(redline))
    assert not any(" | " in each.before for each in signals(redline))


def test_a_fact_far_into_a_long_sentence_is_in_its_quotation() -> None:
    """The words by which a fact is known are quoted, however much stands before them."""
    new = "So that everything goes on as you know it, " + "and so that nobody has to wait, " * 4
    (sides,) = (each for each in _sides("We are kind.", f"{new}we share your name with Tallowfinch.") if each[1])
    assert "Tallowfinch" in sides[1]
    assert sides[1].startswith("… ")


def test_what_changed_is_not_cut_for_a_few_words() -> None:
    """Of 24 months and a company beside them, neither is left out."""
    new = "We keep device information for 24 months and share it with Tallowfinch, which measures how it is used."
    told = [*_sides("We keep device information for 14 months.", new)]
    assert told == [("We keep device information for 14 months.", new)]


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_every_quotation_is_short_and_the_texts_own(words: list[str]) -> None:
    """Cut at words, a side stays within its length, and all of it stands in its text."""
    old, new = "We share your name with Sorrel for 10 days.", f"We share {' '.join(words)}."
    for before, after in _sides(old, new):
        for side, text in ((before, old), (after, new)):
            bare = re.sub(r"^… | …$", "", side)
            assert bare in " ".join(text.split())
            assert len(bare) <= 150
