"""Lines for a terminal, in which no name that somebody may copy is broken at its hyphen."""

from __future__ import annotations

import textwrap

_WIDTH = 100


def wrap(words: str, first: str = "", rest: str = "") -> list[str]:
    """Return words as lines of at most 100 characters, the first and the others each behind their margin."""
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
