"""Tables of a text as HTML."""

from __future__ import annotations

import re

import pytest

from site_gen.redline import compare
from site_gen.render.html.article import document_article, redline_article
from site_gen.text.parsing.parse import parse

TABLE = "|  | Kept |\n|---|---|\n| Names | 2 years |\n"


@pytest.mark.parametrize("corner", ["", "&nbsp;", "**", "Data"])
def test_a_header_has_words(corner: str) -> None:
    """A corner without words is a cell, on the page of a text and in a redline; with words it is a header."""
    text = TABLE.replace("|  |", f"| {corner} |", 1)
    articles = document_article(parse(text)), redline_article(compare(parse(text), parse(text.replace("Kept", "Held"))))
    for article in articles:
        (head,) = re.findall(r"<thead.*?</thead>", article)
        first = re.findall(r"<(th|td)", head.partition("<tr")[2])[0]
        assert first == ("th" if corner.strip("&nbsp;") else "td")


@pytest.mark.parametrize("newer", [TABLE, TABLE.replace("|  |", "| Data |", 1)])
def test_a_changed_corner_is_read_back(newer: str) -> None:
    """What a corner lost or gained is marked in it, and the number of the change is no header's words."""
    article = redline_article(compare(parse(TABLE.replace("Kept", "Held")), parse(newer)))
    (head,) = re.findall(r"<thead.*?</thead>", article)
    assert (">Data<" in head) is ("Data" in newer)
    assert head.count("<th") - head.count("<thead") == (2 if "Data" in newer else 1)


def test_a_listener_hears_of_cells_where_cells_were_joined_or_are_new() -> None:
    """A paragraph that became two cells has a new cell in it, and two cells that became one paragraph were joined."""
    text = "We keep your postal address for two years. We delete your telephone number after a month.\n"
    table = f"| x | y |\n|---|---|\n| {text.strip().replace('. ', '. | ')} |\n"
    said = [
        re.findall(r"\[[a-z ]+ here\]", redline_article(compare(parse(old), parse(new))))
        for old, new in ((text, table), (table, text), (text, text.replace(". ", ".\n\n")))
    ]
    assert said == [["[new cell here]"], ["[cells joined here]"], ["[new paragraph here]"]]
