"""A file of words that lacks a key, or holds it in another form, is refused by file and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from site_gen.errors import ConfigError
from site_gen.signals.words.lexicon import (
    FOLDER,
    languages,
    lexicon,
    load,
)
from site_gen.signals.words.vocabulary import load as load_names


@pytest.fixture
def english(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "en", tmp_path / "en"))


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigError) as refused:
        load(folder)
    return str(refused.value)


@pytest.mark.parametrize("language", languages())
def test_the_files_of_every_language_fit(language: str) -> None:
    """What comes with the program is read whole, its names of facts too."""
    known = load(FOLDER / language)
    assert known.grammar == lexicon(language).grammar
    assert load_names(known).entries


@pytest.mark.parametrize(
    "key", ["small_words", "endings", "keep", "months", "legal_forms", "negations", "openers", "generic", "money_signs"]
)
def test_a_grammar_without_a_key_is_refused_by_it(english: Path, key: str) -> None:
    """Each list that has no default must be there."""
    file = english / "language.toml"
    whole = file.read_text(encoding="utf-8")
    without = re.sub(rf"(?m)^{key} = (\[(?s:.*?)\]$|\"\"\"(?s:.*?)\"\"\"|.*)$", "", whole, count=1)
    file.write_text(without if without != whole else pytest.fail(key), encoding="utf-8")
    message = refusal(english)
    assert str(file) in message
    assert f"lacks the key {key}" in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("negations = [", 'negations = "not"\nnegation_words = [', "negations: is not a list"),
        ("negations = [", 'no_such_list = ["x"]\nnegations = [', "has the key no_such_list, which nothing reads"),
        ("negations = [", 'negations = ["", ', "negations[0]: is empty"),
        ("months = [", 'months = ["(", ', "months: is not a list of patterns"),
        ("small_words_one_in = ", "small_words_one_in = 0.5 #", "small_words_one_in: "),
        ("negations = [", "negations = [[", "is not TOML"),
    ],
)
def test_a_grammar_with_a_wrong_value_is_refused_by_its_key(english: Path, old: str, new: str, words: str) -> None:
    """Nothing of another form is passed over as if it were left out."""
    file = english / "language.toml"
    whole = file.read_text(encoding="utf-8")
    assert f"\n{old}" in whole
    file.write_text(whole.replace(f"\n{old}", f"\n{new}", 1), encoding="utf-8")
    message = refusal(english)
    assert str(file) in message
    assert words in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[concepts]\ncookies = "cookie"\n', "concepts[...]: is not a list"),
        ('[conceptz]\ncookies = ["cookie"]\n', "has the key conceptz, which nothing reads"),
        ("[[rule]]\ncode = 'x'\n", "rule[0]: lacks the key question"),
        (
            "[[rule]]\ncode = 'x'\nquestion = 'M99'\nwhy = ''\nsource = ''\n",
            "rule[0].question: 'M99' is not a question",
        ),
        ("[[rule]]\ncode = 'x'\nquestion = 'M1'\nwhy = ''\nsource = ''\non = 'added'\n", "rule[0]: on: is not a list"),
        ("[ways]\nupward = ['x']\n", "upward"),
    ],
)
def test_a_family_of_words_that_does_not_fit_is_refused(english: Path, content: str, words: str) -> None:
    """A text where a list belongs would otherwise be read letter by letter."""
    file = english / "trackers.toml"
    file.write_text(content, encoding="utf-8")
    message = refusal(english)
    assert str(file) in message
    assert words in message


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("astrology.toml", '[concepts]\nstars = ["star"]\n', "is missing"),
        ("trackers.toml", '[concepts]\nno_such = ["x"]\n', "'no_such' is none of those in the English file"),
        ("trackers.toml", "[[rule]]\ncode = 'x'\n", "holds rules or ways, which only the English file says"),
    ],
)
def test_a_language_that_says_what_english_should_is_refused(
    english: Path, file: str, content: str, words: str
) -> None:
    """Neither a family nor a rule of its own would ever be asked for."""
    other = Path(shutil.copytree(FOLDER / "de", english.parent / "de"))
    (other / file).write_text(content, encoding="utf-8")
    message = refusal(other)
    assert file in message
    assert words in message
