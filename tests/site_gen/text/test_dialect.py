"""What people write beyond CommonMark: bare addresses, some HTML, labelled lines, alerts, kramdown's attributes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from site_gen.redline.compare import compare
from site_gen.render.html.article import document_article, redline_article
from site_gen.text.fingerprint import fingerprint
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse


def _shown(text: str) -> str:
    return document_article(parse(text)).removeprefix('<article class="policy-text">').removesuffix("</article>")


def _link(words: str, target: str = "") -> str:
    return f'<a href="{target or words}">{words}</a>'


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("See https://a.example/b?c=(1).", f"See {_link('https://a.example/b?c=(1)')}."),
        ("(http://a.example/b)", f"({_link('http://a.example/b')})"),
        ("see:https://a.example, x", f"see:{_link('https://a.example')}, x"),
        ("www.a.example/b_c_d!", f"{_link('www.a.example/b_c_d', 'http://www.a.example/b_c_d')}!"),
        ("“https://a.example”", f"“{_link('https://a.example')}”"),
        ("**https://a.example/**", f"<strong>{_link('https://a.example/')}</strong>"),
        ("dpo@a.example.", f"{_link('dpo@a.example', 'mailto:dpo@a.example')}."),
        ("first_last@a.example", _link("first_last@a.example", "mailto:first_last@a.example")),
        ("a_b_c@a.example", _link("a_b_c@a.example", "mailto:a_b_c@a.example")),
        ("mailto:a@b.example", _link("mailto:a@b.example")),
        ("[see https://a.example](https://b.example)", _link("see https://a.example", "https://b.example")),
        (
            "<https://a.example> <a@b.example>",
            f"{_link('https://a.example')} {_link('a@b.example', 'mailto:a@b.example')}",
        ),
        ("`https://a.example` `a@b.example`", "<code>https://a.example</code> <code>a@b.example</code>"),
        ("müller@a.example a@b a@b.c1 @b.example", "müller@a.example a@b a@b.c1 @b.example"),
        (
            "ftp://a.example javascript://a.example xhttps://a.example",
            "ftp://a.example javascript://a.example xhttps://a.example",
        ),
        ("a\\@b.example", "a@b.example"),
        (
            "詳細はhttps://a.example/bをご覧。www.a.example、またはc@a.exampleへ。",
            (
                f"詳細は{_link('https://a.example/b')}をご覧。{_link('www.a.example', 'http://www.a.example')}、"
                f"または{_link('c@a.example', 'mailto:c@a.example')}へ。"
            ),
        ),
        (
            "www.a.org에서 (https://a.example)을",
            f"{_link('www.a.org', 'http://www.a.org')}에서 ({_link('https://a.example')})을",
        ),
        (
            "https://ja.a.example/日本、",
            f"{_link('https://ja.a.example/日本', 'https://ja.a.example/%E6%97%A5%E6%9C%AC')}、",
        ),
    ],
)
def test_a_bare_address_is_a_link(source: str, wanted: str) -> None:
    """Addresses of the web and of mail lead where they say, with no mark around them; no other kind does."""
    assert _shown(source) == f"<p>{wanted}</p>"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (
            "<b>a</b> <strong>b</strong> <i>c</i> <em>d</em>",
            "<strong>a</strong> <strong>b</strong> <em>c</em> <em>d</em>",
        ),
        ("H<sub>2</sub>O, 1<sup>st</sup>", "H<sub>2</sub>O, 1<sup>st</sup>"),
        ('<u>a</u> <span style="display:none">b</span> <font color=red>c</font>', "a b c"),
        ('<a href="https://a.example" target="_blank">b</a>', '<a href="https://a.example">b</a>'),
        (
            "<a href=\"mailto:a@b.example\">c</a> <a href='#d'>e</a>",
            '<a href="mailto:a@b.example">c</a> <a href="#d">e</a>',
        ),
        (
            '<a href="/b.pdf" target=_blank>c</a> <a href="tel:+1">d</a>',
            '<a href="/b.pdf">c</a> <a href="tel:+1">d</a>',
        ),
        ('<a href="b.md?c=d:e#f">g</a>', '<a href="b.md?c=d:e#f">g</a>'),
        ('<a href="b:c">d</a>', "&lt;a href=&quot;b:c&quot;&gt;d&lt;/a&gt;"),
        ("<b>a *b</b> c*", "&lt;b&gt;a <em>b&lt;/b&gt; c</em>"),
        ("<b>a", "&lt;b&gt;a"),
        ("a</b>", "a&lt;/b&gt;"),
        ("[<b>a</b>](/b)", '<a href="/b"><strong>a</strong></a>'),
        (
            '<a href="https://a.example">[b](/c)</a>',
            '&lt;a href=&quot;https://a.example&quot;&gt;<a href="/c">b</a>&lt;/a&gt;',
        ),
        ("`<b>a</b>` \\<b>a</b>", "<code>&lt;b&gt;a&lt;/b&gt;</code> &lt;b&gt;a&lt;/b&gt;"),
        ('[a](/b){:target="_blank"} *c*{: .d}', '<a href="/b">a</a> <em>c</em>'),
        ('[a](/b){:target="_blank"}{:rel="noopener"}{:.c}, d', '<a href="/b">a</a>, d'),
        ("~a~ ~~b~~", "<s>a</s> <s>b</s>"),
    ],
)
def test_html_within_a_line_is_read_as_meant(source: str, wanted: str) -> None:
    """Looks and links of HTML are those of Markdown; a tag without a partner is letters."""
    assert _shown(source) == f"<p>{wanted}</p>"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>a *b*</p>\n<p align=center>c", "<p>a *b*</p><p>c</p>"),
        ("<div>\n\n**a**\n\n</div>\n\nb", "<p><strong>a</strong></p><p>b</p>"),
        ("<details>\n<summary>a</summary>\n\n- b\n\n</details>", "<p><strong>a</strong></p><ul><li>b</li></ul>"),
        ("<h2 id=a>b</h2>", '<h2><span id="b"></span><span class="name" id="a"></span>b</h2>'),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<ol start=3><li>a</li><li value=7>b</li></ol>", '<ol start="3"><li>a</li></ol><ol start="7"><li>b</li></ol>'),
        (
            '<ol type="a"><li>b</li><li>c</li></ol>',
            '<ul class="law"><li>a. b</li><li>c</li></ul>'.replace(">c", ">b. c"),
        ),
        (
            '<p>https://a.example/b_c <a href="/d">www.a.example/_e_</a></p>',
            f"<p>{_link('https://a.example/b_c')} {_link('www.a.example/_e_', '/d')}</p>",
        ),
        ("<blockquote>a</blockquote>b", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("a\n<hr>\nb", "<p>a</p><hr><p>b</p>"),
        ("- <p>a</p>\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- <ul><li>a\n\nb", "<ul><li><ul><li>a</li></ul></li></ul><p>b</p>"),
        ("<p>b<!-- c --></p>", "<p>b</p>"),
        (
            "<ol reversed><li>a<ul><li>b</ul><li>c</ol>",
            '<ul class="law"><li>2. a<ul><li>b</li></ul></li><li>1. c</li></ul>',
        ),
        (
            '<ol reversed start="5" type="A">\n<li>a\n\n<li>b</ol>',
            '<ul class="law"><li>E. a</li><li>D. b</li></ul>',
        ),
        ("\\<details> a \\</p> b", "<p>&lt;details&gt; a &lt;/p&gt; b</p>"),
        ("<p><b>a<p>b</p>", "<p>a</p><p>b</p>"),
    ],
)
def test_blocks_of_html_are_the_blocks_that_they_mean(source: str, wanted: str) -> None:
    """Paragraphs, headings, lists, quotations and rules of HTML are those of Markdown; what `details` holds shows."""
    assert _shown(source) == wanted


def test_a_table_of_html_is_a_table() -> None:
    """Rows and cells are read, a head where the first row is one; a cell that spans others says its words in each."""
    source = (
        "<table><caption>z</caption><tr><th>a<th align=right>b</tr>"
        "<tr><td rowspan=2>c<td>d<br>e</tr>\n\n<tr><td><ul><li>f</ul></td></tr></table>"
    )
    rows = [leaf for leaf in parse(source).leaves if leaf.kind == "row"]
    assert [leaf.path[-1].kind for leaf in rows] == ["thead", "tbody", "tbody"]
    assert [leaf.cells for leaf in rows] == [["a", "b"], ["c", "d<br>e"], ["c", "• f"]]
    assert rows[0].alignments == ("", "right")
    assert plain_text(parse(source).leaves[0]) == "z"


def test_markdown_in_a_cell_of_html_stays_in_it() -> None:
    """Between blank lines a cell may hold blocks of Markdown; each is a line of it."""
    source = (
        "<table><tr><td>\n\na **b**\n\n- c\n- d\n\n2. e\n\n```\nf `g`\n```\n\n"
        "| h | i |\n|---|---|\n\n</td><td>j</td></tr></table>"
    )
    rows = [leaf for leaf in parse(source).leaves if leaf.kind == "row"]
    assert [leaf.cells for leaf in rows] == [["a **b**<br>• c<br>• d<br>2\\. e<br>`` f `g` ``<br>h | i", "j"]]
    assert len(parse(source).leaves) == 1
    assert _shown("<table><tr><td>\n\na\n").startswith("<p>a</p>")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("[a[^1] b](/c)", '<a href="/c">a</a>{}<a href="/c"> b</a>'),
        ("[**a[^1]**](/c)", '<a href="/c"><strong>a</strong></a>{}'),
        ("[[^1]](/c)", "[{}](/c)"),
        ("[a [b](/d)[^1]](/c)", '[a <a href="/d">b</a>{}](/c)'),
    ],
)
def test_a_footnote_may_stand_in_the_words_of_a_link(source: str, wanted: str) -> None:
    """The link ends before it and goes on behind it, for a page holds no link in a link."""
    note = '<sup><a href="#fn1">[1]</a></sup>'
    assert _shown(f"{source}\n\n[^1]: n").startswith(f"<p>{wanted.format(note)}</p>")


@pytest.mark.parametrize(
    "source",
    [
        '<a id="x"></a>\n\n## T',
        '## <a name="x"></a>T',
        '## T <a id="x"/>',
        "<a name=x>\n\nb",
        'a <a id="x"></a> b',
        '- <a id="x"></a>a',
        '| <a id="x"></a> a |\n|---|\n| b |',
        '<table><tr><td><a id="x"></a>a</td></tr></table>',
        '<div id="x">a</div>',
        '<span id="x">a</span>',
        "{: #x}\na",
        "a\n\n{: #x}\n\nb",
    ],
)
def test_an_anchor_is_where_links_lead(source: str) -> None:
    """An anchor without words names what it stands in or before, shows nothing and works, on a redline's page too."""
    page = html.fromstring(document_article(parse(source)))
    assert len(page.xpath('//*[@id="x"]')) == 1
    assert not page.xpath("//p[not(node())]")
    marked = html.fromstring(redline_article(compare(parse("q"), parse(source))))
    assert len(marked.xpath('//*[@id="x"]')) == 1


def test_an_id_stands_once() -> None:
    """A name that comes twice, or is a section's or the page's own, is given once."""
    page = document_article(
        parse('## T\n\n<a id="t"></a>a <a id="u"></a>\n\n<a id="u"></a>b <a id="_main"></a> <a id="c1"></a>')
    )
    assert page.count('id="t"') == page.count('id="u"') == 1
    assert "_main" not in page
    assert "c1" not in page


def test_a_heading_keeps_the_name_that_its_html_gave_it() -> None:
    """A heading that an earlier release named by its tags can still be reached by that name."""
    assert '<span id="a-namexat"></span>' in document_article(parse('## <a name="x"></a>T'))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("We may:\n(a) b;\n(b) c.", ["p We may:", "law li p (a) b;", "law li p (b) c."]),
        ("a. b\nb. c", ["law li p a. b", "law li p b. c"]),
        ("i. b\nii. c\niii. d", ["law li p i. b", "law li p ii. c", "law li p iii. d"]),
        ("1.1 b\nc\n1.2 d", ["law li p 1.1 b c", "law li p 1.2 d"]),
        ("• b  \n• c", ["law li p • b", "law li p • c"]),
        (" • b\n   ◦ c\n   ◦ d\n • e", ["law li p • b", "law li law li p ◦ c", "law li law li p ◦ d", "law li p • e"]),
        ("\u2013 b\n\u2013 c", ["law li p \u2013 b", "law li p \u2013 c"]),
        (
            "(a) b\n(i) c\n(ii) d\n(b) e",
            ["law li p (a) b", "law li law li p (i) c", "law li law li p (ii) d", "law li p (b) e"],
        ),
        ("(h) b\n(i) c\n(j) d", ["law li p (h) b", "law li p (i) c", "law li p (j) d"]),
        (
            "1.1 a\n1.1.1 b\n1.1.2 c\n1.2 d\n2.1 e",
            [
                "law li p 1.1 a",
                "law li law li p 1.1.1 b",
                "law li law li p 1.1.2 c",
                "law li p 1.2 d",
                "law li p 2.1 e",
            ],
        ),
        ("i. a\nii. b\ni. c\nii. d", ["law li p i. a", "law li p ii. b", "law li p i. c", "law li p ii. d"]),
        ("- x:\n  (a) b\n  (b) c", ["ul li p x:", "ul li law li p (a) b", "ul li law li p (b) c"]),
        ("§ 1 b\n§ 2 c", ["law li p § 1 b", "law li p § 2 c"]),
        ("T\nArt. 1 b\nc.\nArt. 2 d", ["p T", "law li p Art. 1 b c.", "law li p Art. 2 d"]),
        ("Annex A: b\nAnnex B: c", ["law li p Annex A: b", "law li p Annex B: c"]),
        ("Exhibit C b\nExhibit D c", ["law li p Exhibit C b", "law li p Exhibit D c"]),
        ("Set out in\nAnnex A and in\nAnnex B there", ["p Set out in Annex A and in Annex B there"]),
        ("**Article I.** b  \n**Article II.** c", ["law li p Article I. b", "law li p Article II. c"]),
        (
            "Section 1: a\n(a) b\n(b) c\nSection 2: d",
            ["law li p Section 1: a", "law li law li p (a) b", "law li law li p (b) c", "law li p Section 2: d"],
        ),
        ("We:\no b;\no c.", ["p We:", "law li p o b;", "law li p o c."]),
        ("➢b\n➢ c", ["law li p ➢b", "law li p ➢ c"]),
        ("① b\n② c", ["law li p ① b", "law li p ② c"]),
        ("1、b\n2、c", ["law li p 1、b", "law li p 2、c"]),
        ("As in\nArticle 13 and\nArticle 14 GDPR", ["p As in Article 13 and Article 14 GDPR"]),
        ("os dados\no titular\no controlador", ["p os dados o titular o controlador"]),
        ("We keep it\na. while", ["p We keep it a. while"]),
        ("It costs\n1.5 or\n2.7 or more", ["p It costs 1.5 or 2.7 or more"]),
        ("A. Smith\nC. Jones", ["p A. Smith C. Jones"]),
        ("we collect data\n\u2013 and sell it", ["p we collect data \u2013 and sell it"]),
    ],
)
def test_lines_whose_labels_count_on_are_a_list(source: str, wanted: list[str]) -> None:
    """Labelled lines stand apart with their labels as written; a line that only looks like one stays where it is."""
    assert [f"{' '.join(leaf.shape)} {plain_text(leaf)}" for leaf in parse(source).leaves] == wanted


@given(
    st.lists(
        st.sampled_from(["(a) ", "(b) ", "i. ", "ii. ", "1.1 ", "1.2 ", "• ", "x ", "\n", "\n\n", "  \n", "- "])
    ).map("".join)
)
def test_setting_lines_apart_changes_no_word(source: str) -> None:
    """Whatever lines begin with, the words and their order stay."""
    words = " ".join(plain_text(leaf) for leaf in parse(source).leaves).split()
    assert (
        words
        == " ".join(line.removeprefix("- ") if line.startswith("- ") else line for line in source.split("\n")).split()
        or "-" in source
    )


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("> [!NOTE]\n> a", "<blockquote><p><strong>Note</strong></p><p>a</p></blockquote>"),
        ("> [!warning]\n>\n> a", "<blockquote><p><strong>Warning</strong></p><p>a</p></blockquote>"),
        ("> a [!NOTE] b", "<blockquote><p>a [!NOTE] b</p></blockquote>"),
        ("- [ ] a\n- [x] b", "<ul><li>☐ a</li><li>☑ b</li></ul>"),
        ("- [a](/b)", '<ul><li><a href="/b">a</a></li></ul>'),
        ("{: .c}\na", "<p>a</p>"),
        ("a\n\n{: .c}\n\nb", "<p>a</p><p>b</p>"),
        ("a\n{: .c}", "<p>a</p>"),
        ('## T {#x .c k="a b"}', '<h2><span id="x"></span>T</h2>'),
        ("## T ## { .c #x }", '<h2><span id="x"></span>T</h2>'),
        ("## T {/* #x */}", '<h2><span id="x"></span>T</h2>'),
        ("## T {.c}", '<h2><span id="t-c"></span>T {.c}</h2>'),
        ("<!-- a -->\n---\nb", "<hr><p>b</p>"),
    ],
)
def test_other_dialects(source: str, wanted: str) -> None:
    """GitHub's alerts and tasks show as words and boxes; kramdown's attributes show nothing."""
    assert _shown(source) == wanted


def test_toml_front_matter_is_metadata() -> None:
    """TOML at the head of a text is read as YAML is; a change in it makes no version."""
    one, other = (
        f'+++\ntitle = "T"\nlanguage = "de"\ndate = {day}\n+++\n\n# a' for day in ("2024-01-01", "2024-02-02")
    )
    assert (parse(one).title, parse(one).language) == ("T", "de")
    assert _shown(one) == '<h1><span id="a"></span>a</h1>'
    assert fingerprint(parse(one)) == fingerprint(parse(other))
    assert _shown("+++\n\na") == "<p>+++</p><p>a</p>"
