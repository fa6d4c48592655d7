"""How a language promises notice of changes: `promise_words/LANGUAGE.toml`; another file teaches another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from math import ceil
from pathlib import Path
from typing import Literal

from msgspec import Struct

from site_gen.declared.word_lists import NonEmpty, read
from site_gen.errors import ConfigError

_FOLDER = Path(__file__).resolve().parent / "promise_words"
_Unit = Literal["day", "week", "fortnight", "month", "quarter", "year", "hour"]
_DAYS: Mapping[str, float] = {
    "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 31.0, "quarter": 92.0, "year": 366.0, "hour": 1 / 24,
}  # fmt: skip
"""Days in each, where it may have more of them the most: a promise of a month holds in August too."""


class _Numbers(Struct, forbid_unknown_fields=True):
    """The numbers that are written out."""

    compounds: list[NonEmpty]
    """How a ten and a one are joined, as in `{ten}-{one}`."""
    ones: dict[NonEmpty, float]
    tens: dict[NonEmpty, float]
    others: dict[NonEmpty, float]

    def by_words(self) -> dict[str, float]:
        """Return every number by its words."""
        pairs = product(self.compounds, self.tens.items(), self.ones.items())
        found = {form.format(ten=ten, one=one): many + few for form, (ten, many), (one, few) in pairs}
        return {**found, **self.ones, **self.tens, **self.others}


class _File(Struct, kw_only=True, forbid_unknown_fields=True):
    """The keys of a language's file; what is said is a list of patterns."""

    tells: list[NonEmpty]
    changes: list[NonEmpty]
    ahead: list[NonEmpty]
    goes_on: list[NonEmpty]
    weighty: list[NonEmpty]
    no_promise: list[NonEmpty]
    within: list[NonEmpty]
    ordinals: list[NonEmpty]
    working: list[NonEmpty]
    calendar: list[NonEmpty]
    channels: dict[NonEmpty, list[NonEmpty]]
    units: dict[_Unit, list[NonEmpty]]
    numbers: _Numbers


class PromiseLanguage(Struct, frozen=True, kw_only=True):
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
    def of(cls, content: _File) -> PromiseLanguage:
        """Build it from the content of its file."""
        numbers = content.numbers.by_words()
        return cls(
            needed=tuple(_any(words, r"\b") for words in (content.tells, content.changes, content.ahead)),
            goes_on=_any(content.goes_on, "", r"\b"),
            weighty=_any(content.weighty, r"\b"),
            no_promise=_any(content.no_promise, r"\b"),
            period=_period(content, numbers),
            working=_any(content.working),
            channels={name: _any(patterns) for name, patterns in content.channels.items()},
            numbers=numbers,
            units={name: _any(patterns) for name, patterns in content.units.items()},
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


def _period(content: _File, numbers: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a number and a unit; the longest words come first, since the first that fit are taken."""
    words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(numbers, key=len, reverse=True))
    kinds = "|".join((*content.working, *content.calendar))
    units = "|".join(pattern for patterns in content.units.values() for pattern in patterns)
    return re.compile(
        rf"(?:(?P<within>{'|'.join(content.within)})\s+)?(?<!\w)"
        rf"(?:\(?(?P<digits>\d{{1,3}})(?:{'|'.join(content.ordinals)})?\)?"
        rf"|(?P<word>{words})(?:\s*\((?P<paren>\d{{1,3}})\))?)"
        rf"[\s-]*(?:(?P<kind>{kinds})[\s-]*)?(?P<unit>{units})\b(?:\s+(?P<after>{kinds})\b)?",
        re.IGNORECASE,
    )


@cache
def promise_languages() -> Mapping[str, PromiseLanguage]:
    """Return the languages in which a promise is understood, by their tags."""
    return {path.stem: read_promise_language(path) for path in sorted(_FOLDER.glob("*.toml"))}


def read_promise_language(path: Path) -> PromiseLanguage:
    """Read a language's file; raises ConfigError with the key that is missing or wrong."""
    try:
        return PromiseLanguage.of(read(path, _File))
    except re.error as error:
        raise ConfigError(str(path), f"holds {error.pattern!r}, which is not a pattern: {error}") from error
