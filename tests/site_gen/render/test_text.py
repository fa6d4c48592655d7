"""Plain text."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from site_gen.render.text import document_text
from site_gen.text.parsing.parse import parse

_WORDS = st.lists(st.text("abcé字", min_size=1, max_size=90), min_size=1, max_size=40)


@given(_WORDS, st.sampled_from(["", "- "]))
def test_a_paragraph_is_wrapped_as_textwrap_would(words: list[str], bullet: str) -> None:
    """A line holds as many words as fit, a longer word stands alone, and an item's lines hang below its first word."""
    text = " ".join(words)
    wanted = textwrap.fill(
        bullet.replace("-", "•") + text,
        78,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
    assert document_text(parse(bullet + text)) == f"{wanted}\n"


def test_code_keeps_its_indentation() -> None:
    """The lines of a block of code stand as they were written."""
    assert document_text(parse("```\nif so:\n    do\n```\n")) == "if so:\n\n    do\n"
