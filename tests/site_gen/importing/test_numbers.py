"""Numbers of clauses and headings, as Word shows them."""

from __future__ import annotations

import pytest

from site_gen.importing.model import Format
from site_gen.importing.word.numerals import numeral
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import counted, document, level, lists, paragraph, style

PLAIN = lists(level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"), level(2, "lowerRoman", "(%3)"))


def read(brought: Reader, body: str, **parts: str) -> str:
    return brought(document(body, **parts), Format.DOCX).markdown


def test_a_list_goes_on_after_a_paragraph(brought: Reader) -> None:
    """What stands in between does not make Word count anew."""
    body = counted("one") + counted("two") + paragraph("Between.") + counted("three") + paragraph("See item 3.")
    assert read(brought, body, numbering=PLAIN) == "1. one\n2. two\n\nBetween.\n\n3. three\n\nSee item 3.\n"


def test_levels_keep_their_letters(brought: Reader) -> None:
    """A label that no Markdown list has stands in the text, within the item that it belongs to."""
    body = (
        counted("one") + counted("a", level=1) + counted("i", level=2) + counted("b", level=1)
        + counted("two") + counted("a again", level=1)
    )  # fmt: skip
    assert read(brought, body, numbering=PLAIN) == (
        "1. one\n\n   (a) a\n\n   (i) i\n\n   (b) b\n2. two\n\n   (a) a again\n"
    )


def test_a_number_that_word_hides_counts_unseen(brought: Reader) -> None:
    """It is no word that a reader saw; those below it count on."""
    hidden = lists(
        level(0, "decimal", "%1.").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>"),
        level(1, "decimal", "%1.%2"),
    )
    assert read(brought, counted("one") + counted("two") + counted("sub", level=1), numbering=hidden) == (
        "one\n\ntwo\n\n2.1 sub\n"
    )


def test_a_bullet_of_words_is_read(brought: Reader) -> None:
    """`Note:` is a word that readers saw; a sign, or one letter that a font draws, is a bullet."""
    for bullet, shown in [("Note:", "Note: one\n"), ("o", "- one\n"), ("\u00a7", "- one\n")]:
        assert read(brought, counted("one"), numbering=lists(level(0, "bullet", bullet))) == shown
    drawn = level(0, "bullet", "vv").replace("</w:lvl>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>')
    assert read(brought, counted("one"), numbering=lists(drawn)) == "- one\n"


def test_a_number_in_capitals_is_one(brought: Reader) -> None:
    """(A) is not (a)."""
    capital = level(0, "lowerLetter", "(%1)").replace("</w:lvl>", "<w:rPr><w:caps/></w:rPr></w:lvl>")
    assert read(brought, counted("one"), numbering=lists(capital)) == "(A) one\n"


def test_the_number_of_a_row_stands_in_its_cell(brought: Reader) -> None:
    """A cell that holds a number alone says it, though no word follows."""
    rows = "".join(f"<w:tr><w:tc>{counted('')}</w:tc><w:tc>{paragraph(word)}</w:tc></w:tr>" for word in ("a", "b"))
    assert read(brought, f"<w:tbl>{rows}</w:tbl>", numbering=PLAIN) == "| 1. | a |\n| --- | --- |\n| 2. | b |\n"


def test_a_clause_set_as_a_heading_is_a_clause(brought: Reader) -> None:
    """Contracts number whole clauses through the style of headings; a line of contents is said to be one."""
    styles = style("heading 1", "H", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') + style("toc 1", "T")
    body = [
        paragraph("Term 2", properties='<w:pStyle w:val="T"/>'),
        paragraph("We keep it. " * 20, properties='<w:pStyle w:val="H"/>'),
        paragraph("Term", properties='<w:pStyle w:val="H"/>'),
    ]
    found = brought(document("".join(body), styles=styles, numbering=PLAIN), Format.DOCX)
    assert found.markdown == f"Term 2\n\n1. {('We keep it. ' * 20).strip()}\n\n# 2. Term\n"
    assert [each.partition(":")[0] for each in found.remarks] == [
        "lines of a list of contents, with the numbers of its pages, kept",
        "paragraphs set as headings that are whole clauses, written as clauses",
    ]


def test_the_end_of_a_section_is_not_counted(brought: Reader) -> None:
    """An empty paragraph that only ends a section has no number, whatever its style says."""
    end = paragraph(properties='<w:numPr><w:numId w:val="1"/></w:numPr><w:sectPr/>')
    assert read(brought, end + counted("one") + end + counted("two"), numbering=PLAIN) == "1. one\n2. two\n"


def test_the_nearest_style_says_the_level(brought: Reader) -> None:
    """A style may say its level and take its list from the style that it is based on, as those of law firms do."""
    listed = "<w:pPr><w:numPr>{}</w:numPr></w:pPr>"
    styles = (
        style("L1", "L1", listed.format('<w:numId w:val="1"/>'))
        + style("L2", "L2", listed.format('<w:ilvl w:val="1"/>'), based_on="L1")
        + style("L3", "L3", listed.format('<w:ilvl w:val="2"/>'), based_on="L2")
        + style("Own", "Own", based_on="L2")
    )
    linked = lists(
        level(0, "decimal", "%1.", '<w:pStyle w:val="L1"/>'),
        level(1, "lowerLetter", "(%2)", '<w:pStyle w:val="L2"/>'),
        level(2, "lowerRoman", "(%3)"),
    )
    body = "".join(
        paragraph(name, properties=f'<w:pStyle w:val="{name}"/>') for name in ("L1", "L2", "L3", "Own", "L1")
    )
    assert read(brought, body, numbering=linked, styles=styles) == (
        "1. L1\n\n   (a) L2\n\n   (i) L3\n\n   (b) Own\n2. L1\n"
    )


STYLES = (
    style("heading 1", "berschrift1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr>')
    + style("heading 2", "Titre2", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>')
    + style("Clause", "Clause", '<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr>')
)
LEGAL = lists(
    level(0, "upperRoman", "%1.", '<w:pStyle w:val="berschrift1"/>'),
    level(1, "decimal", "%1.%2", '<w:pStyle w:val="Titre2"/><w:isLgl/>'),
    level(2, "lowerLetter", "%1.%2(%3)", '<w:pStyle w:val="Clause"/><w:isLgl/>').replace("lowerLetter", "decimal"),
)


def test_styles_count_headings_and_clauses(brought: Reader) -> None:
    """The usual way in contracts: the style counts, whatever language Word was in; legal numbers are all 1, 2, 3."""
    body = "".join(
        paragraph(text, properties=f'<w:pStyle w:val="{name}"/>')
        for text, name in [
            ("Who", "berschrift1"), ("What", "berschrift1"), ("Data", "Titre2"), ("Name.", "Clause"),
            ("Mail.", "Clause"), ("Use", "Titre2"), ("Why", "berschrift1"), ("Law", "Titre2"),
        ]
    )  # fmt: skip
    assert read(brought, body, numbering=LEGAL, styles=STYLES) == (
        "# I. Who\n\n# II. What\n\n## 2.1 Data\n\n2.1(1) Name.\n\n2.1(2) Mail.\n\n## 2.2 Use\n\n"
        "# III. Why\n\n## 3.1 Law\n"
    )


def test_lists_of_one_definition_count_on_and_an_override_starts_anew(brought: Reader) -> None:
    """Word counts a definition, not a list, unless the list says where to start."""
    number = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
    )
    body = counted("a") + paragraph("x") + counted("b", 2) + paragraph("x") + counted("c", 3) + counted("d", 3)
    found = read(brought, body, numbering=lists(level(0, "decimal", "%1."), number=number))
    assert found == "1. a\n\nx\n\n2. b\n\nx\n\n7. c\n8. d\n"


def test_a_level_of_a_lists_own_leaves_open_what_its_definition_says(brought: Reader) -> None:
    """An override that changes the form alone starts where its definition does."""
    number = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="upperRoman"/></w:lvl></w:lvlOverride></w:num>'
    )
    found = read(brought, counted("a") + counted("b"), numbering=lists(level(0, "decimal", "%1."), number=number))
    assert found == "I. a\n\nII. b\n"


@pytest.mark.parametrize(("restart", "last"), [("", "(a)"), ('<w:lvlRestart w:val="0"/>', "(b)")])
def test_a_level_restarts_below_a_higher_one(brought: Reader, restart: str, last: str) -> None:
    """Unless its list says that it goes on."""
    numbering = lists(level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)", restart))
    body = counted("one") + counted("x", level=1) + counted("two") + counted("y", level=1)
    assert read(brought, body, numbering=numbering).endswith(f"2. two\n\n   {last} y\n")


def test_numbers_stand_in_cells_too(brought: Reader) -> None:
    """A table of numbered duties keeps their numbers."""
    cells = "".join(f"<w:tc>{counted(text)}</w:tc><w:tc>{paragraph('x')}</w:tc>" for text in ("a",))
    rows = f"<w:tr>{cells}</w:tr>" * 2
    assert read(brought, f"<w:tbl>{rows}</w:tbl>", numbering=PLAIN) == "| 1. a | x |\n| --- | --- |\n| 2. a | x |\n"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimalZero", "01 09 10 27"), ("upperLetter", "A I J AA"), ("lowerRoman", "i ix x xxvii"),
        ("ordinal", "1st 9th 10th 27th"), ("cardinalText", "One Nine Ten Twenty-seven"),
        ("ordinalText", "First Ninth Tenth Twenty-seventh"),
        ("chineseCountingThousand", "\u4e00 \u4e5d \u5341 \u4e8c\u5341\u4e03"),
        ("japaneseCounting", "\u4e00 \u4e5d \u5341 \u4e8c\u5341\u4e03"),
        ("japaneseLegal", "\u58f1 \u4e5d \u58f1\u62fe \u5f10\u62fe\u4e03"),
        ("russianLower", "\u0430 \u0438 \u043a \u044d"),
        ("hebrew1", "\u05d0 \u05d8 \u05d9 \u05db\u05d6"), ("decimalEnclosedCircle", "\u2460 \u2468 \u2469 27"),
        ("koreanCounting", "\uc77c \uad6c \uc2ed \uc774\uc2ed\uce60"),
        ("koreanLegal", "\ud558\ub098 \uc544\ud649 \uc5f4 \uc2a4\ubb3c\uc77c\uacf1"),
        ("hex", "1 9 A 1B"), ("numberInDash", "- 1 - - 9 - - 10 - - 27 -"),
    ],
)  # fmt: skip
def test_forms(form: str, shown: str) -> None:
    """Each form that Word offers is written as Word writes it."""
    assert " ".join(numeral(number, form) or "?" for number in (1, 9, 10, 27)) == shown


def test_a_number_without_words_is_said(brought: Reader) -> None:
    """Word shows the number of an empty paragraph, and counts on."""
    found = brought(document(counted("") + counted("two"), numbering=PLAIN), Format.DOCX)
    assert found.markdown == "2. two\n"
    assert found.remarks == ("numbers of paragraphs without a word left out: check: 1 ('1.')",)


CUSTOM = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
    '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
    '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1)"/></w:lvl>'
)


def test_numbers_padded_with_zeros_keep_them(brought: Reader) -> None:
    """Word offers older programs another form in the same place."""
    assert read(brought, counted("one"), numbering=lists(CUSTOM)) == "001\\) one\n"


def test_ordinals_of_another_language_are_not_taken_for_known(brought: Reader) -> None:
    """Word writes `Premier` where an English document has `First`."""
    language = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault></w:docDefaults>'
    body = document(counted("un"), numbering=lists(level(0, "ordinalText", "%1")), styles=language)
    assert "written as 1, 2, 3 or in English: check: 1 ('ordinalText')" in brought(body, Format.DOCX).remarks[0]
