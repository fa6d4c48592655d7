"""The files of words that come with the notifier: what they lack is named by file and key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from notify.errors import ConfigError
from notify.files.word_lists import NonEmpty, Sentences, read


@dataclass(frozen=True)
class _Row:
    words: tuple[NonEmpty, ...]
    needs_all: bool = False


@dataclass(frozen=True)
class _Table:
    failed: tuple[_Row, ...]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "lacks the key failed"),
        ("[[failed]]\n", "failed[0]: lacks the key words"),
        ("failed = 1", "failed: is not a list"),
        ("failed = [1]", "failed[0]: is not a table"),
        ("[[failed]]\nwords = [1]", "failed[0].words[0]: is not text"),
        ("[[failed]]\nwords = ['']", "failed[0].words[0]: is empty"),
        ("[[failed]]\nwords = []\nneeds_all = 'x'", "failed[0].needs_all: is neither true nor false"),
        ("[[failed", "is not TOML: "),
    ],
)
def test_what_a_file_of_words_lacks_is_named(tmp_path: Path, text: str, words: str) -> None:
    """Whoever extends a file of words reads which file and which key is wrong, and how."""
    file = tmp_path / "words.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as refused:
        read(file, _Table)
    assert str(refused.value).startswith(f"{file}: {words}")


def test_a_sentence_that_a_language_lacks_is_named(tmp_path: Path) -> None:
    """A letter in a language without one of the sentences is refused, not written with a gap."""
    file = tmp_path / "de.toml"
    file.write_text("greeting = 'Guten Tag,'")
    assert Sentences(file)["greeting"] == "Guten Tag,"
    with pytest.raises(ConfigError, match=r"de\.toml: lacks the key heading"):
        Sentences(file)["heading"]
    with pytest.raises(ConfigError, match=r"nothere\.toml: cannot be read: No such file"):
        Sentences(tmp_path / "nothere.toml")
