"""No word of a web page is lost or published by mistake, and its lists keep the labels that a browser showed."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.errors import PolicyError
from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader

GOOGLE = """<html><head><style>
ol.lst-kix_ab-0.start{counter-reset:lst-ctr-kix_ab-0 0}.lst-kix_ab-0>li{counter-increment:lst-ctr-kix_ab-0}
.lst-kix_ab-0>li:before{content:"" counter(lst-ctr-kix_ab-0,decimal) ". "}
ol.lst-kix_ab-1.start{counter-reset:lst-ctr-kix_ab-1 0}.lst-kix_ab-1>li{counter-increment:lst-ctr-kix_ab-1}
.lst-kix_ab-1>li:before{content:"(" counter(lst-ctr-kix_ab-1,lower-latin) ") "}
ol{list-style-type:none}</style></head><body>
<ol class="c1 lst-kix_ab-0 start" start="1"><li>one</li><li>two</li></ol>
<ol class="lst-kix_ab-1 start" start="1"><li>couriers</li><li>banks</li></ol>
<ol class="lst-kix_ab-0" start="3"><li>three<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></li></ol>
<div class="c3"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Fix this</span></p></div></body></html>"""


def markdown(brought: Reader, body: str) -> str:
    return brought(f"<body>{body}", Format.HTML).markdown


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>a<li value=5>b<li>c</ol>", "1. a\n\n5) b\n6) c\n"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n\n1) b\n"),
        ("<ol type=a><li>a<li>b</ol>", "a. a\n\nb. b\n"),
        ("<ol style='list-style-type: lower-alpha'><li>couriers;<li>banks;</ol><p>(b)</p>",
         "a. couriers;\n\nb. banks;\n\n(b)\n"),
        ("<ol><li style='list-style: upper-roman inside'>a<li>b</ol>", "I. a\n\n2. b\n"),
        ("<ol style='list-style: none'><li>1.1 a<li>1.2 b</ol>", "1.1 a\n\n1.2 b\n"),
        (
            ("<style>ol{counter-reset:i;list-style:none}li{counter-increment:i}li::before{content:counters(i,'.') ' '}"
            "</style><ol><li>a<ol><li>b<li>c</ol><li>d</ol>"),
            "1 a\n\n1.1 b\n\n1.2 c\n\n2 d\n",
        ),
        (
            ("<style>body{counter-reset:h}h2{counter-increment:h}h2:before"
            "{content:'Article ' counter(h, upper-roman) '.'}"
            "</style><h2>Who</h2><p>a</p><h2>What</h2>"),
            "## Article I. Who\n\na\n\n## Article II. What\n",
        ),
        ("<style>ol.legal > li{list-style:lower-roman}</style><ol class='x legal'><li>a</ol><ol><li>b</ol>",
         "i. a\n\n1. b\n"),
        ("<ol type=i><li><h2>Who</h2>a</ol>", "## i. Who\n\na\n"),
        ("<ul style='list-style:lower-greek'><li>a<li>b</ul>", "\u03b1. a\n\nβ. b\n"),
        (("<style>@counter-style x{system:fixed;symbols:A B;prefix:'\\28';suffix:') '}ol{list-style:x}</style>"
          "<ol><li>a<li>b<li>c</ol>"), "(A) a\n\n(B) b\n\n(3) c\n"),
        ("<style>li::marker{content:'\\a7 ' counters(list-item,'.')}</style><ol><li>a<ol><li>b</ol></ol>",
         "§1 a\n\n§1.1 b\n"),
        (GOOGLE, "1. one\n2. two\n\n   (a) couriers\n\n   (b) banks\n3. three\n"),
        ("<style>.x{list-style:inside lower-alpha!important}</style><ol class=x style='list-style:decimal'><li>a</ol>",
         "a. a\n"),
        ("<ol>Intro<li>a</li>mid<li>b<ol><p>c<li>d</ol></ol>",
         "Intro\n\n1. a\n\nmid\n\n2. b\n\n   c\n\n   1. d\n"),
        ("<style>@media print{ol{list-style-type:lower-alpha}}</style><ol><li>a</ol>", "1. a\n"),
        ("<style media=print>ol{list-style-type:lower-alpha}</style><ol><li>a</ol>", "1. a\n"),
        ("<style>@media screen{@supports (x:y){ol{list-style-type:lower-alpha}}}</style><ol><li>a</ol>", "a. a\n"),
        ("<style>.x{color:red;& ol{list-style-type:lower-alpha}}</style><div class=x><ol><li>a</ol></div>", "a. a\n"),
        ("<style>ol{list-style-type:lower-alpha}.x{list-style:none}</style><ol class=x><li>a</ol>", "a\n"),
        (("<style>ol[type=a]{list-style:lower-roman}[data-x~=b]{list-style:upper-roman}</style><ol type=A><li>a</ol>"
         "<ol data-x='a b'><li>b</ol>"), "i. a\n\nI. b\n"),
        ("<ol style='counter-reset:list-item 4'><li>a<li style='counter-set:list-item 9'>b<li>c</ol>",
         "5. a\n\n9) b\n10) c\n"),
        ("<style>li{counter-increment:list-item 2}li::marker{content:'§ ' counter(list-item)}</style><ol><li>a<li>b",
         "§ 2 a\n\n§ 4 b\n"),
        ("<style>p::before{counter-increment:c;content:counter(c) ': '}</style><p>a<p style='counter-set:c 6'>b",
         "1: a\n\n7: b\n"),
    ],
    ids=["value", "reversed", "type", "style", "item", "none", "counters", "headings", "sheet", "section",
         "Greek", "own", "marker", "Google", "important", "loose", "paper", "sheet for paper", "screen", "nested",
         "shorthand", "attributes", "set", "steps", "set beside"],
)  # fmt: skip
def test_lists_keep_their_labels(brought: Reader, body: str, expected: str) -> None:
    """A number that Markdown counts is counted; any other label stands in the text, as the page showed it."""
    assert markdown(brought, body).replace("\\", "") == expected


WORD = (
    "<p>Text<a style='mso-comment-reference:A_1' href='#_msocom_1'></a><span class=MsoCommentReference>"
    "<a class=msocomanchor href='#_msocom_1'>[A1]</a></span> stays."
    "<span style='display:none;mso-hide:all'>Draft.</span></p>"
    "<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Fix this</p></div></div>"
)


def test_comments_and_hidden_text_of_word_are_left_out(brought: Reader) -> None:
    """What Word saves in a page for the next author is not a policy."""
    found = brought(WORD, Format.HTML)
    assert found.markdown == "Text stays.\n"
    assert found.remarks == ("comments left out: 2 ('[A1]', 'Fix this')", "hidden text left out: 1 ('Draft.')")


def test_comments_of_google_documents_are_left_out(brought: Reader) -> None:
    """Neither the comment nor the letter that refers to it is published."""
    assert brought(GOOGLE, Format.HTML).remarks == ("comments left out: 2 ('[a]', '[a]Fix this')",)


def test_tracked_changes_are_refused_and_deleted_text_is_left_out(brought: Reader) -> None:
    """Word and others say who changed what; `<del>` alone is text that was taken back."""
    with pytest.raises(PolicyError, match="holds tracked changes"):
        brought("<p>For <del cite='mailto:A' datetime='2019-05-25'>six</del> years.</p>", Format.HTML)
    found = brought("<p>For <del>six</del> <ins>two</ins> years.</p>", Format.HTML)
    assert (found.markdown, found.remarks) == ("For two years.\n", ("deleted text left out: 1 ('six')",))


@pytest.mark.parametrize(
    "inside",
    [
        "<main><p>One.</p></main><section><h2>Annex</h2>Vendors.</section>",
        "<article><p>One and one and one.</p></article><article>Annex</article>",
        "<p>One.</p><div role=menu>Annex</div>", "<p>One.</p><dialog>Annex</dialog>", "<p>One.</p><nav>Annex</nav>",
        "<p>One.</p><noscript>Annex</noscript>", "<p>We keep <select><option>Annex</select> months.",
        "<p>One.</p><textarea>Annex</textarea>", "<p>One.</p><object>Annex</object>",
        "<p>One.</p><svg><text>Annex</text></svg>", "<p>One.</p><math><mi>Annex</mi></math>",
    ],
)  # fmt: skip
def test_what_is_left_out_is_said(brought: Reader, inside: str) -> None:
    """Whatever a page has around its text or in forms and pictures: the words are named."""
    found = brought(f"<body>{inside}", Format.HTML)
    assert "Annex" not in found.markdown
    assert any("left out" in remark and "Annex" in remark for remark in found.remarks)


def test_addresses_that_cloudflare_hid_are_shown_again(brought: Reader) -> None:
    """The address is text of the policy, however it was kept from robots."""
    key = 0x5A
    hidden = bytes([key, *(byte ^ key for byte in b"privacy@shop.example")]).hex()
    protected = f'class="__cf_email__" data-cfemail="{hidden}">[email&#160;protected]<'
    link = f'<a href="/cdn-cgi/l/email-protection" {protected}/a>'
    other = f'<a href="/cdn-cgi/l/email-protection#{hidden}">Write <span {protected}/span></a>'
    found = brought(f"<p>{link} {other}</p>", Format.HTML)
    assert found.markdown == (
        "[privacy@shop.example](mailto:privacy@shop.example) "
        "[Write privacy@shop.example](mailto:privacy@shop.example)\n"
    )


HIDDEN_ADDRESS = bytes([0x5A, *(byte ^ 0x5A for byte in b"privacy@shop.example")]).hex()


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (f"<a href='/cdn-cgi/l/email-protection#{HIDDEN_ADDRESS}'>[email&#160;protected]</a>", Format.HTML),
        (f"[[email protected]](/cdn-cgi/l/email-protection#{HIDDEN_ADDRESS})", Format.MARKDOWN),
        (
            f"[\\[email\u00a0protected\\]](https://a.example/cdn-cgi/l/email-protection#{HIDDEN_ADDRESS})",
            Format.MARKDOWN,
        ),
        (f"[privacy@shop.example](/cdn-cgi/l/email-protection#{HIDDEN_ADDRESS})", Format.MARKDOWN),
        (f'<a class="__cf_email__" data-cfemail="{HIDDEN_ADDRESS}">[email&#160;protected]</a>', Format.MARKDOWN),
    ],
)
def test_an_address_is_found_wherever_it_was_kept(brought: Reader, written: str, form: Format) -> None:
    """A saved page may keep it in the link alone, and so does Markdown that was made from one."""
    found = brought(f"<p>Write to {written}</p>" if form is Format.HTML else f"Write to {written}\n", form)
    assert found.markdown == "Write to [privacy@shop.example](mailto:privacy@shop.example)\n"
    assert "shown again: 1 ('privacy@shop.example')" in found.remarks[0]


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN])
def test_words_that_only_stand_for_an_address_are_said(brought: Reader, form: Format) -> None:
    """Nobody can write to `[email protected]`."""
    found = brought("Write to [email&#160;protected] now.", form)
    assert any("hid and that cannot be read: check: 1" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "inside",
    [
        "<mark>ten</mark>", "<span style='background:yellow;mso-highlight:yellow'>ten</span>",
        "<b style='background-color: #FFFF00'>ten</b>",
        "<style>.c2{background-color:#00ffff}</style><span class=c2>ten</span>",
    ],
)  # fmt: skip
def test_highlighted_words_of_a_page_are_said(brought: Reader, inside: str) -> None:
    """The pens of word processors mark what somebody still had to look at."""
    found = brought(f"<p>For {inside} years.</p>", Format.HTML)
    assert found.remarks == ("words that somebody highlighted, as in a draft, kept: check: 1 ('ten')",)


def test_words_between_the_cells_of_a_table_stand_before_it(brought: Reader) -> None:
    """They are not part of a table, and browsers show them there."""
    found = brought("<table><tr><td>a<td>b</tr>\nLost words<tr><td>c<td>d</tr></table>", Format.HTML)
    assert found.markdown == "Lost words\n\n| a | b |\n| --- | --- |\n| c | d |\n"


@pytest.mark.parametrize(
    ("page", "markdown", "remark"),
    [
        (
            "<p>a<iframe srcdoc='<p>We sell &amp;amp; share.'></iframe>",
            "a\n",
            "embedded from elsewhere left out: check ",
        ),
        ("<p>a<iframe src='terms.html'></iframe>", "a\n", "('terms.html')"),
        (
            "<p>For <input value='six months'> only.",
            "For only.\n",
            "written in form fields left out: check: 1 ('six mo",
        ),
        (
            "<p>Write to <dpo@shop.example> now.",
            "Write to now.\n",
            "do not show, left out: check: 1 ('<dpo@shop.example>",
        ),
        ("<p style='color:#FFF'>a", "a\n", "passages kept that a reader can hardly see: check them: 1 ('a')"),
        ("<p style='opacity:.02'>a", "a\n", "passages kept that a reader can hardly see: check them: 1 ('a')"),
        (
            "<ol style='list-style-type: house'><li>a</ol>",
            "1. a\n",
            "does not say, written as 1, 2, 3: check: 1 ('house",
        ),
        (
            "<style>li:nth-child(2){list-style:lower-roman}</style><ol><li>a</ol>",
            "1. a\n",
            "check the numbers: 1 ('li:n",
        ),
        (
            "<style>@media (max-width:9em){ol{list-style:none}}</style><ol><li>a</ol>",
            "1. a\n",
            "check the numbers: 1 ('ol')",
        ),
        (
            "<p>a<div style='mso-element:header'>Draft 3</div>",
            "a\n",
            "headers and footers left out: 1 ('Draft 3')",
        ),
        ("<ol><li>a<li><li>c</ol>", "1. a\n\n3) c\n", "without a word left out: check: 1 ('2.')"),
        (
            "<table><tr><th>H<th>I<tr><td>a<td><table><tr><td>b<td>c</table></table>",
            "H\n\nI\n\na\n\nb\n\nc\n",
            "in them, written as paragraphs: check: 1 ('H I a b c')",
        ),
    ],
    ids=[
        "srcdoc",
        "iframe",
        "field",
        "tag",
        "white",
        "faint",
        "form",
        "selector",
        "narrow",
        "header",
        "empty",
        "tables",
    ],
)
def test_what_a_page_shows_without_holding_it_as_text_is_said(
    brought: Reader, page: str, markdown: str, remark: str
) -> None:
    """Nobody can tell from the text that it is missing, so a remark does."""
    found = brought(page, Format.HTML)
    assert found.markdown == markdown
    assert remark in " | ".join(found.remarks)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One <blink>blinks</blink>.", "One blinks.\n"),
        ("<p>See <x-link>here</x-link>. <x-a>One</x-a><x-a>two</x-a>", "See here. One two\n"),
        ("<html><body><p>One.</body></html><p>After.", "One.\n\nAfter.\n"),
        ("<p>One<div>Two</div>three</p>four", "One\n\nTwo\n\nthree\n\nfour\n"),
        ("<p>One<plaintext><b>x", "One\n\n```\n<b>x\n```\n"),
        ("<dl><dt>Purpose<dt>Reason<dd>Need.</dl>", "Purpose<br>Reason\n:   Need.\n"),
        ("<p>One<!-- a -- >b --> two<script><!--<script></script>--></script> three", "One two three\n"),
        ("<p>See https://a.example/x<b>y", "See https\\://a.example/x**y**\n"),
        ("<p><code>m</code><code>2</code>", "`m2`\n"),
        ("<p><code>a<br>b <a href='https://a.example/'>c</a></code>", "`a`\\\n`b` [`c`](https://a.example/)\n"),
        ("<p>See https://a.example/x_y<br>or write.", "See https://a.example/x_y<br>\nor write.\n"),
        (
            (
                "<style>.x{text-decoration-line:line-through}</style><p>For <span style='text-decoration:line-through "
                "red'>six</span> ten.<ul class=x><li>a<li>b</ul>"
            ),
            "For ~~six~~ ten.\n\n- ~~a~~\n- ~~b~~\n",
        ),
    ],
    ids=[
        "blink",
        "custom",
        "after",
        "paragraph",
        "plaintext",
        "terms",
        "comments",
        "glued",
        "code",
        "lines of code",
        "break",
        "struck",
    ],
)
def test_a_page_is_read_as_browsers_read_it(brought: Reader, page: str, expected: str) -> None:
    """However it is written, a word stands where a reader saw it."""
    assert brought(page, Format.HTML).markdown == expected


def test_frames_hold_no_policy(brought: Reader) -> None:
    """The refusal names the pages that they show."""
    with pytest.raises(PolicyError, match=r"holds no text of its own, only frames \(`a.html`\); import the file"):
        brought("<frameset><frame src=a.html></frameset>", Format.HTML)


TAGS = [
    "p",
    "div",
    "section",
    "main",
    "ul",
    "ol",
    "li",
    "b",
    "i",
    "a",
    "span",
    "table",
    "tr",
    "td",
    "h2",
    "blockquote",
    "del",
]
TREES = st.recursive(
    st.text(st.sampled_from("ab 1.("), min_size=1, max_size=8).map(escape),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=20,
)


@given(TREES)
def test_whatever_a_page_is_built_of_it_comes_in_whole_or_not_at_all(brought: Reader, page: str) -> None:
    """Elements in any order and depth: a page is read with all its words, or refused in one line."""
    try:
        found = brought(f"<p>start</p>{page}", Format.HTML)
    except PolicyError as error:
        assert str(error).startswith("old/privacy")  # noqa: PT017  either is right
    else:
        assert found.words


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<ol style='list-style:decimal-leading-zero'><li>a<li>b</ol>", "01\\. a\n\n02\\. b\n"),
        ("<p>10<sup>-2</sup> m<sup>2</sup> H<sub>2</sub>O", "10<sup>-2</sup> m\u00b2 H<sub>2</sub>O\n"),
        ("<p>1<sup>st</sup> X<sup>TM</sup> a<sup> b </sup>", "1st XTM a <sup>b</sup>\n"),
    ],
)
def test_signs_keep_their_sense(brought: Reader, page: str, text: str) -> None:
    """A zero before a label, and what is raised or lowered, say something."""
    assert brought(page, Format.HTML).markdown == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>We keep<span style='display:block'>it</span>so", "We keep it so\n"),
        ("<style>.b{display:block}</style><p>We <b>keep<i class=b>it</i></b>so", "We **keep *it*** so\n"),
        ("<style>.f{display:flex}</style><div class=f><span>Name</span><span>Acme</span></div>", "Name Acme\n"),
        (
            "<p>a<a style='display:block' href=https://x.example>b</a><a href=https://y.example>c</a>",
            "a [b](https://x.example) [c](https://y.example)\n",
        ),
        ("<p>x<span style='display:inline-block'>y</span>", "xy\n"),
        ("<p>x<span style='display:block'>.</span>", "x.\n"),
    ],
)
def test_words_that_a_style_sets_apart_stay_apart(brought: Reader, page: str, text: str) -> None:
    """Blocks that only a style makes are read as blocks, so that no two words become one."""
    assert brought(page, Format.HTML).markdown == text


@pytest.mark.parametrize(
    ("page", "text", "remark"),
    [
        (
            "<ul><li><input type=checkbox checked disabled>a<li><input type=checkbox disabled> b</ul>",
            "- ☑ a\n- ☐ b\n",
            "",
        ),
        ("<p><input type=radio checked> We agree", "We agree\n", "boxes to tick left out: check: 1"),
    ],
)
def test_boxes_are_shown_or_said(brought: Reader, page: str, text: str, remark: str) -> None:
    """A box that nobody can tick is a sign of the text; one that a reader could is said to be missing."""
    old = brought(page, Format.HTML)
    assert old.markdown == text
    assert list(old.remarks) == [remark] * bool(remark)


@pytest.mark.parametrize(
    "page",
    [
        "<table><tfoot><tr><td>c</tfoot><tbody><tr><td>a<tr><td>b</tbody></table>",
        "<table role=none><thead><tr><td>a</thead><tfoot><tr><td>c</tfoot><tr><td>b</table>",
    ],
)
def test_the_foot_of_a_table_that_is_taken_apart_comes_last(brought: Reader, page: str) -> None:
    """As browsers show it, wherever it is written."""
    assert brought(page, Format.HTML).markdown == "a\n\nb\n\nc\n"


def test_items_that_are_laid_out_as_none_have_no_number(brought: Reader) -> None:
    """A browser puts a number before what is a list's item by its display alone."""
    page = "<style>li{display:block}</style><ol><li>a<li>b</ol><ul><li>c</ul>"
    assert brought(page, Format.HTML).markdown == "a\n\nb\n\n- c\n"


@pytest.mark.parametrize("page", ["<p>Write to <bdt class='block'>Shop</bdt>.", "<p>Write to <q1 id='x'>Shop</q1>."])
def test_an_element_of_somebodys_own_is_no_lost_word(brought: Reader, page: str) -> None:
    """What has an attribute with a value was written as an element: makers of policies have their own."""
    found = brought(page, Format.HTML)
    assert found.markdown == "Write to Shop.\n"
    assert not any("take for a tag" in remark for remark in found.remarks)


@pytest.mark.parametrize("sides", [("", ""), ("<rp>(</rp>", "<rp>)</rp>")])
def test_the_reading_above_a_word_stands_behind_it(brought: Reader, sides: tuple[str, str]) -> None:
    """In parentheses, be they on the page or not, as in a Word file."""
    page = f"<p>a<ruby>b{sides[0]}<rt>c</rt>{sides[1]}</ruby>d</p>"
    assert brought(page, Format.HTML).markdown == "ab(c)d\n"
