"""Marks a note's words where they are in another language than what they stand in."""

from __future__ import annotations

from html import escape

from site_gen.text.direction import direction


def in_its_language(note_html: str, language: str) -> str:
    """Return a note's words marked with their language (BCP 47); as they are where it is that of all around them."""
    if not note_html or not language:
        return note_html
    return f'<div lang="{escape(language)}" dir="{direction(language)}">{note_html}</div>'
