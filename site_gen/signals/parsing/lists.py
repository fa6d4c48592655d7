"""Lists in a clause: where each begins, what it holds, and which words are its members.

A verb governs what follows it, "such as" opens examples, a table's head governs its cells, and what stands between
known members is of their kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter

from site_gen.signals.parsing.aims import is_done_by_reader, says_what_for
from site_gen.signals.parsing.belongings import TAKEN, object_before, passive_before, subject_of_passive
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.denial import Stretch, denied_parts, is_denied
from site_gen.signals.parsing.governing import (
    Kind,
    governing_kind,
    is_denied_list,
    members_below,
)
from site_gen.signals.parsing.prose import CELLS
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon

_NEAR = 6  # words between what is introduced and "such as"
_REACH = 60  # words; further behind a verb nobody looks for who gets it, or what for
_ITEM = 25  # words; a longer list item governs itself
_SIBLINGS = 2
_START = attrgetter("start")
_OBJECTS = {"collect": Kind.DATA, TAKEN: Kind.DATA, "share": Kind.PASSED_ON, "sell": Kind.PASSED_ON}
"""What the object of a verb is, by its concept."""
_APART = frozenset(",;:()/\u2022|\n\x0b\x0c")


class ListReader:
    """Reads the lists of a clause, of which the known terms are found already."""

    def __init__(self, clause: Clause, lexicon: Lexicon, hits: Sequence[Hit]) -> None:
        self._clause = clause
        self._words = clause.words
        self._lexicon = lexicon
        self._grammar: Grammar = lexicon.grammar
        self._hits = hits
        self._segments: dict[int, list[list[Word]]] = {}

    @cached_property
    def _at(self) -> dict[int, int]:
        return {word.start: number for number, word in enumerate(self._words)}

    @cached_property
    def _past(self) -> dict[int, int]:
        return {word.end: number + 1 for number, word in enumerate(self._words)}

    @cached_property
    def _verbs(self) -> set[int]:
        return {hit.start for hit in self._hits if hit.family == "handling"}

    @cached_property
    def _denied(self) -> Sequence[Stretch]:
        return denied_parts(self._clause.text, self._words, self._hits, self._lexicon)

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.start for hit in self._hits]

    def heads(self) -> Iterator[tuple[Kind, int]]:
        """Yield what each list of the clause holds, and with which word it begins."""
        governed = self._governing_kind()
        if self._columns:
            yield from self._below_heads()
        elif governed:
            is_aim = governed is Kind.PURPOSE and self._words[0].stem in self._grammar.aims
            yield governed, int(is_aim and len(self._words) > 1)
        for hit in self._hits:
            if hit.family == "handling":
                yield from self._after_verb(hit)
        yield from self._after_openers()
        if not governed:
            yield from self._among_siblings()

    @cached_property
    def _columns(self) -> Sequence[Kind | None]:
        """What the cells of a row are by the heads of their columns; empty where no head tells, or no cell has one."""
        clause = self._clause
        if clause.kind != "row" or clause.text.count(CELLS) + 1 != len(clause.near.columns):
            return ()
        kinds = [members_below(head, self._lexicon) for head in clause.near.columns]
        return kinds if any(kinds) else ()

    def _below_heads(self) -> Iterator[tuple[Kind, int]]:
        at = 0
        for kind, cell in zip(self._columns, self._clause.text.split(CELLS), strict=True):
            first = bisect_left(self._words, at, key=_START)
            is_told = first < len(self._words) and self._words[first].start < at + len(cell)
            if kind and is_told:
                is_aim = kind is Kind.PURPOSE and self._words[first].stem in self._grammar.aims
                yield kind, min(first + is_aim, len(self._words) - 1)
            at += len(cell) + len(CELLS)

    def _governing_kind(self) -> Kind | None:
        clause = self._clause
        if len(self._words) > _ITEM or not (clause.is_item or clause.kind == "row"):
            return None
        return governing_kind(clause.lead, clause.section, self._lexicon)

    def _after_verb(self, hit: Hit) -> Iterator[tuple[Kind, int]]:
        at, past = self._at[hit.start], self._past[hit.end]
        if self._asks(at, past):
            return
        if hit.concept in _OBJECTS:
            yield from self._object(_OBJECTS[hit.concept], at, past)
        if hit.concept == "see" and past < len(self._words) and self._words[past - 1].stem in self._grammar.doers:
            yield Kind.RECIPIENT, past
        if hit.concept in {"share", "sell"}:
            yield from self._list_behind(past, self._grammar.givers, Kind.RECIPIENT)
        if hit.concept == "collect":
            yield from self._list_behind(past, self._grammar.sources, Kind.SOURCE)
        is_readers = hit.concept == "use" and is_done_by_reader(self._words, at, self._grammar)
        if hit.concept in {"use", "collect"} and not is_readers:
            yield from self._list_behind(past, self._grammar.aims, Kind.PURPOSE)

    def _object(self, kind: Kind, at: int, past: int) -> Iterator[tuple[Kind, int]]:
        """Yield where the object of a verb begins: behind it, but for a passive, or where a verb ends its sentence."""
        passive = passive_before(self._words, at, self._grammar)
        before = object_before(self._words, at, self._grammar)
        if passive is not None:
            if not any(word.stem in self._grammar.requests for word in self._words[:at]):
                yield kind, subject_of_passive(self._words, passive, self._grammar)
        elif before is not None:
            yield kind, before
        elif past < len(self._words):
            yield kind, past

    def _asks(self, at: int, past: int) -> bool:
        """Whether readers submit a request: they ask something of the publisher, who collects nothing."""
        before = {word.stem for word in self._words[max(0, at - _NEAR) : at]}
        if before & self._grammar.speakers:
            return False
        upto = self._words[past : past + _NEAR]
        first = next((number for number, word in enumerate(upto) if word.stem in self._grammar.requests), None)
        return first is not None and not any(
            word.stem in self._grammar.joints | self._grammar.stops for word in upto[:first]
        )

    def _list_behind(self, start: int, links: frozenset[str], kind: Kind) -> Iterator[tuple[Kind, int]]:
        """Find the list that a word such as "with" or "from" opens, shortly behind a verb."""
        for number in range(start, min(start + _REACH, len(self._words) - 1)):
            if self._words[number].stem in links and self._leads_to(kind, number):
                yield kind, number + 1
                return

    def _leads_to(self, kind: Kind, number: int) -> bool:
        """Whether behind a word such as "with" or "to" stands what it may open."""
        if kind is Kind.RECIPIENT:
            return self._is_known(number + 1, "recipients")
        return kind is not Kind.PURPOSE or says_what_for(self._words, number, self._grammar)

    def _is_known(self, first: int, *families: str) -> bool:
        """Whether a list holds a known member."""
        return any(
            hit.family in families
            for words in self.segments(first)
            for hit in self._hits_between(words[0].start, words[-1].end)
        )

    def _hits_between(self, start: int, end: int) -> Sequence[Hit]:
        return self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _after_openers(self) -> Iterator[tuple[Kind, int]]:
        """Find lists that "such as" or "including" opens, behind what they are examples of."""
        ends = _last_words(self._grammar.openers)
        for number, word in enumerate(self._words[:-1]):
            if number == 0 or word.stem not in ends or not self._opens_list(number):
                continue
            first = self._start_behind_opener(number)
            near = self._words[max(0, number - _NEAR)].start
            families = {hit.family for hit in self._hits_between(near, word.start)}
            if "recipients" in families or self._is_known(first, "recipients"):
                yield Kind.RECIPIENT, first
            elif "purposes" in families:
                yield Kind.PURPOSE, first
            elif families & {"data", "subject", "sensitive"}:
                yield Kind.DATA, first

    def _opens_list(self, number: int) -> bool:
        """Whether a word is the last of a term that opens a list of examples."""
        before = self._words[number - 1]
        if (
            self._words[number].stem in self._grammar.wishing
            and before.small
            and before.stem not in self._grammar.joints
        ):
            return False  # "you would like"
        stems = tuple(word.stem for word in self._words[max(0, number - 1) : number + 1])
        return stems[-1:] in self._grammar.openers or stems in self._grammar.openers

    def _start_behind_opener(self, number: int) -> int:
        """Return where a list begins: behind "including" comes "but not limited to", in whatever words."""
        filler = self._fillers.get(number + 1, self._fillers.get(number + 2, number + 1))
        return min(filler, len(self._words) - 1)

    @cached_property
    def _fillers(self) -> dict[int, int]:
        """Where a term that only opens a list of examples begins, and what follows it, by number."""
        senses = (word for word in self._clause.senses if word.stem in self._grammar.fillers)
        return {self._at[word.start]: self._past[word.end] for word in senses}

    def _among_siblings(self) -> Iterator[tuple[Kind, int]]:
        """Find a list most of whose short members are known kinds of data, or recipients."""
        if not ({hit.family for hit in self._hits} | self._clause.near.around) & {"handling", "disclosing"}:
            return
        for family, kind in (("data", Kind.DATA), ("recipients", Kind.RECIPIENT)):
            past = 0
            for start in (hit.start for hit in self._hits if hit.family == family):
                if start >= past:
                    segments = self.segments(self._at[start])
                    past = segments[-1][-1].end if segments else start + 1
                    if self._are_siblings(segments, family):
                        yield kind, self._at[start]

    def _are_siblings(self, segments: Sequence[list[Word]], family: str) -> bool:
        spans = (self._hits_between(part[0].start, part[-1].end) for part in segments)
        known = sum(any(hit.family == family for hit in span) for span in spans)
        return known >= _SIBLINGS and 2 * known >= len(segments)

    def segments(self, first: int) -> list[list[Word]]:
        """Return the members of a list, each as its words, up to what begins another part of the sentence."""
        if first not in self._segments:
            self._segments[first] = [*self._cut(first)]
        return self._segments[first]

    def _cut(self, first: int) -> Iterator[list[Word]]:
        grammar, text = self._grammar, self._clause.text
        part: list[Word] = []
        told = first
        for number in range(first, len(self._words)):
            word = self._words[number]
            is_joint = word.stem in grammar.joints
            gap = text[self._words[number - 1].end : word.start] if number > first else ""
            if self._columns and "|" in gap:
                break
            if part and (is_joint or not _APART.isdisjoint(text[part[-1].end : word.start])):
                yield part
                part = []
            if is_joint or (not part and self._leads_on(number, first)):
                continue
            if not part and self._tells_of_reader(number, first):
                told = self._end_of_part(number)
            if number < told:
                part.append(word)
                continue
            if word.stem in grammar.stops or (not part and self._acts_anew(number, first)):
                break
            part.append(word)
        if part:
            yield part

    def _tells_of_reader(self, number: int, first: int) -> bool:
        """Whether a member is what readers do, as in "your name, and what you look at".

        A text that says "what we collect, and how you object" only announces what it says.
        """
        is_announced = any(word.stem in self._grammar.askers for word in self._words[:first])
        verb = next((word.stem for word in self._words[number + 2 : number + 3]), "")
        return self._is_on_reader(number) and verb not in self._grammar.weak_modals and not is_announced

    def _is_on_reader(self, number: int) -> bool:
        asked = [word.stem for word in self._words[number : number + 2]]
        return asked[0] in self._grammar.askers and asked[1:] != [] and asked[1] in self._grammar.reader

    def _end_of_part(self, number: int) -> int:
        """Return the number of the first word behind a joint or a mark that ends a part of a list."""
        words, text = self._words, self._clause.text
        for at in range(number + 1, len(words)):
            is_apart = not _APART.isdisjoint(text[words[at - 1].end : words[at].start])
            if is_apart or words[at].stem in self._grammar.joints:
                return at
        return len(words)

    def _acts_anew(self, number: int, first: int) -> bool:
        """Whether a verb, or what readers can do, opens another part of the sentence, and no purpose behind a "to"."""
        if self._is_on_reader(number):
            return True
        if number == first or self._words[number].start not in self._verbs:
            return False
        link = self._words[number - 1].stem
        return link not in self._grammar.aims or number - 1 == first or not self._goes_on(number - 1, first)

    def _goes_on(self, number: int, first: int) -> bool:
        """Whether a word only leads on in a list: the second "from" of "from you and from others", or its "you"."""
        stem = self._words[number].stem
        if number > first:
            return first > 0 and stem == self._words[first - 1].stem
        is_joined = number + 1 < len(self._words) and self._words[number + 1].stem in self._grammar.joints
        return stem in self._grammar.reader and is_joined

    def _leads_on(self, number: int, first: int) -> bool:
        """Whether a word before a member is no part of it: the "also" of "we store also your gait", an article."""
        word = self._words[number]
        is_also = word.small and word.stem in self._grammar.softeners
        return is_also or self._goes_on(number, first) or self._is_article(number)

    def _is_article(self, number: int) -> bool:
        """Whether a word that may end a list only opens a member: "die Farbe Ihres Huts", not "die wir speichern"."""
        grammar, behind = self._grammar, self._words[number + 1 : number + 2]
        if not behind or not grammar.capital_nouns or self._words[number].stem not in grammar.determiners:
            return False
        return self._clause.text[behind[0].start].isupper() and behind[0].stem not in grammar.reader

    def denies(self, place: int) -> bool:
        """Whether a `not` governs a place, or stands in what leads in to the clause."""
        if is_denied(self._denied, place):
            return True
        return self._clause.is_item and is_denied_list(self._clause.lead, self._lexicon)


def openings(words: Sequence[Word], grammar: Grammar) -> list[tuple[int, int]]:
    """Return where words open a list of examples, other than where their sentence begins."""
    found = []
    for number in range(1, len(words)):
        pair = (words[number - 1].stem, words[number].stem)
        is_whole = pair[1] in grammar.closers
        if (pair in grammar.openers or pair[1:] in grammar.openers) and not is_whole:
            found.append((words[number - (pair in grammar.openers)].start, words[number].end))
    return found


@lru_cache(maxsize=8)
def _last_words(terms: frozenset[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(term[-1] for term in terms if term)
