"""A table's style hides or counts the words of some of its cells, by the parts of the table that the table asks for."""

from __future__ import annotations

import pytest

from site_gen.importing.model import Format, OldText
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import document, level, lists, paragraph, style

HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
SHOWN = '<w:rPr><w:vanish w:val="0"/></w:rPr>'
PAIRS = '<w:tblPr><w:tblStyleRowBandSize w:val="2"/></w:tblPr>'
COUNTED = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


def styled(part: str, inside: str) -> str:
    """Write what a style says of a part of the table."""
    return f'<w:tblStylePr w:type="{part}">{inside}</w:tblStylePr>'


def read(brought: Reader, look: str, inside: str, first: str = "a1") -> OldText:
    """Import a table of three rows with two cells each, in a style based on another, after a paragraph."""
    cells = [[first, "b1"], ["a2", "b2"], ["a3", "b3"]]
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in cells)
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="Own"/><w:tblLook {look}/></w:tblPr>{rows}</w:tbl>'
    styles = style("Base", "Base", inside, kind="table") + style("Own", "Own", based_on="Base", kind="table")
    counted = lists(level(0, "decimal", "%1."))
    return brought(document(paragraph("Text.") + table, styles=styles, numbering=counted), Format.DOCX)


@pytest.mark.parametrize(
    ("look", "inside", "hidden"),
    [
        ('w:val="0620"', styled("firstRow", HIDDEN), "a1 b1"),
        ('w:firstRow="1" w:noHBand="1" w:noVBand="1"', styled("firstRow", HIDDEN), "a1 b1"),
        ('w:val="0620" w:firstRow="0"', styled("firstRow", HIDDEN), ""),
        ('w:val="0640"', styled("lastRow", HIDDEN), "a3 b3"),
        ('w:val="0680"', styled("firstCol", HIDDEN), "a1 a2 a3"),
        ('w:val="0700"', styled("lastCol", HIDDEN), "b1 b2 b3"),
        ('w:val="0600"', styled("band1Horz", HIDDEN) + styled("firstRow", HIDDEN), ""),
        ('w:val="0400"', styled("band1Horz", HIDDEN), "a1 b1 a3 b3"),
        ('w:val="0420"', styled("band1Horz", HIDDEN), "a2 b2"),
        ('w:val="0400"', PAIRS + styled("band2Horz", HIDDEN), "a3 b3"),
        ('w:val="0200"', styled("band2Vert", HIDDEN), "b1 b2 b3"),
        ('w:val="06A0"', styled("nwCell", HIDDEN), "a1"),
        ('w:val="0620"', HIDDEN + styled("firstRow", SHOWN), "a2 b2 a3 b3"),
        ('w:val="06A0"', styled("firstRow", HIDDEN) + styled("firstCol", SHOWN), "b1"),
    ],
)  # fmt: skip
def test_a_part_of_a_tables_style_hides_its_words(brought: Reader, look: str, inside: str, hidden: str) -> None:
    """Where the table asks for the part, and no stronger part says otherwise; what is hidden is said."""
    found = read(brought, look, inside)
    for word in ("a1", "b1", "a2", "b2", "a3", "b3"):
        assert (word in found.markdown) is (word not in hidden.split())
    assert any("hidden text left out" in remark for remark in found.remarks) is bool(hidden)


def test_a_tables_style_counts_its_cells(brought: Reader) -> None:
    """Its numbers stand in the cells and are said; a number of the cell's own, or none of its own, goes before."""
    found = read(brought, 'w:val="0680"', styled("firstCol", COUNTED))
    assert "| 1. a1 | b1 |" in found.markdown
    assert "| 3. a3 | b3 |" in found.markdown
    assert (
        "numbers by the style of a table, which not every program shows: check: 3 ('1.', '2.', '3.')" in found.remarks
    )
