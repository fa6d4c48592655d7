"""Columns of a Word table: they fill the room, and cut no word where all words fit."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from site_gen.redline import compare
from site_gen.redline.model import Op
from site_gen.render.word.flow import Grid, Look, Paragraph, Run, TableRow
from site_gen.render.word.ooxml import Cover, redline_docx
from site_gen.render.word.table_layout import column_widths, is_low
from site_gen.text.inline import PLAIN
from site_gen.text.parsing.parse import parse

_ROOM = 9_638
_PADDING, _LETTER = 240, 105


def row_of(*texts: str) -> TableRow:
    """Return a row that both texts have."""
    cells = (Paragraph((Run(Op.EQUAL, text, PLAIN),), Look("cell")) for text in texts)
    return TableRow(tuple(cells), Op.EQUAL, is_head=False)


@given(st.lists(st.text("ab ", max_size=150), min_size=1, max_size=30))
def test_the_columns_share_the_room(texts: list[str]) -> None:
    """Each column has some width, and together they are as wide as the page, to a point."""
    widths = column_widths(Grid((row_of(*texts),)), _ROOM)
    assert all(width > 0 for width in widths)
    assert _ROOM - len(widths) <= sum(widths) <= _ROOM


@given(st.lists(st.integers(min_value=4, max_value=60), min_size=1, max_size=8))
def test_no_word_is_cut_where_all_fit(lengths: list[int]) -> None:
    """Where the words fit beside each other, so they do in the columns; else only the longest lose room."""
    needed = [_PADDING + _LETTER * length for length in lengths]
    widths = column_widths(Grid((row_of(*("x" * length for length in lengths)),)), _ROOM)
    cut = [length for length, need, width in zip(lengths, needed, widths, strict=True) if width < need]
    if sum(needed) <= _ROOM:
        assert not cut
    else:
        assert min(cut) >= max((length for length in lengths if length not in cut), default=0)


def test_an_address_does_not_crush_the_other_columns() -> None:
    """A long address is cut, and a word of the same table stays whole."""
    widths = column_widths(Grid((row_of("https://example.org/" + "x" * 120, "Communications"),)), _ROOM)
    assert widths[1] >= _PADDING + _LETTER * len("Communications")


@pytest.mark.parametrize(("text", "low"), [("short", True), ("word " * 200, False), ("\x01" * 20, False)])
def test_only_a_low_row_stays_on_one_page(text: str, low: bool) -> None:
    """A row that fills half a page may be divided, or the page before would stay half empty."""
    assert is_low(row_of("a", text), [2_000, 2_000]) is low


def test_a_high_row_may_be_divided_and_says_so() -> None:
    """The standard wants a property of each row that was inserted or deleted besides that it was."""
    text = f"| a | b |\n|---|---|\n| low | row |\n| {'word ' * 400} | c |\n"
    cover = Cover(title="t", author="a", changed_on=date(2026, 1, 2), older="a", newer="b")
    with ZipFile(BytesIO(redline_docx(compare(parse(""), parse(text)), cover))) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    assert root.xpath("//*[local-name()='cantSplit']/@*") == ["on", "on", "off"]
