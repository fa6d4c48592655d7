"""The lists of two texts as a word processor counts them: items of one number sequence share a numbering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from site_gen.text.document import Container, Document

_LISTS = frozenset({"ul", "ol", "footnotes"})


class Numbering(NamedTuple):
    """One sequence of items."""

    number: int
    """Of the sequence, from 1."""
    ordered: bool
    depth: int
    """In how many lists the list stands."""
    start: int
    """Number of the first item."""


class _Sequence(NamedTuple):
    segment: int
    holder: Container
    shift: int
    """How far the items' numbers run ahead of what counting gives: an item that shows no number was skipped."""


class _Sort(NamedTuple):
    ordered: bool
    depth: int
    start: int


def number_items(
    old: Document, new: Document, kept: Iterable[tuple[int, int]]
) -> tuple[list[Numbering | None], list[Numbering | None]]:
    """Return for each block of either text the numbering of the item that it opens.

    Lists that share items (`kept`: numbers of blocks that both texts have) and start alike are one sequence, so that
    what was inserted or deleted is counted only in the text that has it.
    """
    sorts_old, sorts_new = _sorts(old), _sorts(new)
    of_old, of_new = _sequences(old), _sequences(new)
    partners = _partners(((of_old[i], of_new[j]) for i, j in kept), sorts_old, sorts_new)
    numbers: dict[_Sequence, Numbering] = {
        sequence: Numbering(number, *sort) for number, (sequence, sort) in enumerate(sorts_new.items(), 1)
    }
    numberings_old: dict[_Sequence, Numbering] = {}
    for sequence, sort in sorts_old.items():
        partner = partners.get(sequence)
        own = Numbering(len(numbers) + len(numberings_old) + 1, *sort)
        numberings_old[sequence] = numbers[partner] if partner else own
    return (
        [numberings_old[sequence] if sequence else None for sequence in of_old],
        [numbers[sequence] if sequence else None for sequence in of_new],
    )


def _sequences(document: Document) -> list[_Sequence | None]:
    return [found[0] if found else None for found in _openings(document)]


def _sorts(document: Document) -> dict[_Sequence, _Sort]:
    sorts: dict[_Sequence, _Sort] = {}
    for found in _openings(document):
        if found:
            sorts.setdefault(*found)
    return sorts


def _openings(document: Document) -> Iterator[tuple[_Sequence, _Sort] | None]:
    """Yield for each block the sequence of the innermost item that it opens, and of what sort that is."""
    seen: set[tuple[int, Container]] = set()
    counted: Counter[tuple[int, Container]] = Counter()
    for leaf, segment in zip(document.leaves, document.segment_of, strict=True):
        items = [
            depth
            for depth, container in enumerate(leaf.path)
            if container.kind == "li" and leaf.path[depth - 1].kind != "law"
        ]
        fresh = bool(items) and (segment, leaf.path[items[-1]]) not in seen
        seen.update((segment, leaf.path[depth]) for depth in items)
        if not fresh or leaf.kind == "row":
            yield None
            continue
        holder, item = leaf.path[items[-1] - 1], leaf.path[items[-1]]
        ordered = holder.kind != "ul"
        shift = item.number - counted[segment, holder] if ordered else 0
        counted[segment, holder] += 1
        depth = sum(container.kind in _LISTS for container in leaf.path[: items[-1]]) - 1
        yield _Sequence(segment, holder, shift), _Sort(ordered, depth, item.number)


def _partners(
    pairs: Iterable[tuple[_Sequence | None, _Sequence | None]],
    olds: dict[_Sequence, _Sort],
    news: dict[_Sequence, _Sort],
) -> dict[_Sequence, _Sequence]:
    votes: Counter[tuple[_Sequence, _Sequence]] = Counter()
    votes.update((a, b) for a, b in pairs if a and b and olds[a] == news[b])
    found: dict[_Sequence, _Sequence] = {}
    for (a, b), _ in votes.most_common():
        if a not in found and b not in found.values():
            found[a] = b
    return found
