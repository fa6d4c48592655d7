"""Rules about references to numbered sections: each number names one section, and a reference the one that it meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from site_gen.check.case import Case, Surroundings, Text
from site_gen.check.rule import CaseRule, Fault, Severity, TextRule
from site_gen.check.rules.places import fault, quote
from site_gen.check.rules.targets import line_of_target, targets
from site_gen.text.document import Leaf
from site_gen.text.inline import plain_text
from site_gen.text.outline import Section

_N = r"\d{1,2}(?:\.\d{1,2}){0,3}(?![\d%])(?!\.\d)"
_SECTION = r"sections?|sec\.|abschnitt(?:e|en|s)?|ziffern?|ziff\.|rubriques?|sección|secciones|apartados?|القسم|البند"
_AND = r"\s*(?:,|;|\band\b|\bor\b|\bto\b|\bund\b|\boder\b|\bbis\b|\bet\b|\bou\b|à|\by\b|\bo\b|\ba\b|-|\u2013)\s*"
_REFERENCE = re.compile(
    rf"(?<![\w-])(?P<word>{_SECTION})\s+(?P<numbers>{_N}(?:(?:{_AND}){{1,2}}{_N})*)(?P<after>.{{0,60}})",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(
    rf"\W*(?:(?:{_SECTION}|article|artikel|part|teil|§)\s*)?({_N})(?=$|[\s.):\u2013\u2014-])", re.IGNORECASE
)
_OWN = re.compile(
    r"\b(?:this|these|the present|die(?:ser|ses|se|sem)|cette|ces|la présente|les présentes|est[ae]s?|la presente)\s+"
    r"(?:[\w-]+\s+){0,3}?[\w-]+",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\b(?:Act|Code|Law|Laws|Statutes?|Regulations?|Directive|Constitution|Ordinance|Bill|Rule|Treaty|Annex|Appendix|"
    r"Exhibit|Addendum|Schedule|Clauses|SCCs?|Agreement|Contract|Terms|Guidelines|U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R|"
    r"(?:[Oo]lder|[Ee]arlier|[Pp]revious|[Ff]ormer|[Pp]rior) version|Stat|[Aa]rticle|Art|Artikel|"
    r"\w*[Gg]esetz\w*|\w*[Vv]erordnung\w*|Loi|loi|Règlement|règlement|Ley|ley|"
    r"Reglamento|reglamento|Decreto|décret|Bedingungen|Vertrag\w*|AGB|Conditions|Condiciones|contrat|contrato)\b"
)
"""Words of a sentence whose section may be another document's, such as a law's."""
_HERE = re.compile(
    r"\s*(?:\([^)]{0,40}\)\s*)*(?:above|below|hereof|(?:of|in)\s+(?:this|these|the\s+present)\b|oben|unten|dieser|dieses"
    r"|ci-dess(?:o)?us|plus\s+(?:haut|bas)|de\s+(?:cette|ces|la\s+présente|esta|este|la\s+presente)\b|anterior)",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\s*(?:\([^)]{0,40}\)\s*)*(?:(?:of|in|to|under|within)\s+(?:the|our|your|its|their|his|her|any|each|an?|\W*[A-Z])\b"
    r"|(?:des|der|vom|im|unsere[rsn]|Ihre[rsn])\b|(?:de|du|del|d['\u2019])\s*\w|[A-ZÄÖÜ][\w-]*)"
)
_THIS = re.compile(r"\b(?:this|dieser|diesem|dieses|cette|esta|este)\s+$", re.IGNORECASE)
_BEFORE = 120
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|\n")
_ROOT_NUMBERS = {"1", "2"}
"""A text whose headings have these numbers its sections."""


class Reference(NamedTuple):
    """Words of a text that name one of its own sections by its number."""

    leaf: int
    words: str
    number: str
    home: str
    """Number of the section in which the words stand, where they speak of this very section; else empty."""
    place: tuple[str, str]
    """The words just before, and the number: by them it is the same reference in another version."""


@lru_cache(maxsize=4)
def references(text: Text) -> tuple[Reference, ...]:
    """Return every reference to a section that is this text's for certain; none where its headings are not numbered."""
    if not {section.heading.number for section in text.outline} >= _ROOT_NUMBERS:
        return ()
    linked = {(target.leaf, target.words.strip()) for target in targets(text) if target.fragment}
    home, found = "", []
    for number, leaf in enumerate(text.document.leaves):
        home = _number_of(leaf) if leaf.is_heading else home
        found += [each for each in _of_leaf(number, leaf, home) if (number, each.words) not in linked]
    return tuple(found)


def _of_leaf(number: int, leaf: Leaf, home: str) -> Iterator[Reference]:
    if leaf.is_heading or leaf.kind in {"pre", "hr"} or not any(map(str.isdigit, leaf.source)):
        return
    words = plain_text(leaf)
    for found in _REFERENCE.finditer(words):
        before = _SENTENCE.split(words[max(0, found.start() - _BEFORE) : found.start()])[-1]
        if _is_own(before, found["after"], _SENTENCE.split(found["after"])[0]):
            said = words[found.start() : found.start("after")]
            is_here = _THIS.search(before) is not None
            for own in re.findall(_N, found["numbers"]):
                yield Reference(number, said, own, home if is_here else "", (before[-40:], own))


def _number_of(heading: Leaf) -> str:
    label = _LABEL.match(plain_text(heading))
    return label[1] if label else ""


def _is_own(before: str, follows: str, sentence: str) -> bool:
    """Whether the words say that a section is this text's, or nothing around makes it another document's."""
    if _HERE.match(follows):
        return True
    is_named = len(before.split()) > 1 and before.rsplit(maxsplit=1)[-1][:1].isupper()
    return not (is_named or _OF_ANOTHER.match(follows) or _FOREIGN.search(_OWN.sub("", f"{before} {sentence}")))


@lru_cache(maxsize=4)
def _numbers(text: Text) -> frozenset[str]:
    """Return every number that the text gives to anything: a heading, a paragraph, an item of a list."""
    found: set[str] = set()
    section = ""
    for leaf in text.document.leaves:
        label = _LABEL.match(plain_text(leaf))
        if label:
            found.add(label[1])
            section = label[1] if leaf.is_heading else section
        items = [str(each.number) for each in leaf.path if each.kind == "li" and each.number]
        for depth in range(len(items)):
            item = ".".join(items[: depth + 1])
            found.update((item, f"{section}.{item}"))
    return frozenset(found)


def _missing_sections(text: Text, _: Surroundings) -> Iterator[Fault]:
    for found in references(text):
        if problem := _problem(found, _numbers(text)):
            message = f"{quote(found.words)} {problem}"
            yield fault(text, text.line_of(found.leaf), message, f"{found.words} {found.number}")
    named = {section.anchor: section.heading for section in text.outline}
    for target in targets(text):
        words = _REFERENCE.fullmatch(target.words.strip())
        heading = named.get(target.fragment) if target.href.startswith("#") else None
        if words and heading and heading.number[:1].isdigit() and not _is_within(words["numbers"], heading.number):
            message = (
                f"the link {target.describe()} leads to section {heading.number}, {quote(heading.title)}; write that "
                "number, or lead the link to the section that is meant"
            )
            yield fault(text, line_of_target(text, target), message, f"{target.words} {target.href}")


def _problem(found: Reference, known: frozenset[str]) -> str:
    """Say why a reference leads nowhere; empty where it does not."""
    if found.home and not (_is_within(found.number, found.home) or _is_within(found.home, found.number)):
        return f"stands in section {found.home}; write that number, or delete the number"
    if found.number in known or any(each.startswith(f"{found.number}.") for each in known):
        return ""
    return (
        "names a number that no section of this text has; write the right one, best as a link such as "
        "[section 4](#your-rights), or say whose section it is (“section 4 of the Terms”)"
    )


def _is_within(number: str, section: str) -> bool:
    """Whether a number is a section's, or of a part of it."""
    return f"{number}.".startswith(f"{section}.")


def _doubled_numbers(text: Text, _: Surroundings) -> Iterator[Fault]:
    numbers = [number for number, leaf in enumerate(text.document.leaves) if leaf.is_heading]
    if len(numbers) != len(text.outline):
        return
    first: dict[str, Section] = {}
    parents: dict[int, str] = {}
    for place, section in zip(numbers, text.outline, strict=True):
        heading = section.heading
        parents = {level: name for level, name in parents.items() if level < heading.level} | {
            heading.level: section.anchor
        }
        own = "/".join(parents[level] for level in sorted(parents) if level < heading.level)
        if not heading.number[:1].isdigit():
            continue
        if heading.number == "1":
            first = {key: each for key, each in first.items() if not key.startswith(f"{own}|")}
        twin = first.setdefault(f"{own}|{heading.number}", section)
        if twin is not section:
            message = (
                f"two sections have the number {heading.number}, {quote(twin.heading.title)} and "
                f"{quote(heading.title)}, so a reference to it could mean either; number them one after the other, and "
                "correct the references to those that follow"
            )
            yield fault(text, text.line_of(place), message, f"{heading.number} {heading.title}")


def _moved_numbers(case: Case) -> Iterator[Fault]:
    if case.before is None or case.after is None or not case.is_version:
        return
    said_before = {each.place for each in references(case.before)}
    then, now = _by_number(case.before.outline), _by_number(case.after.outline)
    there_before = {section.anchor for section in case.before.outline}
    places = {section.anchor: section for section in case.after.outline}
    for found in references(case.after):
        old, new = then.get(found.number), now.get(found.number)
        if found.home or found.place not in said_before or not (old and new) or old.anchor == new.anchor:
            continue
        moved = places.get(old.anchor)
        if moved is None and new.anchor not in there_before:
            continue  # one heading took the other's place: the section may be the same, under another name
        where = f", which is now section {moved.heading.number}" if moved and moved.heading.number else ""
        message = (
            f"{quote(found.words)} was {quote(old.heading.title)} in the published text{where}; section {found.number} "
            f"is now {quote(new.heading.title)}. Write the number of the section that is meant; if it is the new one, "
            "nothing needs to be done"
        )
        yield fault(case.after, case.after.line_of(found.leaf), message, f"{found.words} {found.number}")


def _by_number(outline: Sequence[Section]) -> dict[str, Section]:
    """Return the sections by their number, but for a number that several have."""
    found: dict[str, Section] = {}
    twice: set[str] = set()
    for section in outline:
        number = section.heading.number
        twice |= {number} & found.keys()
        found.setdefault(number, section)
    return {number: section for number, section in found.items() if number and number not in twice}


RULES: tuple[TextRule, ...] = (
    TextRule(
        code="section-missing",
        title="A section that the text refers to by number is there.",
        explanation=(
            "“See section 4.2” is a promise that section 4.2 says more. Where no section has that number, most often "
            "because one was deleted or renumbered, readers look for a right or a safeguard and do not find it.\n\n"
            "To put it right, write the number of the section that is meant; as a link, such as "
            "[section 4](#your-rights), it is looked after by the check. If the section is another document's, name "
            "that document: “section 4 of the Terms”."
        ),
        source="GDPR Art 12(1) (concise, transparent, intelligible and easily accessible form)",
        check=_missing_sections,
    ),
    TextRule(
        code="section-number-doubled",
        title="Every section has a number of its own.",
        explanation=(
            "Where two sections are both number 3, nobody can say which of them “section 3” is, neither the text nor a "
            "contract, a notice or an authority that quotes it.\n\n"
            "To put it right, number the sections one after the other, and correct the references to them."
        ),
        check=_doubled_numbers,
    ),
)
CASE_RULES: tuple[CaseRule, ...] = (
    CaseRule(
        code="section-moved",
        severity=Severity.WARNING,
        title="A reference by number goes on to mean the same section.",
        explanation=(
            "A new section, or one that goes, gives the sections behind it other numbers. A reference such as “see "
            "section 5” that stays as it was then leads to another subject, and says something that nobody meant: a "
            "right may seem to depend on the wrong condition.\n\n"
            "To put it right, write the number that the section has now. Written as a link, [section 6](#your-rights), "
            "its address stays right whatever the numbers do, though the number in its words is yours to keep."
        ),
        source="GDPR Art 12(1) (concise, transparent, intelligible and easily accessible form)",
        check=_moved_numbers,
    ),
)
