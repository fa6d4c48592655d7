"""The facts that a text states as it stands: kinds of data, recipients, purposes, periods, promises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from site_gen.model.facts import FactKind, StandingFact
from site_gen.signals.amounts import amounts
from site_gen.signals.clauses import Clause, follow_places, reader
from site_gen.signals.governing import Kind, governing_kind, is_denied_list
from site_gen.signals.language import Hit
from site_gen.signals.lexicon import BUTTON, IGNORED, Lexicon, is_known, languages, lexicon
from site_gen.signals.names import facts_only
from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_PERIODS = frozenset({"hour", "day", "week", "month", "year"})
_ACTS = frozenset({"collect", "use", "share", "sell", "keep", "buy"})
_LONGEST_PROMISE = 300  # characters; a longer sentence promises no one thing
_SUBJECT = 4  # words
_CELLS = " | "
_BREAKS = str.maketrans({HARD_BREAK: " ", BLOCK_BREAK: " "})
_ENOUGH = 20  # words, by which the language is told
_OPENING = 60  # blocks, in which they stand
_MOST_SEGMENTS = 50_000
_KINDS = {str(kind): kind for kind in FactKind}


_FAMILIES = {
    "data": FactKind.DATA,
    "sensitive": FactKind.DATA,
    "recipients": FactKind.RECIPIENT,
    "vendors": FactKind.RECIPIENT,
    "purposes": FactKind.PURPOSE,
}
_GOVERNED = {
    FactKind.DATA: frozenset({Kind.DATA, Kind.PASSED_ON}),
    FactKind.RECIPIENT: frozenset({Kind.RECIPIENT}),
    FactKind.PURPOSE: frozenset({Kind.PURPOSE}),
}


Context = tuple[Leaf | None, ...]
"""The blocks before a segment that `Around` names: title, lead and header."""


class SegmentFacts:
    """What segments state where they stand, kept: versions of one policy share nearly all of theirs."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({})) -> None:
        self._by_name = dict(known)
        """With what `learnt` handed over in earlier builds of this program."""
        self._learnt: dict[str, str] = {}
        self._read: dict[tuple[object, ...], tuple[tuple[StandingFact, ...], Context]] = {}

    def of(self, segment: Segment, before: Context, known: Lexicon) -> tuple[tuple[StandingFact, ...], Context]:
        """Return the facts of a segment behind those blocks, and the blocks that count for the next one."""
        key = (known, segment.says, *before)
        if key not in self._read:
            if len(self._read) > _MOST_SEGMENTS:
                self._read.clear()
            self._read[key] = self._recall(segment, before, known)
        return self._read[key]

    def learnt(self) -> dict[str, str]:
        """Hand over what was not known before, by names that mean the same wherever this program runs."""
        found, self._learnt = self._learnt, {}
        return found

    def _recall(self, segment: Segment, before: Context, known: Lexicon) -> tuple[tuple[StandingFact, ...], Context]:
        leading = tuple(leaf for leaf in before if leaf)
        document = Document((Segment(leading), segment) if leading else (segment,))
        places = list(follow_places(document))
        name = _name(known, before, segment)
        if name not in self._by_name:
            its = reader(known)
            stated = (
                fact
                for number in range(len(leading), len(document.leaves))
                for clause in its.clauses(document, number, places[number].place(document.leaves[number]))
                for fact in _facts_of_clause(clause, known)
            )
            self._by_name[name] = self._learnt[name] = dump(dict.fromkeys(stated))
        after = tuple(document.leaves[each] if each >= 0 else None for each in places[-1])
        return load(self._by_name[name]), after


def _name(known: Lexicon, before: Context, segment: Segment) -> str:
    """Name a segment and what it stands behind with all that they say."""
    says = [leaf and (leaf.kind, leaf.key, leaf.shape) for leaf in (*before, *segment.leaves)]
    return blake2b(repr((known.name, says)).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def standing_facts(document: Document, segments: SegmentFacts | None = None) -> tuple[StandingFact, ...]:
    """Return the facts of a text in reading order, each once; none where no lexicon knows the text's language.

    A text that does not say in which language it is, is read in the first that its small words are of.
    """
    tags = [document.language] if document.language else languages()
    known = next((found for found in map(lexicon, tags) if _is_in_language(document, found)), None)
    if known is None or (document.language and not is_known(document.language)):
        return ()
    segments = segments or SegmentFacts()
    found: dict[tuple[FactKind, str], StandingFact] = {}
    before: Context = (None, None, None)
    for segment in document.segments:
        facts, before = segments.of(segment, before, known)
        for fact in facts:
            found.setdefault((fact.kind, fact.key), fact)
    return tuple(found.values())


def dump(facts: Iterable[StandingFact]) -> str:
    """Write facts for a cache."""
    return json.dumps([[fact.kind, fact.key, fact.words, fact.value] for fact in facts])


def load(text: str) -> tuple[StandingFact, ...]:
    """Read `dump` back."""
    return tuple([StandingFact(_KINDS[kind], *rest) for kind, *rest in json.loads(text)])


def _is_in_language(document: Document, known: Lexicon) -> bool:
    counts = [_count_words(leaf.source, known) for leaf in document.leaves[:_OPENING] if leaf.kind == "p"]
    total, small = (sum(each) for each in zip(*counts, strict=True)) if counts else (0, 0)
    return total < _ENOUGH or small * known.grammar.small_words_one_in >= total


@lru_cache(maxsize=4096)
def _count_words(source: str, known: Lexicon) -> tuple[int, int]:
    """Count the words of a block, and the small ones among them."""
    words = known.language.words(source)
    return len(words), sum(word.small for word in words)


def _facts_of_clause(clause: Clause, known: Lexicon) -> Iterator[StandingFact]:
    if clause.is_title:
        return
    hits = facts_only(clause, clause.reading.hits, known.language)
    if any(hit.family == "quiet" and hit.concept != BUTTON for hit in hits):
        return
    acts = {hit.concept for hit in hits if hit.family == "handling"} & _ACTS
    list_of = governing_kind(clause.lead, clause.section, known) if clause.is_listed else None
    if (clause.is_listed and is_denied_list(clause.lead, known)) or _denies(clause, hits, known):
        if acts and _is_ours(clause, known) and len(clause.text) <= _LONGEST_PROMISE:
            yield StandingFact(FactKind.PROMISE, " ".join(clause.key), _one_line(clause.text))
        return
    if not any(hit.family == "rights" for hit in hits):
        yield from _named_facts(clause, hits, bool(acts), list_of)
    if acts & {"keep", "use"} or any(hit.family == "retention" for hit in hits):
        yield from _periods(clause, known)


def _named_facts(clause: Clause, hits: Sequence[Hit], acts: bool, list_of: Kind | None) -> Iterator[StandingFact]:
    for hit in hits:
        kind = _FAMILIES.get(hit.family)
        if kind and hit.concept != IGNORED and (acts or list_of in _GOVERNED[kind]):
            yield StandingFact(kind, f"{hit.family}/{hit.concept}", _one_line(clause.text[hit.start : hit.end]))


def _denies(clause: Clause, hits: Sequence[Hit], known: Lexicon) -> bool:
    """Whether a clause says that something is not done with information."""
    verbs = [hit.start for hit in hits if hit.family in {"handling", "sale"}]
    denials = [word.start for word in clause.words if word.stem in known.grammar.negations]
    return bool(verbs and denials) and denials[0] < verbs[-1]


def _is_ours(clause: Clause, known: Lexicon) -> bool:
    """Whether it is the publisher who does not do it: "we", a few words before the `not`."""
    stems = [word.stem for word in clause.words]
    at = next((at for at, stem in enumerate(stems) if stem in known.grammar.negations), 0)
    return clause.kind != "row" and bool(known.grammar.publisher.intersection(stems[max(0, at - _SUBJECT) : at]))


def _periods(clause: Clause, known: Lexicon) -> Iterator[StandingFact]:
    found = sorted((unit, number) for number, unit in amounts(clause, known.grammar) if unit in _PERIODS)
    if found:
        value = ", ".join(f"{number} {_unit(unit, number, clause, known)}" for unit, number in found)
        about = [word.stem for word in clause.senses if not word.stem[0].isdigit() and word.stem not in _PERIODS]
        subject = clause.text.partition(_CELLS)[0] if clause.kind == "row" else clause.text
        yield StandingFact(FactKind.PERIOD, " ".join(about), _one_line(subject), value)


def _unit(unit: str, number: str, clause: Clause, known: Lexicon) -> str:
    """Return a unit of time in the text's language: as the clause writes it, where that is not English."""
    if known.name == languages()[0]:
        return unit if number == "1" else unit + "s"
    return next((clause.text[word.start : word.end] for word in clause.words if word.stem == unit), unit)


def _one_line(text: str) -> str:
    return " ".join(text.translate(_BREAKS).split())
