"""What pages take from the words of a change note."""

from __future__ import annotations

import pytest

from site_gen.build.pages.notes import note_gist


@pytest.mark.parametrize(
    ("note", "gist"),
    [
        ("We keep it longer. A year, to be exact.", "We keep it longer."),
        ("## What changes\n\nWe keep *it* longer.\n\nMore.", "We keep it longer."),
        ("Summary\n=======\n\n- Cookies last a year.\n- More.", "Cookies last a year."),
        ("## Only a heading", ""),
        ("  ", ""),
    ],
)
def test_the_gist_of_a_note_is_its_first_sentence_past_its_headings(note: str, gist: str) -> None:
    """A row of the history has one line: a heading there, with its rule of hyphens, says nothing."""
    assert note_gist(note) == gist
