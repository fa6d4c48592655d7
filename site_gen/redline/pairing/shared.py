"""What both texts have word for word: whole stretches of segments first, then single leaves in what is left between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from site_gen.redline import tuning
from site_gen.redline.pairing.chain import Chain
from site_gen.text.document import Document, Leaf

Says = Sequence[object]
"""What each segment of a text says."""


def shared_stretches(old: Document, new: Document) -> list[tuple[range, range]]:
    """Return the leaves of segments that stand in both texts, in order; two versions of one policy share nearly all."""
    says = [segment.says for segment in old.segments], [segment.says for segment in new.segments]
    stretches = _in_leaves(old, new, _runs(*says, _landmarks(*says)))
    if not _crosses(old.leaves, new.leaves, stretches):
        return stretches
    return _in_leaves(old, new, _runs(*says, ()))


def _landmarks(old: Says, new: Says) -> list[tuple[int, int]]:
    """Return the places of segments that stand once in either text's middle; none where they changed their order."""
    start = _equal_start(old, new)
    end = _equal_start(old[start:][::-1], new[start:][::-1])
    once_old, once_new = _unique_places(old, start, len(old) - end), _unique_places(new, start, len(new) - end)
    places = [(place, once_new[said]) for said, place in once_old.items() if said in once_new]
    return places if all(before[1] < after[1] for before, after in pairwise(places)) else []


def _unique_places(says: Says, start: int, end: int) -> dict[object, int]:
    counts = Counter(says[start:end])
    return {said: place for place, said in enumerate(says[start:end], start) if counts[said] == 1}


def _runs(old: Says, new: Says, landmarks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield (place in old, place in new, how many) of the runs of equal segments around landmarks and at both ends."""
    a = b = 0
    for x, y in [(0, 0), *landmarks, (len(old), len(new))]:
        if x < a:  # a landmark in the run before
            continue
        start, end = x, x
        while start > a and y - x + start > b and old[start - 1] == new[y - x + start - 1]:
            start -= 1
        while end < len(old) and y - x + end < len(new) and old[end] == new[y - x + end]:
            end += 1
        if start < end:
            yield start, y - x + start, end - start
        a, b = end, y - x + end


def _equal_start(old: Says, new: Says) -> int:
    return next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _in_leaves(old: Document, new: Document, runs: Iterable[tuple[int, int, int]]) -> list[tuple[range, range]]:
    return [
        (range(old.starts[a], old.starts[a + size]), range(new.starts[b], new.starts[b + size])) for a, b, size in runs
    ]


def _crosses(old: Sequence[Leaf], new: Sequence[Leaf], stretches: Sequence[tuple[range, range]]) -> bool:
    """Whether equal leaves stand on different sides of a stretch: what moved is then for all leaves together to say."""
    gaps: dict[object, int] = {}
    i = j = 0
    found: list[tuple[int, Leaf]] = []
    for number, (a, b) in enumerate([*stretches, (range(len(old), 0), range(len(new), 0))]):
        for leaf in old[i : a.start]:
            gaps[leaf.key] = number if gaps.get(leaf.key, number) == number else -1
        found += ((number, leaf) for leaf in new[j : b.start])
        i, j = a.stop, b.stop
    return any(gaps.get(leaf.key, number) != number for number, leaf in found)


def equal_leaves(
    old: Sequence[Leaf], new: Sequence[Leaf], old_range: range, new_range: range
) -> Iterator[tuple[int, int]]:
    """Yield the heaviest chain of equal leaves in two stretches."""
    start, end = _equal_ends(old, new, old_range, new_range)
    old_end, new_end = len(old_range) - end, len(new_range) - end
    yield from zip(old_range[:start], new_range[:start], strict=True)
    yield from _anchors(old, new, old_range[start:old_end], new_range[start:new_end])
    yield from zip(old_range[old_end:], new_range[new_end:], strict=True)


def _equal_ends(old: Sequence[Leaf], new: Sequence[Leaf], old_range: range, new_range: range) -> tuple[int, int]:
    """Count the leaves that are the same at the start and at the end."""
    shorter = min(len(old_range), len(new_range))
    start = 0
    while start < shorter and _is_same(old[old_range[start]], new[new_range[start]]):
        start += 1
    end = 0
    while end < shorter - start and _is_same(old[old_range[-1 - end]], new[new_range[-1 - end]]):
        end += 1
    return start, end


def _is_same(old: Leaf, new: Leaf) -> bool:
    return old is new or old.key == new.key


def _anchors(old: Sequence[Leaf], new: Sequence[Leaf], old_range: range, new_range: range) -> list[tuple[int, int]]:
    """Return the heaviest chain between the equal ends, long texts weighing most."""
    places: dict[object, list[int]] = defaultdict(list)
    for j in new_range:
        places[new[j].key].append(j)
    keys = {i: key for i in old_range if (key := old[i].key) in places}
    often = Counter(keys.values())
    most = tuning.PAIRINGS if len(keys) <= tuning.PAIRINGS else tuning.PAIRINGS_OF_MANY
    seen: Counter[object] = Counter()
    chain = Chain(new_range)
    for i, key in keys.items():
        found = places[key]
        if len(found) * often[key] > most:
            found = found[seen[key] : seen[key] + 1]
            seen[key] += 1
        chain.extend([(i, j, _weight(old[i])) for j in found])
    return chain.best()


def _weight(leaf: Leaf) -> float:
    return len(leaf.source) + 4.0
