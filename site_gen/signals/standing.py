"""The facts that a text states as it stands: kinds of data, recipients, purposes, periods, promises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from site_gen.model import FactKind, StandingFact
from site_gen.signals.amounts import amounts
from site_gen.signals.clauses import Clause, Place, Reader, places
from site_gen.signals.governing import Kind, governing_kind, is_denied_list
from site_gen.signals.language import Hit
from site_gen.signals.lexicon import BUTTON, IGNORED, Lexicon, is_known, languages, lexicon
from site_gen.signals.names import facts_only
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_PERIODS = frozenset({"hour", "day", "week", "month", "year"})
_ACTS = frozenset({"collect", "use", "share", "sell", "keep", "buy"})
_LONGEST_PROMISE = 300  # characters; a longer sentence promises no one thing
_SUBJECT = 4  # words
_CELLS = " | "
_BREAKS = str.maketrans({HARD_BREAK: " ", BLOCK_BREAK: " "})
_ENOUGH = 20  # words, by which the language is told
_OPENING = 60  # blocks, in which they stand
_MOST_BLOCKS = 50_000
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


class BlockFacts:
    """What blocks state, kept by all that it follows from: versions of one policy share nearly all of theirs."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({})) -> None:
        self._known = known
        """What `learnt` handed over in earlier builds of this program."""
        self._by_blocks: dict[tuple[object, ...], tuple[StandingFact, ...]] = {}
        """By the blocks themselves, which texts share as long as this process remembers them."""
        self._learnt: dict[str, str] = {}

    def of(self, document: Document, number: int, place: Place, known: Lexicon) -> tuple[StandingFact, ...]:
        """Return the facts of a block that stands in that place."""
        leaves = document.leaves
        blocks = (known, leaves[number], *[leaves[each] if each >= 0 else None for each in place])
        if blocks not in self._by_blocks:
            if len(self._by_blocks) > _MOST_BLOCKS:
                self._by_blocks.clear()
            self._by_blocks[blocks] = self._recall(document, number, place, known)
        return self._by_blocks[blocks]

    def learnt(self) -> dict[str, str]:
        """Hand over what was not known before, by names that mean the same wherever this program runs."""
        found, self._learnt = self._learnt, {}
        return found

    def _recall(self, document: Document, number: int, place: Place, known: Lexicon) -> tuple[StandingFact, ...]:
        name = _name(known, [document.leaves[each] if each >= 0 else None for each in (number, *place)])
        kept = self._known.get(name) or self._learnt.get(name)
        if kept is None:
            reader = _reader(known)
            clauses = reader.clauses(document, number, place)
            kept = self._learnt[name] = dump(fact for clause in clauses for fact in _facts_of_clause(clause, reader))
        return load(kept)


def _name(known: Lexicon, leaves: Iterable[Leaf | None]) -> str:
    """Name a block, its title and its lead with all that they say."""
    says = [leaf and (leaf.kind, leaf.key, leaf.shape) for leaf in leaves]
    return blake2b(repr((known.name, says)).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def standing_facts(document: Document, blocks: BlockFacts | None = None) -> tuple[StandingFact, ...]:
    """Return the facts of a text in reading order, each once; none where no lexicon knows the text's language.

    A text that does not say in which language it is, is read in the first that its small words are of.
    """
    tags = [document.language] if document.language else languages()
    known = next((found for found in map(lexicon, tags) if _is_in_language(document, found)), None)
    if known is None or (document.language and not is_known(document.language)):
        return ()
    blocks = blocks or BlockFacts()
    found: dict[tuple[FactKind, str], StandingFact] = {}
    for number, place in enumerate(places(document)):
        for fact in blocks.of(document, number, place, known):
            found.setdefault((fact.kind, fact.key), fact)
    return tuple(found.values())


def dump(facts: Iterable[StandingFact]) -> str:
    """Write facts for a cache."""
    return json.dumps([[fact.kind, fact.key, fact.words, fact.value] for fact in facts])


def load(text: str) -> tuple[StandingFact, ...]:
    """Read `dump` back."""
    return tuple([StandingFact(_KINDS[kind], *rest) for kind, *rest in json.loads(text)])


@lru_cache(maxsize=8)
def _reader(known: Lexicon) -> Reader:
    return Reader(known)


def _is_in_language(document: Document, known: Lexicon) -> bool:
    counts = [_count_words(leaf.source, known) for leaf in document.leaves[:_OPENING] if leaf.kind == "p"]
    total, small = (sum(each) for each in zip(*counts, strict=True)) if counts else (0, 0)
    return total < _ENOUGH or small * known.grammar.small_words_one_in >= total


@lru_cache(maxsize=4096)
def _count_words(source: str, known: Lexicon) -> tuple[int, int]:
    """Count the words of a block, and the small ones among them."""
    words = known.language.words(source)
    return len(words), sum(word.small for word in words)


def _facts_of_clause(clause: Clause, reader: Reader) -> Iterator[StandingFact]:
    if clause.is_title:
        return
    known = reader.lexicon
    hits = facts_only(clause, reader.hits(clause), known.language)
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
        value = ", ".join(f"{number} {unit if number == '1' else unit + 's'}" for unit, number in found)
        about = [word.stem for word in clause.senses if not word.stem[0].isdigit() and word.stem not in _PERIODS]
        subject = clause.text.partition(_CELLS)[0] if clause.kind == "row" else clause.text
        yield StandingFact(FactKind.PERIOD, " ".join(about), _one_line(subject), value)


def _one_line(text: str) -> str:
    return " ".join(text.translate(_BREAKS).split())
