"""The line on which each block of a text begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.text.parsing.parse import leaf_lines, parse
from tests.site_gen.check.reading import read


@pytest.mark.parametrize(
    ("source", "words", "line"),
    [
        ("# a\n\nb\n", "b", 3),
        ("---\ntitle: b\n---\n\nb\n", "b", 5),
        ("a\r\n\r\nb\r\n", "b", 3),
        ("\ufeffa\n\nb\n", "b", 3),
        ("a b\nc\n\nb\n", "b", 4),
        ("|  | x |\n| --- | --- |\n|  | b |\n", "\x1fb", 3),
        ("| x |\n| --- |\n| b \\| c |\n", "b | c", 3),
        ("x[^n]\n\n[^n]: b\n\ny\n", "b", 3),
        ("x[^n]\n\n[^n]: b\n\ny\n", "y", 5),
        ("- a\n\n  b\n- c\n", "b", 3),
        ("```\nx\n\ny\n```\n\nb\n", "b", 7),
        ("a\n\n```\n\nb\n```\n", "\nb\n", 4),
        ("a\n\n    b\n", "b\n", 3),
        ("> - x\n>\n>   b\n", "b", 3),
        ("a\n\n- \n- b\n", "b", 4),
        ("a\n\n**a** *b*\n\n\n**a** *b* c\n", "**a** *b* c", 6),
        ("a\n: b\n\n  b c\n", "b c", 4),
        ("x[^n]\n\n[r]: /y\nb\n\n[^n]: z\n", "b", 4),
        ("<!--\nb\n-->\n\nb\n", "b", 5),
        ("\n\n \nb\n", "b", 4),
    ],
)
def test_a_block_begins_where_its_first_words_stand(source: str, words: str, line: int) -> None:
    """Nothing above a block shifts its line: front matter, line ends, code, comments, definitions, what reads alike."""
    text = read(source)
    number = next(number for number, leaf in enumerate(text.document.leaves) if leaf.source == words)
    assert text.line_of(number) == line


_BLOCKS = (
    "w{}",
    "# w{}",
    "w{}\n===",
    "- w{}\n- x",
    "1. w{}\n   x\n\n   y",
    "> w{}\nx",
    "```\nw{}\n```",
    "    w{}",
    "| w{} | x |\n| --- | --- |\n| y | z |",
    "w{}\n: x",
    "<!--\nx\n-->\nw{}",
    "[r{0}]: /x\nw{0}",
    "w{0}[^{0}]\n\n[^{0}]: x",
    "---",
)


_GAPS = ("\n\n", "\n\n\n", "\n \n", "\r\n\r\n")


@given(blocks=st.lists(st.sampled_from(_BLOCKS), max_size=8), gap=st.sampled_from(_GAPS))
def test_each_block_has_the_line_of_its_first_word(blocks: list[str], gap: str) -> None:
    """Whatever blocks a text is made of, the lines are those of the source."""
    text = gap.join(block.format(number) for number, block in enumerate(blocks))
    lines = text.replace("\r\n", "\n").split("\n")
    for leaf, line in zip(parse(text).leaves, leaf_lines(text), strict=True):
        if leaf.source.startswith("w"):
            assert leaf.source[:2] in lines[line - 1]
