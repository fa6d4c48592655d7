"""What a person should know about how a file was read."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

PLACEHOLDERS = "placeholders that nobody filled in, kept: check"
FAINT = "text that a reader can hardly see, white or tiny, kept: check"
HIGHLIGHTED = "words that somebody highlighted, as in a draft, kept: check"
DATE_OF_TODAY = "dates that are worked out anew whenever the file is opened, kept as they were last: check"
NO_WORDS = "numbers of paragraphs without a word left out: check"


class Findings(Struct):
    """What a person should know about how a file was read."""

    counts: Counter[str] = field(default_factory=Counter)
    """What was left out or kept in doubt, by what it is called."""
    tidied: Counter[str] = field(default_factory=Counter)
    """Characters taken out of the text, by what they are called."""
    words: dict[str, list[str]] = field(default_factory=dict)
    """The words concerned, where there are few."""
    left_out: list[str] = field(default_factory=list)
    """Every word of the source that is not in the text, and is said to be missing."""

    language: str = ""
    """The one that a page says that it is in."""

    def note(self, what: str, words: str = "") -> None:
        """Take down one case."""
        self.counts[what] += 1
        if words:
            self.words.setdefault(what, []).append(" ".join(words.split())[:40])

    def count_words(self, what: str, words: str) -> None:
        """Take down one case, where there are words."""
        if any(sign.isalnum() for sign in words):
            self.note(what, words)

    def leave_out(self, what: str, words: str) -> None:
        """Take down words of the source that the text will not have."""
        self.left_out.append(words)
        self.count_words(what, words)

    def remarks(self) -> tuple[str, ...]:
        """Say it all, one line a kind."""
        said = [f"{what}: {number}{self._quote(what)}" for what, number in sorted(self.counts.items()) if number]
        tidied = [f"{number} {what}" for what, number in sorted(self.tidied.items()) if number]
        return (*said, f"tidied: {', '.join(tidied)}") if tidied else tuple(said)

    def _quote(self, what: str) -> str:
        words = list(dict.fromkeys(self.words.get(what, ())))
        more = ", ..." if len(words) > 3 else ""
        return f" ({', '.join(repr(word) for word in words[:3])}{more})" if words else ""
