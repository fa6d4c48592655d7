"""Names: a lexicon's word inside one is not a fact, and a service that is called something else is the same service."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.words.language import Hit, Language, Word
from site_gen.signals.words.lexicon import Lexicon

if TYPE_CHECKING:
    from site_gen.signals.parsing.passages import Text

_OFTEN = 8  # times; so often, only what the policy is about is named
_LONGEST = 4  # words
_ADDED = 2  # words
_LONG = 500  # words; a longer clause is not a sentence
_TITLED = 0.85  # of the words begin with a capital: all of the clause is a title, and no name stands out
_POSTCODE_BEFORE = re.compile(r"\d\w{0,9}(?:[ -]\w{1,20}){0,3}\s?,\s?\Z|\d{4}[\s,)]{0,3}\Z")
_NEARBY = 80  # characters
_NUMBER = re.compile(r"\s\d[\w-]*")
_POSTCODE_AFTER = re.compile(r",?\s\d{4}")
Swap = tuple[str, str]
"""A name before and after, in small letters."""
_SHORT_FORM = re.compile(r"([A-Z][A-Z-]{1,9})s?")
_NO_LETTERS = re.compile(r"[\W_]+")
_PARTS = frozenset({"data", "children", "sensitive", "trackers"})
_WHOLES = frozenset({"basis", "recipients", "entities", "transfers", "disputes"})
_FAMILIES = frozenset(
    {"purposes", "data", "sensitive", "recipients", "protections", "conditions", "rights", "handling"}
)


def facts_only(clause: Clause, hits: Sequence[Hit], language: Language) -> tuple[Hit, ...]:
    """Drop single words that are part of a name, such as the second word of a product's, and countries in addresses."""
    hits = _drop_parts(hits)
    companies = _company_spans(clause, hits)
    hits = [
        hit
        for hit in hits
        if hit.family != "countries"
        or not (_is_address(clause.text, hit) or any(start < hit.start < end for start, end in companies))
    ]
    hits = [hit for hit in hits if hit.family != "data" or not _is_numbered(clause, hit)]
    if clause.reading.lexicon.grammar.capital_nouns:
        return tuple(hits)
    suspects = {hit for hit in hits if hit.family in _FAMILIES and hit.start and clause.text[hit.start].isupper()}
    if not suspects or is_titled(clause):
        return tuple(hits)
    spans = [(hit.start, hit.end) for hit in hits if hit.family != "vendors"]
    strange = {
        index
        for index, word in enumerate(clause.words)
        if clause.text[word.start].isupper() and not word.small and (word.stem,) not in language.same
        if not any(start <= word.start < end for start, end in spans)
    }
    places = {(word.start, word.end): index for index, word in enumerate(clause.words)}
    named = {hit for hit in suspects if _touches(clause, places.get((hit.start, hit.end)), strange)}
    return tuple(hit for hit in hits if hit not in named)


def _is_numbered(clause: Clause, hit: Hit) -> bool:
    """Whether a kind of information is followed by the one that somebody has, as in "the customer number 28"."""
    found = _NUMBER.match(clause.text, hit.end)
    if not found:
        return False
    behind = next((word.stem for word in clause.words if word.start >= found.end()), "")
    return behind not in clause.reading.lexicon.grammar.units


def _drop_parts(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Drop kinds of information and people that are only part of another term, as in "legitimate interests"."""
    wholes = [hit for hit in hits if hit.family in _WHOLES]
    if not wholes:
        return hits
    return [
        hit
        for hit in hits
        if hit.family not in _PARTS
        or not any(
            whole.start <= hit.start and hit.end <= whole.end and whole.end - whole.start > hit.end - hit.start
            for whole in wholes
        )
    ]


def _company_spans(clause: Clause, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Return where companies are named, if countries are: the one in "Tarn Ireland Ltd" is part of a name."""
    if not any(hit.family == "countries" for hit in hits):
        return []
    return [match.span() for match in clause.reading.lexicon.grammar.entities.finditer(clause.text)]


def _is_address(text: str, hit: Hit) -> bool:
    return bool(
        _POSTCODE_BEFORE.search(text, max(0, hit.start - _NEARBY), hit.start) or _POSTCODE_AFTER.match(text, hit.end)
    )


def is_short_form(text: str, start: int, end: int) -> bool:
    """Whether letters in brackets only shorten the words before them, as in "contractual clauses (CC)"."""
    letters = _SHORT_FORM.fullmatch(text[start:end])
    if letters is None or not text[:start].rstrip().endswith("(") or not text[end:].startswith(")"):
        return False
    initials = "".join(word[0].lower() for word in _NO_LETTERS.split(text[:start]) if word)
    return _is_within(letters[1].lower(), initials[-3 * len(letters[1]) :])


def _is_within(letters: str, others: str) -> bool:
    """Whether some letters stand in others, in their order."""
    left = iter(others)
    return all(letter in left for letter in letters)


def is_titled(clause: Clause) -> bool:
    """Whether nearly all words begin with a capital, as those of a title or a list of links do, and not every noun."""
    if clause.reading.lexicon.grammar.capital_nouns:
        return False
    words = [word for word in clause.words if not word.small and not word.stem[0].isdigit()]
    return sum(clause.text[word.start].isupper() for word in words) >= _TITLED * len(words)


def _touches(clause: Clause, index: int | None, strange: Collection[int]) -> bool:
    """Whether nothing but a space lies between a word and a capitalised one that no lexicon knows."""
    if index is None:
        return False
    words = clause.words
    return any(
        near in strange and clause.text[words[first].end : words[first + 1].start] == " "
        for near, first in ((index - 1, index - 1), (index + 1, index))
    )


def changed_names(
    pairs: Iterable[tuple[Clause | None, Clause | None]], old: Text, new: Text, lexicon: Lexicon
) -> frozenset[str]:
    """Return the words of names of the publisher or its services that came to be others, before and after."""
    swaps: Counter[Swap] = Counter()
    beside: dict[Swap, str] = {}
    for before, after in pairs:
        if before and after:
            for swap, rest in _swaps(before, after):
                swaps[swap] += 1
                if rest:
                    beside[swap] = rest

    def whole(swap: Swap, side: int) -> str:
        """Return a name with the part of it that stayed."""
        return f"{beside[swap]} {swap[side]}" if swap in beside else swap[side]

    found = (
        swap
        for swap, times in swaps.items()
        if not _is_named(whole(swap, 1), old) and (times >= _OFTEN or not _is_named(whole(swap, 0), new))
        if times >= _OFTEN or not any(_means(name, lexicon, swap in beside) for name in swap)
        if swap in beside or times >= _OFTEN or (swap[0] in old.opening and not _holds_other(swap))
    )
    return frozenset(word for swap in found for name in swap for word in name.split())


def _holds_other(swap: Swap) -> bool:
    """Whether a name only became longer or shorter, which is told from another name by how often it did."""
    return swap[1].startswith(f"{swap[0]} ") or swap[0].startswith(f"{swap[1]} ")


def _is_named(name: str, text: Text) -> bool:
    """Whether a name stands in a text, other than in an address of the web."""
    return text.says(name) if " " in name else text.writes(name)


def _means(name: str, lexicon: Lexicon, is_part: bool) -> bool:
    """Whether a name holds a word that the lexicon knows, or says what form of company it is."""
    known = {hit.family for hit in lexicon.terms.hits(lexicon.language.words(name))}
    if is_part:
        known -= _FAMILIES
    return bool(known) or any(word.rstrip(".") in lexicon.grammar.company_forms for word in name.split())


def _swaps(before: Clause, after: Clause) -> Iterable[tuple[Swap, str]]:
    """Yield each name that another replaced, and the word before it where it is only the rest of a name that stayed."""
    if max(len(before.words), len(after.words)) > _LONG:
        return
    old, new = ([clause.text[word.start : word.end] for word in clause.words] for clause in (before, after))
    if not any(word[0].isupper() for word in set(new) - set(old)):
        return
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = (old[start:end], new[begin:stop])
        if kind == "replace" and all(len(side) <= _LONGEST and all(_is_name(w) for w in side) for side in words):
            is_part = start > 1 and old[start - 1][0].isupper() and _adjoins(before, before.words[start - 1])
            yield (_bare(words[0]), _bare(words[1])), old[start - 1].lower() if is_part else ""
        elif kind != "equal" and _is_lengthened(old[:start], words, new[:begin]):
            name = old[start - 1]
            yield (_bare([name, *words[0]]), _bare([name, *words[1]])), ""


def _is_lengthened(before: Sequence[str], words: tuple[Sequence[str], Sequence[str]], after: Sequence[str]) -> bool:
    """Whether a name that stays got another word behind it, or lost one: "Tarn" is "Tarn Group"."""
    more = [*words[0], *words[1]]
    if not all(words) and len(more) <= _ADDED and all(_is_name(word) for word in more):
        return bool(before) and before[-1:] == after[-1:] and _is_name(before[-1])
    return False


def _bare(words: Sequence[str]) -> str:
    return without_genitive(" ".join(words).lower())


def without_genitive(name: str) -> str:
    """Return a name as it is when nothing belongs to it."""
    return name.removesuffix("\u2019s").removesuffix("'s")


def _is_name(word: str) -> bool:
    """Whether a word is written as names are: with a capital, if not the first letter."""
    return word[0].isupper() or (len(word) > 1 and word[1].isupper())


def _adjoins(clause: Clause, word: Word) -> bool:
    return clause.text[word.end : word.end + 1] == " "
