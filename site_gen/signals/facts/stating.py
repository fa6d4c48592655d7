"""Which kinds of information, recipients and purposes a clause states, by the names of the page of facts.

The page is public, so that grammar decides: a term counts where it is what a verb of the publisher governs, a member of
a list that says what it is of, or in a column whose head says so. Elsewhere it is only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from site_gen.model.facts import FactKind, Quote, StandingFact
from site_gen.signals.facts.quotes import one_line, quote
from site_gen.signals.facts.sentences import tells_time
from site_gen.signals.facts.statement import HOLDING, KINDS, Statement
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.parsing.governing import Kind
from site_gen.signals.parsing.names import facts_only, is_titled
from site_gen.signals.parsing.prose import CELLS
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import IGNORED, Lexicon
from site_gen.signals.words.vocabulary import Entry, vocabulary

COMPANY = "="
"""Begins the key of a recipient that is told by its own name."""
_NEAR, _REACH = 8, 14  # words
_LABEL = 8  # words with which a list item says of what it is
_ENGAGED = 8  # words behind "we work with" in which those stand with whom
_LONGEST_NAME = 60  # characters
_LONGEST_ENTRY = 120  # characters
_PARTS = re.compile(r"[^;\s][^;]*")
"""The names in a cell, which semicolons divide."""
_REMARK = re.compile(r" \(|, | [\u2013\u2014-] |: ")
"""Where it begins what is said of somebody behind their name."""
_GOT_BY = 4  # words behind "received" in which it says by whom
_ANNOUNCED = {FactKind.RECIPIENT: "receivers", FactKind.PURPOSE: "purposes"}
"""Words as the subject of a sentence that says who or what they are."""
_INFORMATION = frozenset({"subject", "data", "sensitive"})
_NAMED = re.compile(r": [^\W\d_a-z]")  # behind what somebody is for, their name


def named_facts(statement: Statement) -> Iterator[StandingFact]:
    """Yield the kinds that a clause states, and those that it only mentions."""
    if statement.is_denied_item or any(hit.family == "rights" for hit in statement.hits):
        return
    names = vocabulary(statement.known.name)
    if next(names.definitions.hits(statement.clause.words), None):
        return
    vendors = [hit for hit in statement.hits if hit.family == "vendors" and hit.concept != IGNORED]
    found = [*names.terms.hits(statement.clause.words)]
    for hit in facts_only(statement.clause, found, statement.known.language):
        entry = names.entries.get((hit.family, hit.concept))
        if not entry or is_denied(statement.denied, hit.start) or _is_part(hit, vendors):
            continue
        if not entry.written or statement.clause.text[hit.start : hit.end].lower() in entry.written:
            strength = _strength(statement, entry, hit)
            if strength or statement.acts or statement.list_of:
                said = quote(statement, hit.start, hit.end)
                yield StandingFact(entry.kind, entry.key, entry.name, said, strength=strength, group=entry.group)
    yield from _companies(statement, vendors)
    if statement.list_of is Kind.RECIPIENT and statement.clause.is_item:
        yield from _listed(statement)


def _is_part(hit: Hit, vendors: Sequence[Hit]) -> bool:
    """Whether a term is part of the name of a known company."""
    return any(each.start <= hit.start < each.end for each in vendors)


def _strength(statement: Statement, entry: Entry, hit: Hit) -> int:
    """Return how well a clause states what a term names, as in `StandingFact`: 2 where it is the publisher's."""
    if entry.kind is FactKind.RECIPIENT and _gets(statement, hit):
        return 1
    if entry.kind in _ANNOUNCED and _is_said_to_be(statement, entry, hit):
        return 1
    if entry.kind is FactKind.RECIPIENT and (_acts_itself(statement, hit) or _is_spoken_of(statement, hit)):
        return 0
    if statement.columns:
        return 2 * (statement.column(hit.start) is entry.kind)
    wanted = frozenset({Kind.SOURCE}) if entry.origin else KINDS[entry.kind]
    if _is_governed(statement, entry, hit, wanted):
        return 2 if statement.is_ours else 1
    wanted -= {Kind.PASSED_ON}
    return int(statement.list_of in wanted and _position(statement.clause, hit.start) < _LABEL)


def _gets(statement: Statement, hit: Hit) -> bool:
    """Whether it is somebody who receives information: "courts may obtain ...", "is received by insurers"."""
    grammar, words = statement.known.grammar, statement.clause.words
    if not any(each.family in _INFORMATION for each in statement.hits):
        return False
    if any(word.stem in grammar.negations for word in words):
        return False
    before, behind = ([w for w in words if w.end <= hit.start], [w for w in words if w.start >= hit.end])
    if grammar.verb_last:
        return any(word.stem in grammar.getting for word in behind[:1] + behind[-1:]) and not _speaks_first(statement)
    modals = grammar.weak_modals | grammar.strong_modals
    first = next((word.stem for word in behind if word.stem not in modals), "")
    if first in grammar.getting:
        return not any(word.stem in grammar.sources | grammar.givers for word in before[-_NEAR:])
    passive = [word.stem for word in before[-_GOT_BY:]]
    return bool(passive) and passive[-1] in grammar.doers and any(stem in grammar.getting for stem in passive)


def _speaks_first(statement: Statement) -> bool:
    return any(word.stem in statement.known.grammar.publisher for word in statement.clause.words[:2])


def _is_said_to_be(statement: Statement, entry: Entry, hit: Hit) -> bool:
    """Whether a clause says who the recipients, or what the purposes, are: "The recipients of your data are banks"."""
    grammar, words = statement.known.grammar, statement.clause.words
    copula = next((number for number, word in enumerate(words) if word.stem in grammar.passives), None)
    if not copula or words[copula].start > hit.start or words[copula - 1].stem in grammar.reader:
        return False
    subject = {each.concept for each in statement.hits if each.family == "places" and each.start < words[copula].start}
    return _ANNOUNCED[entry.kind] in subject


def _is_given_to(statement: Statement, hit: Hit) -> bool:
    """Whether "to" or the like stands a few words before, in a sentence that says that information is passed on."""
    before = [word for word in statement.clause.words if word.start < hit.start][-_NEAR:]
    return statement.gives and any(word.stem in statement.known.grammar.givers for word in before)


def _is_behind_aim(statement: Statement, hit: Hit) -> bool:
    """Whether "for" or the like stands a few words before, in a sentence that says what is done with information."""
    before = [word for word in statement.clause.words if word.start < hit.start][-_NEAR:]
    return bool(statement.acts & HOLDING) and any(word.stem in statement.known.grammar.aims for word in before)


def _acts_itself(statement: Statement, hit: Hit) -> bool:
    """Whether what follows says what somebody may do, so that nothing is said to go to them."""
    grammar = statement.known.grammar
    behind = next((word.stem for word in statement.clause.words if word.start >= hit.end), "")
    return behind in grammar.weak_modals | grammar.strong_modals


def _is_spoken_of(statement: Statement, hit: Hit) -> bool:
    """Whether what stands before says that somebody is protected, is one kind of data among others, or gives some."""
    names, words = vocabulary(statement.known.name), statement.clause.words
    before = [word for word in words if word.start < hit.start][-_NEAR:]
    if next(names.not_behind.hits(before), None):
        return True
    grammar, wide = statement.known.grammar, [word for word in words if word.start < hit.start][-_REACH:]
    data = [each.end for each in names.terms.hits(before) if each.family == "data" and each.concept != IGNORED]
    sources = [word.end for word in wide if word.stem in grammar.sources]
    last = max([*data, *sources], default=None)
    return last is not None and not any(word.stem in grammar.givers for word in wide if word.start >= last)


def _is_governed(statement: Statement, entry: Entry, hit: Hit, wanted: frozenset[Kind]) -> bool:
    """Whether a verb, or what opens a list, says of a term that it is what its name says."""
    if any(kind in wanted and start <= hit.end and hit.start < end for kind, start, end in statement.spans):
        return entry.kind is not FactKind.RECIPIENT or statement.gives
    if entry.kind is FactKind.RECIPIENT and statement.known.grammar.verb_last and _is_given_to(statement, hit):
        return True
    if entry.origin:
        return "collect" in statement.acts
    if entry.kind is FactKind.PURPOSE:
        return statement.known.grammar.verb_last and _is_behind_aim(statement, hit)
    if entry.kind is FactKind.DATA:
        return any(start <= hit.start < end for start, end in statement.objects)
    return entry.kind is FactKind.RECIPIENT and _is_engaged(statement, hit)


def _position(clause: Clause, at: int) -> int:
    return sum(word.start < at for word in clause.words)


def _is_engaged(statement: Statement, hit: Hit) -> bool:
    """Whether it is somebody with whom the publisher says that it works."""
    at = _position(statement.clause, hit.start)
    return any(
        each.family == "disclosing"
        and each.concept in {"use-of-others", "getting"}
        and 0 <= at - _position(statement.clause, each.end) < _ENGAGED
        for each in statement.hits
    )


def _companies(statement: Statement, vendors: Sequence[Hit]) -> Iterator[StandingFact]:
    """Yield the companies that a clause names: in a column of them, or as known ones to which something is given."""
    if statement.columns:
        yield from _listed_companies(statement)
        return
    for hit in vendors:
        words = statement.clause.text[hit.start : hit.end]
        if words[0].isupper() and not is_denied(statement.denied, hit.start):
            is_governed = _is_engaged(statement, hit) or any(
                kind is Kind.RECIPIENT and start <= hit.end and hit.start < end for kind, start, end in statement.spans
            )
            if is_governed or statement.acts & {"share", "use", "collect"}:
                found = quote(statement, hit.start, hit.end)
                yield StandingFact(
                    FactKind.RECIPIENT, f"{COMPANY}{words.lower()}", words, found, strength=2 * is_governed
                )


def _listed(statement: Statement) -> Iterator[StandingFact]:
    """Yield a short entry of a list of recipients that holds no known kind, as it stands: it names somebody."""
    clause = statement.clause
    text = one_line(clause.text).strip().rstrip(".;,")
    if statement.is_ours or len(text) > _LONGEST_ENTRY or _is_kind_of_recipient(text, statement.known):
        return
    company = _company_before_remark(text, statement.known)
    if company:
        rest = Quote("", company, text[len(company) :])
        yield StandingFact(FactKind.RECIPIENT, _company_key(company), company, rest, strength=1)
    elif _NAMED.search(text) or (statement.is_linked and is_titled(clause)):
        before, sign, name = text.rpartition(": ")
        said = Quote(f"{before}{sign}", name)
        yield StandingFact(FactKind.RECIPIENT, _company_key(name), name, said, strength=1)


def _is_kind_of_recipient(text: str, known: Lexicon) -> bool:
    names = vocabulary(known.name)
    hits = names.terms.hits(known.language.words(text))
    return any((hit.family, hit.concept) in names.entries and hit.family == "recipients" for hit in hits)


def _company_before_remark(text: str, known: Lexicon) -> str:
    """Return the company with whose name an entry begins; empty where a form of company or brackets do not tell it.

    Brackets tell none where every noun has a capital.
    """
    name = _REMARK.split(text, maxsplit=1)[0].strip()
    words = name.split()
    if not words or not _is_company(name, known) or not all(word[0].isupper() or word == "&" for word in words):
        return ""
    has_form = len(words) > 1 and _is_form(words[-1], known)
    is_bracketed = text[len(name) :].startswith(" (") and not known.grammar.capital_nouns
    return name if has_form or is_bracketed else ""


def _listed_companies(statement: Statement) -> Iterator[StandingFact]:
    at = 0
    for kind, cell in zip(statement.column_kinds, statement.clause.text.split(CELLS), strict=False):
        for part in _PARTS.finditer(cell) if kind is FactKind.RECIPIENT else ():
            name = part[0].strip()
            if _is_company(name, statement.known) and not _names_no_company(name, statement.known):
                found = quote(statement, at + part.start(), at + part.end())
                yield StandingFact(FactKind.RECIPIENT, _company_key(name), name, found)
        at += len(cell) + len(CELLS)


def _names_no_company(cell: str, known: Lexicon) -> bool:
    """Whether a name before its remark in brackets is a kind of which the page tells, information, or says how long."""
    name, names = cell.partition(" (")[0], vocabulary(known.name)
    words = known.language.words(name)
    if any((hit.family, hit.concept) in names.entries for hit in names.terms.hits(words)):
        return True
    hits = tuple(known.terms.hits(words))
    if not words or any(hit.family == "vendors" for hit in hits) or _is_form(name.split()[-1], known):
        return False
    is_information = any(hit.family in _INFORMATION and hit.end == words[-1].end for hit in hits)
    return is_information or tells_time(name, words, hits, known) or _opens_clause(name, words)


def _opens_clause(name: str, words: Sequence[Word]) -> bool:
    """Whether it begins as a sentence does, with a small word before one without a capital: "As the law asks"."""
    return len(words) > 1 and words[0].small and not name[words[1].start].isupper()


def _company_key(name: str) -> str:
    return f"{COMPANY}{name.lower().rstrip('.')}"


def _is_company(name: str, known: Lexicon) -> bool:
    """Whether words may be a name: a full stop ends only a form of company, such as "Inc."."""
    if not name or len(name) > _LONGEST_NAME or not name[0].isupper():
        return False
    return not name.endswith((".", ":")) or _is_form(name.rsplit(maxsplit=1)[-1], known)


def _is_form(word: str, known: Lexicon) -> bool:
    return word.lower().rstrip(".") in known.grammar.company_forms
