"""What is heard of a run of blocks that came or went together."""

from __future__ import annotations

import re

import pytest

from site_gen.redline import compare
from site_gen.render.html.article import redline_article
from site_gen.text.parsing.parse import parse

KEPT = "# T\n\nStays.\n"
RUN = f"{KEPT}\nOne *gone*.\n\n- two\n- [three](https://x.example)\n\n> Four.\n"


def _heard(older: str, newer: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", redline_article(compare(parse(older), parse(newer)))).split())


@pytest.mark.parametrize(("older", "newer", "word"), [(RUN, KEPT, "deletion"), (KEPT, RUN, "insertion")])
def test_a_run_of_blocks_is_announced_once(older: str, newer: str, word: str) -> None:
    """What came or went together is announced before its first block, and ended behind its last."""
    begun = {"deletion": "[deleted:", "insertion": "[inserted:"}[word]
    assert _heard(older, newer) == f"T Stays. 1 {begun} One gone . two three Four. end of {word}]"


def test_a_change_of_its_own_is_announced_on_its_own() -> None:
    """Another kind of change, a heading and a cell of a table each begin anew: a listener may arrive right there."""
    heard = _heard(RUN, f"{KEPT}\nOther words altogether, of something else.\n\n## New\n\nMore of it.\n")
    assert heard.count("[deleted:") == heard.count("end of deletion]") == 1
    assert heard.count("[inserted:") == heard.count("end of insertion]") == 3
    table = "# T\n\nStays.\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert _heard(KEPT, table).count("[inserted:") == 4
