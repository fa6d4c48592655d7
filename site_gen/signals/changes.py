"""What changed, clause by clause: what stands elsewhere in the other version is no change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from site_gen.redline import Redline
from site_gen.redline.model import RowKind
from site_gen.signals.clauses import RUN, Clause, Fact, Text
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.words import Hit, Word

_ALIKE_NEAR = 0.4
_ALIKE_FAR = 0.55
_COMMON = 40
"""A word in so many changed clauses says nothing about which belongs to which."""


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


def changes(redline: Redline, lexicon: Lexicon, old: Text, new: Text) -> list[Change]:
    """Pair the clauses that changed; what only moved, or is said in other words for the same, is none."""
    gone = [clause for clause in old.clauses if clause.key not in new.keys]
    come = [clause for clause in new.clauses if clause.key not in old.keys]
    if not gone and not come:
        return []
    partners = _partners(redline, gone, come)
    taken = {id(clause) for clause in partners.values()}
    pairs: list[tuple[Clause | None, Clause | None]] = [(partners.get(id(clause)), clause) for clause in come]
    pairs += [(clause, None) for clause in gone if id(clause) not in taken]
    marked = (_marked(before, after, lexicon, old, new) for before, after in pairs)
    return [change for change in marked if any(side and side.fresh for side in (change.before, change.after))]


def _marked(before: Clause | None, after: Clause | None, lexicon: Lexicon, old: Text, new: Text) -> Change:
    return Change(
        _side(before, after, new, lexicon) if before else None,
        _side(after, before, old, lexicon) if after else None,
    )


def _side(clause: Clause, partner: Clause | None, other: Text, lexicon: Lexicon) -> Side:
    fresh: Iterable[Word] = _uncovered(clause, other.runs)
    if partner:
        lone = Counter(clause.key) - Counter(partner.key)
        fresh = (word for word in fresh if lone[word.stem])
    return Side(clause, tuple(fresh), tuple(lexicon.terms.hits(clause.words)))


def _uncovered(clause: Clause, runs: frozenset[tuple[str, ...]]) -> list[Word]:
    """Return the words that stand in no run that the other text has too."""
    stems = clause.key
    covered = [False] * len(stems)
    for at in range(len(stems) - RUN + 1):
        if stems[at : at + RUN] in runs:
            covered[at : at + RUN] = [True] * RUN
    return [word for word, known in zip(clause.senses, covered, strict=True) if not known]


def _partners(redline: Redline, gone: Sequence[Clause], come: Sequence[Clause]) -> dict[int, Clause]:
    """For each new clause, by identity, the old one that it was: first within a row of the redline, then anywhere."""
    old_row, new_row = _rows(redline, newer=False), _rows(redline, newer=True)
    in_row = defaultdict(list)
    for clause in gone:
        in_row[old_row.get(clause.leaf, -1)].append(clause)
    partners: dict[int, Clause] = {}
    near = [(a, b) for b in come for a in in_row.get(new_row.get(b.leaf, -2), ())]
    _match(near, _ALIKE_NEAR, partners)
    taken = {id(clause) for clause in partners.values()}
    left_old = [clause for clause in gone if id(clause) not in taken]
    left_new = [clause for clause in come if id(clause) not in partners]
    _match(_candidates(left_old, left_new), _ALIKE_FAR, partners)
    return partners


def _rows(redline: Redline, *, newer: bool) -> dict[int, int]:
    changed = ((number, row) for number, row in enumerate(redline.rows) if row.kind is not RowKind.SAME)
    return {leaf: number for number, row in changed for leaf in (row.new if newer else row.old)}


def _candidates(gone: Sequence[Clause], come: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    """Yield the pairs that share a word which is not in half the changes."""
    holders: dict[str, list[Clause]] = defaultdict(list)
    for clause in gone:
        for stem in set(clause.key):
            holders[stem].append(clause)
    for after in come:
        found = {
            id(clause): clause
            for stem in dict.fromkeys(after.key)
            if len(holders.get(stem, ())) <= _COMMON
            for clause in holders.get(stem, ())
        }
        yield from ((before, after) for before in found.values())


def _match(pairs: Iterable[tuple[Clause, Clause]], least: float, partners: dict[int, Clause]) -> None:
    """Give each clause the partner that it is most like."""
    bags: dict[int, Counter[str]] = {}
    scored: list[tuple[float, int, Clause, Clause]] = []
    for before, after in pairs:
        score = _likeness(before, after, bags)
        if score >= least:
            scored.append((-score, len(scored), before, after))
    taken: set[int] = set()
    for _, _, before, after in sorted(scored, key=lambda item: item[:2]):
        if id(before) not in taken and id(after) not in partners:
            taken.add(id(before))
            partners[id(after)] = before


def _likeness(before: Clause, after: Clause, bags: dict[int, Counter[str]]) -> float:
    """Return twice the shared words by all words."""
    total = len(before.senses) + len(after.senses)
    if 2 * min(len(before.senses), len(after.senses)) < _ALIKE_NEAR * total:
        return 0.0
    old = bags.setdefault(id(before), Counter(before.key))
    new = bags.setdefault(id(after), Counter(after.key))
    small, large = (old, new) if len(old) < len(new) else (new, old)
    return 2 * sum(min(count, large[stem]) for stem, count in small.items()) / total
