"""Sentences that are facts of their own: how long information is kept, and what the publisher says that it does not do.

No name says them better than their words; through the versions they are followed by how alike they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from site_gen.model.facts import FactKind, StandingFact
from site_gen.signals.facts.quotes import one_line
from site_gen.signals.facts.statement import Statement, is_about_keeping, names_publisher
from site_gen.signals.parsing.amounts import amounts_in
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.parsing.governing import heads_time, names_cookies
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon, languages
from site_gen.signals.words.vocabulary import vocabulary

_PERIODS = frozenset({"hour", "day", "week", "month", "year"})
_CRITERIA = frozenset({"as-needed", "while-active", "indefinite", "criterion", "inactivity"})
_DONE = frozenset({"collect", "use", "share", "sell", "buy", "recognise", "keep"})
_LONGEST = 400  # characters; a longer sentence says no one thing
_SHORTEST = 4  # words
_SUBJECT = 10  # words before a verb in which its subject stands
_NOT = 3  # words between "we" and "not", and between that and what is not done
_OBJECT = 12  # words behind what is not done in which information is named


def sentence_facts(statement: Statement) -> Iterator[StandingFact]:
    """Yield what a clause says of how long information is kept, or promises not to do."""
    clause = statement.clause
    if len(clause.text) > _LONGEST or next(vocabulary(statement.known.name).definitions.hits(clause.words), None):
        return
    if _is_retention(statement):
        yield _sentence(FactKind.PERIOD, "", statement, _periods(clause.text, clause.words, statement.known))
    elif clause.kind != "row" and len(clause.words) >= _SHORTEST:
        refused = _refused(statement)
        if refused:
            yield _sentence(FactKind.PROMISE, refused, statement, "")


@lru_cache(maxsize=4096)
def row_facts(
    cells: tuple[str, ...], columns: tuple[str, ...], section: str, known: Lexicon
) -> tuple[StandingFact, ...]:
    """Return what a row says of how long that is kept which its first cell names.

    Its column's head says that it is about that, or where a period stands the section's title: "How long we keep data".
    """
    found = []
    is_titled, of_cookies = is_about_keeping(section, known), any(names_cookies(head, known) for head in columns)
    for head, cell in list(zip(columns, cells, strict=False))[1:]:
        words = known.language.words(cell)
        value = _periods(cell, words, known)
        is_headed = is_about_keeping(head, known) or (not of_cookies and heads_time(head, known))
        if (is_titled and value) or (is_headed and (value or _has_criterion(known.terms.hits(words)))):
            said = one_line(f"{cells[0].rstrip(':')}: {cell}")
            key = " ".join(("", *(word.stem for word in known.language.senses(known.language.words(said)))))
            found.append(StandingFact(FactKind.PERIOD, key, said, value=value, group=section))
    return tuple(found)


def tells_time(text: str, words: Sequence[Word], hits: Iterable[Hit], known: Lexicon) -> bool:
    """Whether words hold a period, or what one depends on."""
    return bool(_periods(text, words, known)) or _has_criterion(hits)


def _periods(text: str, words: Sequence[Word], known: Lexicon) -> str:
    found = sorted(
        (unit, int(number)) for number, unit in amounts_in(text, words, known.grammar) if _counts(number, unit)
    )
    return ", ".join(f"{number} {_unit(unit, number, text, words, known)}" for unit, number in found)


def _counts(number: str, unit: str) -> bool:
    return unit in _PERIODS and number.isdecimal()


def _sentence(kind: FactKind, about: str, statement: Statement, value: str) -> StandingFact:
    key = " ".join((about, *statement.clause.key))
    return StandingFact(kind, key, _whole(statement), value=value, group=statement.clause.section)


def _whole(statement: Statement) -> str:
    """Return the clause as a reader takes it in: an entry of a list of what is not done behind what introduces it."""
    clause = statement.clause
    before = clause.lead if statement.is_denied_item else statement.parent
    text = one_line(f"{before} {clause.text}").strip()
    return f"{text[:-1]} \u2026" if text.endswith(":") else text


def _is_retention(statement: Statement) -> bool:
    clause = statement.clause
    counts = _periods(clause.text, clause.words, statement.known)
    if statement.columns or not (counts or _has_criterion(statement.hits)):
        return False
    if any(_is_ours(hit, statement) for hit in statement.hits if hit.family == "handling" and hit.concept == "keep"):
        return len(clause.words) >= _SHORTEST
    if any(hit.family == "rights" for hit in statement.hits):
        return False
    listed = clause.is_listed and is_about_keeping(clause.lead or clause.section, statement.known)
    return listed or (bool(counts) and _is_of_a_period(statement))


def _is_of_a_period(statement: Statement) -> bool:
    """Whether the sentence begins with the period itself, and says what it is: "The retention period is one year"."""
    words = statement.clause.words
    subject = next((word.start for word in words if not word.small), -1)
    return any(hit.family == "retention" and hit.start == subject for hit in statement.hits)


def _has_criterion(hits: Iterable[Hit]) -> bool:
    return any(hit.family == "retention" and hit.concept in _CRITERIA for hit in hits)


def _is_ours(hit: Hit, statement: Statement) -> bool:
    """Whether it is the publisher who keeps or deletes, or whether something is kept: not what readers may ask for."""
    words, grammar = statement.clause.words, statement.known.grammar
    at = next(number for number, word in enumerate(words) if word.start >= hit.start)
    reach = 0 if grammar.verb_last else max(0, at - 2)
    if any(word.stem in grammar.passives for word in words[reach:at]):
        return not any(word.stem in grammar.reader for word in words[reach:at])
    if grammar.verb_last and any(names_publisher(word, statement) for word in words[at + 1 : at + 3]):
        return True
    for word in reversed(words[max(0, at - _SUBJECT) : at]):
        if names_publisher(word, statement) and word.stem not in grammar.publisher - _speakers(statement):
            return True
        if word.stem in grammar.reader:
            return False
    return _is_done_by_name(words, at, statement)


def _is_done_by_name(words: Sequence[Word], at: int, statement: Statement) -> bool:
    """Whether a name stands before a verb, or before one word before it: "Acme permanently deletes"."""
    if statement.known.grammar.capital_nouns:
        return False
    return any(statement.clause.text[word.start].isupper() and word.start for word in words[max(0, at - 2) : at])


def _refused(statement: Statement) -> str:
    """Return what the publisher says that it does not do with information; empty where it says no such thing."""
    if statement.is_denied_item:
        return "listed" if _is_refusal(statement.clause.lead, statement) and _is_of_information(statement, 0) else ""
    found = (_refused_at(at, word, statement) for at, word in enumerate(statement.clause.words))
    return next(filter(None, found), "")


def _is_refusal(lead: str, statement: Statement) -> bool:
    """Whether it is the publisher that does not do what a list names, and information with which it does not."""
    words = statement.known.language.words(lead)
    acts = {hit.concept for hit in statement.known.terms.hits(words) if hit.family == "handling"}
    return bool(acts & _DONE) and any(word.stem in _speakers(statement) for word in words)


def _speakers(statement: Statement) -> frozenset[str]:
    """Return the words for whoever publishes the text, as the subject of a sentence."""
    return statement.known.grammar.speakers


def _refused_at(at: int, word: Word, statement: Statement) -> str:
    """Return what a word says that the publisher does not do with information; empty for most words."""
    words, grammar = statement.clause.words, statement.known.grammar
    if word.stem not in grammar.negations - grammar.asides or not is_denied(statement.denied, word.start):
        return ""
    if grammar.verb_last or grammar.not_behind_verb:
        return _refused_behind_verb(statement)
    near = {each.stem for each in words[max(0, at - _NOT) : at + 2]}
    if (
        near & grammar.weak_modals
        or statement.clause.spelling(word) in grammar.inabilities
        or not _speaks(words, at, statement)
    ):
        return ""
    reach = words[min(at + 1 + _NOT, len(words)) - 1].end
    done = [hit for hit in _acts(statement) if word.end <= hit.start and hit.end <= reach]
    return done[0].concept if done and _is_of_information(statement, done[-1].start) else ""


def _refused_behind_verb(statement: Statement) -> str:
    """Return what is not done where the verb may stand anywhere in its part of the sentence."""
    start, end = statement.denied[0]
    words = [each for each in statement.clause.words if each.start < end]
    words = words[max(0, sum(each.start < start for each in words) - 1) :]  # with the subject, which stands before
    if statement.known.grammar.weak_modals & {each.stem for each in words}:
        return ""
    if not any(each.stem in _speakers(statement) for each in words):
        return ""
    done = [hit for hit in _acts(statement) if is_denied(statement.denied, hit.start)]
    return done[0].concept if done and _is_of_information(statement, words[0].start) else ""


def _speaks(words: Sequence[Word], at: int, statement: Statement) -> bool:
    """Whether it is the publisher of whom the `not` is said."""
    speakers = _speakers(statement)
    return any(word.stem in speakers for word in words[max(0, at - _NOT) : at])


def _acts(statement: Statement) -> Iterator[Hit]:
    """Yield what may be done with information; deleting protects people, and what is sent to them stays with them."""
    families = ("deleting", "disclosing")
    deleting, disclosing = ({hit.start for hit in statement.hits if hit.family == each} for each in families)
    for hit in statement.hits:
        is_done = hit.family == "handling" and hit.concept in _DONE and hit.start not in deleting
        if hit.family == "sale" or (is_done and (hit.concept != "share" or hit.start in disclosing)):
            yield hit


def _is_of_information(statement: Statement, start: int) -> bool:
    words = [word for word in statement.clause.words if word.start >= start][:_OBJECT]
    end = words[-1].end if words else start
    families = {"subject", "data", "sensitive", "trackers", "children"}
    return any(hit.family in families and start <= hit.start < end for hit in statement.hits)


def _unit(unit: str, number: int, text: str, words: Sequence[Word], known: Lexicon) -> str:
    """Return a unit of time in the text's language: as the text writes it, where that is not English."""
    if known.name == languages()[0]:
        return unit if number == 1 else unit + "s"
    return next((text[word.start : word.end] for word in words if word.stem == unit), unit)
