"""What the policy's own words promise about changes: how many days before, and by what means.

What a language says for it is in `promise_words/LANGUAGE.toml`; another file teaches another language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

from msgspec import Struct

from site_gen.check.case import Text
from site_gen.check.rules.phrases import Sentence, sentences

_FOLDER = Path(__file__).resolve().parent / "promise_words"
_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 31.0, "quarter": 92.0, "year": 366.0, "hour": 1 / 24}
"""Days in each, where it may have more of them the most: a promise of a month holds in August too."""


class SaidPromise(Struct, frozen=True, kw_only=True):
    """One sentence that promises notice of changes."""

    words: str
    line: int
    days: int
    channels: tuple[str, ...]
    language: str
    """The one in which it is said."""


class _Language(Struct, frozen=True, kw_only=True):
    """What one language says for a promise."""

    needed: tuple[re.Pattern[str], ...]
    """What a sentence must all say: that we tell, of a change, and ahead of it."""
    goes_on: re.Pattern[str]
    """How a sentence begins that says more of the one before."""
    weighty: re.Pattern[str]
    no_promise: re.Pattern[str]
    period: re.Pattern[str]
    working: re.Pattern[str]
    channels: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, float]
    units: Mapping[str, re.Pattern[str]]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> _Language:
        """Build it from the content of its file."""
        numbers = _numbers(**content["numbers"])
        return cls(
            needed=tuple(_any(content[key], r"\b") for key in ("tells", "changes", "ahead")),
            goes_on=_any(content["goes_on"], "", r"\b"),
            weighty=_any(content["weighty"], r"\b"),
            no_promise=_any(content["no_promise"], r"\b"),
            period=_period(content, numbers),
            working=_any(content["working"]),
            channels={name: _any(patterns) for name, patterns in content["channels"].items()},
            numbers=numbers,
            units={name: _any(patterns) for name, patterns in content["units"].items()},
        )

    def days(self, found: re.Match[str]) -> int:
        """Count a period's days: of working days those of the weeks that they fill."""
        number = float(found["digits"] or found["paren"] or self.numbers[" ".join(found["word"].lower().split())])
        if self.working.fullmatch(found["kind"] or found["after"] or ""):
            return ceil(number / 5) * 7
        unit = next(name for name, pattern in self.units.items() if pattern.fullmatch(found["unit"]))
        return ceil(number * _DAYS[unit])

    def promises(self, words: str) -> int:
        """Return the days that a sentence promises to tell of changes ahead; 0 where it promises none."""
        if not all(pattern.search(words) for pattern in self.needed) or self.no_promise.search(words):
            return 0
        return max((self.days(found) for found in self.period.finditer(words) if not found["within"]), default=0)


def _any(patterns: Iterable[str], before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(patterns)}){after}", re.IGNORECASE)


def _numbers(
    compounds: Iterable[str], ones: Mapping[str, float], tens: Mapping[str, float], others: Mapping[str, float]
) -> dict[str, float]:
    """Return every number that is written out, by its words."""
    pairs = product(compounds, tens.items(), ones.items())
    found = {form.format(ten=ten, one=one): many + few for form, (ten, many), (one, few) in pairs}
    return {**found, **ones, **tens, **others}


def _period(content: Mapping[str, Any], numbers: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a number and a unit; the longest words come first, since the first that fit are taken."""
    words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(numbers, key=len, reverse=True))
    kinds = "|".join((*content["working"], *content["calendar"]))
    units = "|".join(pattern for patterns in content["units"].values() for pattern in patterns)
    return re.compile(
        rf"(?:(?P<within>{'|'.join(content['within'])})\s+)?(?<!\w)"
        rf"(?:\(?(?P<digits>\d{{1,3}})(?:{'|'.join(content['ordinals'])})?\)?"
        rf"|(?P<word>{words})(?:\s*\((?P<paren>\d{{1,3}})\))?)"
        rf"[\s-]*(?:(?P<kind>{kinds})[\s-]*)?(?P<unit>{units})\b(?:\s+(?P<after>{kinds})\b)?",
        re.IGNORECASE,
    )


@cache
def _languages() -> Mapping[str, _Language]:
    files = sorted(_FOLDER.glob("*.toml"))
    return {path.stem: _Language.read(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files}


def readable_languages() -> tuple[str, ...]:
    """Return the languages in which a promise is understood."""
    return tuple(_languages())


def is_readable(language: str) -> bool:
    """Whether a promise is understood in that language."""
    return language.split("-", maxsplit=1)[0].lower() in _languages()


def said_promise(text: Text | None) -> SaidPromise | None:
    """Return the longest period of notice that the text promises for material changes; None where it names none.

    Every language that is known is tried: what a text is declared to be in may be wrong, and no sentence fits two.
    """
    if text is None:
        return None
    found = [promise for name, language in _languages().items() for promise in _promises(text, name, language)]
    weighty = [each for each in found if any(known.weighty.search(each.words) for known in _languages().values())]
    return max(weighty or found, key=lambda each: each.days, default=None)


def _promises(text: Text, name: str, language: _Language) -> Iterator[SaidPromise]:
    for sentence, words in _continued(sentences(text).all, language):
        days = language.promises(words)
        if days:
            channels = tuple(channel for channel, pattern in language.channels.items() if pattern.search(words))
            line = text.line_of(sentence.leaf)
            yield SaidPromise(words=words, line=line, days=days, channels=channels, language=name)


def _continued(found: Iterable[Sentence], language: _Language) -> Iterator[tuple[Sentence, str]]:
    """Yield each sentence with its words, after those of the one before where it says more of that."""
    before = ""
    for sentence in found:
        own = sentence.text.strip()
        goes_on = before and language.goes_on.match(own) and language.period.search(own)
        yield sentence, f"{before} {own}" if goes_on else own
        before = own
