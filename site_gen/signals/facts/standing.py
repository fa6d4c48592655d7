"""The facts that a text states as it stands: kinds of data, recipients, purposes, periods, promises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import blake2b
from types import MappingProxyType

from site_gen.model.facts import FactKind, Quote, StandingFact
from site_gen.signals.facts.sentences import row_facts, sentence_facts
from site_gen.signals.facts.statement import Statement
from site_gen.signals.facts.stating import COMPANY, named_facts
from site_gen.signals.parsing.clauses import Clause, reader
from site_gen.signals.parsing.places import Around, Places
from site_gen.signals.parsing.prose import CELLS, cell_text
from site_gen.signals.words.lexicon import (
    BUTTON,
    Lexicon,
    is_known,
    languages,
    lexicon,
)
from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.inline import plain_text

_ENOUGH = 20  # words, by which the language is told
_OPENING = 60  # blocks, in which they stand
_MOST_SEGMENTS = 50_000
_MOST_CLAUSES = 5_000
_OFTEN = 8  # times; so often, only what the policy is about is named
_WORD = re.compile(r"\w+")
_BOLD = re.compile(r"(\*\*|__)([^*_]{1,80})\1")
_STRONG = re.compile(r"(\*\*|__).+\1")
_SIBLINGS = 40  # blocks back, in which what introduces a list in a list is looked for
_LABEL = 200  # characters
_KINDS = {str(kind): kind for kind in FactKind}

Context = tuple[Leaf | None, ...]
"""The blocks before a segment that `Around` names: title, lead and header."""


class SegmentFacts:
    """What segments state where they stand, kept: versions of one policy share nearly all of theirs."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({})) -> None:
        self._by_name = dict(known)
        """With what `learnt` handed over in earlier builds of this program."""
        self._learnt: dict[str, str] = {}
        self._read: dict[tuple[object, ...], tuple[tuple[StandingFact, ...], Context]] = {}
        self._clauses = _ClauseFacts()

    def __reduce__(self) -> tuple[type[SegmentFacts], tuple[Mapping[str, str]]]:
        """Travel with what was known by name alone."""
        return SegmentFacts, (self._by_name,)

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
        places = Places(document)
        name = _name(known, before, segment)
        if name not in self._by_name:
            numbers = range(len(leading), len(document.leaves))
            stated = _facts_of_leaves(document, numbers, places, known, self._clauses)
            self._by_name[name] = self._learnt[name] = dump(dict.fromkeys(stated))
        after = tuple(document.leaves[each] if each >= 0 else None for each in places.around(len(document.leaves) - 1))
        return load(self._by_name[name]), after


class _ClauseFacts:
    """What clauses state with what stands around them, kept: an edit leaves nearly all of its segment as it was."""

    def __init__(self) -> None:
        self._stated: dict[tuple[object, ...], tuple[StandingFact, ...]] = {}

    def of(self, statement: Statement) -> tuple[StandingFact, ...]:
        """Return the facts of a clause, whose surroundings are one object as long as they say the same."""
        clause = statement.clause
        key = (
            *(clause.text, clause.kind, clause.is_item, clause.is_link, clause.near),
            *(statement.columns, statement.parent, statement.is_linked, statement.is_label),
        )
        if key not in self._stated:
            if len(self._stated) > _MOST_CLAUSES:
                self._stated.clear()
            self._stated[key] = tuple(_facts_of_clause(statement))
        return self._stated[key]


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
    own = _OwnNames(document)
    found: dict[tuple[FactKind, str], StandingFact] = {}
    before: Context = (None, None, None)
    for segment in document.segments:
        facts, before = segments.of(segment, before, known)
        for fact in facts:
            name = fact.kind, fact.key
            if fact.key[:1] == COMPANY and fact.words.lower() in own:
                continue
            if name not in found or fact.strength > found[name].strength:
                found[name] = fact
    return tuple(found.values())


class _OwnNames:
    """Holds the words, in small letters, of which a text is full: the publisher's names are among them.

    It looks for those that it is asked about: to count all words of a text takes longer than to recall what it states.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, bool] = {}

    def __contains__(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = _WORD.fullmatch(word) is not None and self._is_often(word)
        return self._known[word]

    def _is_often(self, word: str) -> bool:
        return self._text.count(word) >= _OFTEN and len(re.findall(rf"\b{word}\b", self._text)) >= _OFTEN

    @cached_property
    def _text(self) -> str:
        return " ".join(leaf.source for leaf in self._document.leaves).lower()


def dump(facts: Iterable[StandingFact]) -> str:
    """Write facts for a cache."""
    return json.dumps([[f.kind, f.key, f.words, f.quote.parts, f.value, f.strength, f.group] for f in facts])


def load(text: str) -> tuple[StandingFact, ...]:
    """Read `dump` back."""
    rows = json.loads(text)
    return tuple(
        [StandingFact(_KINDS[kind], key, words, Quote(*quote), *rest) for kind, key, words, quote, *rest in rows]
    )


def _is_in_language(document: Document, known: Lexicon) -> bool:
    counts = [_count_words(leaf.source, known) for leaf in document.leaves[:_OPENING] if leaf.kind == "p"]
    total, small = (sum(each) for each in zip(*counts, strict=True)) if counts else (0, 0)
    return total < _ENOUGH or small * known.grammar.small_words_one_in >= total


@lru_cache(maxsize=4096)
def _count_words(source: str, known: Lexicon) -> tuple[int, int]:
    """Count the words of a block, and the small ones among them."""
    words = known.language.words(source)
    return len(words), sum(word.small for word in words)


def _facts_of_leaves(
    document: Document, numbers: Iterable[int], places: Places, known: Lexicon, kept: _ClauseFacts
) -> Iterator[StandingFact]:
    for number in numbers:
        leaf, around = document.leaves[number], places.around(number)
        if any(container.kind == "thead" for container in leaf.path):
            continue
        head = _head(document, around) if leaf.kind == "row" else -1
        if head == number:
            continue
        columns = _cells(document.leaves[head]) if head >= 0 else ()
        if columns:
            title = plain_text(document.leaves[around.title]) if around.title >= 0 else ""
            yield from row_facts(_cells(leaf), columns, title, known)
        parent, is_linked = _parent(document, number), leaf.source.lstrip("*_ ").startswith("[")
        clauses = reader(known).clauses(document, number, places.of(number), reader(known).readings(leaf))
        for at, clause in enumerate(clauses):
            statement = Statement(
                clause,
                _columns_of(clause, leaf, columns),
                known,
                parent,
                is_linked and at == 0,
                _is_label(leaf, clause) and at == 0,
            )
            yield from kept.of(statement)


def _is_label(leaf: Leaf, clause: Clause) -> bool:
    """Whether a block begins with words in bold that are a sentence of their own, as in "**Authorities.** Where"."""
    bold = _BOLD.match(leaf.source)
    return bold is not None and bold[2].strip(" .:") == clause.text.strip(" .:")


def _parent(document: Document, number: int) -> str:
    """Return the entry of a list that introduces the list in it in which a block stands; empty where none does."""
    depth = len(document.leaves[number].path)
    for leaf in reversed(document.leaves[max(0, number - _SIBLINGS) : number]):
        if 0 < len(leaf.path) < depth:
            text = plain_text(leaf)
            return text if text.endswith(":") and len(text) <= _LABEL else ""
    return ""


def _head(document: Document, around: Around) -> int:
    """Return the number of the row that heads a table; -1 for none.

    Where the head is empty, the first row below heads it if it is all in bold.
    """
    if around.header < 0 or any(_cells(document.leaves[around.header])):
        return around.header
    first = document.leaves[around.header + 1]
    return around.header + 1 if all(_STRONG.fullmatch(cell.strip()) for cell in first.cells) else -1


def _cells(leaf: Leaf) -> tuple[str, ...]:
    return tuple(cell_text(cell, leaf.references) for cell in leaf.cells)


def _columns_of(clause: Clause, leaf: Leaf, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the heads of a clause's cells: of a row that is read cell by cell, that of its own."""
    if not columns or CELLS in clause.text:
        return columns
    cells = zip(columns, _cells(leaf), strict=False)
    return next(((head,) for head, cell in cells if clause.text.strip() in cell), ())


def _facts_of_clause(statement: Statement) -> Iterator[StandingFact]:
    if statement.clause.is_title or any(hit.family == "quiet" and hit.concept != BUTTON for hit in statement.hits):
        return
    yield from sentence_facts(statement)
    yield from named_facts(statement)
