"""What holds for texts in any dialect, however they nest, and whatever hostile things they hold."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from site_gen.redline.compare import compare
from site_gen.render.html.article import document_article
from site_gen.render.readback import verify_model
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import leaf_lines, parse

_PIECES = st.sampled_from(
    [
        "<table>",
        "<tr>",
        "<td>",
        "<th>",
        "</td>",
        "</tr>",
        "</table>",
        "<p>",
        "</p>",
        "<div id=a>",
        "</div>",
        "<ul>",
        "<li>",
        "</ul>",
        "<ol type=i>",
        "</ol>",
        "<b>",
        "</b>",
        "<a id=x></a>",
        '<a href="https://a.example">',
        "</a>",
        "<script>",
        "alert(1)",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<b onclick=alert(1)>",
        "<a href=javascript:alert(1)>",
        "<svg/onload=alert(1)>",
        "<h2 id='\"><script>'>",
        "<details open ontoggle=alert(1)>",
        "<iframe src=//a>",
        "<style>",
        "*",
        "`",
        "[",
        "](",
        ")",
        "{: #b}",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "a",
        " ",
        "(a) ",
        "(b) ",
        "www.",
        "https://a.example/",
        "a@b.example",
        '"',
        "'",
        "&lt;",
        "<!--",
        "-->",
        "|",
        "|---|",
        "\\",
        "<dl>",
        "<dt>",
        "<dd>",
    ]
)
_MIX = st.lists(_PIECES, max_size=24).map("".join)


@given(_MIX)
@example("<a href='javascript:alert(1)'>a</a> <a href=\" jav\tascript:alert(1)\">b</a> <a href=data:text/html,c>d</a>")
@example("<table><tr><td><script>alert(1)</script></td></tr></table>")
@example('<p title="<img src=x onerror=alert(1)>">a</p>')
def test_nothing_of_a_hostile_text_acts(source: str) -> None:
    """Whatever a text holds, its pages have our elements and attributes alone, each id once, and links lead away."""
    allowed = {
        "id",
        "class",
        "href",
        "title",
        "start",
        "value",
        "scope",
        "role",
        "aria-label",
        "tabindex",
        "data-label",
    }
    page = html.fromstring(f"<body>{document_article(parse(source))}</body>")
    ids = [str(element.get("id")) for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in page.iter():
        assert element.tag in _ELEMENTS
        assert set(map(str, element.attrib)) <= allowed
        assert element.get("href", "#").lower().startswith(("https://", "http://", "mailto:", "#")) or "](" in source


_ELEMENTS = frozenset(
    """
    html body article p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote table thead tbody tr th td pre code hr br a span
    div strong em s sub sup
    """.split()  # noqa: SIM905  a table to be read
)


@given(_MIX, _MIX)
def test_a_redline_of_any_dialect_is_faithful(older: str, newer: str) -> None:
    """Both texts can be read back from the redline, whatever they are written in."""
    redline = compare(parse(older), parse(newer))
    verify_model(redline, "a")


@pytest.mark.parametrize("source", ["<ul><li>", "<div>", "<table><tr><td>", "i. x\nii. y\n", "<a id=", "`<a id=x></a>"])
def test_no_nesting_is_too_deep(source: str) -> None:
    """What is nested without end is read all the same."""
    assert len(parse(source * 3_000).leaves) >= 0


@pytest.mark.parametrize("source", ["> " * 60 + "a", "\n".join(f"{'  ' * depth}- a" for depth in range(40))])
def test_what_nests_deeply_is_shown(source: str) -> None:
    """GitHub shows it too."""
    assert sum(plain_text(leaf) == "a" for leaf in parse(source).leaves) == source.count("a")


@given(_MIX)
@example("```")
def test_each_block_has_a_line_of_the_text(source: str) -> None:
    """The line of a block lies in the text."""
    lines = list(leaf_lines(source))
    assert len(lines) == len(parse(source).leaves)
    assert all(1 <= line <= source.count("\n") + 1 for line in lines)
