"""Two token lists to the marked text of one block: words, white space, formatting and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_gen.redline.model import Link, Op, Piece, Style, TextChange
from site_gen.redline.tokens import Part, Token
from site_gen.redline.words import equal_runs


class _Step(NamedTuple):
    """A token's fate: both sides where it stayed."""

    old: Token | None
    new: Token | None

    @property
    def stayed(self) -> bool:
        return self.old is not None and self.new is not None


_LinkPair = tuple[Link | None, Link | None]


def compare_tokens(old: Sequence[Token], new: Sequence[Token], common: frozenset[str]) -> TextChange:
    """Compare two texts word by word."""
    steps = _with_whole_links(_steps(old, new, common))
    writer = _Pieces()
    for gap, kept in _gaps(steps):
        writer.gap(gap, kept)
        if kept:
            writer.keep(kept)
    return TextChange(tuple(_merged(writer.pieces)), white_space=writer.white_space)


def whole_text(tokens: Sequence[Token], op: Op) -> TextChange:
    """Mark a whole text as one."""
    writer = _Pieces()
    for token in tokens:
        writer.whole(token, op)
    return TextChange(tuple(_merged(writer.pieces)), in_old=op is not Op.INSERT, in_new=op is not Op.DELETE)


def _steps(old: Sequence[Token], new: Sequence[Token], common: frozenset[str]) -> list[_Step]:
    steps: list[_Step] = []
    i = j = 0
    for run in equal_runs(old, new, common):
        steps += (_Step(token, None) for token in old[i : run.old])
        steps += (_Step(None, token) for token in new[j : run.new])
        steps += map(_Step, old[run.old : run.old_end], new[run.new : run.new_end])
        i, j = run.old_end, run.new_end
    steps += (_Step(token, None) for token in old[i:])
    steps += (_Step(None, token) for token in new[j:])
    return steps


def _with_whole_links(steps: list[_Step]) -> list[_Step]:
    """Let words stay unmarked only where the links over them can be told: one old link, or none, to each new one.

    A link that was split, joined or shifted over its words is marked as a whole instead.
    """
    while broken := _broken_links(steps):
        steps = [
            part
            for step in steps
            for part in (_torn(step) if step.stayed and not broken.isdisjoint(_links(step)) else (step,))
        ]
        steps = [step for gap, kept in _gaps(steps) for step in (*_deletions_first(gap), *([kept] if kept else []))]
    return steps


def _torn(step: _Step) -> tuple[_Step, _Step]:
    return _Step(step.old, None), _Step(None, step.new)


def _deletions_first(gap: list[_Step]) -> list[_Step]:
    return [*(step for step in gap if step.old), *(step for step in gap if step.new)]


def _links(step: _Step) -> set[Link]:
    parts = (*(step.old.parts if step.old else ()), *(step.new.parts if step.new else ()))
    return {part.style.link for part in parts if part.style.link}


def _pairs(step: _Step) -> set[_LinkPair]:
    assert step.old
    assert step.new
    if [part.text for part in step.old.parts] == [part.text for part in step.new.parts]:
        return {(a.style.link, b.style.link) for a, b in zip(step.old.parts, step.new.parts, strict=True)}
    return {(a.style.link, b.style.link) for a in step.old.parts for b in step.new.parts}


def _broken_links(steps: list[_Step]) -> set[Link]:
    partners: dict[Link, set[Link | None]] = {}
    places: dict[Link, list[int]] = {}
    for place, step in enumerate(steps):
        if not step.stayed:
            continue
        for a, b in _pairs(step):
            for link, partner in ((a, b), (b, a)):
                if link:
                    partners.setdefault(link, set()).add(partner)
                    places.setdefault(link, []).append(place)
    broken = {link for link, others in partners.items() if len(others) > 1}
    alone = (link for link, others in partners.items() if others == {None})
    return broken | {link for link in alone if _crosses_other(steps, places[link], link)}


def _crosses_other(steps: list[_Step], places: list[int], link: Link) -> bool:
    return any(_links(step) - {link} for step in steps[places[0] : places[-1] + 1])


def _gaps(steps: list[_Step]) -> Iterator[tuple[list[_Step], _Step | None]]:
    """Yield each stretch of edits with the kept token that ends it."""
    gap: list[_Step] = []
    for step in steps:
        if step.stayed:
            yield gap, step
            gap = []
        else:
            gap.append(step)
    yield gap, None


class _Pieces:
    """Collects the pieces of one text in reading order."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.white_space = False
        self._pair: _LinkPair = (None, None)
        self._space_written = (False, False)

    def gap(self, gap: list[_Step], kept: _Step | None) -> None:
        """Write edits: those in the link of the token before, then the rest, then those in the link of the next."""
        if not gap:
            return
        following = _first_links(kept)
        head = [step for step in gap if not _links(step).isdisjoint(self._link_set())]
        tail = [step for step in gap if step not in head and not _links(step).isdisjoint(following)]
        body = [step for step in gap if step not in head and step not in tail]
        if not head and not tail:
            self._hoist_space(body, kept)
        for zone in (head, body, tail):
            for step in _deletions_first(zone):
                token = step.old or step.new
                assert token
                self.whole(token, Op.DELETE if step.old else Op.INSERT)

    def keep(self, step: _Step) -> None:
        """Write a token that stayed."""
        old, new = step.old, step.new
        assert old
        assert new
        first = (old.parts[0].style.link, new.parts[0].style.link)
        self._kept_space(old.space, new.space, inside=first if first == self._pair else (None, None))
        if [part.text for part in old.parts] == [part.text for part in new.parts]:
            self.pieces += (Piece(Op.EQUAL, b.text, a.style, b.style) for a, b in zip(old.parts, new.parts, strict=True))
        else:
            self.pieces += (Piece(Op.EQUAL, part.text, old.parts[0].style, part.style) for part in new.parts)
        self._pair = (old.parts[-1].style.link, new.parts[-1].style.link)

    def whole(self, token: Token, op: Op) -> None:
        """Write a token that only one text has."""
        side = 0 if op is Op.DELETE else 1
        if token.space and not self._space_written[side]:
            self._one_sided(token.space, op)
        self._space_written = (self._space_written[0] and side != 0, self._space_written[1] and side != 1)
        for part in token.parts:
            self._one_sided(part, op)

    def _link_set(self) -> set[Link]:
        return {link for link in self._pair if link}

    def _hoist_space(self, gap: list[_Step], kept: _Step | None) -> None:
        """Write the space that both texts have before an edit unmarked, ahead of the marks."""
        sides = [next((step.old for step in gap if step.old), kept.old if kept else None)]
        sides.append(next((step.new for step in gap if step.new), kept.new if kept else None))
        spaces = [token.space if token else None for token in sides]
        if spaces[0] and spaces[1]:
            self._kept_space(spaces[0], spaces[1], inside=(None, None))
            self._space_written = (True, True)

    def _kept_space(self, old: Part | None, new: Part | None, *, inside: _LinkPair) -> None:
        old, new = (None if written else space for written, space in zip(self._space_written, (old, new), strict=True))
        self._space_written = (False, False)
        if old and new:
            self.white_space = self.white_space or old.text != new.text
            styles = (Style(part.style.marks, link) for part, link in zip((old, new), inside, strict=True))
            self.pieces.append(Piece(Op.EQUAL, new.text, *styles))
        elif old:
            self._one_sided(old, Op.DELETE)
        elif new:
            self._one_sided(new, Op.INSERT)

    def _one_sided(self, part: Part, op: Op) -> None:
        old, new = (part.style, None) if op is Op.DELETE else (None, part.style)
        self.pieces.append(Piece(op, part.text, old, new))


def _first_links(step: _Step | None) -> set[Link]:
    if step is None:
        return set()
    tokens = (token for token in (step.old, step.new) if token)
    return {link for token in tokens if (link := token.parts[0].style.link)}


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    current: Piece | None = None
    for piece in pieces:
        if current and (current.op, current.old, current.new) == (piece.op, piece.old, piece.new):
            current = current._replace(text=current.text + piece.text)
        else:
            if current:
                yield current
            current = piece
    if current:
        yield current
