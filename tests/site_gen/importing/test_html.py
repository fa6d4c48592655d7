"""Web pages as they are found, to Markdown that the site and the redline read well."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_gen.importing.model import Format, OldText
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse
from tests.site_gen.importing.conftest import Reader

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Privacy | Shop</title><style>p { color: red }</style><script>track()</script>
<link rel="canonical" href="https://shop.example/legal/privacy"></head>
<body><header><a href="/">Shop</a><nav><ul><li>Menu</li></ul></nav></header>
<main><header><h1><b>Privacy</b> Policy</h1></header>
<p>Effective&nbsp;25 May 2019. See <a href="#s2">section 2</a> and <a href="/cookies">cookies</a>.</p>
<h2 id="s1">1. What we collect</h2>
<ul><li>Name<ul><li>First name</li><li><p>Last name</p></li></ul></li><li>Email</li></ul>
<h2>2. Why<a name="s2"></a></h2>
<table><tr><th>Data<th>Purpose</tr><tr><td>Email<td><p>Login</p><p>News</p></tr></table>
<button>Print</button></main>
<footer>Imprint</footer></body></html>"""
MARKDOWN = """\
# Privacy Policy

Effective 25 May 2019. See [section 2](#s2) and [cookies](https://shop.example/cookies).

## 1. What we collect

- Name
  - First name
  - Last name
- Email

## 2. Why {#s2}

| Data | Purpose |
| --- | --- |
| Email | Login<br>News |
"""


def markdown(brought: Reader, body: str) -> str:
    return brought(f"<body>{body}", Format.HTML).markdown


def words(text: str) -> list[str]:
    return [word for leaf in parse(text).leaves for word in plain_text(leaf).split()]


def test_a_page_becomes_the_policy_in_it(brought: Reader) -> None:
    """Headings, nested lists, tables and links stay; scripts, styles, menus, header and footer of the site go."""
    found = brought(PAGE.replace("&nbsp;", "\u00a0"), Format.HTML)
    assert found.markdown.replace("\u00a0", " ") == MARKDOWN
    assert found.words == 28
    assert found.remarks == (
        "buttons left out: 1 ('Print')",
        "menus left out: 1 ('Menu')",
        "passages outside <main> left out: check: 2 ('Shop', 'Imprint')",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("loose<br>line<br><br>next", "loose\\\nline\n\nnext\n"),
        ("<p># no heading</p><p>1. no list</p><p>- no</p><p>> no</p><p>---</p><p>+ no</p>",
         "\\# no heading\n\n1\\. no list\n\n\\- no\n\n\\> no\n\n\\---\n\n\\+ no\n"),
        ("<ul><li>1. no list in a list</ul>", "- 1\\. no list in a list\n"),
        ("<p>a*b _c_ [d](e) `f` &amp;amp; &lt;br&gt; snake_case</p>",
         "a\\*b \\_c\\_ [d\\](e) \\`f\\` \\&amp; \\<br> snake_case\n"),
        ("<p><b>Note:</b>text and <i>(sic)</i>too</p>", "**Note**:text and *(sic*)too\n"),
        ("<p><b>one </b><b>two</b><b></b></p>", "**one two**\n"),
        ("<p>Stop!<a href='https://e.example/'>here</a></p>", "Stop\\![here](https://e.example/)\n"),
        ("<p><a href='https://e.example/a(b) c'>x</a></p>", "[x](<https://e.example/a(b)%20c>)\n"),
        (r"<p><a href='/x'>a\]b\\[c]</a>", "[a\\\\\\]b\\\\\\\\\\[c\\]](/x)\n"),
        ("<p><a href='javascript:x()'>x</a> <a href='data:,x'>y</a> <a name=z></a></p>", "x y\n"),
        ("<ol><li>a<li>b</ol><ol><li>c</ol><ul><li>d</ul><ul><li>e</ul>", "1. a\n2. b\n\n1) c\n\n- d\n- e\n"),
        ("<ol><li>a</ol><ol start=2><li>b</ol><p>c<ol start=3><li>d</ol>", "1. a\n2. b\n\nc\n\n3. d\n"),
        ("<ol start=3><li>c<ol start=5><li>e</ol></ol>", "3. c\n\n   5. e\n"),
        ("<ol><li><h2>One</h2>a<li><h2>Two</h2>b</ol>", "## 1. One\n\na\n\n## 2. Two\n\nb\n"),
        ("<dl><dt>Term</dt><dd>Meaning</dd><dd>Other</dd></dl>", "Term\n:   Meaning\n:   Other\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<pre>a  b\n c</pre>", "```\na  b\n c\n```\n"),
        ("<p>party<sup>1</sup> said <q>hi</q></p>", "party\u00b9 said \u201chi\u201d\n"),
        ("<h2>Title<a href='#title'>\u00b6</a></h2>", "## Title\n"),
        ("<h2></h2><p>&nbsp;</p><p>a</p>", "a\n"),
        ("<p>blank ______ {#x}</p>", "blank \\_\\_\\_\\_\\_\\_ {#x&#125;\n"),
        ("<table role=presentation><tr><td><p>a</p><td>b</table>", "a\n\nb\n"),
        ("<table><tr><th colspan=2>H<th>I</tr><tr><td rowspan=2>a<td>b|c<td>d</tr><tr><td>e<td>f</table>",
         "| H |  | I |\n| --- | --- | --- |\n| a | b\\|c | d |\n| a | e | f |\n"),
        ("<table><tr><td>K<td>V</tr><tr><td><ul><li>x<li>y</ul><td><ol><li>z</ol></table>",
         "| K | V |\n| --- | --- |\n| \u2022 x<br>\u2022 y | 1. z |\n"),
        ("<table><thead><tr><th rowspan=3>A<th>B<tbody><tr><td>1<td>2</table>",
         "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><td rowspan=0>A<td>B<tr><td>1<tr><td>2</table>",
         "| A | B |\n| --- | --- |\n| A | 1 |\n| A | 2 |\n"),
        ("<table><thead><tr><th>H<th>I<tfoot><tr><td>F<td>G<tbody><tr><td>B<td>C</table>after",
         "| H | I |\n| --- | --- |\n| B | C |\n| F | G |\n\nafter\n"),
        ("<a href='https://e.example/'><p>in a block</p></a>", "[in a block](https://e.example/)\n"),
        ("<hr><p>a</p><hr><p>b</p>", "a\n\n---\n\nb\n"),
    ],
)  # fmt: skip
def test_shapes(brought: Reader, body: str, expected: str) -> None:
    """Each kind of element becomes the Markdown that reads back as the same words in the same structure."""
    assert markdown(brought, body) == expected


def test_links_inside_the_page_lead_to_the_heading(brought: Reader) -> None:
    """An anchor around, in or before a heading becomes the heading's; a link to no heading stays as words."""
    links = "<p><a href='#a'>A</a> <a href='#b.1'>B</a> <a href='#c'>C</a></p>"
    found = brought(f"{links}<section id=a><a name='b.1'></a><h2>T</h2>x</section>", Format.HTML)
    assert found.markdown == "[A](#a) [B](#a) C\n\n## T {#a}\n\nx\n"
    assert found.remarks == ("links to a place that the text does not have, kept as words: 1 ('C')",)


def test_what_was_kept_in_the_web_archive_is_led_back(brought: Reader) -> None:
    """The archive's toolbar goes, and its links lead where they led."""
    page = (
        "<div id='wm-ipp-base'>Wayback</div><p>"
        "<a href='https://web.archive.org/web/20190525120000/https://e.example/x'>x</a>"
        "<a href='/web/2019id_/https://e.example/y'>y</a></p>"
    )
    found = brought(page, Format.HTML)
    assert found.markdown == "[x](https://e.example/x)[y](https://e.example/y)\n"
    assert found.remarks == (
        "bars of archives and of consent tools left out: 1 ('Wayback')",
        "links led back out of the web archive: 2",
    )


@pytest.mark.parametrize(
    "bar",
    [
        "<div id='banners'>Published using <a>Google Docs</a></div>",
        "<div id='wm-ipp-print'>The Wayback Machine</div>",
        "<div id='cookie-law-info-bar'>We use cookies</div>",
        "<section class='a cc-window'>We use cookies</section>",
    ],
)
def test_what_others_put_into_a_page_is_left_out(brought: Reader, bar: str) -> None:
    """A notice about cookies is no sentence of the policy, nor is the name of the program that published it."""
    found = brought(f"{bar}<h1>Policy</h1><div id='footer'>Our own.</div>", Format.HTML)
    assert found.markdown == "# Policy\n\nOur own.\n"
    assert found.remarks[0].startswith("bars of archives and of consent tools left out: 1")


def test_what_word_hides_in_a_page_is_left_out(brought: Reader) -> None:
    """A page that Word saved without its own styles hides as any page does; in others a reader may unfold it."""
    page = (
        "<style>span.Own{display:none}</style><p>Two<span style='display:none'> five</span><span class=Own> six</span>."
    )
    by_word = brought(f"<meta name=Generator content='Microsoft Word 15 (filtered)'>{page}", Format.HTML)
    assert (by_word.markdown, by_word.remarks) == ("Two.\n", ("hidden text left out: 2 ('five', 'six')",))
    assert brought(page, Format.HTML).markdown == "Two five six.\n"


def test_links_of_googles_documents_lead_where_they_led(brought: Reader) -> None:
    """An export leads each link by way of Google."""
    page = "<p><a href='https://www.google.com/url?q=https://a.example/?b%3D1%26c&amp;sa=D&amp;source=editors'>here</a>"
    assert brought(page, Format.HTML).markdown == "[here](https://a.example/?b=1&c)\n"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (r"'\25cf  '", "- one\n- two\n"), (r'"\2022\00a0"', "- one\n- two\n"), ("'†'", "- one\n- two\n"),
        ("''", "one\n\ntwo\n"), ("'Note: '", "one\n\ntwo\n"),
    ],
)  # fmt: skip
def test_a_bullet_that_a_style_draws_is_one(brought: Reader, content: str, shown: str) -> None:
    """Google's documents and many sites write `list-style: none`, and draw the bullet themselves."""
    page = f"<style>ul{{list-style-type: none}} ul > li:before{{content: {content}}}</style><ul><li>one<li>two</ul>"
    found = brought(page, Format.HTML)
    assert found.markdown == shown
    assert bool(found.remarks) is ("Note" in content)


@pytest.mark.parametrize(
    "page",
    [
        "<div style='white-space: pre-wrap'>one\ntwo\n\n<span>three</span></div>",
        "<style>.kept{white-space:pre-line}</style><div class=kept><p>one\ntwo\n\nthree</p></div>",
    ],
)
def test_lines_that_a_style_keeps_are_lines(brought: Reader, page: str) -> None:
    """Clauses that stand one below the other on the page do so in the text; elsewhere an end of line is a space."""
    assert brought(page, Format.HTML).markdown == "one\\\ntwo\n\nthree\n"
    again = page.replace("<p>", "<p style='white-space:normal'>").replace("pre-wrap", "nowrap")
    assert brought(again, Format.HTML).markdown == "one two three\n"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Write to <bdo dir=rtl>moc.a@b</bdo>",
        "<p>Write to <i style='unicode-bidi:bidi-override;direction:rtl'>moc.a@b</i>",
        "<style>.r{direction:rtl;unicode-bidi:bidi-override}</style><p>Write to <span class=r>moc.a@b</span>",
    ],
)
def test_words_that_a_page_turns_round_are_said(brought: Reader, page: str) -> None:
    """Addresses are hidden from robots so: readers saw other letters than the page is written with."""
    words = "words shown from right to left against their direction, kept as they are written: check: 1 ('moc.a@b')"
    assert words in brought(page, Format.HTML).remarks


def test_comments_below_a_page_of_a_wiki_are_left_out(brought: Reader) -> None:
    """Confluence exports them with the page."""
    comments = "<div id=comments-section><h2>Comments:</h2><p>Fix this</p></div>"
    found = brought(f"<h1>P</h1><p>We keep what you give us.</p>{comments}", Format.HTML)
    assert found.markdown == "# P\n\nWe keep what you give us.\n"
    assert "('Comments: Fix this')" in found.remarks[0]


def test_words_struck_out_are_said(brought: Reader) -> None:
    """A page that shows them so may be a draft; they stay, since readers saw them."""
    found = brought(
        "<p>We keep it <s>six</s> <span style='text-decoration: line-through'>ten</span> years", Format.HTML
    )
    assert found.markdown == "We keep it ~~six ten~~ years\n"
    assert found.remarks == ("words struck out, as in a draft, kept so: check: 2 ('six', 'ten')",)


def test_what_a_page_hides_is_kept_and_said(brought: Reader) -> None:
    """A folded passage may be the policy's text: nothing is lost for how a page showed it."""
    found = brought(
        "<h2><button>More</button></h2><div style='display: none'>folded</div><p hidden>too</p>", Format.HTML
    )
    assert found.markdown == "## More\n\nfolded\n\ntoo\n"
    assert found.remarks == (
        "passages kept that the page shows only on demand, or never: check them: 2 ('folded', 'too')",
    )


def test_what_markdown_cannot_keep_is_said(brought: Reader) -> None:
    """Images, another language, links without a site: the user learns where to look."""
    found = brought("<html lang=de><img src=x alt=Logo><p><a href='/c'>c</a></p>", Format.HTML)
    assert [remark.split(":")[0] for remark in found.remarks] == [
        "images left out",
        "links relative to the old site, kept as they are",
        "says that its language is de, and the policy's is en",
    ]


def test_a_sign_joins_the_mark_of_its_neighbour(brought: Reader) -> None:
    """Programs cut a bold line into runs: a sign by itself is bold with its neighbours, and alone it is not marked."""
    page = "<p><b>§ </b><b>2</b> <b>Rights</b><b>:</b> a<b> </b>b <i>(</i><i>c</i><i>)</i> <b>*</b></p>"
    assert markdown(brought, page) == "**§ 2 Rights:** a b *(c)* \\*\n"


def test_without_a_main_element_the_surroundings_go(brought: Reader) -> None:
    """The site's header and footer are not the policy, but the page's only title stays wherever it stands."""
    text = "<div><p>Text.</p><aside>Ads</aside></div>"
    page = f"<div><header><h1>Privacy</h1>Shop</header>{text}<footer>Imprint</footer></div>"
    assert markdown(brought, page) == "# Privacy\n\nText.\n"


def test_old_pages_name_their_parts_by_ids_and_classes(brought: Reader) -> None:
    """A blog's entry is its text; menus, bars and what is for screen readers go, each with its words said."""
    around = (
        "<div id='header'><h1><a href='/'>Blog</a></h1></div><ul id='nav'><li><a href='/'>Home</a></ul>{}"
        "<div class='sidebar'><h2>Archives</h2></div><div id='footer'>Proudly powered</div>"
    )
    text = "<h2>Privacy</h2><p>We collect your name and your address.</p><ul><li>Name<ul><li>First</li></ul></li></ul>"
    hidden = "<a class='screen-reader-text' href='#content'>Skip to content</a>"
    expected = "## Privacy\n\nWe collect your name and your address.\n\n- Name\n  - First\n"
    entry = brought(around.format(f"<div class='post' id='post-2'>{hidden}{text}</div>"), Format.HTML)
    assert entry.markdown == expected
    assert "words for screen readers alone left out: 1 ('Skip to content')" in entry.remarks
    plain = brought(around.format(f"<div id='main'>{text}</div>"), Format.HTML)
    assert plain.markdown == f"# [Blog](/)\n\n{expected}"
    assert [remark for remark in plain.remarks if "left out" in remark] == [
        "<div: footer> around the text left out: 1 ('Proudly powered')",
        "<div: sidebar> around the text left out: 1 ('Archives')",
        "menus left out: 1 ('Home')",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<div id='header'><h1>Privacy</h1><p>All of our policy stands in here.</p></div>",
        "<ul class='menu'><li>Fish, for which we <a href='/a'>ask</a> your name</li></ul><p>b</p>",
        "<div class='header'>1. Data</div><p>b</p>",
    ],
    ids=["most", "no links", "a heading's class"],
)
def test_a_name_alone_makes_no_text_a_surrounding(brought: Reader, page: str) -> None:
    """What holds most of the words, or a menu of words that lead nowhere, stays."""
    assert not any("left out" in remark for remark in brought(page, Format.HTML).remarks)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda page: page.replace("><", ">\n   <"), True),
        (lambda page: page.replace("<p>", "<p class='x' style='margin: 0'>"), True),
        (lambda page: page.replace("<ul>", "<div><ul>").replace("</ul>", "</ul></div>"), True),
        (lambda page: page.replace("First name", "<span>First</span> <font>name</font>"), True),
        (lambda page: page.replace("News", "Letters"), False),
    ],
    ids=["layout", "attributes", "boxes", "spans", "a word"],
)
def test_another_export_of_the_same_text_is_the_same_text(brought: Reader, change: object, same: bool) -> None:
    """How a page is built changes nothing; a changed word changes that word only."""
    assert callable(change)
    old, new = brought(PAGE, Format.HTML).markdown, brought(change(PAGE), Format.HTML).markdown
    changed = [pair for pair in zip(old.split(), new.split(), strict=True) if pair[0] != pair[1]]
    assert (old == new) is same
    assert len(changed) == (0 if same else 1)


TEXTS = st.text(st.sampled_from("ab 1.*_`[](){}<>&#!|~^:+-=\\\"'/@w\u00e9\u00a0\u2022"), min_size=1, max_size=30)


@given(st.lists(st.tuples(st.sampled_from(["p", "h2", "li", "td", "b", "dt"]), TEXTS), min_size=1, max_size=6))
@example([("td", "\\|"), ("td", "a\\\\|b")])
def test_every_word_reads_back(brought: Reader, parts: list[tuple[str, str]]) -> None:
    """Whatever signs a text holds and wherever they stand, the Markdown says the same words."""
    wrap = {
        "li": "<ul><li>{}</ul>",
        "td": "<table><tr><th>H<th>I<tr><td>{}<td>x</table>",
        "b": "<p>a<b>{}</b>b</p>",
        "dt": "<dl><dt>{}<dd>d</dl>",
    }
    page = "".join(wrap.get(tag, f"<{tag}>{{}}</{tag}>").format(escape(text)) for tag, text in parts)
    if not any(sign.isalnum() for _, text in parts for sign in text):
        page += "<p>end</p>"
    found = brought(f"<main>{page}</main>", Format.HTML)
    kept = "".join(sign for word in words(found.markdown) for sign in word)
    for _, text in parts:
        assert "".join(text.split()) in kept


def test_markdown_is_kept_as_it_is_written(brought: Reader) -> None:
    """Of front matter, YAML or TOML, title and language stay; HTML tags that a page would show are reported."""
    text = "\ufeff---\ntitle: Privacy\nlayout: legal\nlang: en\n---\n# Privacy\n\nA<a name=x></a>\n  b <i>c.\n"
    found: OldText = brought(text.replace("\n", "\r\n"), Format.MARKDOWN)
    assert found.markdown == "---\ntitle: Privacy\nlang: en\n---\n\n# Privacy\n\nA<a name=x></a>\n  b <i>c.\n"
    assert found.remarks == (
        "HTML tags, which a policy's page shows as they are written: better write them as Markdown: 1 ('<i>')",
        "lines of front matter left out: 1",
    )
    toml = '+++\ntitle = "Privacy"\ndate = 2024-01-01\n+++\n\nA\n'
    assert brought(toml, Format.MARKDOWN).markdown == '---\ntitle: "Privacy"\n---\n\nA\n'


def test_words_behind_an_empty_element_are_kept(brought: Reader) -> None:
    """A browser shows what follows `embed`, and the inside of a template that is a shadow of its element."""
    page = (
        "<h1>P</h1><p>a</p><embed src=v><p>after it</p><div><template shadowrootmode=open><p>shown</p></template></div>"
    )
    assert brought(page, Format.HTML).markdown.split() == ["#", "P", "a", "after", "it", "shown"]


@pytest.mark.parametrize(
    ("sheet", "remark"),
    [
        (".x { display: none }", "passages kept that a style sheet may hide: check them: 1 ('sell')"),
        ("p > .x{left:-9999px}", "passages kept that a style sheet may hide: check them: 1 ('sell')"),
        ("@media screen { #y { font-size: 0 } }", "passages kept that a style sheet may hide: check them: 1 ('sell')"),
        (".x::before { content: 'not ' }", "words that a style sheet adds are not in the text: check: 1 ('not')"),
        (".x:after{content:attr(data-n)}", "words that a style sheet adds are not in the text: check: 1 ('in the EU')"),
        *(
            (sheet, "passages kept that a style sheet may hide: check them: 1 ('sell')")
            for sheet in (
                ".x{height:0;overflow:hidden}",
                ".x{transform:scale(0)}",
                ".x{content-visibility:hidden}",
                ".x{width:1px;height:1px;position:absolute;overflow:hidden}",
                ".x:nth-child(1){display:none}",
                "span:is(.x){display:none}",
                "p{& .x{display:none}}",
                ".x{color:#fff}",
            )
        ),
        (".x:hover{display:none} .x:empty{display:none} .x{color:#fff;background:#036}", ""),
        ("p{background-color:navy} .x{color:white}", ""),
        (".z { display: none } .x { opacity: 0.9 } .x::before { content: '*' }", ""),
    ],
)
def test_what_a_style_sheet_hides_or_adds_is_said(brought: Reader, sheet: str, remark: str) -> None:
    """The words stay as they stand in the page; a person is told where a reader may have seen others."""
    page = f"<style>{sheet}</style><h1>P</h1><p>We <span class=x id=y data-n='in the EU'>sell</span> it.</p>"
    old = brought(page, Format.HTML)
    assert "We sell it." in old.markdown
    assert [each for each in old.remarks if "style sheet" in each] == ([remark] if remark else [])


def test_links_inside_the_page_lead_to_the_clause_cell_or_item(brought: Reader) -> None:
    """A clause that has no heading keeps the name by which links reach it, once, and the policy's page knows it."""
    page = (
        "<p><a href='#c'>c</a> <a href='#i'>i</a> <a href='#h'>h</a> <a href='#t'>t</a></p><p id=c>Clause.</p>"
        "<ol><li id=i>Item.</ol><table><tr><th>A<th>B</tr><tr><td rowspan=2 id=t>m<td><h4 id=h>Head</h4></tr>"
        "<tr><td>x</table>"
    )
    text = brought(page, Format.HTML).markdown
    assert text == (
        '[c](#c) [i](#i) [h](#h) [t](#t)\n\n<a id="c"></a>Clause.\n\n1. <a id="i"></a>Item.\n\n'
        '| A | B |\n| --- | --- |\n| <a id="t"></a>m | <a id="h"></a>Head |\n| m | x |\n'
    )
    assert [leaf.anchors for leaf in parse(text).leaves] == [(), ("c",), ("i",), (), ("t", "h"), ()]


def test_marks_on_either_side_of_a_lost_link_are_one(brought: Reader) -> None:
    """Two marks that touch would be letters."""
    code = "<code><a href='#none'>Name</a>(<a href='https://b.example'>x</a> y)</code>"
    page = f"<p>{code} <b><a href='#none'>A</a></b><b>B</b></p>"
    assert brought(page, Format.HTML).markdown == "`Name(`[`x`](https://b.example) `y)` **AB**\n"
