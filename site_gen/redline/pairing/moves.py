"""Which deleted blocks are in another place again: moves, with their own edits."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from msgspec import Struct

from site_gen.redline import tuning
from site_gen.redline.pairing.pairs import Texts, is_of_its_kind, may_pair
from site_gen.redline.words.similarity import Words, similarity


class Move(Struct, frozen=True):
    """A block that left one place and stands at another."""

    old: int
    new: int
    number: int
    """Blocks that moved together share a number, from 1."""


def find_moves(texts: Texts, deleted: Sequence[int], inserted: Sequence[int]) -> list[Move]:
    """Find the moves among blocks that have no partner in place."""
    if not deleted or not inserted:
        return []
    pairs = _same_blocks(texts, deleted, inserted)
    _add_edited(texts, pairs, deleted, inserted)
    _add_neighbours(texts, pairs, deleted, inserted)
    return _number(pairs)


def _same_blocks(texts: Texts, deleted: Iterable[int], inserted: Iterable[int]) -> dict[int, int]:
    places: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for j in inserted:
        places[texts.words(j, newer=True).all].append(j)
    pairs = {}
    for i in deleted:
        words = texts.words(i, newer=False).all
        if len(words) >= tuning.MOVED_WORDS and places.get(words) and _may_move(texts, i, places[words][0]):
            pairs[i] = places[words].popleft()
    return pairs


def _add_edited(texts: Texts, pairs: dict[int, int], deleted: Iterable[int], inserted: Iterable[int]) -> None:
    """Add moves with edits, the likest first."""
    taken = set(pairs.values())
    rare = texts.known.rare([j for j in inserted if j not in taken], tuning.RARE_MOVED)
    found = []
    for i in deleted:
        words = texts.older_words(i)
        if i in pairs or len(words.all) < tuning.MOVED_EDITED_WORDS:
            continue
        for _, j in sorted((-count, j) for j, count in rare.sharing(words))[:4]:
            alike = _likeness(texts, words, j)
            if alike and len(texts.newer_words(j).all) >= tuning.MOVED_EDITED_WORDS and _may_move(texts, i, j):
                found.append((-alike, i, j))
    for _, i, j in sorted(found):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _likeness(texts: Texts, words: Words, j: int) -> float:
    known = texts.known.weights(("moved", words))
    found = known.get(j)
    if found is None:
        found = known[j] = similarity(words, texts.newer_words(j), tuning.MOVED_LIKE)
    return found


def _add_neighbours(texts: Texts, pairs: dict[int, int], deleted: Iterable[int], inserted: Iterable[int]) -> None:
    """Let headings and short blocks move only beside a block that did."""
    gone, come = set(deleted), set(inserted).difference(pairs.values())
    waiting = sorted(pairs.items())
    while waiting:
        i, j = waiting.pop()
        for step in (-1, 1):
            a, b = i + step, j + step
            free = a in gone and b in come and a not in pairs
            if free and texts.words(a, newer=False).all == texts.words(b, newer=True).all and _may_move(texts, a, b):
                pairs[a] = b
                come.remove(b)
                waiting.append((a, b))


def _may_move(texts: Texts, i: int, j: int) -> bool:
    old, new = texts.old.leaves[i], texts.new.leaves[j]
    return may_pair(old, new) and is_of_its_kind(old, new)


def _number(pairs: dict[int, int]) -> list[Move]:
    moves: list[Move] = []
    for i, j in sorted(pairs.items()):
        together = bool(moves) and (moves[-1].old, moves[-1].new) == (i - 1, j - 1)
        number = moves[-1].number + (not together) if moves else 1
        moves.append(Move(i, j, number))
    return moves
