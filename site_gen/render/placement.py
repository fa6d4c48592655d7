"""Where in the newer text's containers a deleted block is shown.

A newer container is never split: what was deleted from its middle is adopted by it, as an item, a row or a plain block.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from site_gen.catalogue import Words
from site_gen.redline.model import Redline, Row, RowKind
from site_gen.render.html.blocks import Frame, frames
from site_gen.text.document import Container, Leaf
from site_gen.text.inline import plain_text

_VALUE = re.compile(r' value="\d+"')
"""An item's number, which only numbered lists may have."""
_Home = tuple[int, int]
"""A newer leaf and a depth in its path: names a container."""


class Placement:
    """Answers for one redline."""

    def __init__(self, redline: Redline) -> None:
        self._redline, self._old, self._new = redline, redline.old, redline.new

    def deletion_frames(self, number: int, open_frames: Sequence[Frame]) -> list[Frame]:
        """Return the containers for the deleted block of a row, given those that are open."""
        position = self._redline.rows[number].old[0]
        leaf = self._old.leaves[position]
        following = self._following[number]
        ahead = self._new_frames(following) if following is not None else []
        base = _shared_frames(open_frames, ahead)
        own = frames(leaf.path, (0, self._old.segment_of[position]), numbered=True, css="gone")
        for depth in range(len(leaf.path), 0, -1):
            home = self._homes.get((self._old.segment_of[position], leaf.path[depth - 1]))
            if home is None:
                continue
            prefix = self._new_frames(home[0])[: home[1] + 1]
            if _starts(open_frames, prefix) or _starts(ahead, prefix):
                path = _in_table(prefix, own[depth:], ahead)
                if _starts(path, base):
                    return path
        return self._adopt(base, leaf, own, following) if base else own

    def stands_alone(self, number: int, open_frames: Sequence[Frame]) -> bool:
        """Whether the deleted block of a row stands in no container of the newer text."""
        path = self.deletion_frames(number, open_frames)
        return not path or path[0].key[0] == 0

    def other_end(self, row: Row, words: Words) -> str:
        """Say where the other end of a move stands, by its section."""
        away = row.kind is RowKind.DELETE
        ends = self._moved_to if away else self._moved_from
        document = self._new if away else self._old
        position = ends[row.move]
        itself = document.leaves[position].is_heading
        headings = self._old_headings if document is self._old else self._new_headings
        above = (bisect_left if itself else bisect_right)(headings, position)
        heading = document.leaves[headings[above - 1]] if above else None
        if heading is None:
            return words.say("Moved to the beginning") if away else words.say("Moved from the beginning")
        name = plain_text(heading)
        if itself:
            return (
                words.say("Moved to after “%(heading)s”", heading=name)
                if away
                else words.say("Moved from after “%(heading)s”", heading=name)
            )
        return (
            words.say("Moved to “%(heading)s”", heading=name)
            if away
            else words.say("Moved from “%(heading)s”", heading=name)
        )

    def _adopt(self, base: Sequence[Frame], leaf: Leaf, own: Sequence[Frame], following: int | None) -> list[Frame]:
        inside = base[-1].kind
        if inside in {"ul", "ol", "law", "footnotes"}:
            items = [depth for depth, frame in enumerate(own) if frame.kind == "li"]
            if not items:
                return [*base, _frame("li", "<li>", "</li>"), *own]
            item = own[items[-1]]
            start = _VALUE.sub("", item.start) if inside in {"ul", "law"} else item.start
            return [*base, replace(item, start=start), *own[items[-1] + 1 :]]
        if inside == "dl":
            return list(base) if leaf.kind == "dt" else [*base, _frame("dd", "<dd>", "</dd>"), *own]
        if inside == "table":
            base, inside = [*base, _frame("tbody", "<tbody>", "</tbody>")], "tbody"
        if inside in {"thead", "tbody"}:
            width = len(self._new.leaves[following].cells) if following is not None else 1
            cell = _frame("td", f'<tr class="gone"><td colspan="{width}">', "</td></tr>")
            return list(base) if leaf.kind == "row" else [*base, cell, *own]
        return [*base, *own]

    def _new_frames(self, position: int) -> list[Frame]:
        return frames(self._new.leaves[position].path, (1, self._new.segment_of[position]), numbered=True)

    @cached_property
    def _old_headings(self) -> list[int]:
        return [position for position, leaf in enumerate(self._old.leaves) if leaf.is_heading]

    @cached_property
    def _new_headings(self) -> list[int]:
        return [position for position, leaf in enumerate(self._new.leaves) if leaf.is_heading]

    @cached_property
    def _following(self) -> list[int | None]:
        """For each row, the next leaf of the newer text."""
        following: list[int | None] = []
        position: int | None = None
        for row in reversed(self._redline.rows):
            position = row.new[0] if row.new else position
            following.append(position)
        return following[::-1]

    @cached_property
    def _homes(self) -> dict[tuple[int, Container], _Home]:
        """For each older container, the newer one that most of its blocks went to, if of its kind and depth."""
        votes: dict[tuple[int, Container], Counter[tuple[int, Container]]] = defaultdict(Counter)
        found: dict[tuple[int, Container], _Home] = {}
        for i, j in _kept_blocks(self._redline.rows):
            for depth, (before, after) in enumerate(
                zip(self._old.leaves[i].path, self._new.leaves[j].path, strict=False)
            ):
                if before.kind != after.kind:
                    break
                target = self._new.segment_of[j], after
                votes[self._old.segment_of[i], before][target] += 1
                found.setdefault(target, (j, depth))
        return {container: found[count.most_common(1)[0][0]] for container, count in votes.items()}

    @cached_property
    def _moved_from(self) -> dict[int, int]:
        return _first((row.move, row.old[0]) for row in self._redline.rows if row.move and row.kind is RowKind.DELETE)

    @cached_property
    def _moved_to(self) -> dict[int, int]:
        return _first((row.move, row.new[0]) for row in self._redline.rows if row.move and row.kind is RowKind.INSERT)


def _first(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _kept_blocks(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    for row in rows:
        if row.kind in {RowKind.SAME, RowKind.EDIT} and len(row.old) == len(row.new):
            yield from zip(row.old, row.new, strict=True)


def _in_table(prefix: list[Frame], rest: list[Frame], ahead: Sequence[Frame]) -> list[Frame]:
    """Keep a table's one head first: a deleted header row joins the new head or follows it."""
    if prefix[-1].kind != "table" or not rest or rest[0].kind != "thead":
        return [*prefix, *rest]
    depth = len(prefix)
    if _starts(ahead, prefix) and len(ahead) > depth and ahead[depth].kind == "thead":
        return [*prefix, ahead[depth], *rest[1:]]
    body = replace(rest[0], kind="tbody", start=rest[0].start.replace("<thead", "<tbody"), end="</tbody>")
    return [*prefix, body, *rest[1:]]


def _frame(kind: str, start: str, end: str) -> Frame:
    return Frame(
        ("adopted", kind), kind, start.replace(">", ' class="gone">', 1) if "class" not in start else start, end
    )


def _shared_frames(first: Sequence[Frame], second: Sequence[Frame]) -> list[Frame]:
    shared = []
    for a, b in zip(first, second, strict=False):
        if a.key != b.key:
            break
        shared.append(a)
    return shared


def _starts(path: Sequence[Frame], prefix: Sequence[Frame]) -> bool:
    return len(_shared_frames(path, prefix)) == len(prefix)
