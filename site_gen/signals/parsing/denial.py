"""What a `not` governs in a clause: from where it stands to where another part of the sentence begins."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon

_ENDS = ";|\u2022\n\x0b\x0c"
_NEAR = 2  # words
_QUOTES = ('"', "'", "\u201c", "\u2018", "\u201e", "\u00ab")
Stretch = tuple[int, int]


def denied_parts(text: str, words: Sequence[Word], hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Stretch, ...]:
    """Return the stretches of a clause of which it says that it is not so, in their order.

    A `not` reaches on to what turns the sentence, to another subject or to the end of a bracket; one in a clause about
    something else ("which does not ...", "without ...") no further than the comma. Of what "is not done", it reaches
    back as well, and so it does in a language that puts the verb before the `not`. A link called "Do Not Sell" denies
    nothing, nor does a setting called "do not track".
    """
    at = [number for number, word in enumerate(words) if word.stem in lexicon.grammar.negations]
    if not at:
        return ()
    named = [(hit.start, hit.end) for hit in hits if hit.family == "rights" and _is_called(text, hit.start)]
    at = [number for number in at if _denies(number, words, lexicon)]
    at = [number for number in at if not any(start <= words[number].start < end for start, end in named)]
    return tuple(_stretch(number, text, words, lexicon.grammar) for number in at)


def is_denied(parts: Sequence[Stretch], at: int) -> bool:
    """Whether a place lies in one of the stretches."""
    return any(start <= at < end for start, end in parts)


def _is_called(text: str, start: int) -> bool:
    """Whether a term is written as the name of something: with a capital, or behind a quotation mark."""
    return text[start].isupper() or text[:start].endswith(_QUOTES)


def _denies(number: int, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the word is no part of "not only", "whether or not", "no less than 30", or of "without restriction"."""
    grammar = lexicon.grammar
    if lifts_limit(number, words, grammar) or _bounds_number(number, words, grammar):
        return False
    stems = tuple(word.stem for word in words[max(0, number - _NEAR) : number + _NEAR + 1])
    here = min(number, _NEAR)
    return not any(
        stems[first : first + len(term)] == term and first <= here < first + len(term)
        for term in grammar.no_denials
        for first in range(len(stems))
    )


def _bounds_number(number: int, words: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a word begins what says the most or the least of a number, and not "no more than your name"."""
    return any(
        tuple(word.stem for word in words[number : number + len(term)]) == term
        and any(word.stem[0].isdigit() for word in words[number + len(term) :][:1])
        for term in grammar.caps | grammar.floors
    )


def lifts_limit(number: int, words: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a word says that something knows no limit: "without restriction"."""
    behind = words[number + 1 : number + 1 + _NEAR]
    return words[number].stem in grammar.asides and any(word.stem in grammar.limiting for word in behind)


def _stretch(number: int, text: str, words: Sequence[Word], grammar: Grammar) -> Stretch:
    reaches_back = (
        grammar.verb_last
        or grammar.not_behind_verb
        or any(word.stem in grammar.passives for word in words[max(0, number - 1) : number + 2])
    )
    start = min(_back(number, text, words, grammar), words[number].start) if reaches_back else words[number].start
    return start, reach(number, text, words, grammar)


def reach(number: int, text: str, words: Sequence[Word], grammar: Grammar) -> int:
    """Return where what a `not`, or another word of its kind, governs ends."""
    near = (word.stem for word in words[max(0, number - _NEAR) : number])
    is_aside = words[number].stem in grammar.asides or not grammar.relatives.isdisjoint(near)
    depth = 0
    for at in range(number + 1, len(words)):
        gap, word = text[words[at - 1].end : words[at].start], words[at]
        depth += gap.count("(") - gap.count(")")
        joins = "," in gap or words[at - 1].stem in grammar.joints
        if depth < 0 or any(sign in gap for sign in _ENDS) or (is_aside and "," in gap):
            return words[at - 1].end
        if word.stem in grammar.turns or (joins and word.stem in grammar.subjects | grammar.consequents):
            return word.start
    return len(text)


def _back(number: int, text: str, words: Sequence[Word], grammar: Grammar) -> int:
    """Return where the part of a sentence begins of which a `not` says that it "is not done"."""
    for at in range(number - 1, -1, -1):
        if words[at].stem in grammar.conditionals:
            return words[at + 1].start
        if at < number - 1 and words[at].stem in grammar.relatives | grammar.turns | grammar.subjects:
            return words[at + 1].start
        if any(sign in text[words[at].end : words[at + 1].start] for sign in (*_ENDS, "(", ")")):
            return words[at + 1].start
    return words[0].start
