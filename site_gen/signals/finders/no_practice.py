"""Sentences that say nothing of what their publisher does with information: what readers do, and what a word means."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.findings import Finding
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

_OF_PRACTICE = frozenset({"M1", "M4", "M5", "M6", "M8", "M10", "M13", "M14"})
_SUBJECT = 2  # words
_NAMED = 5  # words, in which a sentence names what it tells the meaning of
_GIVING = frozenset({"collect"})


def is_of_no_practice(finding: Finding) -> bool:
    """Whether a finding about a practice rests on a sentence that tells of none, before and after the change."""
    if finding.rule.question not in _OF_PRACTICE:
        return False
    sides = [side for side in (finding.change.before, finding.change.after) if side]
    return all(_tells_of_none(side) for side in sides)


def _tells_of_none(side: Side) -> bool:
    clause, grammar = side.clause, side.clause.reading.lexicon.grammar
    if clause.is_listed or clause.is_title or not grammar.commands or side.denied:
        return False
    words = clause.words
    if any(word.stem in grammar.speakers for word in words):
        return False
    return _instructs(side, grammar) or _defines(side, grammar)


def _instructs(side: Side, grammar: Grammar) -> bool:
    """Whether a sentence tells readers what to do: "to block cookies, open the menu"; not to give information."""
    words = side.clause.words
    opened = _main_part(side, grammar)
    opened += words[opened].stem in grammar.softeners and opened + 1 < len(words)
    return side.clause.spelling(words[opened]) in grammar.commands and not _gives(side)


def _main_part(side: Side, grammar: Grammar) -> int:
    """Return with which word a sentence goes on behind what it opens with: a case, or an aim, up to a comma."""
    words, text = side.clause.words, side.clause.text
    if words[0].stem not in grammar.conditionals | grammar.premises | grammar.before_verbs:
        return 0
    comma = text.find(", ")
    return next((number for number, word in enumerate(words) if 0 <= comma < word.start), 0)


def _defines(side: Side, grammar: Grammar) -> bool:
    """Whether a sentence says what something is that is nobody's: "Cookies are small files that ..."."""
    words = side.clause.words
    first = next((at for at, word in enumerate(words[:_NAMED]) if word.stem in grammar.defining | grammar.passives), 0)
    if not first or any(word.stem in grammar.possessives | grammar.reader for word in words[:first]):
        return False
    is_named = words[0].stem in grammar.determiners or first <= _SUBJECT
    if words[first].stem in grammar.defining:
        return is_named and not _of(words, grammar.publisher)
    behind = words[first + 1 :]
    return is_named and not _of(words, grammar.publisher) and _is_noun_phrase(side, behind, grammar)


def _is_noun_phrase(side: Side, behind: Sequence[Word], grammar: Grammar) -> bool:
    """Whether behind "is" stands what something is, and no act: "a tiny image", "small text files that ..."."""
    if not behind or side.clause.text[behind[0].start].isupper():
        return False
    acts = {hit.start for hit in side.hits if hit.family in {"handling", "sale", "disclosing"}}
    part = next((at for at, word in enumerate(behind) if word.stem in grammar.relatives), len(behind))
    is_article = behind[0].stem in grammar.articles
    return (is_article or part < len(behind)) and not any(word.start in acts for word in behind[:part])


def _of(words: Sequence[Word], stems: frozenset[str]) -> bool:
    return any(word.stem in stems for word in words)


def _gives(side: Side) -> bool:
    """Whether readers give information, which somebody then has: "you may upload your letters"."""
    grammar = side.clause.reading.lexicon.grammar
    given = [hit for hit in side.hits if hit.family == "handling" and hit.concept in _GIVING]
    stems = {word.stem for hit in given for word in side.clause.words if hit.start <= word.start < hit.end}
    return bool(stems - grammar.getting) or "recipients" in side.families or "basis" in side.families
