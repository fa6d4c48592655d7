"""Which clause of the older text became which of the newer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from site_gen.redline import Redline
from site_gen.redline.model import RowKind
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.passages import Text

_ALIKE_NEAR = 0.4
_ALIKE_FAR = 0.55
_TWIN = 0.7
_TWIN_WORDS = 6
"""Of shorter clauses, two that are much alike may still be two entries of a list."""
_COMMON = 24
"""A word in so many changed clauses says nothing about which belongs to which."""


def partners(redline: Redline, gone: Sequence[Clause], come: Sequence[Clause]) -> dict[int, Clause]:
    """For each new clause, by identity, the old one that it was: first within a row of the redline, then anywhere."""
    old_row, new_row = _rows(redline, newer=False), _rows(redline, newer=True)
    in_row = defaultdict(list)
    for clause in gone:
        in_row[old_row.get(clause.leaf, -1)].append(clause)
    found: dict[int, Clause] = {}
    near = [(a, b) for b in come for a in in_row.get(new_row.get(b.leaf, -2), ())]
    _match(near, _ALIKE_NEAR, found)
    taken = {id(clause) for clause in found.values()}
    left_old = [clause for clause in gone if id(clause) not in taken]
    left_new = [clause for clause in come if id(clause) not in found]
    _match(_candidates(left_old, left_new), _ALIKE_FAR, found)
    return found


def unpaired_blocks(redline: Redline) -> tuple[frozenset[int], frozenset[int]]:
    """Return the blocks of the older text that went as a whole, and those of the newer that came so."""
    gone = (leaf for row in redline.rows if not row.new for leaf in row.old)
    come = (leaf for row in redline.rows if not row.old for leaf in row.new)
    return frozenset(gone), frozenset(come)


def twin(clause: Clause, other: Text, whole: Collection[int]) -> Clause | None:
    """Return the clause of the other text that says nearly the same, whether or not it stands in both texts.

    A block that came or went as a `whole` says it of something else.
    """
    stems = clause.key
    if clause.leaf in whole or clause.kind == "row" or len(stems) < _TWIN_WORDS:
        return None
    bags: dict[int, Counter[str]] = {}
    return next((near for near in other.nearest(clause) if _likeness(near, clause, bags) >= _TWIN), None)


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
        score = _likeness(before, after, bags) if _may_be_alike(before, after, least) else 0.0
        if score >= least:
            scored.append((-score, len(scored), before, after))
    taken: set[int] = set()
    for _, _, before, after in sorted(scored, key=lambda item: item[:2]):
        if id(before) not in taken and id(after) not in partners:
            taken.add(id(before))
            partners[id(after)] = before


def _may_be_alike(before: Clause, after: Clause, least: float) -> bool:
    """Whether two clauses share words enough, if each that stands twice in both counts twice."""
    old, new = before.reading, after.reading
    sizes = len(old.key), len(new.key)
    wanted = least * sum(sizes)
    if 2 * min(sizes) < wanted:
        return False
    again = min(sizes[0] - len(old.senses_in_it), sizes[1] - len(new.senses_in_it))
    return 2 * (len(old.senses_in_it & new.senses_in_it) + again) >= wanted


def _likeness(before: Clause, after: Clause, bags: dict[int, Counter[str]]) -> float:
    """Return twice the shared words by all words."""
    total = len(before.key) + len(after.key)
    if 2 * min(len(before.key), len(after.key)) < _ALIKE_NEAR * total:
        return 0.0
    old = bags.setdefault(id(before), Counter(before.key))
    new = bags.setdefault(id(after), Counter(after.key))
    small, large = (old, new) if len(old) < len(new) else (new, old)
    return 2 * sum(min(count, large[stem]) for stem, count in small.items()) / total
