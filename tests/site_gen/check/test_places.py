"""The line on which each block of a text begins."""

from __future__ import annotations

import pytest

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
    ],
)
def test_a_block_begins_where_its_first_words_stand(source: str, words: str, line: int) -> None:
    """Front matter, line ends, empty cells, escaped bars and footnotes do not shift the line of a block."""
    text = read(source)
    number = next(number for number, leaf in enumerate(text.document.leaves) if leaf.source == words)
    assert text.line_of(number) == line
