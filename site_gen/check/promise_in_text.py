"""What the policy's own words promise about changes: how many days before, and by what means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from site_gen.check.case import Text
from site_gen.check.promise_words import PromiseLanguage, promise_languages
from site_gen.check.rules.phrases import Sentence, sentences


class SaidPromise(Struct, frozen=True, kw_only=True):
    """One sentence that promises notice of changes."""

    words: str
    line: int
    days: int
    channels: tuple[str, ...]
    language: str
    """The one in which it is said."""


def readable_languages() -> tuple[str, ...]:
    """Return the languages in which a promise is understood."""
    return tuple(promise_languages())


def is_readable(language: str) -> bool:
    """Whether a promise is understood in that language."""
    return language.split("-", maxsplit=1)[0].lower() in promise_languages()


def said_promise(text: Text | None) -> SaidPromise | None:
    """Return the longest period of notice that the text promises for material changes; None where it names none.

    Every language that is known is tried: what a text is declared to be in may be wrong, and no sentence fits two.
    """
    if text is None:
        return None
    known = promise_languages()
    found = [promise for name, language in known.items() for promise in _promises(text, name, language)]
    weighty = [each for each in found if any(language.weighty.search(each.words) for language in known.values())]
    return max(weighty or found, key=lambda each: each.days, default=None)


def _promises(text: Text, name: str, language: PromiseLanguage) -> Iterator[SaidPromise]:
    for sentence, words in _join_to_the_one_before(sentences(text).all, language):
        days = language.promises(words)
        if days:
            channels = tuple(channel for channel, pattern in language.channels.items() if pattern.search(words))
            line = text.line_of(sentence.leaf)
            yield SaidPromise(words=words, line=line, days=days, channels=channels, language=name)


def _join_to_the_one_before(found: Iterable[Sentence], language: PromiseLanguage) -> Iterator[tuple[Sentence, str]]:
    """Yield each sentence with its words, after those of the one before where it says more of that."""
    before = ""
    for sentence in found:
        own = sentence.text.strip()
        goes_on = before and language.goes_on.match(own) and language.period.search(own)
        yield sentence, f"{before} {own}" if goes_on else own
        before = own
