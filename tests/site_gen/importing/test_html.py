"""Web pages as they are found, to Markdown that the site and the redline read well."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_gen.errors import PolicyError
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


def refused(brought: Reader, data: str | bytes) -> str:
    with pytest.raises(PolicyError) as error:
        brought(data, Format.HTML)
    return str(error.value)


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


MISLABELLED = ("names another encoding than UTF-8, which it is in; read as UTF-8: check its accents: 1",)


@pytest.mark.parametrize(
    ("page", "remarks"),
    [
        ("<meta charset=iso-8859-1><p>caf\u00e9".encode(), MISLABELLED),
        ("<meta charset=iso-8859-1><p>caf\u00e9".encode("latin-1"), ()),
        (b"<script>" + b"x" * 9000 + b"</script><meta charset=windows-1252><p>caf\xe9", ()),
        (b"<script>'<meta charset=macintosh>'</script><p>caf\xc3\xa9", ()),
    ],
    ids=["says latin, is UTF-8", "latin", "said late", "said in a script"],
)  # fmt: skip
def test_a_page_is_read_in_the_encoding_that_it_is_in(brought: Reader, page: bytes, remarks: tuple[str, ...]) -> None:
    """A server may have said another than the file does, and a script may hold what looks like a word of it."""
    found = brought(page, Format.HTML)
    assert (found.markdown, found.remarks) == ("caf\u00e9\n", remarks)


def test_a_page_that_names_no_encoding_is_read_as_browsers_read_it(brought: Reader) -> None:
    """The remark says which encoding was assumed, and quotes words that would differ in another."""
    page = "<h1>Datenschutz</h1><p>Fragen an die Müller GmbH, Zürich: das Büro ist größer: MENÜ“.</p>"
    found = brought(page.encode("cp1252"), Format.HTML)
    assert found.markdown == "# Datenschutz\n\nFragen an die Müller GmbH, Zürich: das Büro ist größer: MENÜ“.\n"
    words = "names no encoding and is not UTF-8; read as Windows-1252, as browsers do: check words such as these"
    assert found.remarks == (f"{words}: 5 ('Müller', 'Zürich:', 'Büro', ...)",)
    assert brought(page.encode(), Format.HTML).remarks == ()


WAY_OUT = 'save it as UTF-8, or write its encoding into its head, such as `<meta charset="windows-1250">`'


@pytest.mark.parametrize(
    ("encoding", "page", "word"),
    [
        ("cp1250", "<p>Zpracováváme vaše údaje po dobu šesti měsíců.", "měsíců."),
        ("iso-8859-2", "<html lang=pl><p>Przechowujemy je przez sześć lat.", "sześć"),
        ("iso-8859-2", "<html lang=en><p>Az adatait hat hónapig őrizzük meg.", "őrizzük"),
        ("cp1254", "<p>Gizlilik isteğinizi iletin.", "isteğinizi"),
        ("cp1257", "<p>We keep what Žaneta Ūsaitė wrote for six years.", "Žaneta"),
        ("cp1251", "<p>" + "We keep your data for six years. " * 3 + "Yours, Жуки.", "Жуки."),
        ("cp1253", "<p>" + "We keep your data for six years. " * 3 + "Yours, Νίκος.", "Νίκος."),
        ("cp1250", "<p>We keep what you send to Mr Dvořák for as long as the law asks us to.", "Dvořák"),
    ],
)
def test_a_page_that_may_be_in_several_encodings_is_refused(
    brought: Reader, encoding: str, page: str, word: str
) -> None:
    """Its words would be others: what names no encoding is only read where its language has all its letters."""
    with pytest.raises(PolicyError) as error:
        brought(page.encode(encoding), Format.HTML)
    said = word.encode(encoding).decode("cp1252")
    assert str(error.value) == (
        f"old/privacy: names no encoding and is not UTF-8, so `{said}` may be another word; {WAY_OUT}"
    )


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<html lang=fr><p>Où vous êtes protégé à «Genève».", "Où vous êtes protégé à «Genève»."),
        ("<html lang=es-MX><p>¿Qué años? El nº 5.", "¿Qué años? El nº 5."),
        ("<p>Example® at the café; £5, Rivi&egrave;re &#321;ukasz", "Example® at the café; £5, Rivière Łukasz"),
        ("<meta charset=iso-8859-9><p>“İstanbul” şehri", "“İstanbul” şehri"),
        ("<meta charset=windows-1250><p>“Źródło” šest", "“Źródło” šest"),
        ("<meta charset=shift_jis><p>10\uff5e20①", "10\uff5e20①"),
    ],
)
def test_letters_that_a_page_may_have_are_read(brought: Reader, page: str, shown: str) -> None:
    """Of its language, written by name, or in an encoding that it names, as browsers understand the name."""
    named = page.partition("charset=")[2].partition(">")[0]
    encoding = {"iso-8859-9": "cp1254", "shift_jis": "cp932"}.get(named, named or "cp1252")
    assert brought(page.encode(encoding), Format.HTML).markdown == f"{shown}\n"


def test_a_page_of_windows_that_names_iso_is_refused(brought: Reader) -> None:
    """ISO 8859-2 has no letter where Windows-1250 has `ś`, and others in the place of `ą`."""
    page = "<meta charset=iso-8859-2>\n<p>są prywatności".encode("cp1250")
    with pytest.raises(PolicyError, match=r"privacy:2: says that it is iso-8859-2, .* \(byte 0x9c\); save it as UTF-8"):
        brought(page, Format.HTML)


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


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-16"])
def test_old_encodings_are_read_as_browsers_did(brought: Reader, encoding: str) -> None:
    """What a page declares counts, and Latin-1 means Windows-1252, as on the web."""
    page = f"<meta charset={encoding}><p>\u201cCaf\u00e9\u201d \u2013 &#150;</p>"
    data = page.encode("utf-16" if encoding == "utf-16" else "windows-1252")
    assert brought(data, Format.HTML).markdown == "\u201cCaf\u00e9\u201d \u2013 \u2013\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("<p>ok\n<p>Привет".encode("cp1251"), "old/privacy:2: is not UTF-8, and names no other encoding (byte 0xcf)"),
        ("<p>Café ".encode() + b"caf\xe9", "old/privacy:1: is not UTF-8, and names no other encoding (byte 0xe9)"),
        (b"<p>ok\n<p>\x9d", "old/privacy:2: is not UTF-8, and names no other encoding (byte 0x9d); save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8"),
        (b"<p>a\0b", "old/privacy:1: is not a web page: it holds a zero byte"),
        (b"<meta charset=utf-7><p>x", "names an encoding that the web does not use (`utf-7`)"),
        (b"<meta charset=zlib_codec><p>x", "names an encoding that the web does not use (`zlib_codec`)"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><p>&a;", "declares entities, which no web page does"),
        (b"<p>" + b"word " * 1_000_000, "one line or list has 4,999,999 characters (`word word"),
        (b"<h1>P</h1><!-- x<p>y", "old/privacy:1: ends in a comment that nothing closes, so its text may be cut"),
        (b"<div>" * 150 + b"x", "nests them too deeply"),
        (b"<script>x()</script>", "holds no text; is it the right file?"),
        (b"", "holds no text; is it the right file?"),
    ],
    ids=[
        "an alphabet", "two encodings", "UTF-8", "image", "zero", "UTF-7", "codec", "entities",
        "5 MB line", "cut", "deep", "script", "empty",
    ],
)  # fmt: skip
def test_what_is_no_policy_is_refused(brought: Reader, data: bytes, problem: str) -> None:
    """One clear line names the file, the fault and the next step."""
    assert problem in refused(brought, data)


@pytest.mark.parametrize(
    "data",
    [b"word " * 900_000, b"caf\xe9", b"\x89PNG\0", b"---\ntitle: x\n---\n", b" \n"],
    ids=["5 MB line", "Latin-1", "binary", "front matter alone", "blank"],
)
def test_markdown_that_is_none_is_refused(brought: Reader, data: bytes) -> None:
    """The same holds for Markdown."""
    with pytest.raises(PolicyError, match=r"old/privacy"):
        brought(data, Format.MARKDOWN)


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
