"""The references to its own sections that a text makes by number: "see section 4.2", "siehe Abschnitt 3 und 5".

In English, German, French, Spanish and Arabic, and only where the section is this text's for certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from site_gen.check.case import Text
from site_gen.check.rules.targets import targets
from site_gen.text.document import Leaf
from site_gen.text.inline import plain_text

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
"""Where headings have these, the text numbers its sections."""


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
def known_numbers(text: Text) -> frozenset[str]:
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


def numbers_of(words: str) -> tuple[str, ...]:
    """Return the numbers of words that are a reference and nothing else, such as those of a link; else none."""
    found = _REFERENCE.fullmatch(words.strip())
    return tuple(re.findall(_N, found["numbers"])) if found else ()
