"""Pairs made from real policies, one edit each: what must stay quiet, and what must be asked at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.materiality.kinds import OWN

_HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_LONG_WORD = re.compile(r"(?<![\w/.@-])[a-z]{8,12}(?![\w/.@-])")
_BULLET = re.compile(r"^( {0,3})([*-])( +\S)", re.MULTILINE)
_PERIOD = re.compile(r"\b(\d{1,3}|six|seven|twelve|thirty|ninety) (days|months|years)\b")
_KEPT = re.compile(r"\b(?:keep|retain|store|delete|kept|retained|stored|deleted)\b")
_DATA_LIST = re.compile(
    r"\b(?:[Ww]e (?:may |also |will |can )*(?:collect|receive|obtain)|such as your"
    r"|information we collect (?:includes|is))"
    r"\b[^.:;()\n]{0,160}?\w, (?:your )?[\w -]{0,20}\b(?:name|address|number|age|gender|location|history|photo|title)s?"
    r"(?P<end>,? (?:and|or) )(?=[a-z][\w -]{2,40}[.,;])"
)
_GIVEN_LIST = re.compile(
    r"\b(?:share|disclose|provide|transfer)\b[^.:;()\n]{0,80}? (?:with|to) [^.:;()\n]{0,60}?\w, [\w -]{0,24}"
    r"(?:parties|partners|providers|affiliates|vendors|advertisers|agencies|companies|advisors|advisers|authorities)"
    r"(?P<end>,? (?:and|or) )(?=[a-z])"
)
_LEAD = re.compile(
    r"^[^\n*#|>-][^\n]{0,200}\b(?:collect|receive|obtain)\b[^\n]{0,120}:\n\n(?P<item> {0,3}[*-] +)(?=\S)", re.MULTILINE
)
_CONSENT = re.compile(
    r"(?<!process)(?<!information)(?<!data),? (?:only )?with your (?:prior |express |explicit )?consent(?=[,. ])"
)
_NOT = re.compile(r"\b([Ww]e (?:do|will)) not (?=(?:sell|rent|share|disclose|collect|use|knowingly|store|keep)\b)")
_ONLY = re.compile(r"(?<=\w) only(?= (?:for|to|as|with|use|share|collect|in)\b)")
_REGION = re.compile(
    r"\b((?:in|of) (?:the )?)(?:European Economic Area|EEA|European Union|EU|United Kingdom|UK) (?:or|and) "
    r"(?:in )?(?:the )?(?=[A-Z])"
)
_WE_COLLECT = re.compile(r"^[^\n#|>*-][^\n]*\b[Ww]e (?:may )?collect\b[^\n]*\.$", re.MULTILINE)
_MARKUP = re.compile(r"[.:;]\s|[\]\[()<>*#_|]")
_RECIPIENTS = ("dog walkers", "estate agents", "credit brokers", "data brokers", "lottery operators", "landlords")
Maker = Callable[[str, Random], "Made | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A pair of texts, and where the question belongs."""

    old: str
    new: str
    phrase: str = ""
    """Words of one of the clauses that changed; empty where nothing must be asked."""


def quiet_pairs(text: str, company: str, chance: Random) -> Iterator[tuple[str, Made]]:
    """Yield edits that change no practice, by name."""
    renamed = _renamed(text, company, chance)
    if renamed:
        yield "company renamed", renamed
    yield from _pairs(_QUIET, text, chance)


def asking_pairs(text: str, chance: Random) -> Iterator[tuple[str, Made]]:
    """Yield edits that widen a practice or take a promise away, by name."""
    yield from _pairs(_ASKING, text, chance)


def _pairs(makers: dict[str, Maker], text: str, chance: Random) -> Iterator[tuple[str, Made]]:
    for name, make in makers.items():
        made = make(text, chance)
        if made and made.old != made.new:
            yield name, made


def _pick(pattern: re.Pattern[str], text: str, chance: Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _renamed(text: str, company: str, chance: Random) -> Made | None:
    if text.count(company) < 3 or len(company) < 3:
        return None
    name = chance.choice(("Merrowshed", "Brackwater", "Ostrelan", "Tindlemoor"))
    return Made(old=text, new=re.sub(rf"(?<![\w/.@-]){re.escape(company)}(?![\w/@-])", name, text))


def _numbered(text: str, _: Random) -> Made:
    numbers = iter(range(1, 10_000))
    return Made(old=text, new=_HEADING.sub(lambda found: f"{found[1]} {next(numbers)}. {found[2]}", text))


def _retagged(text: str, _: Random) -> Made:
    new = _HEADING.sub(lambda found: f"{found[1]}# {found[2]}" if len(found[1]) < 6 else found[0], text)
    return Made(old=text, new=_BULLET.sub(lambda found: f"{found[1]}{'-' if found[2] == '*' else '*'}{found[3]}", new))


def _unmarked(text: str, _: Random) -> Made:
    return Made(old=text, new=re.sub(r"\*\*([^*\n]+)\*\*", r"\1", text))


def _corrected(text: str, chance: Random) -> Made | None:
    found = _pick(_LONG_WORD, text, chance)
    if not found:
        return None
    word, at = found[0], chance.randrange(2, len(found[0]) - 2)
    slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return Made(old=text[: found.start()] + slip + text[found.end() :], new=text)


def _moved(text: str, chance: Random) -> Made | None:
    starts = [found.start() for found in _HEADING.finditer(text)]
    if len(starts) < 4:
        return None
    at = chance.randrange(1, len(starts) - 1)
    part = text[starts[at] : starts[at + 1]]
    return Made(old=text, new=text[: starts[at]] + text[starts[at + 1] :].rstrip() + "\n\n" + part)


def _readdressed(text: str, _: Random) -> Made:
    return Made(old=text, new=_LINK.sub(lambda found: f"]({found[1].rstrip('/')}/help)", text))


def _dated(text: str, _: Random) -> Made:
    old, new = ("Last updated: 3 March 2024\n\n", "Last updated: 17 May 2025\n\n")
    return Made(old=old + text, new=new + text)


def _quoted(text: str, _: Random) -> Made:
    return Made(old=text, new=text.replace("'", "\u2019"))


_QUIET: dict[str, Maker] = {
    "headings numbered": _numbered,
    "re-tagged": _retagged,
    "bold taken off": _unmarked,
    "slip corrected": _corrected,
    "section moved": _moved,
    "links readdressed": _readdressed,
    "date of update": _dated,
    "quotation marks": _quoted,
}


def _inserted(text: str, at: int, words: str, phrase: str = "") -> Made:
    return Made(old=text, new=text[:at] + words + text[at:], phrase=phrase or words.strip(" ,"))


def _datum_in_sentence(text: str, chance: Random) -> Made | None:
    found = _pick(_DATA_LIST, text, chance)
    if not found:
        return None
    kinds = [kind for kind in OWN if kind not in found[0].lower()]
    return _inserted(text, found.start("end"), f", {chance.choice(kinds)}")


def _datum_as_item(text: str, chance: Random) -> Made | None:
    found = _pick(_LEAD, text, chance)
    if not found:
        return None
    kind = chance.choice(OWN)
    return _inserted(text, found.start("item"), f"{found['item']}{kind.capitalize()}\n", kind)


def _datum_in_its_own(text: str, chance: Random) -> Made | None:
    found = _pick(_WE_COLLECT, text, chance)
    if not found:
        return None
    kind = chance.choice(OWN)
    return _inserted(text, found.end(), f" We also collect {kind}.", kind)


def _recipient(text: str, chance: Random) -> Made | None:
    found = _pick(_GIVEN_LIST, text, chance)
    return _inserted(text, found.start("end"), f", {chance.choice(_RECIPIENTS)}") if found else None


def _row(text: str, chance: Random) -> Made:
    table = (
        "\n\n## Who gets it\n\n| Data | Shared with |\n| --- | --- |\n| Order history | {} |\n| Device data | None |\n"
    )
    who = chance.choice(_RECIPIENTS)
    return Made(old=text.rstrip() + table.format("None"), new=text.rstrip() + table.format(who), phrase=who)


def _longer(text: str, chance: Random) -> Made | None:
    found = _pick(_PERIOD, text, chance)
    if not found or not _KEPT.search(text[text.rfind("\n", 0, found.start()) + 1 : found.end()]):
        return None
    return Made(old=text, new=f"{text[: found.start()]}400 {found[2]}{text[found.end() :]}", phrase=f"400 {found[2]}")


def _cut(pattern: re.Pattern[str]) -> Maker:
    def make(text: str, chance: Random) -> Made | None:
        found = _pick(pattern, text, chance)
        if not found:
            return None
        kept = found[1].rstrip() + " " if found.groups() else ""
        before = _MARKUP.split(text[: found.start()].rpartition("\n")[2])[-1]
        return Made(old=text, new=text[: found.start()] + kept + text[found.end() :], phrase=(before + found[0])[-40:])

    return make


_ASKING: dict[str, Maker] = {
    "kind of data, in a list": _datum_in_sentence,
    "kind of data, as an item": _datum_as_item,
    "kind of data, in a sentence": _datum_in_its_own,
    "recipient, in a list": _recipient,
    "recipient, in a cell": _row,
    "period longer": _longer,
    "consent gone": _cut(_CONSENT),
    "not gone": _cut(_NOT),
    "only gone": _cut(_ONLY),
    "region gone": _cut(_REGION),
}
