"""What changed, clause by clause: what stands elsewhere in the other version is no change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from site_gen.redline import Redline
from site_gen.signals.clauses import JOINED, RUN, Clause, Fact, Text
from site_gen.signals.language import Hit, Word
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.names import facts_only, renamed
from site_gen.signals.pairing import one_sided, partners, twin

_SLIP = 0.87
_SLIP_LETTERS = 5
Pair = tuple[Clause | None, Clause | None]


@dataclass(frozen=True, eq=False)
class Side:
    """A changed clause in one text, and what the other text has not."""

    clause: Clause
    fresh: tuple[Word, ...]
    """The words that the other text does not have here."""
    hits: tuple[Hit, ...]
    """Every term of the lexicon in the clause, fresh or not."""

    @cached_property
    def facts(self) -> frozenset[Fact]:
        """The facts that the clause states."""
        return frozenset((hit.family, hit.concept) for hit in self.hits)

    @cached_property
    def families(self) -> frozenset[str]:
        """The families of its facts."""
        return frozenset(hit.family for hit in self.hits)

    def concepts(self, family: str) -> frozenset[str]:
        """Return the concepts of one family in the clause."""
        return frozenset(hit.concept for hit in self.hits if hit.family == family)

    def is_fresh(self, start: int, end: int) -> bool:
        """Whether a stretch of the text holds a fresh word."""
        return any(word.start < end and start < word.end for word in self.fresh)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A clause before and after; one of them alone where it came or went."""

    before: Side | None
    after: Side | None

    @property
    def section(self) -> str:
        """Title of the section in which the change stands."""
        side = self.after or self.before
        return side.clause.section if side else ""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what the words of a clause are marked."""

    lexicon: Lexicon
    names: frozenset[str]
    """Words of names that are only called otherwise."""


def changes(redline: Redline, lexicon: Lexicon, old: Text, new: Text) -> list[Change]:
    """Pair the clauses that changed; what only moved, or is said in other words for the same, is none."""
    gone = [clause for clause in old.clauses if clause.key not in new.keys]
    come = [clause for clause in new.clauses if clause.key not in old.keys]
    if not gone and not come:
        return []
    found = partners(redline, gone, come)
    taken = {id(clause) for clause in found.values()}
    whole = one_sided(redline)
    pairs: list[Pair] = [(found.get(id(clause)) or twin(clause, old, whole[1]), clause) for clause in come]
    pairs += [(clause, twin(clause, new, whole[0])) for clause in gone if id(clause) not in taken]
    marks = Marks(lexicon, renamed(pairs, old, new, lexicon))
    marked = (
        Change(
            _side(before, after, new, marks) if before else None,
            _side(after, before, old, marks) if after else None,
        )
        for before, after in pairs
    )
    return [change for change in marked if any(side and side.fresh for side in (change.before, change.after))]


def _side(clause: Clause, partner: Clause | None, other: Text, marks: Marks) -> Side:
    fresh = _uncovered(clause, other.runs)
    if partner:
        lone = Counter(clause.key) - Counter(partner.key)
        fresh = [word for word in fresh if lone[word.stem]]
        fresh = _spelled_right(clause, fresh, partner, marks.lexicon)
    if fresh and other.holds(clause):
        fresh = []
    if fresh:
        fresh = [word for word in _apart(clause, fresh, other) if clause.shown(word) not in marks.names]
    hits = tuple(marks.lexicon.terms.hits(clause.words))
    return Side(clause, tuple(fresh), facts_only(clause, hits, marks.lexicon.language))


def _spelled_right(clause: Clause, fresh: list[Word], partner: Clause, lexicon: Lexicon) -> list[Word]:
    """Drop the words that differ by a slip of the pen from one that only the partner has."""
    stems = frozenset(partner.key) - frozenset(clause.key)
    return [word for word in fresh if not any(_is_slip(word.stem, other, lexicon) for other in stems)]


def _is_slip(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two words share all but a letter or two, and one of them is none that the lexicon knows."""
    if min(len(one), len(other)) < _SLIP_LETTERS or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    if not (one.isalpha() and other.isalpha()) or (lexicon.terms.begins(one) and lexicon.terms.begins(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SLIP


def _apart(clause: Clause, fresh: list[Word], other: Text) -> list[Word]:
    """Drop the words that the other text only writes apart, or together."""
    known = {word.start for word in clause.words if clause.shown(word) in other.joined}
    for size in JOINED:
        for at in range(len(clause.words) - size + 1):
            words = clause.words[at : at + size]
            if "".join(clause.shown(word) for word in words) in other.spellings:
                known.update(word.start for word in words)
    return [word for word in fresh if word.start not in known]


def _uncovered(clause: Clause, runs: frozenset[tuple[str, ...]]) -> list[Word]:
    """Return the words that stand in no run that the other text has too."""
    stems = clause.key
    covered = [False] * len(stems)
    for at in range(len(stems) - RUN + 1):
        if stems[at : at + RUN] in runs:
            covered[at : at + RUN] = [True] * RUN
    return [word for word, known in zip(clause.senses, covered, strict=True) if not known]
