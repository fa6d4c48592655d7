"""What changed, clause by clause: what stands elsewhere in the other version is not a change."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from operator import attrgetter

from msgspec import Struct

from site_gen.redline import Redline
from site_gen.signals.comparing.pairing import partners, twin, unpaired_blocks
from site_gen.signals.parsing.clauses import Clause, Fact
from site_gen.signals.parsing.denial import Stretch, denied_parts, lifts_limit
from site_gen.signals.parsing.doers import turned
from site_gen.signals.parsing.names import changed_names, facts_only, without_genitive
from site_gen.signals.parsing.passages import Text
from site_gen.signals.parsing.reading import RUN
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import IGNORED, Lexicon

TURNING = frozenset({"limits", "basis", "countries", "protections"})
"""Families whose words turn or limit what a clause says."""
_SLIP = 0.87
_SLIP_LETTERS = 5
_MOST_PAIRS = 2500
"""Where so many words may be slips of so many others, the sentence was rewritten."""
_NO_CONCEPT: frozenset[str] = frozenset()
Pair = tuple[Clause | None, Clause | None]


class Side(Struct, frozen=True, eq=False, dict=True):
    """A changed clause in one text, and what the other text has not."""

    clause: Clause
    fresh: tuple[Word, ...]
    """The words that the other text does not have here."""
    hits: tuple[Hit, ...]
    """Every term of the lexicon in the clause, fresh or not."""
    denied: tuple[Stretch, ...] = ()
    """What it says is not so."""
    lone: tuple[Word, ...] = ()
    """The words that its partner lacks, though they may stand elsewhere; the fresh ones where it has no partner."""
    acting: tuple[int, ...] = ()
    """Where whoever publishes the text is named."""

    @cached_property
    def facts(self) -> frozenset[Fact]:
        """The facts that the clause states."""
        return frozenset((hit.family, hit.concept) for hit in self.hits)

    @cached_property
    def lifting(self) -> frozenset[int]:
        """Where it says that something knows no limit, as in "without restriction"."""
        words, grammar = self.clause.words, self.clause.reading.lexicon.grammar
        return frozenset(word.start for at, word in enumerate(words) if lifts_limit(at, words, grammar))

    @cached_property
    def families(self) -> frozenset[str]:
        """The families of its facts; a term that only looks like a fact is of none."""
        return frozenset(hit.family for hit in self.hits if hit.concept != IGNORED)

    def concepts(self, family: str) -> frozenset[str]:
        """Return the concepts of one family in the clause."""
        if family not in self.families:
            return _NO_CONCEPT
        return frozenset(hit.concept for hit in self.hits if hit.family == family)

    def is_fresh(self, start: int, end: int) -> bool:
        """Whether a stretch of the text holds a fresh word."""
        return _is_touched(self.fresh, start, end)

    def is_lone(self, start: int, end: int) -> bool:
        """Whether a stretch of the text holds a word that its partner lacks."""
        return _is_touched(self.lone, start, end)


def _is_touched(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether one of some words, in their order, lies in a stretch."""
    after = bisect_left(words, end, key=_START)
    return after > 0 and words[after - 1].end > start


_START = attrgetter("start")


class Change(Struct, frozen=True, eq=False):
    """A clause before and after; one of them alone where it came or went."""

    before: Side | None
    after: Side | None

    @property
    def section(self) -> str:
        """Title of the section in which the change stands."""
        side = self.after or self.before
        return side.clause.section if side else ""


class Marks(Struct, frozen=True):
    """By what the words of a clause are marked."""

    lexicon: Lexicon
    names: frozenset[str]
    """Words of names that are only called otherwise."""


def changes(redline: Redline, lexicon: Lexicon, old: Text, new: Text) -> list[Change]:
    """Pair the clauses that changed; what only moved, or is said in other words for the same, is none."""
    gone = [clause for clause in old.clauses if not new.has(clause)]
    come = [clause for clause in new.clauses if not old.has(clause)]
    if not gone and not come:
        return []
    found = partners(redline, gone, come)
    taken = {id(clause) for clause in found.values()}
    whole = unpaired_blocks(redline)
    pairs: list[Pair] = [(found.get(id(clause)) or twin(clause, old, whole[1]), clause) for clause in come]
    pairs += [(clause, twin(clause, new, whole[0])) for clause in gone if id(clause) not in taken]
    marks = Marks(lexicon, changed_names(pairs, old, new, lexicon))
    marked = (
        Change(
            _side(before, after, old, new, marks) if before else None,
            _side(after, before, new, old, marks) if after else None,
        )
        for before, after in pairs
    )
    return [change for change in marked if any(side and side.lone for side in (change.before, change.after))]


def _side(clause: Clause, partner: Clause | None, own: Text, other: Text, marks: Marks) -> Side:
    hits = facts_only(clause, own.hits(clause), marks.lexicon.language)
    lone: list[Word] = []
    if partner:
        lone = _words_more_often_in(clause, partner)
        lone = _drop_slips(clause, lone, partner, marks.lexicon)
        turning = _turning_words(lone, hits, own, other, marks.lexicon)
        uncovered = _uncovered_words(clause, lone, other)
        fresh = [word for word in lone if word in turning or word in uncovered]
    else:
        fresh = _uncovered_words(clause, clause.senses, other)
        if fresh:  # what is left of it is said of something else
            more = _turning_words(clause.senses, (), own, other, marks.lexicon) - set(fresh)
            fresh = sorted({*fresh, *more}, key=_START)
    if (fresh or lone) and other.holds(clause):
        fresh, lone = _restated_turns(fresh, partner, own, marks.lexicon)
    if partner is None and not other.holds(clause):
        lone = clause.senses
    if partner and not lone and not fresh and partner.reading.may_act_otherwise(clause.reading):
        lone = [theirs.subject for _, theirs in turned(partner.reading.acts, clause.reading.acts)]
    renamed = _renamed_words(clause, lone or fresh, other, marks)
    fresh, lone = ([word for word in words if word not in renamed] for words in (fresh, lone))
    denied = denied_parts(clause.text, clause.words, hits, marks.lexicon)
    acting = tuple(word.start for word in clause.words if word.stem in marks.lexicon.grammar.publisher)
    return Side(clause, tuple(fresh), hits, denied, tuple(lone) if partner else tuple(lone or fresh), acting)


def _words_more_often_in(clause: Clause, partner: Clause) -> list[Word]:
    if len(clause.key) == len(clause.stems):
        return [word for word in clause.senses if word.stem not in partner.stems]
    counts = Counter(clause.key) - Counter(partner.key)
    return [word for word in clause.senses if word.stem in counts]


def _restated_turns(
    fresh: list[Word], partner: Clause | None, own: Text, lexicon: Lexicon
) -> tuple[list[Word], list[Word]]:
    """Return the words that turned a clause round, though another that is like it stands elsewhere as it did.

    One of two promises that say the same now says the opposite.
    """
    if partner is None or own.holds(partner) or own.has(partner):
        return [], []
    turned = [word for word in fresh if word.stem in lexicon.grammar.negations or lexicon.terms.begins(word.stem)]
    return turned, turned


def _renamed_words(clause: Clause, words: list[Word], other: Text, marks: Marks) -> set[Word]:
    """Return the words of names that are only called otherwise, and those that the other text only writes apart."""
    written = dict(zip([word.start for word in clause.words], clause.reading.written, strict=True))
    apart = {word for word in words if other.writes_apart(written[word.start])}
    if not marks.names:
        return apart
    return apart | {word for word in words if without_genitive(clause.spelling(word)) in marks.names}


def _turning_words(lone: Iterable[Word], hits: Sequence[Hit], own: Text, other: Text, lexicon: Lexicon) -> set[Word]:
    """Return the words that turn or limit their clause, and of which the whole document has more than the other.

    That the same run of words stands elsewhere too says nothing about this place.
    """
    spans = [(hit.start, hit.end) for hit in hits if hit.family in TURNING and hit.concept != IGNORED]
    return {
        word
        for word in lone
        if own.counts[word.stem] > other.counts[word.stem]
        if word.stem in lexicon.grammar.negations or any(start <= word.start < end for start, end in spans)
    }


def _drop_slips(clause: Clause, fresh: list[Word], partner: Clause, lexicon: Lexicon) -> list[Word]:
    """Drop the words that differ by a slip of the pen from one that only the partner has."""
    fresh = [word for word in fresh if not _stutters(clause.spelling(word), lexicon)]
    if not fresh:
        return fresh
    strange, others = _strange_words(clause, partner), _strange_words(partner, clause)
    if len(strange) * len(others) > _MOST_PAIRS:
        return fresh
    slips = {word for word in strange if any(_is_slip(word, clause, each, partner, lexicon) for each in others)}
    return [word for word in fresh if not _is_made_of(word, strange, slips)] if slips else fresh


def _stutters(written: str, lexicon: Lexicon) -> bool:
    """Whether a small word begins with a letter too many: "ffor"."""
    return written[:1] == written[1:2] and written[1:] in lexicon.language.small


def _strange_words(clause: Clause, partner: Clause) -> list[Word]:
    """Return the words of a clause that its partner does not hold, or not as often, as they are written."""
    more = Counter(clause.reading.written) - Counter(partner.reading.written)
    return [word for word, written in zip(clause.words, clause.reading.written, strict=True) if written in more]


def _is_made_of(sense: Word, strange: Iterable[Word], slips: Collection[Word]) -> bool:
    """Whether all that the partner lacks of a sense, of one word or several, are slips."""
    within = [word for word in strange if sense.start <= word.start < sense.end]
    return bool(within) and all(word in slips for word in within)


def _is_slip(word: Word, clause: Clause, other: Word, partner: Clause, lexicon: Lexicon) -> bool:
    """Whether two words share all but a letter or two, and one of them is none that the lexicon knows."""
    if lexicon.terms.begins(word.stem) and lexicon.terms.begins(other.stem):
        return False
    own, theirs = clause.spelling(word), partner.spelling(other)
    return _is_like(word.stem, other.stem) or _is_like(without_genitive(own), without_genitive(theirs))


def _is_like(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SLIP_LETTERS or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    if not (one.isalpha() and other.isalpha()):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SLIP


def _uncovered_words(clause: Clause, words: Sequence[Word], other: Text) -> list[Word]:
    """Return those of some words of a clause that stand in no run that the other text has too."""
    sought, key = {word.start for word in words}, clause.key
    wanted = [at for at, word in enumerate(clause.senses) if word.start in sought]
    touched = {first for at in wanted for first in range(max(0, at - RUN + 1), min(at, len(key) - RUN) + 1)}
    covered: set[int] = set()
    for first in sorted(touched):
        run = range(first, first + RUN)
        if not covered.issuperset(run) and other.has_run(key[first : first + RUN]):
            covered.update(run)
    return [clause.senses[at] for at in wanted if at not in covered]
