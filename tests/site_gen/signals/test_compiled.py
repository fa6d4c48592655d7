"""What is made of the program's files of words is kept between runs, and only ever read as it was kept."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from site_gen.program import code_folder
from site_gen.signals.words import vocabulary
from site_gen.signals.words.compiled import compiled
from site_gen.signals.words.lexicon import FOLDER, languages, lexicon, load


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of what was kept once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiled("words", lambda: "the first") == "the first"
    folder = code_folder()
    assert folder
    (file,) = folder.glob("words.*")
    return file


def make_anew() -> str:
    return "made anew"


@pytest.mark.usefixtures("kept")
def test_the_next_run_reads_what_was_kept() -> None:
    """What one run made no later one makes again; another thing is kept beside it."""
    assert compiled("words", make_anew) == "the first"
    assert compiled("others", make_anew) == "made anew"


@pytest.mark.parametrize("spoil", [
    lambda content: content[:0], lambda content: content[:-1], lambda content: content[:40],
    lambda content: content[:-3] + bytes([content[-3] ^ 1]) + content[-2:],
    lambda content: b"0" * 32 + content[32:],
], ids=["empty", "cut short", "cut in its head", "one bit turned", "another program's"])  # fmt: skip
def test_what_is_not_whole_or_not_this_programs_is_made_again(kept: Path, spoil: partial[bytes]) -> None:
    """A file that a power cut left short, or that an edited program left, is no answer; it is replaced by one."""
    kept.write_bytes(spoil(kept.read_bytes()))
    assert compiled("words", make_anew) == "made anew"
    assert compiled("words", lambda: "a third time") == "made anew"
    assert [file for file in kept.parent.iterdir() if file.name.startswith("words.")] == [kept]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are POSIX's")
def test_nothing_is_read_where_others_can_write(kept: Path) -> None:
    """What is kept may hold code, so whoever may write there could have put theirs."""
    kept.parent.chmod(0o777)
    assert compiled("words", make_anew) == "made anew"
    assert compiled("words", lambda: "a third time") == "a third time"


@pytest.mark.parametrize("language", languages())
def test_a_kept_lexicon_says_what_its_files_say(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text reads the same whether the words come from their files or from what an earlier run kept of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made, kept = (compiled("lexicon", partial(load, FOLDER / language)) for _ in "12")
    assert made is not kept
    assert (made.rules, made.patterns, made.ways, made.grammar) == (kept.rules, kept.patterns, kept.ways, kept.grammar)
    text = "We share your e-mail address and your location with advertisers; wir geben Ihre Daten an Dritte weiter."
    words = made.language.words(text)
    assert words == kept.language.words(text)
    assert list(made.terms.hits(words)) == list(kept.terms.hits(words))


@pytest.mark.parametrize("language", languages())
def test_kept_names_of_facts_are_those_of_their_file(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of facts calls things the same, and finds them by the same words, in every run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made, kept = (compiled("facts", partial(vocabulary.load, lexicon(language))) for _ in "12")
    assert made is not kept
    assert list(made.entries.items()) == list(kept.entries.items())
    words = lexicon(language).language.words(" ".join(entry.name for entry in made.entries.values()))
    for terms in ("terms", "definitions", "not_behind"):
        assert list(getattr(made, terms).hits(words)) == list(getattr(kept, terms).hits(words))
