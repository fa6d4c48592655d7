"""Which columns of a table became which, where their number changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from site_gen.redline import tuning
from site_gen.redline.pairing.chain import Chain
from site_gen.redline.words.similarity import words_of

ColumnPair = tuple[range, range]
"""Columns of the older and of the newer table that are one another; one side is empty where they came or went."""
_Rows = Sequence[tuple[Sequence[str], Sequence[str]]]
"""Cells of older and newer rows that are one another."""


def pair_columns(rows: _Rows) -> list[ColumnPair]:
    """Pair the columns of matched rows, in reading order, so that as many equal cells as can be stay together.

    Nothing where every column stayed in its place.
    """
    width_old, width_new = (max((len(row[side]) for row in rows), default=0) for side in (0, 1))
    if width_old == width_new and any(old == new for old, new in rows):  # that row shows where the columns stand
        return []
    if width_old * width_new > tuning.COLUMN_PAIRS:
        return list(_fill(rows, _equal_ends(rows, width_old, width_new), width_old, width_new))
    sample = rows[: tuning.COLUMN_ROWS]
    scores = _scores(sample)
    pairs = _heaviest_pairs(scores, range(width_old), range(width_new))
    if width_old == width_new and _total(scores, pairs) <= _total(scores, [(n, n) for n in range(width_old)]):
        return []
    return list(_fill(sample, pairs, width_old, width_new))


def may_have_moved(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a cell of one row is found elsewhere in the other row, and not in its own place."""
    return any(a and a != b and a in new for a, b in zip(old, new, strict=True))


def _total(scores: Mapping[tuple[int, int], int], pairs: Iterable[tuple[int, int]]) -> int:
    return sum(scores.get(pair, 0) for pair in pairs)


def _scores(rows: _Rows) -> Mapping[tuple[int, int], int]:
    """Count for two columns the rows in which they hold the same."""
    scores: Counter[tuple[int, int]] = Counter()
    for old, new in rows:
        places: dict[str, list[int]] = defaultdict(list)
        for b, cell in enumerate(new):
            places[cell].append(b)
        scores.update((a, b) for a, cell in enumerate(old) if cell for b in places.get(cell, ()))
    return scores


def _heaviest_pairs(scores: Mapping[tuple[int, int], int], old: range, new: range) -> list[tuple[int, int]]:
    chain = Chain(new)
    for a in old:
        chain.extend([(a, b, float(scores[a, b])) for b in new if (a, b) in scores])
    return chain.best()


def _equal_ends(rows: _Rows, width_old: int, width_new: int) -> list[tuple[int, int]]:
    """Pair the columns of very wide tables at the left and at the right end, as the first row has them."""
    old, new = max(rows, key=lambda row: len(row[0]) + len(row[1]))
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    end = next((place for place in range(shorter - start) if old[-1 - place] != new[-1 - place]), shorter - start)
    return [(place, place) for place in range(start)] + [
        (width_old - place, width_new - place) for place in range(end, 0, -1)
    ]


def _fill(rows: _Rows, pairs: list[tuple[int, int]], width_old: int, width_new: int) -> Iterator[ColumnPair]:
    """Between paired columns, pair the others in order as far as they go; the rest are deleted or inserted."""
    a = b = 0
    for end_a, end_b in [*pairs, (width_old, width_new)]:
        while a < end_a and b < end_b:
            olds, news = _joined(rows, range(a, end_a), range(b, end_b))
            yield olds, news
            a, b = olds.stop, news.stop
        yield from ((range(column, column + 1), range(b, b)) for column in range(a, end_a))
        yield from ((range(a, a), range(column, column + 1)) for column in range(b, end_b))
        if end_a < width_old or end_b < width_new:
            yield range(end_a, end_a + 1), range(end_b, end_b + 1)
        a, b = end_a + 1, end_b + 1


def _joined(rows: _Rows, olds: range, news: range) -> ColumnPair:
    """Return the first columns of two stretches, with those behind one of them that the other holds too."""
    most = abs(len(olds) - len(news)) + 1
    if len(olds) > len(news):
        held = takewhile(lambda old: _holds(rows, old, news[0], newer=True), olds[:most])
        return olds[: max(1, len(list(held)))], news[:1]
    held = takewhile(lambda new: _holds(rows, new, olds[0], newer=False), news[:most] if most > 1 else ())
    return olds[:1], news[: max(1, len(list(held)))]


def _holds(rows: _Rows, part: int, whole: int, *, newer: bool) -> bool:
    """Whether most words of one text's column stand in the other's (`newer`: the newer's) beside it."""
    found = every = 0
    for older, newest in rows:
        holder, held = (newest, older) if newer else (older, newest)
        words = words_of(held[part])
        inside = frozenset(words_of(holder[whole])) if words else frozenset()
        every, found = every + len(words), found + sum(word in inside for word in words)
    return every > 0 and found >= tuning.PART_OF * every
