"""What did not change is folded where it would stand between a reader and the changes."""

from __future__ import annotations

import re

import pytest

from site_gen.redline import compare
from site_gen.render.html.article import redline_article
from site_gen.text.parsing.parse import parse

SENTENCE = "Not a word of this passage is any other than it was. "


@pytest.mark.parametrize(
    ("between", "folded"),
    [
        (["Short."] * 5, []),
        (["Short."] * 6, ["4 unchanged passages"]),
        (["Near.", SENTENCE * 20, "Near."], ["1 unchanged passage"]),
        (["Near.", SENTENCE * 10, SENTENCE * 10, "Near."], ["2 unchanged passages"]),
        (["Near.", SENTENCE * 5, SENTENCE * 5, "Near."], []),
        ([SENTENCE * 20, SENTENCE * 20], []),
    ],
    ids=["few", "many", "long", "long together", "short", "nearest"],
)
def test_what_is_long_folds_as_what_is_many(between: list[str], folded: list[str]) -> None:
    """Between two changes four passages fold, and fewer as long as four; the nearest to a change never does."""
    older, newer = (parse("\n\n".join(["# T", f"From {n} on.", *between, f"Until {n}."])) for n in (1, 2))
    article = redline_article(compare(older, newer))
    assert re.findall(r"<summary[^>]*>(.*?)</summary>", article) == folded
