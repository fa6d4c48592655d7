"""What the site publishes of a change, as a letter quotes it."""

from __future__ import annotations

import re

import msgspec
import pytest

from notify.letter.change import Excerpt, excerpt
from notify.letter.sentences import sentences
from notify.model.published import Section
from site_gen.redline import compare
from site_gen.redline.digest.summary import summarise
from site_gen.render.data import sections_json
from site_gen.render.html.article import own_anchors
from site_gen.text.parsing.parse import parse

TABLE = "## T\n\n| Data | Use | Kept |\n|---|---|---|\n| Names | Mail | 2 years |\n"


def quoted(older: str, newer: str) -> list[Excerpt]:
    """Return the changed sections as an English letter shows them."""
    redline = compare(parse(older), parse(newer))
    published = sections_json(redline, summarise(redline), own_anchors(redline.new).sections)
    sections = msgspec.convert(published, list[Section])
    return [excerpt("https://a.example/", each, sentences("en"), ("en", "en")) for each in sections]


@pytest.mark.parametrize("title", ["New", "1. New & old", "A heading of so many words " * 4 + "that it wraps"])
@pytest.mark.parametrize("level", ["#", "##", "###"])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_heading_that_came_or_went_is_said_once(title: str, level: str, is_new: bool) -> None:
    """The heading has the mark itself; it does not stand below itself a second time."""
    texts = "## A\n\nStays.\n", f"## A\n\nStays.\n\n{level} {title}\n\nOther words of its own.\n"
    found = next(each for each in quoted(*(texts if is_new else texts[::-1])) if each.title != "A")
    assert found.mark == ("ins" if is_new else "del")
    assert found.marked_title == (f"{{+{title}+}}" if is_new else f"[-{title}-]")
    assert title.rsplit(maxsplit=1)[-1] not in re.sub("<[^>]*>", "", found.html)
    assert found.text in {"{+Other words of its own.+}", "[-Other words of its own.-]"}


def test_a_heading_that_changed_shows_how() -> None:
    """Of a heading of which words stayed, the marks show which, below the heading as it is now."""
    (found,) = quoted("## Our partners\n\nOne.\n", "## Our vendors\n\nOne.\n")
    assert (found.mark, found.title) == ("", "Our vendors")
    assert "[-partners-]{+vendors+}" in found.text


def test_of_a_row_only_what_changed_is_quoted() -> None:
    """A changed row shows its first cell, by which one knows it, and the cells that changed, by their columns."""
    (found,) = quoted(TABLE, TABLE.replace("2 years", "3 years"))
    assert found.text == "Data: Names | Kept: [-2-]{+3+} years"
    assert "Mail" not in found.html


def test_a_row_without_headings_is_quoted_whole() -> None:
    """Where no heading tells a cell's column, its place among the others does."""
    bare = TABLE.replace("| Data | Use | Kept |", "|  |  |  |")
    (found,) = quoted(bare, bare.replace("2 years", "3 years"))
    assert "Mail" in found.text
