"""OpenDocument texts, and what Google Docs exports, by the same law of words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from site_gen.errors import PolicyError
from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import packed

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in [
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    ]
)  # fmt: skip
LISTS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="M"><text:list-level-style-number text:level="1" style:num-format="A" '
    'style:num-suffix="."/></text:list-style>'
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
)
OUTLINE = (
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
)


def odt(text: str, outline: str = "", more: Mapping[str, str] | None = None) -> bytes:
    return packed({
        **(more or {}),
        "content.xml": f"<office:document-content {_SPACES}><office:automatic-styles>{LISTS}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_SPACES}>{outline}</office:document-styles>",
        "Configurations2/empty.xml": "",
    })  # fmt: skip


def test_a_document_becomes_markdown(brought: Reader) -> None:
    """Headings with their numbers, marks, notes and tables with merged cells stay."""
    data = odt(
        '<text:h text:outline-level="1">Who</text:h><text:h text:outline-level="2">We</text:h>'
        '<text:p>We <text:span text:style-name="B">never</text:span><text:s/>sell<text:note text:note-class="footnote">'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Ever.</text:p></text:note-body></text:note>"
        " it.</text:p><table:table><table:table-row><table:table-cell><text:p>Data</text:p></table:table-cell>"
        "<table:table-cell><text:p>Why</text:p></table:table-cell></table:table-row><table:table-row>"
        '<table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell table:number-rows-spanned="2">'
        "<text:p>Account</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>Mail</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>",
        OUTLINE,
    )
    assert brought(data, Format.ODT).markdown == (
        "# I. Who\n\n## I.1 We\n\nWe **never** sell[1] it.\n\n| Data | Why |\n| --- | --- |\n| Name | Account |\n"
        "| Mail | Account |\n\n[1] Ever.\n"
    )


_BOX = "<text:p>a{}b</text:p>"
_NOTE = (
    '<text:note><text:note-citation text:label="*"/><text:note-body><text:p>Own.</text:p></text:note-body></text:note>'
    "<text:note><text:note-citation/><text:note-body><text:p>Counted.</text:p></text:note-body></text:note>"
)
_NUMBERED = '<text:numbered-paragraph text:style-name="L" text:level="{}"><text:p>{}</text:p></text:numbered-paragraph>'


@pytest.mark.parametrize(
    ("text", "expected", "remark"),
    [
        (_BOX.format('<draw:frame><draw:image/><svg:title>T</svg:title><svg:desc>D</svg:desc></draw:frame>'), "ab",
         "images left out: 1 ('D')"),
        (_BOX.format("<draw:custom-shape><text:p>c</text:p></draw:custom-shape>"), "ab\n\nc", ""),
        (_BOX.format("<draw:frame><draw:object/></draw:frame>"), "ab", "embedded in the document left out: check: 1"),
        (_BOX.format("<text:script>f()</text:script>"), "ab", ""),
        (_BOX.format("<text:ruby><text:ruby-base>c</text:ruby-base><text:ruby-text>d</text:ruby-text></text:ruby>"),
         "ac(d)b", ""),
        (_BOX.format('<text:hidden-text text:is-hidden="false">c</text:hidden-text>'), "acb", ""),
        (_BOX.format('<text:hidden-paragraph text:is-hidden="true"/>') + "<text:p>c</text:p>", "c",
         "hidden text left out: 1 ('ab')"),
        (('<text:section text:display="condition" text:is-hidden="true"><text:p>a</text:p></text:section><text:p>c'
         "</text:p>"), "c", "hidden text left out: 1 ('a')"),
        (_BOX.format(_NOTE), "a\\*[1]b\n\n\\* Own.\n\n[1] Counted.", ""),
        (_NUMBERED.format(1, "a") + _NUMBERED.format(2, "b") + "<text:p>c</text:p>" + _NUMBERED.format(1, "d"),
         "1. a\n\n   (a) b\n\nc\n\n2. d", ""),
        (('<text:list text:style-name="L"><text:list-item text:style-override="M"><text:p>a</text:p></text:list-item>'
         "<text:list-item><text:p/></text:list-item><text:list-item><text:p>c</text:p></text:list-item></text:list>"),
         "A. a\n\n3. c", "numbers of paragraphs without a word left out: check: 1 ('2.')"),
    ],
    ids=["picture", "shape", "object", "script", "ruby", "shown", "hidden", "section", "notes", "numbered", "list"],
)  # fmt: skip
def test_a_document_is_read_as_libreoffice_shows_it(brought: Reader, text: str, expected: str, remark: str) -> None:
    """What is shown is in the text, in its place and with its number; what is not, is not."""
    found = brought(odt(text), Format.ODT)
    assert found.markdown == f"{expected}\n"
    assert remark in " | ".join(found.remarks) if remark else not found.remarks


def test_lists_count_as_libreoffice_shows_them(brought: Reader) -> None:
    """Lists go on where they say so; letters of a lower level stand in the text."""
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = "<text:list>" + item.format("couriers", "") + item.format("banks", "") + "</text:list>"
    first = (
        '<text:list xml:id="x" text:style-name="L">'
        + item.format("one", inner)
        + item.format("two", "")
        + "</text:list>"
    )
    second = (
        '<text:list text:continue-numbering="true" text:style-name="L">' + item.format("three", "") + "</text:list>"
    )
    anew = '<text:list text:style-name="L">' + item.format("anew", "") + "</text:list>"
    data = odt(f"{first}<text:p>Between.</text:p>{second}<text:p>Then.</text:p>{anew}")
    assert brought(data, Format.ODT).markdown == (
        "1. one\n\n   (a) couriers\n\n   (b) banks\n2. two\n\nBetween.\n\n3. three\n\nThen.\n\n1. anew\n"
    )


def test_hidden_text_and_comments_are_left_out(brought: Reader) -> None:
    """What LibreOffice does not show is not published, and is said."""
    data = odt(
        '<text:p>Two years.<office:annotation><text:p>Fix!</text:p></office:annotation><text:span text:style-name="H"> '
        "Really five.</text:span></text:p>"
    )
    found = brought(data, Format.ODT)
    assert found.markdown == "Two years.\n"
    assert found.remarks == ("comments left out: 1 ('Fix!')", "hidden text left out: 1 ('Really five.')")


NOTE = '<text:note text:note-class="footnote"><text:note-body><text:p>Ever.</text:p></text:note-body></text:note>'


def _note(inside: str) -> str:
    return f"<text:note><text:note-body><text:p>{inside}</text:p></text:note-body></text:note>"


def _box(inside: str) -> str:
    return f"<draw:frame><draw:text-box><text:p>{inside}</text:p></draw:text-box></draw:frame>"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"a{_box('b' + _note('c'))}d{_note('e')}", "ad[1]\n\nb[2]\n\n[1] e\n\n[2] c\n"),
        (f"a{_box('b')}d{_note('e')}", "ad[1]\n\nb\n\n[1] e\n"),
        (f"a{_note('c' + _box('d') + _note('e'))} b{_note('f')}", "a[1] b[2]\n\n[1] c[3]\n\nd\n\n[2] f\n\n[3] e\n"),
        (f"a{_box(_box('b' + _note('c')) + 'd' + _note('e'))}", "a\n\nd[1]\n\nb[2]\n\n[1] e\n\n[2] c\n"),
    ],
    ids=["note in a box", "note after a box", "box and note in a note", "box in a box"],
)
def test_notes_come_as_a_reader_meets_them(brought: Reader, inside: str, expected: str) -> None:
    """A box stands below its paragraph, so its notes come after the paragraph's; notes of notes come last."""
    assert brought(odt(f"<text:p>{inside}</text:p>"), Format.ODT).markdown == expected


LOOKS = (
    '<style:default-style style:family="table-cell"><style:text-properties text:display="none"/></style:default-style>'
    '<style:style style:name="Base" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Note" style:family="paragraph" style:parent-style-name="Base"/>'
    '<style:style style:name="Open" style:family="paragraph" style:parent-style-name="Base"><style:text-properties '
    'text:display="true"/></style:style>'
    '<style:style style:name="Open" style:family="text"><style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="Note" style:family="text"/>'
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<text:h text:style-name="Note">Hidden</text:h>', ""),
        ('<text:p text:style-name="Note">Hidden</text:p>', ""),
        ('<text:p text:style-name="Note">Hidden <text:span text:style-name="Open">shown</text:span></text:p>', "shown"),
        ('<text:p text:style-name="Open">shown</text:p>', "shown"),
        ('<text:p><text:span text:style-name="Note">shown</text:span></text:p>', "shown"),
        ('<text:p>shown<text:variable-set text:display="none">Hidden</text:variable-set></text:p>', "shown"),
        (f'<text:p text:style-name="Note">Hidden{NOTE}</text:p>', ""),
    ],
    ids=["heading", "inherited", "shown again", "shown by its style", "another family", "field", "note"],
)  # fmt: skip
def test_the_nearest_style_says_what_is_hidden(brought: Reader, text: str, shown: str) -> None:
    """Styles of one name in two families are two; what says that words are shown goes before what is around them."""
    found = brought(odt(f"<text:p>Text.</text:p>{text}", LOOKS), Format.ODT)
    assert found.markdown == "\n\n".join(filter(None, ["Text.", shown])) + "\n"
    assert ("hidden text left out" in " ".join(found.remarks)) == ("Hidden" in text)


def test_what_is_set_for_the_whole_document_holds(brought: Reader) -> None:
    """Where notes begin and how they are counted; headers are said; a cell that stands twice is written twice."""
    more = (
        '<text:notes-configuration text:note-class="footnote" style:num-format="i" text:start-value="4"/>'
        "<style:master-page><style:header><text:p>Draft 3</text:p></style:header></style:master-page>"
    )
    cells = "<table:table-cell><text:p>a</text:p></table:table-cell>{}<text:p>b</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cells.format(opening)}</table:table-row>"
        for opening in ('<table:table-cell table:number-columns-repeated="2">', "<table:table-cell/><table:table-cell>")
    )
    found = brought(odt(f"<text:p>Text{NOTE}.</text:p><table:table>{rows}</table:table>", more), Format.ODT)
    assert found.markdown == "Text[v].\n\n| a | b | b |\n| --- | --- | --- |\n| a |  | b |\n\n[v] Ever.\n"
    assert found.remarks == ("headers and footers left out: 1 ('Draft 3')",)


def test_tracked_changes_are_refused(brought: Reader) -> None:
    """As in a Word document."""
    changes = "<text:tracked-changes><text:changed-region/></text:tracked-changes><text:p>a</text:p>"
    with pytest.raises(PolicyError, match="holds tracked changes"):
        brought(odt(changes), Format.ODT)


def test_what_stands_beside_the_text_is_no_hindrance(brought: Reader) -> None:
    """Macros come with a document type of their own, and some programs write one name of a list twice."""
    lists = "".join(
        f'<text:list xml:id="l"><text:list-item><text:p>{word}</text:p></text:list-item></text:list>' for word in "ab"
    )
    macros = {"Basic/Standard/script-lb.xml": "<!DOCTYPE library><library/>", "meta.xml": "<office:meta>"}
    assert brought(odt(lists, more=macros), Format.ODT).markdown == "a\n\nb\n"


def test_a_locked_document_is_refused(brought: Reader) -> None:
    """The refusal says that a password is what keeps it shut."""
    listed = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(PolicyError, match="is locked by a password; open it in LibreOffice and save it without one"):
        brought(odt("", more={"META-INF/manifest.xml": listed}), Format.ODT)


def test_an_export_of_google_docs_is_read_out_of_its_zip(brought: Reader) -> None:
    """The zip holds one page beside its pictures; a zip of several pages is refused."""
    page = "<html><body><h1>Policy</h1><p>Text.</p></body></html>"
    zipped = packed({"Policy.html": page, "images/image1.png": ""})
    assert brought(zipped, Format.ZIP).markdown == "# Policy\n\nText.\n"
    with pytest.raises(PolicyError, match="holds 2 web pages"):
        brought(packed({"a.html": page, "b.html": page}), Format.ZIP)


def test_signs_without_a_number_and_raised_ones_stay(brought: Reader) -> None:
    """A list that shows only what stands around its number shows it; a place in percent raises or lowers too."""
    list_style = (
        '<text:list-style style:name="S"><text:list-level-style-number text:level="1" style:num-format="" '
        'style:num-prefix="\u00a7"/></text:list-style>'
    )
    spans = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties style:text-position="{place}"/>'
        "</style:style>"
        for name, place in (("up", "33% 58%"), ("down", "-33% 58%"))
    )
    text = (
        '<text:list text:style-name="S"><text:list-item><text:p>10<text:span text:style-name="up">-2</text:span> '
        'H<text:span text:style-name="down">2</text:span>O</text:p></text:list-item></text:list>'
    )
    old = brought(odt(text, f"<office:automatic-styles>{spans}{list_style}</office:automatic-styles>"), Format.ODT)
    assert old.markdown == "\u00a7 10<sup>-2</sup> H<sub>2</sub>O\n"


@pytest.mark.parametrize(
    ("looks", "remark"),
    [
        ('fo:color="#ffffff"', "text that a reader can hardly see, white or tiny, kept: check: 1 ('five')"),
        ('fo:background-color="#ffff00"', "words that somebody highlighted, as in a draft, kept: check: 1 ('five')"),
        ('fo:color="#ffffff" fo:background-color="#000080"', "words that somebody highlighted"),
        ('fo:color="#000000"', ""),
    ],
)
def test_looks_of_a_draft_are_said(brought: Reader, looks: str, remark: str) -> None:
    """White letters on white paper, and words that wait for somebody, stay in the text and are said."""
    style = f'<style:style style:name="W" style:family="text"><style:text-properties {looks}/></style:style>'
    text = '<text:p>For <text:span text:style-name="W">five</text:span> years</text:p>'
    old = brought(odt(text, f"<office:automatic-styles>{style}</office:automatic-styles>"), Format.ODT)
    assert old.markdown == "For five years\n"
    assert [each[: len(remark)] for each in old.remarks] == ([remark] if remark else [])


@pytest.mark.parametrize(
    "inside",
    [
        "<draw:frame><draw:text-box><text:p>secret</text:p></draw:text-box></draw:frame>",
        "<text:ruby><text:ruby-base/><text:ruby-text>secret</text:ruby-text></text:ruby>",
    ],
    ids=["box", "reading"],
)
def test_what_hangs_on_hidden_text_is_hidden_with_it(brought: Reader, inside: str) -> None:
    """A box or a reading above a word is no more for readers than the words around it."""
    style = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    text = f'<text:p>For <text:span text:style-name="H">{inside}</text:span>years</text:p>'
    old = brought(odt(text, f"<office:automatic-styles>{style}</office:automatic-styles>"), Format.ODT)
    assert (old.markdown, old.remarks) == ("For years\n", ("hidden text left out: 1 ('secret')",))


def test_a_date_that_is_worked_out_anew_is_said(brought: Reader) -> None:
    """Nobody can tell which day the file showed when it was published, unless the day was fixed."""
    text = '<text:p><text:date text:fixed="true">3 May</text:date>, <text:date>4 May</text:date></text:p>'
    old = brought(odt(text), Format.ODT)
    assert old.markdown == "3 May, 4 May\n"
    assert [each.partition(": check: ")[2] for each in old.remarks] == ["1 ('4 May')"]


def test_an_item_opens_the_levels_above_it(brought: Reader) -> None:
    """A level that a list skips has begun with the item below it, so its own first item is the second."""
    inner = "<text:list><text:list-header><text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>"
    items = f"{inner}</text:list-header><text:list-item><text:p>b</text:p></text:list-item></text:list>"
    text = f'<text:list text:style-name="T"><text:list-item><text:p>c</text:p>{items}</text:list-item></text:list>'
    level = '<text:list-level-style-number text:level="{}" style:num-format="1" style:num-suffix="."/>'
    style = f'<text:list-style style:name="T">{"".join(map(level.format, (1, 2, 3)))}</text:list-style>'
    assert brought(odt(text, style), Format.ODT).markdown.split() == ["1.", "c", "1.", "a", "2.", "b"]


def _list(*items: str, more: str = "", style: str = "L") -> str:
    return f'<text:list text:style-name="{style}"{more}>' + "".join(items) + "</text:list>"


def _item(*held: str) -> str:
    return "<text:list-item>" + "".join(held) + "</text:list-item>"


_GOES_ON = ' text:continue-numbering="true"'


@pytest.mark.parametrize(
    ("more", "labels"),
    [
        ("", ["1.", "(a)", "(b)", "(c)", "(a)", "2.", "(a)"]),
        (_GOES_ON, ["1.", "(a)", "(b)", "(c)", "(d)", "2.", "(a)"]),
    ],
    ids=["anew", "going on"],
)
def test_a_list_in_a_list_counts_as_libreoffice_shows_it(brought: Reader, more: str, labels: list[str]) -> None:
    """It goes on where it opens an item that has no words, or says so; behind words it counts from its start."""
    a = "<text:p>w</text:p>"
    outer = _list(
        _item(a, _list(_item(a), _item(a))),
        _item(_list(_item(a)), a, _list(_item(a), more=more)),
        _item(a, _list(_item(a))),
    )
    found = brought(odt(outer), Format.ODT).markdown
    assert [line.split()[0] for line in found.splitlines() if len(line.split()) == 2] == labels


def test_an_item_without_words_stands_at_its_number(brought: Reader) -> None:
    """As LibreOffice has it, the item behind one that only holds another list is the second."""
    found = brought(odt(_list(_item(_list(_item("<text:p>a</text:p>"))), _item("<text:p>b</text:p>"))), Format.ODT)
    assert found.markdown == "(a) a\n\n2. b\n"


_HEADS = (
    '<style:style style:name="Heading_20_2" style:family="paragraph"/>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_2"/>'
    '<style:style style:name="P2" style:family="paragraph" style:list-style-name=""/>'
    '<style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="Quotations" style:family="paragraph"/>'
    '<style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:margin-left="{}"/>'
    "</style:style>"
)


def test_headings_are_those_of_a_word_file(brought: Reader) -> None:
    """By name alone too, below the title, and without the number that their own style takes from them."""
    text = (
        '<text:p text:style-name="Title">T</text:p><text:p text:style-name="P1">a</text:p>'
        '<text:h text:outline-level="1" text:style-name="P2">b</text:h><text:h text:outline-level="1">c</text:h>'
        '<text:p text:style-name="Quotations">d</text:p>'
    )
    found = brought(odt(text, OUTLINE + _HEADS), Format.ODT)
    assert found.markdown == "# T\n\n### a\n\n## b\n\n## I. c\n\n> d\n"


@pytest.mark.parametrize(("margin", "nested"), [("1in", True), ("0.1in", False)])
def test_lists_stand_in_each_other_as_they_look(brought: Reader, margin: str, nested: bool) -> None:
    """Of two lists, the one that its paragraphs or its style set further in stands in the other's last item."""
    inner = _list(_item('<text:p text:style-name="P3">b</text:p>'), style="M")
    found = brought(odt(_list(_item("<text:p>a</text:p>")) + inner, _HEADS.format(margin)), Format.ODT)
    assert found.markdown == ("1. a\n\n   A. b\n" if nested else "1. a\n\nA. b\n")


def test_the_text_is_the_bodys(brought: Reader) -> None:
    """The form of a date holds an element of the same name before it."""
    dates = 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    content = (
        f"<office:document-content {_SPACES} {dates}><office:automatic-styles><number:date-style><number:text>. "
        "</number:text></number:date-style></office:automatic-styles><office:body><office:text><text:p>a</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    assert brought(packed({"content.xml": content}), Format.ODT).markdown == "a\n"
