"""Which kinds of information, recipients and purposes a clause states, by the names of the page of facts.

The page is public, so that grammar decides: a term counts where it is what a verb of the publisher governs, a member of
a list that says what it is of, or in a column whose head says so. Elsewhere it is only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from site_gen.model.facts import FactKind, Quote, StandingFact
from site_gen.signals.clauses import Clause
from site_gen.signals.denial import denied_parts, is_denied
from site_gen.signals.governing import Kind, governing_kind, governs, is_denied_list, kind_of_head
from site_gen.signals.language import Hit, Word
from site_gen.signals.lexicon import IGNORED, Lexicon
from site_gen.signals.members import members
from site_gen.signals.names import facts_only, is_titled
from site_gen.signals.prose import CELLS
from site_gen.signals.vocabulary import Entry, vocabulary
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_ACTS = frozenset({"collect", "use", "share", "sell", "keep", "buy"})
_HOLDING = frozenset({"collect", "use", "keep", "share"})
COMPANY = "="
"""Begins the key of a recipient that is told by its own name."""
_NEAR, _REACH = 8, 14  # words
_LABEL = 8  # words with which a list item says of what it is
_SUBJECT = 6  # words before a verb in which its subject stands
_OBJECT = 25  # words behind a verb in which its objects stand
_ENGAGED = 8  # words behind "we work with" in which those stand with whom
_LONGEST_NAME = 60  # characters
_LONGEST_ENTRY = 120  # characters
_NAMED = re.compile(r": [^\W\d_a-z]")  # behind what somebody is for, their name
_BEFORE, _AFTER = 110, 90  # characters that are quoted around a term
_KINDS = {
    FactKind.DATA: frozenset({Kind.DATA, Kind.PASSED_ON}),
    FactKind.RECIPIENT: frozenset({Kind.RECIPIENT}),
    FactKind.PURPOSE: frozenset({Kind.PURPOSE}),
}
_APOSTROPHE = re.compile("['\u2019]")
_SPACE = re.compile(r"\s+")
_LINES = re.compile(rf"\s*[{HARD_BREAK}{BLOCK_BREAK}]+\s*")


class Told(Struct, frozen=True, dict=True):
    """A clause with what is needed to tell what it states."""

    clause: Clause
    hits: tuple[Hit, ...]
    """Terms of the signals' lexicon."""
    columns: tuple[str, ...]
    """The heads of its table; empty outside one."""
    known: Lexicon
    parent: str = ""
    """What introduces the list in a list in which it stands; empty elsewhere."""
    is_linked: bool = False
    """Whether it begins with a link."""

    @cached_property
    def acts(self) -> frozenset[str]:
        """What is done with information."""
        return frozenset(hit.concept for hit in self.hits if hit.family == "handling") & _ACTS

    @cached_property
    def list_of(self) -> Kind | None:
        """What its list's introduction, or its section's title, says that its entries are."""
        clause = self.clause
        if not clause.is_listed:
            return None
        last = clause.lead.rpartition(". ")[2]
        if is_about_keeping(last, self.known):
            return None
        if any(_names_recipients(part, self.known) for part in (last, clause.section)):
            return Kind.RECIPIENT
        found = governing_kind(last, clause.section, self.known)
        if found or last == clause.lead:
            return found
        before = governs(clause.lead, self.known)
        return before if before is not Kind.PURPOSE else None

    @cached_property
    def is_denied_item(self) -> bool:
        """Whether it stands in a list of what is not done."""
        return self.clause.is_listed and is_denied_list(self.clause.lead, self.known)

    @cached_property
    def gives(self) -> bool:
        """Whether it says that information goes to somebody, or comes to be seen; what is received does not."""
        got = {hit.start for hit in self.hits if hit.family == "handling" and hit.concept == "collect"}
        given = (hit for hit in self.hits if hit.family == "handling" and hit.concept in {"share", "sell"})
        return self.list_of is Kind.RECIPIENT or any(hit.start not in got for hit in given)

    @cached_property
    def is_ours(self) -> bool:
        """Whether it says what the publisher does, who is "we"."""
        return any(names_publisher(word, self) for word in self.clause.words)

    @cached_property
    def denied(self) -> tuple[tuple[int, int], ...]:
        """The stretches that say that something is not so."""
        return denied_parts(self.clause.text, self.clause.words, self.hits, self.known)

    @cached_property
    def spans(self) -> Sequence[tuple[Kind, int, int]]:
        """The members of its lists: what each is, and where it stands."""
        clause = self.clause
        found = [(each.kind, *each.span) for each in members(clause, self.known, self.hits) if not each.denied]
        taken = governing_kind(clause.lead, clause.section, self.known) if clause.is_listed else None
        return found if taken is self.list_of else [each for each in found if each[0] is not taken]

    @cached_property
    def objects(self) -> Sequence[tuple[int, int]]:
        """What the publisher's verbs of handling govern."""
        return [*_objects(self)]

    @cached_property
    def column_kinds(self) -> tuple[FactKind | None, ...]:
        """What the cells below each head are."""
        return tuple(_kind_of_head(head, self.known) for head in self.columns)

    def column(self, at: int) -> FactKind | None:
        """Return what the cell is in which a place stands."""
        number = self.clause.text.count(CELLS, 0, at)
        return self.column_kinds[number] if number < len(self.column_kinds) else None


def named_facts(told: Told) -> Iterator[StandingFact]:
    """Yield the kinds that a clause states, and those that it only mentions."""
    if told.is_denied_item or any(hit.family == "rights" for hit in told.hits):
        return
    names = vocabulary(told.known)
    if next(names.definitions.hits(told.clause.words), None):
        return
    vendors = [hit for hit in told.hits if hit.family == "vendors" and hit.concept != IGNORED]
    found = [*names.terms.hits(told.clause.words)]
    for hit in facts_only(told.clause, found, told.known.language):
        entry = names.entries.get((hit.family, hit.concept))
        if not entry or is_denied(told.denied, hit.start) or _is_part(hit, vendors):
            continue
        if not entry.written or told.clause.text[hit.start : hit.end].lower() in entry.written:
            strength = _strength(told, entry, hit)
            if strength or told.acts or told.list_of:
                said = quote(told, hit.start, hit.end)
                yield StandingFact(entry.kind, entry.key, entry.name, said, strength=strength, group=entry.group)
    yield from _companies(told, vendors)
    if told.list_of is Kind.RECIPIENT and told.clause.is_item:
        yield from _listed(told)


def _is_part(hit: Hit, vendors: Sequence[Hit]) -> bool:
    """Whether a term is part of the name of a known company."""
    return any(each.start <= hit.start < each.end for each in vendors)


def _strength(told: Told, entry: Entry, hit: Hit) -> int:
    """Return how well a clause states what a term names, as in `StandingFact`: 2 where it is the publisher's."""
    if entry.kind is FactKind.RECIPIENT and (_acts_itself(told, hit) or _is_spoken_of(told, hit)):
        return 0
    if told.columns:
        return 2 * (told.column(hit.start) is entry.kind)
    wanted = frozenset({Kind.SOURCE}) if entry.origin else _KINDS[entry.kind]
    if _is_governed(told, entry, hit, wanted):
        return 2 if told.is_ours else 1
    wanted -= {Kind.PASSED_ON}
    return int(told.list_of in wanted and _position(told.clause, hit.start) < _LABEL)


def _is_behind_aim(told: Told, hit: Hit) -> bool:
    """Whether "for" or the like stands a few words before, in a sentence that says what is done with information."""
    before = [word for word in told.clause.words if word.start < hit.start][-_NEAR:]
    return bool(told.acts & _HOLDING) and any(word.stem in told.known.grammar.aims for word in before)


def _acts_itself(told: Told, hit: Hit) -> bool:
    """Whether what follows says what somebody may do, so that nothing is said to go to them."""
    grammar = told.known.grammar
    behind = next((word.stem for word in told.clause.words if word.start >= hit.end), "")
    return behind in grammar.weak_modals | grammar.strong_modals


def _is_spoken_of(told: Told, hit: Hit) -> bool:
    """Whether what stands before says that somebody is protected, is one kind of data among others, or gives some."""
    names, words = vocabulary(told.known), told.clause.words
    before = [word for word in words if word.start < hit.start][-_NEAR:]
    if next(names.not_behind.hits(before), None):
        return True
    grammar, wide = told.known.grammar, [word for word in words if word.start < hit.start][-_REACH:]
    data = [each.end for each in names.terms.hits(before) if each.family == "data" and each.concept != IGNORED]
    sources = [word.end for word in wide if word.stem in grammar.sources]
    last = max([*data, *sources], default=None)
    return last is not None and not any(word.stem in grammar.givers for word in wide if word.start >= last)


def _is_governed(told: Told, entry: Entry, hit: Hit, wanted: frozenset[Kind]) -> bool:
    """Whether a verb, or what opens a list, says of a term that it is what its name says."""
    if any(kind in wanted and start <= hit.end and hit.start < end for kind, start, end in told.spans):
        return entry.kind is not FactKind.RECIPIENT or told.gives
    if entry.origin:
        return "collect" in told.acts
    if entry.kind is FactKind.PURPOSE:
        return told.known.grammar.verb_last and _is_behind_aim(told, hit)
    if entry.kind is FactKind.DATA:
        return any(start <= hit.start < end for start, end in told.objects)
    return entry.kind is FactKind.RECIPIENT and _is_engaged(told, hit)


@lru_cache(maxsize=4096)
def _names_recipients(text: str, known: Lexicon) -> bool:
    """Whether a title or a lead-in speaks of those whom information goes to, and not of information."""
    hits = list(known.terms.hits(known.language.words(text)))
    families = {hit.family for hit in hits if hit.concept != IGNORED}
    acts = {hit.concept for hit in hits if hit.family == "handling"}
    return (
        "recipients" in families and not families & {"data", "subject", "purposes", "rights"} and "collect" not in acts
    )


@lru_cache(maxsize=4096)
def is_about_keeping(text: str, known: Lexicon) -> bool:
    """Whether a lead-in or a head says that what follows is about how long something is kept."""
    hits = list(known.terms.hits(known.language.words(text)))
    kept = any(hit.family == "retention" or (hit.family == "handling" and hit.concept == "keep") for hit in hits)
    return kept and not any(hit.family == "handling" and hit.concept in {"collect", "share"} for hit in hits)


def _position(clause: Clause, at: int) -> int:
    return sum(word.start < at for word in clause.words)


def _objects(told: Told) -> Iterator[tuple[int, int]]:
    words, grammar = told.clause.words, told.known.grammar
    for hit in told.hits:
        if hit.family != "handling" or hit.concept not in _HOLDING or is_denied(told.denied, hit.start):
            continue
        first = next((at for at, word in enumerate(words) if word.start >= hit.end), len(words))
        if _is_theirs(words, first, hit, told):
            continue
        last = first
        while last < min(first + _OBJECT, len(words)) and words[last].stem not in grammar.stops:
            last += 1
        if last > first:
            yield words[first].start, words[last - 1].end
        if grammar.verb_last:
            yield _before(hit, told), hit.start


def _before(hit: Hit, told: Told) -> int:
    """Return where that begins which stands before a verb and is its object: behind "we", or a word like "is"."""
    grammar = told.known.grammar
    before = [word for word in told.clause.words if word.start < hit.start][-_OBJECT:]
    starts = (word.end for word in reversed(before) if names_publisher(word, told) or word.stem in grammar.passives)
    return next(starts, hit.start)


def _is_theirs(words: Sequence[Word], first: int, hit: Hit, told: Told) -> bool:
    """Whether it is the reader, or somebody else, who uses or keeps something."""
    grammar = told.known.grammar
    before = [word for word in words[:first] if word.start < hit.start][-_SUBJECT:]
    for word in reversed(before):
        if names_publisher(word, told):
            return False
        if word.stem in grammar.reader:
            return hit.concept in {"use", "keep"}
        if word.stem in grammar.subjects:
            return True
    return False


def names_publisher(word: Word, told: Told) -> bool:
    """Whether a word is "we", also where it is drawn together with the next one."""
    publisher = told.known.grammar.publisher
    return word.stem in publisher or _APOSTROPHE.split(told.clause.spelling(word))[0] in publisher


def _is_engaged(told: Told, hit: Hit) -> bool:
    """Whether it is somebody with whom the publisher says that it works."""
    at = _position(told.clause, hit.start)
    return any(
        each.family == "disclosing"
        and each.concept in {"use-of-others", "getting"}
        and 0 <= at - _position(told.clause, each.end) < _ENGAGED
        for each in told.hits
    )


def _companies(told: Told, vendors: Sequence[Hit]) -> Iterator[StandingFact]:
    """Yield the companies that a clause names: in a column of them, or as known ones to which something is given."""
    if told.columns:
        yield from _listed_companies(told)
        return
    for hit in vendors:
        words = told.clause.text[hit.start : hit.end]
        if words[0].isupper() and not is_denied(told.denied, hit.start):
            is_governed = _is_engaged(told, hit) or any(
                kind is Kind.RECIPIENT and start <= hit.end and hit.start < end for kind, start, end in told.spans
            )
            if is_governed or told.acts & {"share", "use", "collect"}:
                found = quote(told, hit.start, hit.end)
                yield StandingFact(
                    FactKind.RECIPIENT, f"{COMPANY}{words.lower()}", words, found, strength=2 * is_governed
                )


def _listed(told: Told) -> Iterator[StandingFact]:
    """Yield a short entry of a list of recipients that holds no known kind, as it stands: it names somebody."""
    names, clause = vocabulary(told.known), told.clause
    known = any(
        (hit.family, hit.concept) in names.entries and hit.family == "recipients"
        for hit in names.terms.hits(clause.words)
    )
    text = one_line(clause.text).strip().rstrip(".;,")
    is_named = _NAMED.search(text) or (told.is_linked and is_titled(clause))
    if not known and not told.is_ours and len(text) <= _LONGEST_ENTRY and is_named:
        before, sign, name = text.rpartition(": ")
        said = Quote(f"{before}{sign}", name)
        yield StandingFact(FactKind.RECIPIENT, f"{COMPANY}{name.lower()}", name, said, strength=1)


def _listed_companies(told: Told) -> Iterator[StandingFact]:
    at = 0
    names = vocabulary(told.known)
    for kind, cell in zip(told.column_kinds, told.clause.text.split(CELLS), strict=False):
        name = cell.strip()
        if kind is FactKind.RECIPIENT and _is_company(name):
            words = told.known.language.words(name)
            if not any((hit.family, hit.concept) in names.entries for hit in names.terms.hits(words)):
                found = quote(told, at, at + len(cell))
                yield StandingFact(FactKind.RECIPIENT, f"{COMPANY}{name.lower()}", name, found)
        at += len(cell) + len(CELLS)


def _is_company(name: str) -> bool:
    return bool(name) and name[0].isupper() and len(name) <= _LONGEST_NAME and not name.endswith((".", ":"))


def _kind_of_head(head: str, known: Lexicon) -> FactKind | None:
    kind = kind_of_head(head, known)
    return next((fact for fact, kinds in _KINDS.items() if kind in kinds), None)


def _is_of_recipients(hit: Hit) -> bool:
    return hit.family == "places" and hit.concept == "recipients"


def quote(told: Told, start: int, end: int) -> Quote:
    """Return a clause's words around a term, with what introduces it where it is a short entry of a list."""
    clause = told.clause
    before, term, after = clause.text[:start], one_line(clause.text[start:end]), clause.text[end:]
    if told.columns:
        number = before.count(CELLS)
        before = before.rpartition(CELLS)[2]
        after = after.partition(CELLS)[0]
        if number < len(told.columns) and told.columns[number]:
            before = f"{told.columns[number].rstrip(':')}: {before}"
    elif clause.is_item and clause.lead and len(clause.words) < 2 * _LABEL:
        before = f"{_tail(clause.lead)} {before}"
    before, after = (cell.replace(CELLS, ": ") for cell in (before, after))
    return Quote(cut_before(before), term, cut_after(after))


def _tail(lead: str) -> str:
    at = lead.rfind(". ") + 2 if ". " in lead else 0
    return lead[at:]


def cut_before(text: str) -> str:
    """Return the end of what stands before a term, cut at a space."""
    text = one_line(text)
    if len(text) <= _BEFORE:
        return text
    return f"\u2026 {text[text.find(' ', len(text) - _BEFORE) + 1 :]}"


def cut_after(text: str) -> str:
    """Return the beginning of what stands behind a term, cut at a space."""
    text = one_line(text)
    if len(text) <= _AFTER:
        return text
    return f"{text[: text.rfind(' ', 0, _AFTER)].rstrip(',;:')} \u2026"


def one_line(text: str) -> str:
    """Return a text with its lines, which an entry may have, one behind the other."""
    return _SPACE.sub(" ", _LINES.sub(" \u00b7 ", text))
