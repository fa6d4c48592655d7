"""Inline Markdown as HTML: untrusted text, so nothing passes that could act."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from site_gen.render.html.article import document_article, fragment_html
from site_gen.text.markdown.commonmark import block_tokens, inline_html, inline_tokens
from site_gen.text.parsing.parse import parse


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("**a** *b* ~~c~~ `d`", "<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>"),
        ("a<br>b<BR/>c", "a<br>b<br>c"),
        ("a  \nb\nc", "a<br>b c"),
        ("a <!-- b --> c", "a c"),
        ("a <!-- b", "a &lt;!-- b"),
        ("<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;"),
        ("<https://example.com>", '<a href="https://example.com">https://example.com</a>'),
        ("![a map](/m.png)", '<a href="/m.png">a map</a>'),
        ("![](/m.png)", '<a href="/m.png">image</a>'),
        ("[![a map](/m.png)](/b)", '<a href="/b">a map</a>'),
        ("[a](javascript:alert)", "[a](javascript:alert)"),
        ('[a](/b "c \\"d\\"")', '<a href="/b" title="c &quot;d&quot;">a</a>'),
        ("a \t b\u00a0c", "a b\u00a0c"),
        ("`a  \n b`", "<code>a b</code>"),
    ],
)
def test_inline_markdown(source: str, wanted: str) -> None:
    """Of HTML only a break and a comment are read as meant; the rest is shown as it was written."""
    assert inline_html(source) == wanted


@given(st.text(alphabet="<>\"'&/=!-abscriptonload:()[]*_`#\n ", max_size=80))
def test_no_markup_of_a_text_survives(text: str) -> None:
    """Whatever a text holds, its page has none but our own elements and attributes."""
    article = html.document_fromstring(f"<!doctype html><meta charset=utf-8><body>{document_article(parse(text))}")
    for element in article.iter():
        if isinstance(element.tag, str):
            assert element.tag not in {"script", "style", "iframe", "img", "form", "input", "link", "object"}
            assert not [name for name in element.attrib if str(name).startswith("on")]
            assert not element.get("href", "").lower().startswith(("javascript:", "vbscript:", "data:text"))


_LINK_PARTS = (
    "[|]|(|)|[a_b](|](|/b|//b.c|#d|https://e.example|/f?g=h#i|http://J.k|%20|&amp;|é|*|_|`|!|^|\\|<|>|..|:80| |\n"
)
_LINKS = st.lists(st.sampled_from([*_LINK_PARTS.split("|"), '"t"', "l:m", "mailto:n@o.example"])).map("".join)


@given(_LINKS)
@example("[a](https://b.example)[c [d](/e)](/f)")
@example("*[a](/b*c*)*")
def test_plain_links_are_read_as_any_link(source: str) -> None:
    """The short way to read a plain link finds what markdown-it's own rule finds."""
    tokens: list[Token] = []
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(deflist_plugin).use(footnote_plugin).disable("footnote_inline")
    parser.inline.parse(source, parser, {}, tokens)
    assert [token.as_dict() for token in inline_tokens(source, first=True)] == [token.as_dict() for token in tokens]


@given(
    st.lists(st.sampled_from(["a", "- ", "1. ", "# ", "> ", "|", ":", "~", "\n", "\n\n", "    ", "---", "=="])).map(
        "".join
    )
)
@example("a\n~    a")
def test_rules_are_left_out_only_where_they_find_nothing(source: str) -> None:
    """Blocks of the first reading are what the parser with all rules finds; the second leaves some out by design."""
    found = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(deflist_plugin)
    wanted: list[Token] = []
    found.block.parse(source, found, {}, wanted)
    assert [token.as_dict() for token in block_tokens(source, first=True)[0]] == [token.as_dict() for token in wanted]


def test_a_notes_headings_stay_out_of_the_pages_outline() -> None:
    """A change note's headings become bold lines."""
    assert (
        fragment_html(parse("## What you can do\n\nOpt out."))
        == "<p><strong>What you can do</strong></p><p>Opt out.</p>"
    )
