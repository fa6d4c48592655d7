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
_CHOICE = re.compile(
    r"\b([Yy]ou) (?=(?:can|may) (?:choose|decide|delete|control|change|update|correct|remove|withdraw|limit|stop)\b)"
)
_NUMBER = r"(?:\d{1,3}|[a-z]{3,8}) (?:days|months|years)\b"
_AT_MOST = re.compile(rf"\b(up to|at most|no longer than|no more than)(?= {_NUMBER})")
_SOME = re.compile(
    r"\b([Ss]ome|[Cc]ertain)(?= (?:of (?:our|your|the)|third|partners|personal|information|user|service providers)\b)"
)
_REQUIRED = re.compile(r"\b(?:where|when|if|unless|as) (?:it is |we are |otherwise )?(required)(?= (?:by|to)\b)")
_MAY_GIVE = re.compile(r"\b[Yy]ou (may|can)(?= (?:also )?(?:provide|submit|give|send|share|upload)\b)")
_UNLESS = re.compile(r",? unless (?:required|you|the law|otherwise|we are|prohibited)[^.,;:()\n]{3,90}(?=[.])")
_FOR_TIME = re.compile(rf"\bfor (?:up to |at least |a period of |a maximum of )*{_NUMBER}")
_INCLUDING = re.compile(r"\bincluding(?= (?:your|the|any)? ?[a-z]+(?: [a-z]+)?,)")
_MARKUP = re.compile(r"[.:;]\s|[\]\[()<>*#_|]")
_RECIPIENTS = ("dog walkers", "estate agents", "credit brokers", "data brokers", "lottery operators", "landlords")
_PARAGRAPH = re.compile(r"[a-z]\.(?=\n\n[A-Z#])")
_CARE = (
    "Your privacy matters to us.",
    "We take reasonable measures to protect your personal information against loss, misuse and unauthorized access.",
    "We require all service providers to respect the security of your personal data.",
    "We only allow our service providers to process your data as we instruct them to.",
    "We review our security practices regularly.",
    "Our staff are trained in data protection.",
    "We may ask you to verify your identity before we answer your request.",
    "You can print or download this policy for your records.",
    "We encourage you to choose a strong password and to keep it secret.",
    "We limit access to your personal data to employees who need it to do their job.",
    "We do not sell your personal information.",
    "Where we rely on your consent, you may withdraw it at any time.",
    "Our employees are bound by confidentiality.",
    "We follow generally accepted standards to protect the information submitted to us.",
    "We hold our contractors to the same standards.",
    "We keep records of our processing activities as required by law.",
    "We regularly train our employees on privacy and security.",
    "We have put procedures in place to deal with any suspected data breach.",
)
"""Sentences that promise care or advise readers; nothing flows by them."""
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


def _exampled(text: str, chance: Random) -> Made | None:
    found = _pick(_INCLUDING, text, chance)
    return Made(old=text, new=f"{text[: found.start()]}such as{text[found.end() :]}") if found else None


def _quoted(text: str, _: Random) -> Made:
    return Made(old=text, new=text.replace("'", "\u2019"))


def _cared_for(text: str, chance: Random) -> Made | None:
    found = _pick(_PARAGRAPH, text, chance)
    return _inserted(text, found.end(), f" {chance.choice(_CARE)}") if found else None


_QUIET: dict[str, Maker] = {
    "headings numbered": _numbered,
    "re-tagged": _retagged,
    "bold taken off": _unmarked,
    "slip corrected": _corrected,
    "section moved": _moved,
    "links readdressed": _readdressed,
    "date of update": _dated,
    "quotation marks": _quoted,
    "such as for including": _exampled,
    "care promised": _cared_for,
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


def _datum_kept(text: str, chance: Random) -> Made | None:
    found = _pick(_WE_COLLECT, text, chance)
    if not found:
        return None
    kind, verb = chance.choice(OWN), chance.choice(("keep", "store", "process", "analyze", "look at", "hold"))
    return _inserted(text, found.end(), f" We also {verb} your {kind}.", kind)


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


def _open_ended(text: str, chance: Random) -> Made | None:
    found = _pick(_FOR_TIME, text, chance)
    if not found or not _KEPT.search(text[text.rfind("\n", 0, found.start()) + 1 : found.end()]):
        return None
    phrase = "for as long as necessary"
    return Made(old=text, new=f"{text[: found.start()]}{phrase}{text[found.end() :]}", phrase=phrase)


def _put(pattern: re.Pattern[str], words: str) -> Maker:
    """Return what puts words in the place of a pattern's one group; the question belongs where they stand."""

    def make(text: str, chance: Random) -> Made | None:
        found = _pick(pattern, text, chance)
        if not found:
            return None
        start, end = found.span(1)
        behind = _MARKUP.split(text[end : end + 60].partition("\n")[0])[0]
        put = words.capitalize() if text[start].isupper() else words
        return Made(old=text, new=text[:start] + put + text[end:], phrase=f"{put}{behind[:30]}")

    return make


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
    "kind of data, kept": _datum_kept,
    "period open-ended": _open_ended,
    "who acts": _put(_CHOICE, "we"),
    "least for most": _put(_AT_MOST, "at least"),
    "all for some": _put(_SOME, "all"),
    "permitted for required": _put(_REQUIRED, "permitted"),
    "have to for can": _put(_MAY_GIVE, "have to"),
    "unless gone": _cut(_UNLESS),
}
