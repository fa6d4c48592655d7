"""Find another company that answers for the text, and other addresses to write to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change
from site_gen.signals.finders.findings import (
    Finding,
    Scene,
    is_furniture,
    is_quiet,
)
from site_gen.signals.finders.recipients import tells_recipients
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.words.grammar import Grammar

_CARE_OF = ("c/o ", "c/- ", "C/O ", "C/- ", "c/o: ")
_COUNTRIES = "countries"
_ADDRESS = 2  # numbers: of the house and of the place
_ALIKE = 4  # letters
_LINES = 30  # words of an address, with whoever lives there
_SEVERAL = 4  # words, with the company's form
_STATE = re.compile(r"\.?,?\s\d{5}\b")
_AND = re.compile(r"\s(?:and|&)\s")
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def find_companies(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find the name of a company, with its legal form, that the older text does not have."""
    side = change.after
    if side is None or not side.fresh or (is_quiet(side, came=True) and not _is_address(side.clause)):
        return
    text, grammar = side.clause.text, scene.lexicon.grammar
    is_theirs = "controller" in side.concepts("entities")  # another company, though named elsewhere, now answers
    names = [
        text[start:end]
        for start, end in _companies(text, grammar)
        if side.is_fresh(start, end) and (is_theirs or not scene.old.says(text[start:end].lower().rstrip(".")))
        if not _is_postal(text, start, end)
    ]
    names = [name for name in names if not _is_same_company(name, change, scene, is_theirs=is_theirs)]
    if names:
        gets = not is_theirs and tells_recipients(change, side)
        yield (
            scene.finding("legal-entity", change, *names)
            if not gets
            else scene.finding("recipient-named", change, *(name.rstrip(".") for name in names))
        )


def _is_address(clause: Clause) -> bool:
    """Whether a clause is no more than a few names, as where a company is written to."""
    return is_furniture(clause) and len(clause.words) <= _LINES


def _companies(text: str, grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Yield where each company's name stands; of two that `and` joins, each by itself."""
    for match in grammar.entities.finditer(text):
        start = match.start()
        for joint in _AND.finditer(text, *match.span()):
            if text[start : joint.start()].rpartition(" ")[2].rstrip(".,").lower() in grammar.company_forms:
                yield start, joint.start()
                start = joint.end()
        yield start, match.end()


def _is_postal(text: str, start: int, end: int) -> bool:
    """Whether a name only says at whose door letters are left, or is a place and its state."""
    return text[:start].endswith(_CARE_OF) or _STATE.match(text, end) is not None


def _is_same_company(name: str, change: Change, scene: Scene, *, is_theirs: bool) -> bool:
    """Whether the clause named a company of the same form, whose name is much alike or whose address it has.

    Or one that has only got another form, or its form written out, if it is not who answers and stays in its country.
    """
    if not change.before or not change.after:
        return False
    new = _words_of_name(name)
    if is_theirs and _answered(" ".join(new[:-1]), change, scene):
        return True
    stays = change.before.concepts(_COUNTRIES) == change.after.concepts(_COUNTRIES)
    if not is_theirs and stays and " ".join(new[:-1]) in change.before.clause.text.lower():
        return True
    text = change.before.clause.text
    olds = [_words_of_name(text[start:end]) for start, end in _companies(text, scene.lexicon.grammar)]
    numbers = [{w.stem for w in s.clause.words if w.stem[0].isdigit()} for s in (change.before, change.after)]
    is_address = len(numbers[0] & numbers[1]) >= _ADDRESS
    return any(old[-1] == new[-1] and (is_address or _are_alike(old, new)) for old in olds)


def _answered(name: str, change: Change, scene: Scene) -> bool:
    """Whether a company of that name, in whatever form, answered for the information before, in the same country."""
    countries = change.after.concepts(_COUNTRIES) if change.after else ()
    if not all(scene.old.states((_COUNTRIES, country)) for country in countries):
        return False
    stems = [stem for stem, _ in scene.lexicon.language.stems(name)]
    return any(
        name in clause.text.lower() and any(hit[:2] == ("entities", "controller") for hit in scene.old.hits(clause))
        for clause in scene.old.clauses_with(stems)
    )


def _words_of_name(name: str) -> list[str]:
    return name.lower().replace(",", "").rstrip(".").split()


def _are_alike(old: list[str], new: list[str]) -> bool:
    """Whether two names begin alike, or differ in one word of several."""
    is_mostly = len(old) == len(new) >= _SEVERAL and sum(one != other for one, other in zip(old, new, strict=True)) == 1
    return is_mostly or old[0][:_ALIKE] == new[0][:_ALIKE]


def find_contacts(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find an email address that came or went."""
    texts = [side.clause.text.lower() if side else "" for side in (change.before, change.after)]
    old, new = (set(_CONTACT.findall(text)) if "@" in text else set() for text in texts)
    come = sorted(address for address in old ^ new)
    if come:
        yield scene.finding("contact", change, *come)
