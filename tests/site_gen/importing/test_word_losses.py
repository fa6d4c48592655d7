"""No word of a Word document is lost, and none that it does not show is published."""

from __future__ import annotations

import pytest

from site_gen.errors import PolicyError
from site_gen.importing.model import Format, OldText
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import document, paragraph, run, style

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText>{}</w:instrText></w:r>"


def read(brought: Reader, body: str, **parts: str) -> OldText:
    return brought(document(body, **parts), Format.DOCX)


def refused(brought: Reader, data: bytes) -> str:
    with pytest.raises(PolicyError) as error:
        brought(data, Format.DOCX)
    return str(error.value)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (FIELD.format("begin") + CODE.format(" MACROBUTTON Go [six months] ") + FIELD.format("end"), "[six months]"),
        (run("abc", '<w:rFonts w:ascii="Symbol"/>'), "\u03b1\u03b2\u03c7"),
        ('<w:fldSimple w:instr=" DOCPROPERTY Company ">' + run("Example Ltd") + "</w:fldSimple>", "Example Ltd"),
        ('<w:r><w:sym w:font="Times New Roman" w:char="00A7"/></w:r>' + run("5"), "\u00a75"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("5"), "\u22655"),
        (
            '<w:r><w:sym w:font="WP TypographicSymbols" w:char="0041"/></w:r>' + run("so")
            + '<w:r><w:sym w:font="WP TypographicSymbols" w:char="0040"/></w:r>',
            "\u201cso\u201d",
        ),
        ("<w:r><w:t>line2</w:t><w:cr/><w:t>line3</w:t></w:r>", "line2\\\nline3"),
        ("<w:r><w:t>a</w:t><w:ptab/><w:t>b</w:t></w:r>", "a b"),
        ("<w:dir>" + run("one") + "</w:dir><w:bdo>" + run(" two") + "</w:bdo>", "one two"),
        ("<w:smartTag><w:sdt><w:sdtContent>" + run("in boxes") + "</w:sdtContent></w:sdt></w:smartTag>", "in boxes"),
        ("<w:r><w:ruby><w:rt>" + run("kana") + "</w:rt><w:rubyBase>" + run("kanji") + "</w:rubyBase></w:ruby></w:r>",
         "kanji(kana)"),
        ("<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", "x=2"),
        (
            '<mc:AlternateContent><mc:Choice Requires="other">' + run("ours") + "</mc:Choice><mc:Fallback>"
            + run("theirs") + "</mc:Fallback></mc:AlternateContent>",
            "theirs",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="six"/>'
            '<w:listEntry w:val="ten"/></w:ddList></w:ffData></w:fldChar></w:r>' + FIELD.format("end"),
            "ten",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
            "</w:checkBox></w:ffData></w:fldChar></w:r>" + FIELD.format("end"),
            "\u2612",
        ),
        (FIELD.format("begin") + CODE.format(' SYMBOL 167 \\f "Times New Roman" ') + FIELD.format("end"), "\u00a7"),
        (
            FIELD.format("begin") + CODE.format(' HYPERLINK "https://e.example/" ') + FIELD.format("separate")
            + run("our ") + run("site") + FIELD.format("end"),
            "[our site](https://e.example/)",
        ),
    ],
    ids=[
        "button", "font",
        "simple field", "paragraph sign", "greater or equal", "WordPerfect quotes", "carriage return", "position tab",
        "directions", "controls", "ruby", "formula", "alternatives", "list of a form", "box of a form",
        "symbol field", "link field",
    ],
)  # fmt: skip
def test_what_word_shows_is_in_the_text(brought: Reader, inside: str, words: str) -> None:
    """Whatever Word keeps its words in, they come out where they stand."""
    found = read(brought, paragraph("We say ", inside, " here."))
    assert " ".join(found.markdown.split()) == " ".join(f"We say {words} here.".split())


@pytest.mark.parametrize(
    ("inside", "words", "remark"),
    [
        (run("Unseen.", '<w:color w:val="FFFFFF"/>'), "Unseen.", "white or tiny, kept: check: 1 ('Unseen.')"),
        (run("Unseen.", '<w:sz w:val="2"/>'), "Unseen.", "white or tiny, kept: check: 1 ('Unseen.')"),
        ("<w:r><w:pgNum/></w:r>", "", "Word works out and the file does not hold, left out: check: 1 ('pgnum')"),
        ('<w:fldSimple w:instr=" DATE \\@ yyyy "><w:r><w:t>2021</w:t></w:r></w:fldSimple>', "2021",
         "whenever the file is opened, kept as they were last: check: 1"),
        (FIELD.format("begin") + CODE.format(" time ") + FIELD.format("separate") + run("noon") + FIELD.format("end"),
         "noon", "whenever the file is opened, kept as they were last: check: 1 ('time')"),
        ('<w:fldSimple w:instr=" AUTONUMLGL "/>', "", "left out: check: 1 ('AUTONUMLGL')"),
        (FIELD.format("begin") + CODE.format(" REF a ") + FIELD.format("separate") + FIELD.format("end"), "",
         "left out: check: 1 ('REF a')"),
        ('<w:r><w:pict><v:textpath xmlns:v="v" string="Draft"/></w:pict></w:r>', "", "are drawn, left out: check: 1"),
        ("<w:r><w:drawing><w:txBody><w:p><w:r><w:t>Drawn.</w:t></w:r></w:p></w:txBody></w:drawing></w:r>", "",
         "words that are drawn, left out: check: 1 ('Drawn.')"),
        (run("Ask legal.", '<w:highlight w:val="yellow"/>'), "Ask legal.", "as in a draft, kept: check: 1"),
        (run("so", "<w:rPrChange><w:rPr/></w:rPrChange>"), "so", "tracked changes of looks or numbers"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="ten years"/></w:textInput>'
         "</w:ffData></w:fldChar></w:r>" + CODE.format(" FORMTEXT ") + FIELD.format("end"), "",
         "texts that a form proposes and does not show, left out: check: 1 ('ten years')"),
        ('<w:r><w:object><w:control w:name="Box1"/></w:object></w:r>', "", "controls of a form, whose words"),
    ],
    ids=["white", "tiny", "page", "date", "time", "clause", "reference", "word art", "drawing", "highlight",
         "looks", "proposed", "control"],
)  # fmt: skip
def test_what_word_shows_and_the_text_cannot_is_said(brought: Reader, inside: str, words: str, remark: str) -> None:
    """Nobody can tell from the text that it is missing or was hardly seen, so a remark does."""
    found = read(brought, paragraph("We say ", inside, " here."))
    assert found.markdown == " ".join(f"We say {words} here.".split()) + "\n"
    assert remark in " | ".join(found.remarks)


@pytest.mark.parametrize(("mark", "is_said"), [("", True), ("<w:specVanish/>", False)], ids=["joins", "separates"])
def test_a_hidden_end_of_a_paragraph_is_said(brought: Reader, mark: str, is_said: bool) -> None:
    """Word runs such a paragraph on into the next and counts the two as one; a style separator is meant so."""
    hidden = f"<w:p><w:pPr><w:rPr><w:vanish/>{mark}</w:rPr></w:pPr>{run('We keep it')}</w:p>"
    found = read(brought, hidden + paragraph("for a year."))
    assert found.markdown == "We keep it\n\nfor a year.\n"
    assert any("their end is hidden" in remark for remark in found.remarks) is is_said


HIDE = "<w:vanish/>"
RUBY = "<w:r>{}<w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>"
BOX = "<w:r><w:rPr><w:vanish/></w:rPr><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (RUBY.format("", run("above"), run("secret", HIDE)), "(above)"),
        (RUBY.format("", run("secret", HIDE), run("base")), "base"),
        (RUBY.format(f"<w:rPr>{HIDE}</w:rPr>", run("secret"), ""), ""),
        (BOX.format(paragraph("secret")), ""),
        (f"<m:oMath><m:r><m:rPr/><w:rPr>{HIDE}</w:rPr><m:t>secret</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>", "2"),
    ],
    ids=["under a reading", "above a word", "both", "in a box", "in a formula"],
)
def test_hidden_text_is_left_out_wherever_it_stands(brought: Reader, inside: str, words: str) -> None:
    """What hangs on hidden text is hidden with it, and what stands beside it is not."""
    found = read(brought, paragraph("We say ", inside, " here."))
    assert found.markdown == " ".join(f"We say {words} here.".split()) + "\n"
    assert "hidden text left out: 1 ('secret')" in found.remarks


def test_a_sign_may_stand_under_a_reading(brought: Reader) -> None:
    """A word with its reading above is words like any other: signs, marks and links are read in it."""
    sign = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    assert read(brought, paragraph(RUBY.format("", run("least"), sign))).markdown == "\u2265(least)\n"


def test_a_paragraph_within_a_control_is_lines_of_its_paragraph(brought: Reader) -> None:
    """Some programs write one there, where Word has only words."""
    control = f"<w:sdt><w:sdtContent>{paragraph('For ten')}{paragraph('years.')}</w:sdtContent></w:sdt>"
    assert read(brought, paragraph("We keep it.", control)).markdown == "We keep it.\\\nFor ten\n\nyears.\n"


def test_several_bodies_are_one_text(brought: Reader) -> None:
    """A program that writes a body for each part means all of them to be read."""
    data = document(paragraph("One.") + "</w:body><w:body>" + paragraph("Two."))
    assert brought(data, Format.DOCX).markdown == "One.\n\nTwo.\n"


def test_a_table_within_a_row_is_said(brought: Reader) -> None:
    """What stands beside it no longer does, however few rows there are."""
    cell, row, table = "<w:tc>{}</w:tc>", "<w:tr>{}</w:tr>", "<w:tbl>{}</w:tbl>"
    inner = table.format(row.format(cell.format(paragraph("a")) + cell.format(paragraph("b"))) * 2)
    outer = table.format(row.format(cell.format(paragraph("Data")) + cell.format(inner)))
    assert "written as paragraphs: check: 1 ('Data a b a b')" in read(brought, outer).remarks[0]


def test_white_words_on_a_dark_ground_are_seen(brought: Reader) -> None:
    """Shaded words and the shaded head of a table are not hidden text."""
    white = run("Kind", '<w:color w:val="FFFFFF"/>')
    shaded = run("so", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>')
    cell = f'<w:tc><w:tcPr><w:shd w:fill="1F497D"/></w:tcPr>{paragraph(white)}</w:tc>'
    assert read(brought, paragraph(shaded) + f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>").remarks == ()


def test_a_large_first_letter_belongs_to_its_word(brought: Reader) -> None:
    """Word keeps it in a paragraph of its own."""
    initial = paragraph("T", properties='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert read(brought, initial + paragraph("his is so.")).markdown == "This is so.\n"


@pytest.mark.parametrize("around", ["<w:pict>{}</w:pict>", "<w:drawing><wps:txbx>{}</wps:txbx></w:drawing>"])
def test_a_text_box_follows_its_paragraph(brought: Reader, around: str) -> None:
    """A box is read in whichever of Word's two drawing languages it is drawn."""
    box = around.format("<w:txbxContent>" + paragraph("In the box.") + "</w:txbxContent>")
    assert read(brought, paragraph("Text.", f"<w:r>{box}</w:r>")).markdown == "Text.\n\nIn the box.\n"


def test_a_box_drawn_twice_is_read_once(brought: Reader) -> None:
    """Word writes the same box for older programs again."""
    box = "<w:txbxContent>" + paragraph("In the box.") + "</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read(brought, paragraph("Text.", f"<w:r>{both}</w:r>")).markdown == "Text.\n\nIn the box.\n"


HIDDEN = style("Normal", "Normal") + style("Internal", "Internal", "<w:rPr><w:vanish/></w:rPr>")
ALL_HIDDEN = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"


@pytest.mark.parametrize(
    ("run_properties", "paragraph_properties", "styles"),
    [
        ("<w:vanish/>", "", ""),
        ('<w:rStyle w:val="Draft"/>', "", style("Draft", "Draft", "<w:rPr><w:vanish/></w:rPr>", kind="character")),
        ("", '<w:pStyle w:val="Internal"/>', HIDDEN),
        ("", '<w:pStyle w:val="Child"/>', HIDDEN + style("Child", "Child", based_on="Internal")),
        ("", "", ALL_HIDDEN),
    ],
    ids=["run", "character style", "paragraph style", "inherited", "defaults"],
)
def test_hidden_text_is_not_published(
    brought: Reader, run_properties: str, paragraph_properties: str, styles: str
) -> None:
    """Hidden by itself, its style or the document's defaults: left out, and said."""
    shown = '<w:vanish w:val="0"/>'
    body = paragraph(
        run("Two years.", shown), run("Really five.", run_properties), run(" Then gone.", shown),
        properties=paragraph_properties,
    )  # fmt: skip
    found = read(brought, body, **({"styles": styles} if styles else {}))
    assert found.markdown == "Two years. Then gone.\n"
    assert found.remarks == ("hidden text left out: 1 ('Really five.')",)


@pytest.mark.parametrize(
    ("properties", "shows"), [("", False), ('<w:rPr><w:vanish w:val="0"/></w:rPr>', True)], ids=["style", "run"]
)
def test_a_tables_style_hides_its_words(brought: Reader, properties: str, shows: bool) -> None:
    """In that table alone, unless the run says otherwise, whatever stands after it."""
    veiled = style("Veiled", "Veiled", "<w:rPr><w:vanish/></w:rPr>", kind="table")
    cell = f"<w:tc>{paragraph(f'<w:r>{properties}<w:t>Really five.</w:t></w:r>')}</w:tc>"
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="Veiled"/></w:tblPr><w:tr>{cell}</w:tr></w:tbl>'
    found = read(brought, paragraph(run("Two years.")) + table + paragraph(run("Then gone.")), styles=veiled)
    assert ("Really five." in found.markdown) is shows
    assert "Two years." in found.markdown
    assert "Then gone." in found.markdown
    assert any("hidden text left out" in remark for remark in found.remarks) is not shows


TRACKED = "<w:del w:id='1' w:author='A'><w:r><w:delText>six</w:delText></w:r></w:del>"
INSERTED = "<w:ins w:id='1' w:author='A'>" + run("ten") + "</w:ins>"
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


@pytest.mark.parametrize("changes", [TRACKED, INSERTED])
def test_changes_are_refused_in_every_part(brought: Reader, changes: str) -> None:
    """In a footnote, an endnote, a header, and in a main part of any name."""
    note = f'<w:footnote w:id="2">{paragraph("For ", changes, " years.")}</w:footnote>'
    notes = document(paragraph("Text.", NOTE), footnotes=note)
    ends = document(paragraph("Text."), endnotes=note.replace("footnote", "endnote"))
    header = document(paragraph("Text."), header=paragraph(changes))
    renamed = document(paragraph("We sell", changes), main="document2.xml")
    for data, part in [(notes, "footnotes"), (ends, "endnotes"), (header, "header"), (renamed, "document2")]:
        assert f"holds tracked changes in word/{part}.xml" in refused(brought, data)


@pytest.mark.parametrize("mark", ["cellIns", "cellDel", "cellMerge", "conflictIns", "conflictDel"])
def test_changed_tables_are_refused(brought: Reader, mark: str) -> None:
    """A cell that waits for an answer is a tracked change too."""
    cell = f"<w:tc><w:tcPr><w:{mark} w:id='1' w:author='A'/></w:tcPr>{paragraph('a')}</w:tc>"
    assert "holds tracked changes" in refused(brought, document(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))


def test_what_stands_elsewhere_in_the_file_is_said(brought: Reader) -> None:
    """Headers, footers and comments are not text of the policy; who imports it learns of them."""
    comment = "<w:comment w:id='0'>" + paragraph("Fix this!") + "</w:comment>"
    found = read(brought, paragraph("Text."), header=paragraph("Draft 3"), comments=comment)
    assert found.markdown == "Text.\n"
    assert found.remarks == ("comments left out: 1 ('Fix this!')", "headers and footers left out: 1 ('Draft 3')")


def test_notes_follow_the_text(brought: Reader) -> None:
    """Footnotes and endnotes stand at the end, each with the mark that the text shows."""
    notes = "".join(f'<w:{{0}} w:id="{n}">{paragraph(f"{{0}} {n}")}</w:{{0}}>' for n in (1, 2))
    body = paragraph(
        "One", '<w:r><w:footnoteReference w:id="2"/></w:r>', " two", '<w:r><w:endnoteReference w:id="1"/></w:r>',
        " three", '<w:r><w:footnoteReference w:id="1"/></w:r>', ".",
    )  # fmt: skip
    found = read(brought, body, footnotes=notes.format("footnote"), endnotes=notes.format("endnote"))
    assert found.markdown == "One[1] two[i] three[2].\n\n[1] footnote 2\n\n[i] endnote 1\n\n[2] footnote 1\n"


def test_notes_are_counted_as_word_counts_them(brought: Reader) -> None:
    """A note with a sign of the author's own has no number, and one that hidden text refers to is hidden."""
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(f"note {n}")}</w:footnote>' for n in (1, 2, 3))
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>†</w:t></w:r>'
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    found = read(brought, paragraph("a", own, hidden, '<w:r><w:footnoteReference w:id="3"/></w:r>'), footnotes=notes)
    assert found.markdown == "a†[1]\n\nnote 1\n\n[1] note 3\n"
    assert found.remarks == ("hidden text left out: 1 ('note 2')",)


def test_a_note_to_which_nothing_refers_is_said(brought: Reader) -> None:
    """Word keeps a note whose sign was deleted and does not show it; the lines between text and notes are none."""
    notes = f'<w:footnote w:type="separator" w:id="0">{paragraph("-")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("old")}</w:footnote>'
    found = read(brought, paragraph("a"), footnotes=notes)
    assert found.markdown == "a\n"
    assert found.remarks == ("notes to which nothing refers, which Word does not show, left out: 1 ('old')",)


def _box(inside: str) -> str:
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"


def test_notes_come_as_a_reader_meets_them(brought: Reader) -> None:
    """A box stands below its paragraph, so its notes come after the paragraph's."""
    box = _box(paragraph("b", '<w:r><w:footnoteReference w:id="1"/></w:r>'))
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(f"note {n}")}</w:footnote>' for n in (1, 2))
    found = read(brought, paragraph("a", box, "c", NOTE), footnotes=notes)
    assert found.markdown == "ac[1]\n\nb[2]\n\n[1] note 2\n\n[2] note 1\n"


def test_a_note_may_have_notes(brought: Reader) -> None:
    """They come last and each once, so that notes which refer to each other, or one to itself, end."""
    last = paragraph("last", NOTE, '<w:r><w:footnoteReference w:id="3"/></w:r>')
    notes = "".join(
        f'<w:footnote w:id="{n}">{inside}</w:footnote>'
        for n, inside in [(2, paragraph("first", '<w:r><w:footnoteReference w:id="3"/></w:r>')), (3, last)]
    )
    found = read(brought, paragraph("a", NOTE), footnotes=notes)
    assert found.markdown.startswith("a[1]\n\n[1] first[2]\n\n[2] last")
    assert found.markdown.count("last") == found.markdown.count("first") == 1


def test_notes_begin_with_the_number_that_the_document_says(brought: Reader) -> None:
    """A document may begin with note 5; where Word counts anew on each page, a remark says that this does not."""
    start = '<w:footnotePr><w:numRestart w:val="eachPage"/><w:numStart w:val="5"/></w:footnotePr>'
    body = paragraph("a", NOTE) + paragraph("b", NOTE.replace("2", "3"))
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(f"note {n}")}</w:footnote>' for n in (2, 3))
    found = read(brought, body, footnotes=notes, settings=start)
    assert found.markdown == "a[5]\n\nb[6]\n\n[5] note 2\n\n[6] note 3\n"
    doubt = "notes that Word counts again from 1 on each page or in each section, counted on here: check: 1"
    assert found.remarks == (doubt,)


def test_a_formula_between_paragraphs_is_read(brought: Reader) -> None:
    """It stands in no paragraph, and what reads the words independently sees it there too."""
    formula = "<m:oMathPara><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></m:oMathPara>"
    assert read(brought, formula + paragraph("Text.")).markdown == "x=2\n\nText.\n"
    assert "the word 'loose'" in refused(brought, document(paragraph("a") + "<w:strange><w:t>loose</w:t></w:strange>"))


def test_placeholders_are_said_wherever_they_stand(brought: Reader) -> None:
    """Around words, paragraphs and cells; a control that was filled in is none."""
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr{}/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    cells = cell("a") + control.format("", cell("Enter a period"))
    body = paragraph(control.format(' w:val="0"', run("Filled in.")))
    found = read(brought, body + TABLE.format(row(cells) + row(cell("b"), cell("c"))))
    assert found.remarks == ("placeholders that nobody filled in, kept: check: 1 ('Enter a period')",)


def test_a_document_inside_is_refused(brought: Reader) -> None:
    """Word would show what this program cannot see."""
    assert "holds another document inside" in refused(brought, document(paragraph("a") + '<w:altChunk r:id="x"/>'))


def test_a_word_that_would_be_lost_stops_the_import(brought: Reader) -> None:
    """The message names the word and its place."""
    body = paragraph("Before.") + "<w:strange>" + paragraph("We never sell it.") + "</w:strange>"
    said = refused(brought, document(body))
    assert said.startswith(
        "old/privacy: the word 'We' (after `Before.`, paragraph 2 of word/document.xml) would be lost"
    )


TABLE = "<w:tbl>{}</w:tbl>"


@pytest.mark.parametrize("change", ["tblPrExChange", "trPrChange", "tcPrChange", "tblGridChange"])
def test_changed_looks_of_a_table_are_said(brought: Reader, change: str) -> None:
    """As those of a paragraph are."""
    found = read(brought, f"<w:tbl><w:tr><w:trPr><w:{change}/></w:trPr><w:tc>{paragraph('Cell')}</w:tc></w:tr></w:tbl>")
    assert found.remarks == ("tracked changes of looks or numbers, read as accepted: check: 1",)


def test_alternatives_stand_around_rows_too(brought: Reader) -> None:
    """What Word of today shows is read, not what stands in its place for older programs."""
    rows = [f"<w:tr><w:tc>{paragraph(word)}</w:tc></w:tr>" for word in ("ours", "theirs")]
    choice = f'<mc:Choice Requires="w14">{rows[0]}</mc:Choice><mc:Fallback>{rows[1]}</mc:Fallback>'
    body = f"<w:tbl><mc:AlternateContent>{choice}</mc:AlternateContent></w:tbl>"
    assert read(brought, body).markdown == "ours\n"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_merged_cells_say_their_value_in_each_row(brought: Reader) -> None:
    """A purpose that covers two rows is the purpose of both; a row that begins later keeps its columns."""
    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = TABLE.format(
        row(cell("Data"), cell("Purpose"), cell("Kept"))
        + row(cell("Name"), cell("Account", begin), cell("2 y"))
        + row(cell("Email"), cell("", goes_on), cell("1 y"))
        + row(cell("Ads"), cell("6 m"), properties='<w:trPr><w:gridBefore w:val="1"/></w:trPr>')
    )
    assert read(brought, body).markdown == (
        "| Data | Purpose | Kept |\n| --- | --- | --- |\n| Name | Account | 2 y |\n| Email | Account | 1 y |\n"
        "|  | Ads | 6 m |\n"
    )


def test_what_is_raised_for_its_sense_stays_so(brought: Reader) -> None:
    """A power or an index on the line would be another number; an ordinal, or a trade mark, says the same there."""
    raised, lowered = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    body = paragraph(
        "10", run("-2", raised), " m", run("2", raised), " H", run("2", lowered), "O 1", run("st", raised),
        " X", run("TM", raised), " note", run("a", raised),
    )  # fmt: skip
    assert read(brought, body).markdown == ("10<sup>-2</sup> m\u00b2 H<sub>2</sub>O 1st XTM note<sup>a</sup>\n")
