"""The older wording of a changed passage, whole, beside its marks."""

from __future__ import annotations

import re

import pytest

from site_gen.redline import compare
from site_gen.render.html.article import redline_article
from site_gen.text.parsing.parse import parse

OLD = "We keep the records of your account for a year after you leave, and our partners never see any of them."
NEW = "We hold copies of your account for a month, and the vendors that help us may see some of them."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (OLD, NEW, True),
        (OLD, OLD.replace("a year after", "two years after"), False),
        ("We keep it.", "You lose it.", False),
        (OLD, f"{OLD} Nor will they.", False),
    ],
    ids=["little stayed", "one word", "short", "all stayed"],
)
def test_what_is_rewritten_reads_as_two_wordings(old: str, new: str, expected: bool) -> None:
    """A passage of which little stayed shows its older wording in one piece; others do not."""
    article = redline_article(compare(parse(old), parse(new)))
    assert ("rewritten" in article) is expected


def test_the_older_wording_is_whole_and_marks_what_went() -> None:
    """It holds every word and link of the older text, none of the newer, and says no remark a second time."""
    old, new = "See [the list](/a) of **vendors** for 30 days.", "See [the list](/b) of **vendors** for 90 long days."
    article = redline_article(compare(parse(old), parse(new)))
    (before,) = re.findall(r'<bdi class="redline-ui was">(.*?)</bdi>', article)
    assert (
        re.sub(r'<span class="redline-ui vh">.*?</span>|<[^>]*>', "", before) == "See the list of vendors for 30 days."
    )
    assert '<a href="/a">the list</a>' in before
    assert "<ins" not in before
    assert "/b" not in before
    assert article.count("redline-ui note") == 1


def test_what_stays_in_one_piece_repeats_nothing() -> None:
    """A passage that came or went, or changed its look alone, has no older wording beside it."""
    article = redline_article(compare(parse("one two three\n\nfour"), parse("**one** two three\n\nfive six")))
    assert "was" not in re.findall(r'class="redline-ui (\w+)"', article)
