"""One of the two texts: its changed passages, read, and the rest of it, asked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain, groupby, islice
from operator import add, itemgetter
from typing import Any

from msgspec import Struct

from site_gen.redline import Redline
from site_gen.redline.model import RowKind
from site_gen.signals.parsing.clauses import (
    Clause,
    Fact,
    Reader,
    reader,
)
from site_gen.signals.parsing.doers import turned
from site_gen.signals.parsing.governing import governing_kind
from site_gen.signals.parsing.places import Places
from site_gen.signals.parsing.prose import is_long_row
from site_gen.signals.parsing.reading import (
    RUN,
    Reading,
    holds_run,
    runs_of,
)
from site_gen.signals.parsing.unchanged import Unchanged
from site_gen.signals.words.language import Hit, Stem
from site_gen.signals.words.lexicon import Lexicon
from site_gen.text.document import Document
from site_gen.text.inline import plain_text
from site_gen.text.markdown.commonmark import is_plain

_JOINED_LETTERS = 5
_ENOUGH = 20  # words or letters; of fewer, nobody can tell the language, or whether they stand together by chance
_SAMPLE = 100  # words by which the language is told
_SENTENCE = 8  # words
_PROOF = 1000  # words of sentences by which it is told where the rest is menus
_OPENING = 20  # of so many parts of a policy, the first says whose it is
_NEAREST = 3


class Split(Struct, frozen=True):
    """Which blocks of a redline changed; the others are listed side by side."""

    old: Sequence[int]
    new: Sequence[int]
    same: Sequence[tuple[int, int]]


def split(redline: Redline) -> Split:
    """Part the blocks that changed from those that both texts have alike."""
    old: list[int] = []
    new: list[int] = []
    same: list[tuple[int, int]] = []
    for row in redline.rows:
        if row.kind is RowKind.SAME:
            same += zip(row.old, row.new, strict=True)
        else:
            old += row.old
            new += row.new
    return Split(sorted(old), sorted(new), same)


def both(redline: Redline, lexicon: Lexicon) -> tuple[Text, Text]:
    """Return the two texts of a redline."""
    parts, of_language = split(redline), reader(lexicon)
    old_by_cell, new_by_cell = _read_by_cell(redline)
    unchanged = Unchanged([redline.old.leaves[number] for number, _ in parts.same], lexicon.language)
    old = Text(redline.old, parts.old, [number for number, _ in parts.same], unchanged, of_language, old_by_cell)
    new = Text(redline.new, parts.new, [number for _, number in parts.same], unchanged, of_language, new_by_cell)
    return old, new


def _read_by_cell(redline: Redline) -> tuple[frozenset[int], frozenset[int]]:
    """Return the table rows, older and newer, that are read cell by cell since what they were or became is long.

    A row that is read whole has no partner among the cells of one that is not.
    """
    old: list[int] = []
    new: list[int] = []
    for row in redline.rows:
        if row.kind is RowKind.EDIT:
            leaves = [*map(redline.old.leaves.__getitem__, row.old), *map(redline.new.leaves.__getitem__, row.new)]
            if any(map(is_long_row, leaves)):
                old += row.old
                new += row.new
    return frozenset(old), frozenset(new)


class Text:
    """One of the two texts."""

    def __init__(
        self,
        document: Document,
        changed: Sequence[int],
        same: Sequence[int],
        unchanged: Unchanged,
        reader: Reader,
        by_cell: frozenset[int] = frozenset(),
    ) -> None:
        """Take a document, the numbers of its changed blocks and of the others, and the latter to be searched."""
        self._by_cell = by_cell
        self._document = document
        self._changed = changed
        self._same = same
        self._unchanged = unchanged
        self._reader = reader
        self._read: dict[int, list[Reading]] = {}
        self._cut: dict[int, list[Clause]] = {}
        self._facts: dict[Fact, bool] = {}
        self._cells: dict[str, frozenset[tuple[int, str]]] = {}
        self._run_known: dict[tuple[str, ...], bool] = {}
        self.members: dict[Clause, Sequence[Any]] = {}

    @cached_property
    def clauses(self) -> list[Clause]:
        """Every clause of a changed passage, in reading order."""
        return [clause for number in self._changed for clause in self._clauses_of(number)]

    @cached_property
    def _places(self) -> Places:
        return Places(self._document)

    def _clauses_of(self, number: int) -> list[Clause]:
        if number not in self._cut:
            clauses = self._reader.clauses(self._document, number, self._places.of(number), self._readings_of(number))
            self._cut[number] = list(clauses)
        return self._cut[number]

    def _readings_of(self, number: int) -> list[Reading]:
        if number not in self._read:
            leaf, by_cell = self._document.leaves[number], number in self._by_cell
            self._read[number] = self._reader.readings(leaf, by_cell=by_cell)
        return self._read[number]

    def _elsewhere(self, blocks: Iterable[int]) -> Iterator[Clause]:
        return chain.from_iterable(self._clauses_of(self._same[block]) for block in sorted(blocks))

    def _readings_elsewhere(self, stems: Iterable[str], longest: int = sys.maxsize) -> Iterator[tuple[int, Reading]]:
        """Yield the sentences of the rest that may hold all of some words, each with the number of its block.

        A block of more characters than the `longest` is left out.
        """
        stems = sorted(stems, key=len, reverse=True)
        for block in sorted(self._unchanged.blocks_holding(stems)):
            number = self._same[block]
            if len(self._document.leaves[number].source) <= longest:
                yield from ((number, reading) for reading in self._readings_of(number) if reading.may_hold(stems))

    def clauses_with(self, stems: Iterable[str]) -> Iterator[Clause]:
        """Yield every clause that may hold all of some words."""
        stems = frozenset(stems)
        fewest = min((self._by_stem.get(stem, []) for stem in stems), key=len, default=self.clauses)
        yield from (clause for clause in fewest if stems <= clause.stems)
        for number, readings in groupby(self._readings_elsewhere(stems), key=itemgetter(0)):
            found = {id(reading) for _, reading in readings}
            yield from (clause for clause in self._clauses_of(number) if id(clause.reading) in found)

    def has(self, clause: Clause) -> bool:
        """Whether a clause says just what one of the other text does, of the same.

        A title vouches for no entry of a list, nor does an entry of a list of something else.
        """
        if any(self._vouches(each, clause) for each in self._by_key.get(clause.key, ())):
            return True
        longest = 3 * len(clause.text) if len(clause.key) < RUN else sys.maxsize  # a label stands in no paragraph
        return any(
            clause.key == each.key and not (clause.is_listed and each.is_title) and self._vouches(each, clause)
            for number, reading in self._readings_elsewhere(clause.stems, longest)
            if reading.key == clause.key
            for each in self._clauses_of(number)
        )

    def _vouches(self, known: Clause, clause: Clause) -> bool:
        """Whether two clauses of the same words stand in lists of the same, or in none that says of what it is."""
        old, new = known.reading, clause.reading
        if old.may_act_otherwise(new) and next(turned(old.acts, new.acts), None):
            return False
        if not (known.is_listed and clause.is_listed) or known.near == clause.near:
            return True
        lists = [governing_kind(each.lead, each.section, self._reader.lexicon) for each in (known, clause)]
        return None in lists or lists[0] == lists[1]

    @cached_property
    def _by_stem(self) -> dict[str, list[Clause]]:
        found: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            for stem in clause.stems:
                found.setdefault(stem, []).append(clause)
        return found

    @cached_property
    def _by_key(self) -> dict[tuple[str, ...], list[Clause]]:
        found: dict[tuple[str, ...], list[Clause]] = {}
        for clause in self.clauses:
            found.setdefault(clause.key, []).append(clause)
        return found

    def has_run(self, stems: tuple[str, ...]) -> bool:
        """Whether words stand one behind the other."""
        if stems not in self._run_known:
            self._run_known[stems] = stems in self._runs or self._has_run_elsewhere(stems)
        return self._run_known[stems]

    def _has_run_elsewhere(self, stems: tuple[str, ...]) -> bool:
        return any(holds_run(reading.key, stems) for _, reading in self._readings_elsewhere(stems))

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of words of the changed passages, across clauses."""
        return runs_of([stem for clause in self.clauses for stem in clause.key])

    def nearest(self, clause: Clause) -> list[Clause]:
        """Return the clauses that share most runs of words with one of the other text."""
        near = Counter(holder for run in clause.reading.runs for holder in self._holders.get(run, ()))
        found = [self.clauses[number] for number in _most_common(near)]
        shared = Counter(chain.from_iterable(self._unchanged.blocks_having(stem) for stem in frozenset(clause.key)))
        return found + list(self._elsewhere(_most_common(shared)))

    @cached_property
    def _holders(self) -> dict[tuple[str, ...], list[int]]:
        """In which clauses each run of words stands, by their number."""
        found: dict[tuple[str, ...], list[int]] = {}
        for number, clause in enumerate(self.clauses):
            for run in clause.reading.runs:
                found.setdefault(run, []).append(number)
        return found

    def holds(self, clause: Clause) -> bool:
        """Whether the very letters of a clause stand in this text, however they are spaced and cut into blocks."""
        letters = clause.reading.letters
        if len(letters) < _ENOUGH:
            return False
        return letters in self._all_letters or self._unchanged.says(clause.text.lower())

    @cached_property
    def _all_letters(self) -> str:
        return "".join(clause.reading.letters for clause in self.clauses)

    def writes(self, word: str) -> bool:
        """Whether a word, in small letters, stands here, other than in an address of the web."""
        if word in self.written:
            return True
        blocks = self._unchanged.blocks_containing(word)
        return any(word in clause.reading.written for clause in self._elsewhere(blocks))

    @cached_property
    def written(self) -> frozenset[str]:
        """Every word of the changed passages, as it is written, in small letters."""
        return frozenset(chain.from_iterable(clause.reading.written for clause in self.clauses))

    def writes_apart(self, word: str) -> bool:
        """Whether the changed passages write a word, in small letters, as two or three."""
        return len(word) >= _JOINED_LETTERS and word in self._joined

    @cached_property
    def _joined(self) -> frozenset[str]:
        """What neighbouring words of the changed passages would be if they were written as one."""
        words = [*chain.from_iterable(clause.reading.written for clause in self.clauses)]
        pairs = [*map(add, words, words[1:])]
        return frozenset(pairs).union(map(add, pairs, words[2:]))

    def has_cell(self, lead: str, column: int, cell: str) -> bool:
        """Whether a row of the table with this head, changed or not, says the same, in small letters, in a column."""
        if lead not in self._cells:
            self._cells[lead] = frozenset(self._cells_under(lead))
        return (column, cell) in self._cells[lead]

    def _cells_under(self, lead: str) -> Iterator[tuple[int, str]]:
        for rows in self._tables:
            if any(clause.lead == lead for clause in self._clauses_of(rows[-1])):
                clauses = chain.from_iterable(map(self._clauses_of, rows))
                texts = (clause.text.lower() for clause in clauses if clause.kind == "row")
                yield from chain.from_iterable(enumerate(map(str.strip, text.split(" | "))) for text in texts)

    @cached_property
    def _tables(self) -> list[list[int]]:
        """The numbers of the rows of each table, or of those with one head."""
        tables: dict[int, list[int]] = {}
        for number, leaf in enumerate(self._document.leaves):
            if leaf.kind == "row":
                tables.setdefault(self._places.of(number).lead, []).append(number)
        return list(tables.values())

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the changed passages, by its sense."""
        return Counter(stem for clause in self.clauses for stem in clause.key)

    def states(self, fact: Fact) -> bool:
        """Whether a fact stands anywhere in the text."""
        if fact not in self._facts:
            self._facts[fact] = fact in self._changed_facts or self._states_elsewhere(fact)
        return self._facts[fact]

    def _states_elsewhere(self, fact: Fact) -> bool:
        found = chain.from_iterable(map(self._readings_elsewhere, self._reader.lexicon.terms.of(fact)))
        return any((hit.family, hit.concept) == fact for _, reading in found for hit in reading.hits)

    def hits(self, clause: Clause) -> tuple[Hit, ...]:
        """Return every term of the lexicon in a clause."""
        return clause.reading.hits

    @cached_property
    def _changed_facts(self) -> frozenset[Fact]:
        return frozenset((hit.family, hit.concept) for clause in self.clauses for hit in self.hits(clause))

    def says(self, text: str) -> bool:
        """Whether a text in small letters stands here, other than in the target of a link."""
        if text in self._whole:
            return True
        if not self._unchanged.says(text):
            return False
        word = max(text.split(), key=len, default="")
        blocks = self._unchanged.blocks_containing(word)
        return any(text in plain_text(self._document.leaves[self._same[block]]).lower() for block in blocks)

    def count(self, text: str) -> int:
        """Return how often a text in small letters stands here."""
        return self._whole.count(text) + self._unchanged.count(text)

    @cached_property
    def _whole(self) -> str:
        """The changed passages, in small letters."""
        return "\n".join(clause.text for clause in self.clauses).lower()

    @cached_property
    def opening(self) -> str:
        """What the text begins with, in small letters: it says whose policy it is."""
        leaves = self._document.leaves
        left = sum(len(leaf.source) for leaf in leaves) // _OPENING
        found = []
        for leaf in leaves:
            text = plain_text(leaf).lower()
            found.append(text[: max(left, 0)])
            left -= len(text)
            if left <= 0:
                break
        return "\n".join(found)

    @cached_property
    def is_read(self) -> bool:
        """Whether the text is in the lexicon's language, by its share of small words, as a sample shows it."""
        sample = self._sample()
        if len(sample) >= _ENOUGH and self._is_in_language(sample):
            return True
        words = sample + [stem for clause in self.clauses for stem in clause.reading.stems]
        if len(words) < _ENOUGH or self._is_in_language(words):
            return True
        words = list(islice(self._words_of_sentences(), _PROOF))
        return len(words) >= _ENOUGH and self._is_in_language(words)

    def _words_of_sentences(self) -> Iterator[Stem]:
        """Yield the words of what is a sentence, and none of a menu or a list."""
        for number in range(len(self._document.leaves)):
            for clause in self._clauses_of(number):
                if len(clause.reading.stems) >= _SENTENCE and clause.text.rstrip().endswith("."):
                    yield from clause.reading.stems

    def _is_in_language(self, words: Sequence[Stem]) -> bool:
        return sum(is_small for _, is_small in words) * self._reader.lexicon.grammar.small_words_one_in >= len(words)

    def _sample(self) -> list[Stem]:
        found: list[Stem] = []
        leaves = map(self._document.leaves.__getitem__, self._same[len(self._same) // 2 :])
        for leaf in leaves:
            if leaf.kind == "p" and is_plain(leaf.source):  # others take long to read, and nobody needs them here
                found += self._reader.lexicon.language.stems(plain_text(leaf))
                if len(found) >= _SAMPLE:
                    break
        return found


def _most_common(counts: Counter[int]) -> list[int]:
    """Return the numbers counted most often; of two as often, the lower one: the order of a set says nothing."""
    return nsmallest(_NEAREST, counts, key=lambda number: (-counts[number], number))
