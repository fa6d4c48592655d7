"""Markdown to blocks: what is text, what is structure, and that reading by segments is reading whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_gen.render.html.article import document_article
from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.fingerprint import fingerprint
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse, parse_whole


def _kinds(text: str) -> list[str]:
    return [" ".join(filter(None, leaf.shape)) for leaf in parse(text).leaves]


def _facts(leaf: Leaf) -> tuple[object, ...]:
    return leaf.kind, leaf.source, leaf.shape, leaf.bare, tuple(c.number for c in leaf.path), leaf.explicit_id


def _nesting(segments: tuple[Segment, ...]) -> list[int]:
    """Return for each leaf how many of its containers it shares with the leaf before."""
    leaves = [leaf for segment in segments for leaf in segment.leaves]
    pairs = zip([(), *(leaf.path for leaf in leaves)], (leaf.path for leaf in leaves), strict=False)
    return [sum(a is b for a, b in zip(before, path, strict=False)) for before, path in pairs]


_fragments = st.sampled_from(
    [
        "- ", "1. ", "2) ", "   ", "    ", "\t", "> ", "# ", "## x", "***", "---", "===", "```", "~~~", "\n", "\n\n",
        "\n \n", "a", "b c", "**d**", "[e](/f)", "[g]", "[g]: /h", "[^1]", "[^1]: i", "| j | k |", "|---|---|",
        "Term", ": l", "<!-- m", "-->", "<!-- n -->", "<div>", "</div>", "<p>q</p>", "<details>",
        "{#o}", "{: #p .q }", "\\", "+ ", "10. ",
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(_fragments, max_size=24).map("".join))
@example("- > [^1]: i")
@example("1. > - > [a]: /b")
def test_a_text_read_by_segments_is_the_text_read_whole(text: str) -> None:
    """Cutting a text at blank lines loses no block, no container and no number."""
    whole = parse_whole(text)
    cut = parse(text)
    assert [_facts(leaf) for leaf in cut.leaves] == [_facts(leaf) for leaf in whole.leaves]
    assert _nesting(cut.segments) == _nesting((whole,))
    assert document_article(cut) == document_article(Document((whole,)))


@pytest.mark.parametrize(
    "text",
    [
        "- a\n\n- b\n\n  c\n\n- d",
        "1. a\n\n   - b\n\n2. c",
        "- a\n\n      code in an item",
        "- a\n\n\n- b",
        "a\n\n    code\n\n    more code\n\nb",
        "- a\n- b\n\n1. c\n\n2. d",
        "> a\n\n> b",
        "- a\n\n* b",
        "| a |\n|---|\n| b |\n\nc",
        "- a\n\n  | b |\n  |---|\n  | c |\n\n- d",
        "10. a\n\n11. b",
        "-\n\n  a",
        "* * *\n\n- a",
    ],
)
def test_blocks_that_reach_across_blank_lines_stay_whole(text: str) -> None:
    """Lists, items with several paragraphs and indented code are not torn where a blank line stands in them."""
    whole = parse_whole(text)
    assert [_facts(leaf) for leaf in parse(text).leaves] == [_facts(leaf) for leaf in whole.leaves]
    assert document_article(parse(text)) == document_article(Document((whole,)))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# a\n\nb", ["h1", "p"]),
        ("a\n===", ["h1"]),
        ("- a\n  - b\n\n    c", ["ul li p", "ul li ul li p", "ul li ul li p"]),
        ("> - a", ["blockquote ul li p"]),
        ("| a | b |\n|---|--:|\n| c | d |", ["table thead row right", "table tbody row right"]),
        ("a\n: b", ["dl dt", "dl dd p"]),
        ("a[^1]\n\n[^1]: b", ["p", "footnotes li p"]),
        ("```\na\n```\n\n***", ["pre", "hr"]),
        ("-\n- a", ["ul li p", "ul li p"]),
    ],
)
def test_each_block_knows_where_it_stands(text: str, kinds: list[str]) -> None:
    """A leaf names its containers from the outside in, then its own kind."""
    assert _kinds(text) == kinds


def test_equal_segments_are_parsed_once() -> None:
    """Two versions share the blocks that they have in common, as objects."""
    first, second = parse("# a\n\nb\n\nc"), parse("# a\n\nnew\n\nc")
    assert [one is two for one, two in zip(first.segments, second.segments, strict=True)] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("---\ntitle: Privacy\nlanguage: de\n---\n# a", "Privacy", "de"),
        ('---\ntitle: "Privacy: ours"\nlang: en\nlayout: page\n---\n# a', "Privacy: ours", "en"),
        ("---\ntitle: Privacy\n...\n# a", "Privacy", ""),
        ("# a", "", ""),
        ("---\n\n# a\n\n---", "", ""),
    ],
)
def test_front_matter_is_metadata(text: str, title: str, language: str) -> None:
    """Front matter gives title and language, and none of it is text; two rules around a text are not front matter."""
    document = parse(text)
    assert (document.title, document.language) == (title, language)
    assert [plain_text(leaf) for leaf in document.leaves if leaf.kind == "h1"] == ["a"]
    assert "Privacy" not in " ".join(map(plain_text, document.leaves))


@pytest.mark.parametrize("text", ["## Sharing {#sharing}", "## Sharing {: #sharing }", "## Sharing {: .x #sharing }"])
def test_a_declared_anchor_is_no_text(text: str) -> None:
    """`{#id}` and `{: #id }` after a heading declare its anchor."""
    (leaf,) = parse(text).leaves
    assert (plain_text(leaf), leaf.explicit_id) == ("Sharing", "sharing")


def test_braces_that_declare_nothing_are_text() -> None:
    """What only looks like attributes stays."""
    assert plain_text(parse("We use {curly} braces {like this}").leaves[0]) == "We use {curly} braces {like this}"


@pytest.mark.parametrize("text", ["- a[^1]\n- [^1]: b", "> [^1]: b\n\na[^1]", "a[^1]\n\n[^1]: b"])
def test_a_footnote_is_found_wherever_it_is_defined(text: str) -> None:
    """A footnote defined inside a list or a quotation is a footnote like any other."""
    assert _kinds(text)[-1] == "footnotes li p"
    assert '<li id="fn1" value="1">b</li>' in document_article(parse(text))


def test_footnotes_stand_at_the_end_in_the_order_of_their_references() -> None:
    """Footnotes are numbered as the text refers to them; one that it never refers to is not lost."""
    document = parse("a[^x] b[^y]\n\n[^z]: never\n\n[^y]: second\n\n[^x]: first")
    notes = [(leaf.path[1].number, plain_text(leaf)) for leaf in document.leaves if leaf.path]
    assert notes == [(1, "first"), (2, "second"), (3, "never")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\nb", "a b"),
        ("a\n\n\n\nb", "a\n\nb\n"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("* a\n* b", "- a\n- b"),
        ("\ufeffa", "a"),
        ("**a**", "__a__"),
        ("[a](/b)", "[a][1]\n\n[1]: /b"),
        ("a <!-- x --> b", "a  b"),
        ("---\ntitle: T\n---\na", "a"),
        ("a \\* b", "a &#42; b"),
        ("## a {#x}", "## a {#y}"),
        ("[a](/b) **[c](/d)**", "[a](/b) [**c**](/d)"),
    ],
)
def test_what_renders_the_same_has_one_fingerprint(one: str, other: str) -> None:
    """A reflow, another line ending, another way to write the same: no reader can tell, so no version is made."""
    assert fingerprint(parse(one)) == fingerprint(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "b"),
        ("a", "# a"),
        ("[a](/b)", "[a](/c)"),
        ("a", "**a**"),
        ("- a", "1. a"),
        ("- a\n- b", "- a\n\n  b"),
        ("a b", "a\u00a0b"),
        ("[a](/b)", '[a](/b "t")'),
        ("[a](/b)[c](/b)", "[ac](/b)"),
        ("1. a", "2. a"),
        ("- a\n\n<!-- -->\n\n- b", "- a\n- b"),
        ("> a\n\n> b", "> a\n>\n> b"),
        ("| a |\n|---|", "| a |\n|--:|"),
        ("```\na  b\n```", "```\na b\n```"),
        ("a<br>b", "a b"),
    ],
)
def test_what_renders_otherwise_has_another_fingerprint(one: str, other: str) -> None:
    """Words, structure, link targets and looks each make a version."""
    assert fingerprint(parse(one)) != fingerprint(parse(other))


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No input breaks the parser, and control characters never reach a page."""
    page = document_article(parse(text))
    assert not set(page) & {chr(code) for code in range(32)} - {"\n", "\t"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example", "<https://a.example>"),
        ("a", '<a id="b"></a>a'),
        ("<p>a</p>", "a"),
        ("- [ ] a", "- ☐ a"),
        ("> [!NOTE]\n> a", "> **Note**\n>\n> a"),
        ("<b>a</b>", "**a**"),
        ("a\n\n{: .b}\n\nc", "a\n\nc"),
    ],
)
def test_what_a_later_release_learnt_to_read_unmakes_no_version(one: str, other: str) -> None:
    """Texts that the first release told apart stay two versions, though their pages now read the same."""
    assert fingerprint(parse(one)) != fingerprint(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(a) b\n(b) c", "(a) b (b) c"),
        ("• a\n• b", "• a • b"),
        ("> [!NOTE]\n> a", "> [!NOTE] a"),
        ("1.1 a\n1.2 b", "1.1 a 1.2 b"),
    ],
)
def test_what_a_later_release_learnt_to_read_makes_no_version(one: str, other: str) -> None:
    """Texts that the first release took for one stay one version, though their pages now read differently."""
    assert fingerprint(parse(one)) == fingerprint(parse(other))


_dialect = st.sampled_from(["<a id=q></a>", "<b>", "(a) ", "[ ] ", "> [!NOTE]\n", "a@b.example"])


@settings(max_examples=300)
@given(st.lists(st.one_of(_fragments, _dialect), max_size=16).map("".join))
@example("- - [x] a")
@example("1. > - [ ] a")
def test_the_first_reading_is_read_by_segments_as_a_whole(text: str) -> None:
    """What tells versions apart is what the first reading of the whole text says, wherever the two readings are one."""
    whole = Document((parse_whole(text, first=True),))
    assert fingerprint(parse(text)) == fingerprint(whole) or text.lstrip("\ufeff").startswith("---")
