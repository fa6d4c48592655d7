"""What both texts have alike is searched, not read."""

from __future__ import annotations

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.parsing.unchanged import Unchanged
from site_gen.signals.words.lexicon import lexicon
from site_gen.text.parsing.parse import parse

LANGUAGE = lexicon("en").language


@pytest.mark.parametrize(
    "word", ["policies", "organisations", "Cookies", "shared", "sharing", "thirty", "behaviours", "zips"]
)
def test_a_word_is_found_by_its_sense_in_whatever_form(word: str) -> None:
    """A search by the sense of a word finds the block that holds any form of it."""
    unchanged = Unchanged(parse(f"First.\n\nHere are {word} again.").leaves, LANGUAGE)
    sense = LANGUAGE.senses(LANGUAGE.words(word))[0].stem
    assert 1 in unchanged.blocks_having(sense)


def test_a_long_search_finds_what_a_short_one_does() -> None:
    """After many searches the words are listed, and the list answers as the text did."""
    leaves = parse("\n\n".join(f"We keep word{number:04} here." for number in range(400))).leaves
    fresh, worn = Unchanged(leaves, LANGUAGE), Unchanged(leaves, LANGUAGE)
    for number in range(350):
        worn.blocks_containing(f"word{number:04}")
    assert worn.blocks_containing("word0399") == fresh.blocks_containing("word0399") == {399}
    assert worn.blocks_containing("keep") == fresh.blocks_containing("keep") == set(range(400))


def test_a_fact_that_stands_in_an_unchanged_block_is_not_new() -> None:
    """A kind of information that another, unchanged section of the older text names is no new one."""
    rest = "## Devices\n\nWe collect your phone number when you call.\n\n## Orders\n\n"
    old, new = (parse(f"{rest}We collect your name{more}.") for more in ("", " and your phone number"))
    assert "new-data-type" not in {signal.code for signal in signals(compare(old, new))}
