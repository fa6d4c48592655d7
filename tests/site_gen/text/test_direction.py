"""Which way a language is written, held to CLDR."""

from __future__ import annotations

import babel
import pytest
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from site_gen.render.word.parts import styles
from site_gen.text.direction import direction, direction_of_letters, language_of_letters


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("uz", "ltr"),
        ("uz-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("ckb", "rtl"),
    ],
)
def test_a_language_runs_in_its_scripts_direction(language: str, way: str) -> None:
    """A script in the tag outweighs what the language is usually written in."""
    assert direction(language) == way


def test_every_locale_runs_as_cldr_says() -> None:
    """What a browser knows of a language, we know too; Mongolian, written in columns, is left to the page as ltr."""
    tags = [tag for tag in locale_identifiers() if Locale.parse(tag).text_direction != "ttb"]
    found = {tag: direction(tag.replace("_", "-")) for tag in tags}
    assert found == {tag: Locale.parse(tag).text_direction for tag in tags}


def test_a_language_alone_runs_as_its_likely_script() -> None:
    """A tag of a language and a region runs as the script does in which CLDR expects it."""
    scripts = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
    likely = {tag: full.split("_")[1] for tag, full in get_global("likely_subtags").items()}
    plain = [tag for tag in likely if not tag.startswith("und") and all(len(part) != 4 for part in tag.split("_")[1:])]
    plain.remove("arc")  # CLDR thinks of Palmyra; whoever writes Aramaic today writes Syriac or Hebrew letters
    other = {tag for tag in plain if (likely[tag] in scripts) != (direction(tag) == "rtl")}
    # CLDR 48, which Babel 2.19 brought, writes Hassaniya in Arabic letters, of Mauritania, and Wolio in Latin ones.
    assert other == ({"mey", "wlo"} if babel.__version__.startswith("2.18.") else set())


@pytest.mark.parametrize(
    ("language", "way"), [("ckb", "rtl"), ("ug", "rtl"), ("dv", "rtl"), ("pa-PK", "rtl"), ("ku-Latn", "ltr")]
)
def test_a_word_document_runs_as_the_page_does(language: str, way: str) -> None:
    """Pages and Word documents ask one table."""
    assert (b"<w:bidi/>" in bytes(styles(language), "utf-8")) == (direction(language) == "rtl") == (way == "rtl")


@pytest.mark.parametrize(
    ("text", "language", "way"),
    [
        ("We keep it. \u05d0", "en", "ltr"),
        ("نحتفظ بها", "und-Arab", "rtl"),
        ("אנחנו שומרים", "und-Hebr", "rtl"),
        ("30", "en", ""),
    ],
)
def test_letters_tell_how_a_text_of_no_known_language_is_laid_out(text: str, language: str, way: str) -> None:
    """The tag claims a way of writing and no language, and is laid out as the letters are."""
    assert language_of_letters(text) == language
    assert direction_of_letters(text) == way
    assert direction(language) == (way or "ltr")
