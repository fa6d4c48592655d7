"""A clause as a statement: of what its list is, what is done with information, and who does it to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from site_gen.model.facts import FactKind
from site_gen.signals.comparing.members import members
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.denial import denied_parts, is_denied
from site_gen.signals.parsing.governing import (
    Kind,
    governing_kind,
    governs,
    heads_time,
    is_denied_list,
    is_of_recipients,
    kind_of_head,
)
from site_gen.signals.parsing.names import facts_only
from site_gen.signals.parsing.prose import CELLS
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import IGNORED, Lexicon

_ACTS = frozenset({"collect", "use", "share", "sell", "keep", "buy"})
HOLDING = frozenset({"collect", "use", "keep", "share"})
"""What is done with information by whoever then has it."""
_SUBJECT = 6  # words before a verb in which its subject stands
_OBJECT = 25  # words behind a verb in which its objects stand
KINDS = {
    FactKind.DATA: frozenset({Kind.DATA, Kind.PASSED_ON}),
    FactKind.RECIPIENT: frozenset({Kind.RECIPIENT}),
    FactKind.PURPOSE: frozenset({Kind.PURPOSE}),
}
"""What in a list is which kind of fact."""
_APOSTROPHE = re.compile("['\u2019]")


class Statement(Struct, frozen=True, dict=True):
    """A clause with what is needed to tell what it states."""

    clause: Clause
    columns: tuple[str, ...]
    """The heads of its table; empty outside one."""
    known: Lexicon
    parent: str = ""
    """What introduces the list in a list in which it stands; empty elsewhere."""
    is_linked: bool = False
    """Whether it begins with a link."""
    is_label: bool = False
    """Whether it is the words in bold with which a block begins, which say what the block is about."""

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Terms of the signals' lexicon."""
        return facts_only(self.clause, self.clause.reading.hits, self.known.language)

    @cached_property
    def acts(self) -> frozenset[str]:
        """What is done with information."""
        return frozenset(hit.concept for hit in self.hits if hit.family == "handling") & _ACTS

    @cached_property
    def list_of(self) -> Kind | None:
        """What its list's introduction, or its section's title, says that its entries are."""
        clause = self.clause
        if self.is_label and _names_recipients(clause.section, self.known):
            return Kind.RECIPIENT
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
        """What the cells below each head are; below a title about who gets information, the first are these."""
        kinds = tuple(_kind_of_head(head, self.known) for head in self.columns)
        is_titled = FactKind.RECIPIENT not in kinds and _names_recipients(self.clause.section, self.known)
        return (FactKind.RECIPIENT, *kinds[1:]) if is_titled and kinds[:1] == (None,) else kinds

    def column(self, at: int) -> FactKind | None:
        """Return what the cell is in which a place stands."""
        number = self.clause.text.count(CELLS, 0, at)
        return self.column_kinds[number] if number < len(self.column_kinds) else None


@lru_cache(maxsize=4096)
def _names_recipients(text: str, known: Lexicon) -> bool:
    """Whether a title or a lead-in speaks of those whom information goes to, and not of information."""
    hits = list(known.terms.hits(known.language.words(text)))
    families = {hit.family for hit in hits if hit.concept != IGNORED}
    acts = {hit.concept for hit in hits if hit.family == "handling"}
    return _asks_who(hits) or (
        "recipients" in families and not families & {"data", "subject", "purposes", "rights"} and "collect" not in acts
    )


def _asks_who(hits: Sequence[Hit]) -> bool:
    """Whether words ask to whom something goes, as "Who receives it" does, or say "recipients"."""
    if any(hit.family == "places" and hit.concept == "receivers" for hit in hits):
        return True
    asked = [hit for hit in hits if is_of_recipients(hit)]
    given = [hit for hit in hits if hit.family == "disclosing"]
    return any(each.start <= hit.start and hit.end <= each.end for each in asked for hit in given)


@lru_cache(maxsize=4096)
def is_about_keeping(text: str, known: Lexicon) -> bool:
    """Whether a lead-in or a head says that what follows is about how long something is kept."""
    hits = list(known.terms.hits(known.language.words(text)))
    kept = any(hit.family == "retention" or (hit.family == "handling" and hit.concept == "keep") for hit in hits)
    return kept and not any(hit.family == "handling" and hit.concept in {"collect", "share"} for hit in hits)


def _objects(statement: Statement) -> Iterator[tuple[int, int]]:
    words, grammar = statement.clause.words, statement.known.grammar
    for hit in statement.hits:
        if hit.family != "handling" or hit.concept not in HOLDING or is_denied(statement.denied, hit.start):
            continue
        first = next((at for at, word in enumerate(words) if word.start >= hit.end), len(words))
        if _is_theirs(words, first, hit, statement):
            continue
        last = first
        while last < min(first + _OBJECT, len(words)) and words[last].stem not in grammar.stops:
            last += 1
        if last > first:
            yield words[first].start, words[last - 1].end
        if grammar.verb_last:
            yield _before(hit, statement), hit.start


def _before(hit: Hit, statement: Statement) -> int:
    """Return where that begins which stands before a verb and is its object: behind "we", or a word like "is"."""
    grammar = statement.known.grammar
    before = [word for word in statement.clause.words if word.start < hit.start][-_OBJECT:]
    starts = (
        word.end for word in reversed(before) if names_publisher(word, statement) or word.stem in grammar.passives
    )
    return next(starts, hit.start)


def _is_theirs(words: Sequence[Word], first: int, hit: Hit, statement: Statement) -> bool:
    """Whether it is the reader, or somebody else, who uses or keeps something."""
    grammar = statement.known.grammar
    before = [word for word in words[:first] if word.start < hit.start][-_SUBJECT:]
    for word in reversed(before):
        if names_publisher(word, statement):
            return False
        if word.stem in grammar.reader:
            return hit.concept in {"use", "keep"}
        if word.stem in grammar.subjects:
            return True
    return False


def names_publisher(word: Word, statement: Statement) -> bool:
    """Whether a word is "we", also where it is drawn together with the next one."""
    publisher = statement.known.grammar.publisher
    return word.stem in publisher or _APOSTROPHE.split(statement.clause.spelling(word))[0] in publisher


def _kind_of_head(head: str, known: Lexicon) -> FactKind | None:
    kind = kind_of_head(head, known)
    if kind is None and governs(head, known) is Kind.RECIPIENT and not heads_time(head, known):
        kind = Kind.RECIPIENT  # "Shared with" names nobody, and says who they are below it
    return next((fact for fact, kinds in KINDS.items() if kind in kinds), None)
