"""Numbers that count something: days, years, money, the age of a person."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

PAID = frozenset({"money", "percent"})
"""Units of what is paid."""
Amount = tuple[str, str]
"""A number, and what it counts."""
_OF_SMALLER = {
    "day": (24, "hour"),
    "week": (7 * 24, "hour"),
    "year": (12, "month"),
    "quarter": (3, "month"),
    "decade": (120, "month"),
}
"""Units of time that are a fixed number of smaller ones."""
_DIGITS = 6
_OF_AGE = 21  # years; a higher number after "must be" is no age at which people may do something


def in_one_unit(amount: Amount) -> Amount:
    """Return an amount in the smallest unit that counts exactly as much: weeks in hours, years in months."""
    number, unit = amount
    if unit not in _OF_SMALLER or not number.isdecimal() or len(number) > _DIGITS:
        return amount
    times, smaller = _OF_SMALLER[unit]
    return str(times * int(number)), smaller


def amounts(clause: Clause, grammar: Grammar) -> set[tuple[str, str]]:
    """Return each number of a clause with what it counts; bare numbers say too little."""
    return amounts_in(clause.text, clause.words, grammar)


def amounts_in(text: str, words: Sequence[Word], grammar: Grammar) -> set[tuple[str, str]]:
    """Return each number of a text, given its words, as `amounts` does."""
    found = set()
    for at, word in enumerate(words):
        if word.stem[0].isdigit():
            unit = _unit(text, words, at, grammar)
            if unit and not _is_rate(words, at, grammar):
                found.add((word.stem, unit))
        elif word.stem in grammar.units and _is_one(words, at, grammar):
            found.add(("1", word.stem))
    return found


def _unit(text: str, words: Sequence[Word], at: int, grammar: Grammar) -> str:
    """Return what a number counts; empty where nothing says so."""
    word = words[at]
    unit = next((near.stem for near in words[at + 1 : at + 3] if near.stem in grammar.units), "")
    if unit == "year" and (_opens_age(words, at, grammar) or _closes_age(words, at, grammar)):
        return "age"
    if not unit and (_has_money_sign(text, word, grammar) or _is_behind_currency(words, at)):
        unit = "money"
    if not unit and text[word.end :].lstrip(" \u00a0").startswith("%"):
        unit = "percent"
    if not unit and (_is_near_age(words, at, grammar) or _is_age_asked(words, at, grammar)):
        unit = "age"
    return "" if unit == "money" and any(letter.isalpha() for letter in word.stem) else unit


def _is_behind_currency(words: Sequence[Word], at: int) -> bool:
    """Whether the code of a currency stands right before a number: "EUR 5"."""
    return at > 0 and words[at - 1].stem == "money" and words[at].start - words[at - 1].end == 1


def _is_near_age(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a word for ages stands before a number, with a small word between at most: "under Article 27" is none."""
    if at and words[at - 1].stem in grammar.age_words:
        return True
    return at > 1 and words[at - 2].stem in grammar.age_words and words[at - 1].small


def _has_money_sign(text: str, word: Word, grammar: Grammar) -> bool:
    """Whether a sign of money stands before a number, or behind it: "$5", "5 €"."""
    signs = (*grammar.money_signs,)
    return text[: word.start].rstrip(" \u00a0")[-1:] in signs or text[word.end :].lstrip(" \u00a0")[:1] in signs


def _opens_age(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a number of years is an age from which on something holds, as in "ab 16 Jahren"."""
    return at > 0 and words[at - 1].stem in grammar.age_openers and words[at].stem.isdecimal()


def _closes_age(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a number of years is said to be an age, as in "eighteen years old"."""
    return any(word.stem in grammar.age_closers for word in words[at + 2 : at + 4]) and words[at].stem.isdecimal()


def _is_age_asked(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether it says how old somebody is to be, as in "you must be 16", "the minimum age is 16"."""
    before = [word.stem for word in words[max(0, at - 2) : at]]
    if before and before[-1] in grammar.passives and any(word.stem in grammar.ages for word in words[: at - 1]):
        return words[at].stem.isdecimal() and int(words[at].stem) <= _OF_AGE
    is_asked = len(before) == 2 and before[0] in grammar.strong_modals and before[1] in grammar.passives
    return is_asked and words[at].stem.isdecimal() and int(words[at].stem) <= _OF_AGE


def _is_rate(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether it says how often rather than how long, as in "24 hours a day"."""
    behind = words[at + 1 : at + 4]
    return len(behind) == 3 and behind[1].stem in grammar.articles and behind[2].stem in grammar.units


def _is_one(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether an article counts a unit, as in "for a month", or each one counts, as in "every month"."""
    if at and words[at - 1].stem in grammar.each:
        return True
    return at > 1 and words[at - 1].stem in grammar.articles and words[at - 2].stem in grammar.time_words
