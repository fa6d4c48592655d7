"""Which words are language tags, and what is advised where one is not."""

from __future__ import annotations

import pytest
from babel import Locale
from babel.core import get_global

from site_gen.declared.configuration import read_configuration
from site_gen.declared.language_tags import tag_problem
from site_gen.errors import ConfigError


@pytest.mark.parametrize(
    "tag",
    [
        "de",
        "en-GB",
        "EN-us",
        "zh-Hant",
        "zh-Hant-TW",
        "zh-yue",
        "es-419",
        "und",
        "und-Arab",
        "ckb",
        "qaa",
        "iw",
        "de-CH-1996",
        "sl-rozaj-biske",
        "en-x-simple",
        "de-u-co-phonebk",
    ],
)
def test_a_tag_of_bcp_47_is_one(tag: str) -> None:
    """Scripts, regions, variants, extensions and private parts are part of a tag, in letters of any size."""
    assert tag_problem(tag) is None


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("german", "`de`"),
        ("Deutsch", "`de`"),
        ("Spanish", "`es`"),
        ("pt_BR", "`pt-BR`"),
        ("jp", "`ja`"),
        ("gr", "`el`"),
        ("klingonese", "one such as"),
        ("e", "one such as"),
        ("en--GB", "one such as"),
        ("de-", "one such as"),
        ("../de", "one such as"),
    ],
)
def test_a_word_that_is_none_is_refused_with_what_is_meant(word: str, advice: str) -> None:
    """A language's name, a country's code or an underscore is told which tag to write."""
    assert f"write {advice}" in str(tag_problem(word))


def test_every_language_of_two_letters_is_known() -> None:
    """The table has all that CLDR names, and those that it names otherwise today."""
    cldr = {*Locale("en").languages, *get_global("language_aliases")}
    every = (f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz")
    assert {code for code in every if not tag_problem(code)} == {code for code in cldr if len(code) == 2}


def test_the_configuration_names_the_line() -> None:
    """No policy is published under the name of its language."""
    text = '[[policy]]\npath = "policy/privacy.md"\nlanguage = "german"\n'
    with pytest.raises(ConfigError, match=r"german.*write `de`"):
        read_configuration(text.encode(), ())
