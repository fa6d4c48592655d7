"""A formula of Word is written as a line: no sign that is only drawn changes what it says by being gone."""

from __future__ import annotations

import pytest

from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import document, paragraph, run


def _of(name: str, *words: str) -> str:
    return f"<m:{name}>{''.join(f'<m:r><m:t>{word}</m:t></m:r>' for word in words)}</m:{name}>"


_SUM = '<m:naryPr><m:chr m:val="\u2211"/></m:naryPr>'


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (f"<m:d>{_of('e', 'a+b')}</m:d>", "(a+b)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val=""/></m:dPr>{_of("e", "x")}{_of("e", "y")}</m:d>',
         "[x | y"),
        (f"<m:f>{_of('num', 'a', '+', 'b')}{_of('den', '2')}</m:f>", "(a + b) / 2"),
        (f"<m:f>{_of('num', '30 * rate')}{_of('den', '1+rate')}</m:f>", "(30 * rate) / (1+rate)"),
        (f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr>{_of("num", "n")}{_of("den", "k")}</m:f>', "n ; k"),
        (f"<m:f>{_of('num', '1')}{_of('den', '2n')}</m:f>", "1 / (2n)"),
        (f"<m:sSup><m:e><m:d>{_of('e', 'a+b')}</m:d></m:e>{_of('sup', '-1')}</m:sSup>", "(a+b) ^ -1"),
        (f"<m:sSup>{_of('e', 'x')}{_of('sup', '2')}</m:sSup>{_of('box', 'y')}", "x ^ 2 y"),
        (f"<m:sSubSup>{_of('e', 'x')}{_of('sub', 'i')}{_of('sup', '2')}</m:sSubSup>", "x _ i ^ 2"),
        (f"<m:rad><m:deg/>{_of('e', 'n')}</m:rad>", "\u221a(n)"),
        (f'<m:nary>{_SUM}{_of("sub", "1")}{_of("sup", "n")}{_of("e", "f")}</m:nary>', "\u2211 1 \u2026 n : f"),
    ],
    ids=["brackets", "other brackets", "fraction", "each half in one run", "no bar", "no sign between",
         "its own brackets", "raised", "raised and lowered", "root", "sum"],
)  # fmt: skip
def test_what_is_drawn_in_a_formula_is_written(brought: Reader, formula: str, words: str) -> None:
    """Brackets, a fraction's bar, what is raised or lowered; a remark asks for a look all the same."""
    found = brought(document(paragraph(run("It is"), f"<m:oMath>{formula}</m:oMath>", run("a year."))), Format.DOCX)
    assert found.markdown.replace("\\", "") == f"It is {words} a year.\n"
    assert found.remarks == (f"formulas written as plain letters: check: 1 ({words!r})",)
