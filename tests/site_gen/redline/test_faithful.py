"""The laws of a redline, for any two texts: what it gives back, and that its page can be read both ways."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from lxml import html
from msgspec.structs import replace

from site_gen.catalogue import ENGLISH
from site_gen.errors import VerifyError
from site_gen.redline import Redline, compare
from site_gen.redline.digest.summary import summarise
from site_gen.redline.model import Row, RowKind
from site_gen.render.html.article import document_article, own_anchors, redline_article, redline_parts
from site_gen.render.html.marks import say_once
from site_gen.render.mail import section_html
from site_gen.render.markdown import redline_markdown
from site_gen.render.readback import verify, verify_model
from site_gen.render.text import redline_text
from site_gen.text.document import Document, Segment
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse
from tests.site_gen.redline.any_texts import (
    any_two,
    often,
    texts,
)


def _plain_blocks(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(leaf.shape, plain_text(leaf)) for leaf in document.leaves]


@often
@given(any_two)
def test_either_text_is_in_the_model(pair: tuple[str, str]) -> None:
    """Dropping every deletion gives the newer text, block by block and kind by kind; dropping insertions the older."""
    old, new = map(parse, pair)
    redline = compare(old, new)
    assert [tuple(block) for block in redline.newer_blocks()] == _plain_blocks(new)
    assert [tuple(block) for block in redline.older_blocks()] == _plain_blocks(old)


_BLOCK_ELEMENTS = re.compile(
    r"article|blockquote|br|dd|details|div|dl|dt|h[1-6]|hr|li|ol|p|pre|summary|table|tbody|td|th|thead|tr|ul"
)


def _without(article: html.HtmlElement, test: Callable[[html.HtmlElement], bool]) -> html.HtmlElement:
    article = copy.deepcopy(article)
    for element in [found for found in article.iter() if isinstance(found.tag, str) and test(found)]:
        if element.getparent() is not None:
            element.drop_tree()
    return article


def _lines(article: html.HtmlElement) -> list[str]:
    """Return the text of each block, white space folded."""
    parts: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        edge = ["\n\n"] if _BLOCK_ELEMENTS.fullmatch(str(element.tag)) else []
        parts.extend([*edge, (element.text or "").replace("\n", " ")])
        for child in element:
            walk(child)
            parts.append((child.tail or "").replace("\n", " "))
        parts.extend(edge)

    walk(article)
    return [line for block in "".join(parts).split("\n\n") if (line := re.sub(r"\s+", " ", block).strip())]


def _links(article: html.HtmlElement, *, older: bool = False) -> list[tuple[str, str]]:
    found = []
    for link in article.iter("a"):
        target = link.get("href", "")
        target = link.get("data-old-href", target) if older else target
        text = re.sub(r"\s+", " ", str(link.text_content())).strip()
        if target and text:
            found.append((target, text))
    return found


def _read(source: str) -> html.HtmlElement:
    root = html.document_fromstring(f"<!doctype html><meta charset=utf-8><body>{source}")
    (article,) = root.iter("article")
    return _without(article, lambda element: "redline-ui" in (element.get("class") or "").split())


_LONG = "Read about all the [Third-Party Services](/services) that we use for mail and storage in the list."


@often
@given(any_two)
@example(("- a b\n- c d", "- c d\n\n1. a b"))
@example(("| a |\n|---|\n| b |", "a\n\nb"))
@example(("See the [terms](/a) of use.", "See [the terms of use](/a)."))
@example(("See the [terms](/a) and [rules](/b).", "See the [terms and rules](/a)."))
@example((f"{_LONG}\n\nWe keep it.\n\nNo.", f"We keep it.\n\nNo.\n\n{_LONG.replace('Party', 'party')}"))
def test_either_page_can_be_read_from_the_redlines_page(pair: tuple[str, str]) -> None:
    """Without `del` the page has the newer page's blocks, words and links; without `ins` the older's."""
    old, new = map(parse, pair)
    shown = _read(redline_article(compare(old, new)))
    accepted, rejected = _without(shown, lambda e: e.tag == "del"), _without(shown, lambda e: e.tag == "ins")
    older, newer = _read(document_article(old)), _read(document_article(new))
    assert _lines(accepted) == _lines(newer)
    assert _lines(rejected) == _lines(older)
    assert _links(accepted) == _links(newer)
    assert _links(rejected, older=True) == _links(older)


@often
@given(any_two)
def test_a_page_verifies_itself(pair: tuple[str, str]) -> None:
    """The check that every build makes accepts every redline that the program writes."""
    redline = compare(*map(parse, pair))
    verify(redline, [redline_article(redline)], "a test")


@settings(max_examples=60)
@given(texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    """A text compared with itself has no change, however often it is parsed."""
    redline = compare(parse(text), parse(text + "\n"))
    assert redline.is_identical
    assert summarise(redline).verdict == "none"
    assert "<ins" not in redline_article(redline)
    assert "<del" not in redline_article(redline)


@settings(max_examples=60)
@given(any_two)
def test_a_change_is_never_silent(pair: tuple[str, str]) -> None:
    """Where two pages differ in blocks or links, the redline has a mark or a remark, and every medium says so."""
    old, new = map(parse, pair)
    older, newer = _read(document_article(old)), _read(document_article(new))
    redline = compare(old, new)
    if (_lines(older), _links(older)) == (_lines(newer), _links(newer)):
        return
    page = redline_article(redline)
    assert re.search(r"<(ins|del)\b|redline-ui note", page)
    assert summarise(redline).verdict != "none" or "invisible" in summarise(redline).statement
    assert redline_text(redline).count("\n") > 1
    assert redline_markdown(redline).count("\n") > 1


@settings(max_examples=60)
@given(any_two)
def test_every_change_stands_in_one_section(pair: tuple[str, str]) -> None:
    """The list of changed sections holds each changed row once, and a mail can be made of each section."""
    redline = compare(*map(parse, pair))
    summary = summarise(redline)
    rows = [row for section in summary.sections for row in section.rows]
    assert sorted(rows) == [number for number, row in enumerate(redline.rows) if row.kind.value != "same"]
    assert all(section_html(redline, section) for section in summary.sections)


_NOTICE = "We share **data** with [partners](/p) for 12 months.\n\n- one thing\n- another thing"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda page: page.replace("24", "48"),
        lambda page: page.replace("12", "21"),
        lambda page: page.replace("<li>another thing</li>", ""),
        lambda page: page.replace("one thing", '<span class="redline-ui note">one</span> thing', 1),
        lambda page: page.replace("<ins>", "<u>").replace("</ins>", "</u>"),
        lambda page: page.replace("another thing", "another</li><li>thing"),
        lambda page: page.replace("share", "sell"),
        lambda page: page + "<p>more</p>",
    ],
    ids=["inserted", "deleted", "item-lost", "hidden", "unmarked", "block-split", "word-changed", "text-added"],
)
def test_a_tampered_page_is_refused(tamper: Callable[[str], str]) -> None:
    """A page that does not give back either text is never published, and the refusal quotes where it differs."""
    redline = compare(parse(_NOTICE), parse(_NOTICE.replace("12", "24")))
    page = redline_article(redline)
    verify(redline, [page], "privacy 2026-01-01")
    assert tamper(page) != page
    with pytest.raises(
        VerifyError, match=r"^privacy 2026-01-01: the redline does not give back the (older|newer) text"
    ):
        verify(redline, [tamper(page)], "privacy 2026-01-01")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<del></del><del>", "</del>"),
        ("<ins>", "</ins>"),
        ('<p class="redline-ui">', "</p>"),
        ("</del>", "<del>"),
        ("words", "words"),
        ("<del>words</del>", ""),
    ],
)
def test_a_part_that_reaches_into_the_next_is_refused(opening: str, closing: str) -> None:
    """Each part of a page is read back alone, so no mark, remark or word may stand across two of them."""
    redline = compare(parse(_NOTICE), parse(_NOTICE.replace("12", "24")))
    parts = redline_parts(redline, own_anchors(redline.new))
    verify(redline, parts, "privacy 2026-01-01")
    assert len(parts) == 2
    with pytest.raises(VerifyError, match="marks or words beyond a block"):
        verify(redline, [parts[0] + opening, closing + parts[1]], "privacy 2026-01-01")


@often
@given(any_two)
def test_the_parts_of_a_page_are_read_back_as_the_whole(pair: tuple[str, str]) -> None:
    """Reading a page part by part is reading it whole."""
    redline = compare(*map(parse, pair))
    parts = redline_parts(redline, own_anchors(redline.new))
    verify(redline, parts, "a test")
    verify(redline, ["".join(parts)], "a test")


def test_a_redline_is_the_same_in_any_order_of_work() -> None:
    """What was compared before leaves no trace in a redline."""
    pairs: Sequence[tuple[str, str]] = [("a b c", "a c"), (_NOTICE, _NOTICE.replace("one", "some")), ("# T\n\nx", "x")]
    forward = [redline_article(compare(parse(a), parse(b))) for a, b in pairs]
    backward = [redline_article(compare(parse(a), parse(b))) for a, b in reversed(pairs)]
    assert forward == backward[::-1]


def _as_read_first(document: Document) -> Document:
    """Return a text of which nothing is kept yet that other pages have shown."""
    segments = (Segment(segment.leaves, segment.says, segment.effort) for segment in document.segments)
    return replace(document, segments=tuple(segments))


@often
@given(any_two, any_two)
def test_a_page_does_not_depend_on_what_was_compared_before(pair: tuple[str, str], others: tuple[str, str]) -> None:
    """What came or went whole is worked out once for all pages that have it, and is as on a page that began with it."""
    old, new = map(parse, pair)
    for other in map(parse, others):
        redline_parts(compare(other, new), own_anchors(new))
    redline, first = compare(old, new), compare(_as_read_first(old), _as_read_first(new))
    assert redline_article(redline) == redline_article(first)
    assert summarise(redline) == summarise(first)


@often
@given(any_two)
def test_the_parts_of_a_page_are_announced_as_the_whole(pair: tuple[str, str]) -> None:
    """A run of blocks that came or went is announced once, wherever the page is cut into parts."""
    redline = compare(*map(parse, pair))
    page = "".join(redline_parts(redline, own_anchors(redline.new)))
    assert say_once(page, ENGLISH) == page


@often
@given(any_two)
@example(("1. one thing\n2. another thing", "- a thing of quite another kind\n- another thing"))
@example(("a[^1] b[^2]\n\n[^1]: one thing\n\n[^2]: two", "a b[^2]\n\n[^2]: two"))
def test_marks_stand_where_html_allows_them(pair: tuple[str, str]) -> None:
    """Lists hold only items, tables only rows, only numbered items have numbers, and no id comes twice."""
    page = html.document_fromstring(
        f"<!doctype html><meta charset=utf-8><body>{redline_article(compare(*map(parse, pair)))}"
    )
    allowed = {
        "ul": {"li"},
        "ol": {"li"},
        "table": {"thead", "tbody"},
        "thead": {"tr"},
        "tbody": {"tr"},
        "tr": {"td", "th"},
    }
    for parent, children in allowed.items():
        for element in page.iter(parent):
            assert {child.tag for child in element} <= children
    assert not page.xpath("//*[not(self::ol)]/li[@value]")
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("loss", ["a row", "a word", "the order", "what is the same"])
def test_a_model_that_does_not_give_back_both_texts_is_refused(loss: str) -> None:
    """Mail, Markdown and Word are written from the model, so it is read back too, before anything is published."""
    redline = compare(parse("# a\n\nsame\n\nold words\n\n- x"), parse("# a\n\nsame\n\nnew words\n\n- x"))
    verify_model(redline, "pair")
    rows = list(redline.rows)
    edit = next(at for at, row in enumerate(rows) if row.texts)
    match loss:
        case "a row":
            del rows[edit]
        case "a word":
            (text,) = rows[edit].texts
            rows[edit] = replace(rows[edit], texts=(text._replace(pieces=text.pieces[1:]),))
        case "the order":
            rows.reverse()
        case _:
            rows = [Row(RowKind.SAME, range(4), range(4))]
    with pytest.raises(VerifyError, match="pair: the model"):
        verify_model(Redline(redline.old, redline.new, tuple(rows)), "pair")
