"""Two token lists to the marked text of one block: words, white space, formatting and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from site_gen.redline.model import Op, Piece, TextChange
from site_gen.redline.words.cuts import Parts, cut_like, join_cut_words
from site_gen.redline.words.equal_ends import EqualEnds
from site_gen.redline.words.similarity import Common
from site_gen.redline.words.tokens import Part, Token, cut
from site_gen.redline.words.word_diff import equal_runs
from site_gen.text.inline import Link, Style, StyledText

_ROUNDS = 20
"""Times that links are torn for others' sake before all are: a bound on work, far above what real texts need."""


class _Step(NamedTuple):
    """A token's fate: both sides where it stayed."""

    old: Token | None
    new: Token | None

    @property
    def stayed(self) -> bool:
        return self.old is not None and self.new is not None


class _Kept(NamedTuple):
    """A token that stayed."""

    old: Token
    new: Token


_LinkPair = tuple[Link | None, Link | None]


def compare_runs(old: Iterable[StyledText], new: Iterable[StyledText], common: Common) -> TextChange:
    """Compare two texts word by word; only what is between their equal ends is cut into words."""
    before, after = list(old), list(new)
    if before == after and before and before[-1][0][-1:].strip():  # as of nearly every block that only moved
        return TextChange(tuple(_join(Piece(Op.EQUAL, text, style, style) for text, style in after if text)))
    ends = EqualEnds(before, after)
    change = compare_tokens(cut(ends.old), cut(ends.new), common)
    return change._replace(pieces=tuple(_join([*ends.head, *change.pieces, *ends.tail])))


def compare_tokens(old: Sequence[Token], new: Sequence[Token], common: Common) -> TextChange:
    """Compare two texts word by word."""
    steps = _steps(old, new, common)
    if any(token.style.link for token in (*old, *new)):
        steps = _with_whole_links(steps)
    writer = _Pieces()
    for gap, kept in _gaps(steps):
        if gap:
            writer.gap(gap, kept)
        if kept:
            writer.keep(kept)
    return TextChange(tuple(writer.pieces), white_space=writer.white_space)


def _join(pieces: Iterable[Piece]) -> Iterator[Piece]:
    current: Piece | None = None
    for piece in pieces:
        if current and (current.op, current.old, current.new) == (piece.op, piece.old, piece.new):
            current = piece._replace(text=current.text + piece.text)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def whole_text(runs: Iterable[StyledText], op: Op) -> TextChange:
    """Mark a whole text as one."""
    pieces = (Piece(op, text, None, style) if op is Op.INSERT else Piece(op, text, style, None) for text, style in runs)
    return TextChange(tuple(pieces), in_old=op is not Op.INSERT, in_new=op is not Op.DELETE)


def _steps(old: Sequence[Token], new: Sequence[Token], common: Common) -> list[_Step]:
    whole_old, cut_old = join_cut_words(old, new)
    whole_new, cut_new = join_cut_words(new, old)
    steps = _steps_of_whole_words(whole_old, whole_new, common)
    return list(_cut_again(steps, cut_old, cut_new)) if cut_old or cut_new else steps


def _cut_again(steps: Iterable[_Step], cut_old: Mapping[int, Parts], cut_new: Mapping[int, Parts]) -> Iterator[_Step]:
    """Yield the steps with words in parts where a text has them so."""
    i = j = -1
    for step in steps:
        i, j = i + (step.old is not None), j + (step.new is not None)
        before = cut_old.get(i, ()) if step.old else ()
        after = cut_new.get(j, ()) if step.new else ()
        yield from _in_parts(step, before, after) if before or after else (step,)


def _in_parts(step: _Step, before: Parts, after: Parts) -> Iterator[_Step]:
    old, new = step
    if before and after and [token.text for token in before] == [token.text for token in after]:
        yield from map(_Step, before, after)
    elif old and new and before and not after:
        yield from map(_Step, before, cut_like(new, before))
    elif old and new and after and not before:
        yield from map(_Step, cut_like(old, after), after)
    else:
        yield from (_Step(token, None) for token in before or filter(None, [old]))
        yield from (_Step(None, token) for token in after or filter(None, [new]))


def _steps_of_whole_words(old: Sequence[Token], new: Sequence[Token], common: Common) -> list[_Step]:
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

    Of a link that grew or shrank, what it took in or left is marked; one that was shifted over its words is as a whole.
    """
    rounds = 0
    while torn := _places_to_tear(steps, whole=rounds >= _ROUNDS):
        rounds += 1
        steps = [part for place, step in enumerate(steps) for part in (_tear(step) if place in torn else (step,))]
        steps = [
            step for gap, kept in _gaps(steps) for step in (*_deletions_first(gap), *([_Step(*kept)] if kept else []))
        ]
    return steps


def _tear(step: _Step) -> tuple[_Step, _Step]:
    return _Step(step.old, None), _Step(None, step.new)


def _deletions_first(gap: list[_Step]) -> list[_Step]:
    return [*(step for step in gap if step.old), *(step for step in gap if step.new)]


def _links(step: tuple[Token | None, Token | None]) -> set[Link]:
    return {token.style.link for token in step if token and token.style.link}


def _places_to_tear(steps: list[_Step], *, whole: bool) -> set[int]:
    """Return the kept words over which links cannot be told; `whole`: those of every link, so that work ends."""
    partners: dict[Link, Counter[Link | None]] = {}
    places: dict[Link, list[int]] = {}
    for place, step in enumerate(steps):
        if not step.old or not step.new:
            continue
        a, b = step.old.style.link, step.new.style.link
        for link, partner in ((a, b), (b, a)):
            if link:
                partners.setdefault(link, Counter())[partner] += 1
                places.setdefault(link, []).append(place)
    torn: set[int] = set()
    for link, others in partners.items():
        if whole or (len(others) == 1 and None in others and _crosses_other(steps, places[link], link)):
            torn.update(places[link])
        elif len(others) > 1:
            stays = next(other for other, _ in others.most_common() if other)
            torn.update(place for place in places[link] if stays not in _links(steps[place]))
    return torn


def _crosses_other(steps: list[_Step], places: list[int], link: Link) -> bool:
    return any(_links(step) - {link} for step in steps[places[0] : places[-1] + 1])


def _gaps(steps: list[_Step]) -> Iterator[tuple[list[_Step], _Kept | None]]:
    """Yield each stretch of edits with the kept token that ends it."""
    gap: list[_Step] = []
    for step in steps:
        if step.old and step.new:
            yield gap, _Kept(step.old, step.new)
            gap = []
        else:
            gap.append(step)
    yield gap, None


class _Pieces:
    """Collects the pieces of one text in reading order; neighbours of one fate and style are one piece."""

    def __init__(self) -> None:
        self.white_space = False
        self._done: list[Piece] = []
        self._texts: list[str] = []
        self._fate: tuple[Op, Style | None, Style | None] = (Op.EQUAL, None, None)
        self._pair: _LinkPair = (None, None)
        self._space_written = [False, False]

    @property
    def pieces(self) -> list[Piece]:
        """Everything written so far."""
        self._finish()
        return self._done

    def gap(self, gap: list[_Step], kept: _Kept | None) -> None:
        """Write edits: those in the link of the token before, then the rest, then those in the link of the next."""
        following = _links(kept) if kept else set()
        before = {link for link in self._pair if link}
        head: list[_Step] = []
        tail: list[_Step] = []
        body = gap
        if before or following:
            body = []
            for step in gap:
                links = _links(step)
                zone = head if not links.isdisjoint(before) else tail if not links.isdisjoint(following) else body
                zone.append(step)
            body = body if head or tail else gap
        if body is gap:
            self._hoist_space(gap, kept)
        for zone in (head, body, tail):
            for step in _deletions_first(zone):
                if step.old:
                    self._add_one_sided_token(step.old, Op.DELETE)
                elif step.new:
                    self._add_one_sided_token(step.new, Op.INSERT)

    def keep(self, step: _Kept) -> None:
        """Write a token that stayed."""
        old, new = step
        if old.space or new.space:
            first = (old.style.link, new.style.link)
            self._add_kept_space(old.space, new.space, inside=first if first == self._pair else (None, None))
        self._space_written = [False, False]
        if not old.split and not new.split:
            self._add(Op.EQUAL, new.text, old.style, new.style)
            self._pair = (old.style.link, new.style.link)
            return
        alike = [a.text for a in old.parts] == [b.text for b in new.parts]
        for a, b in zip(old.parts if alike else [old.parts[0]] * len(new.parts), new.parts, strict=True):
            self._add(Op.EQUAL, b.text, a.style, b.style)
        self._pair = (old.style.link, new.style.link)

    def _add_one_sided_token(self, token: Token, op: Op) -> None:
        """Write a token that only one text has."""
        side = 0 if op is Op.DELETE else 1
        if token.space and not self._space_written[side]:
            self._add_one_sided(op, token.space)
        self._space_written[side] = False
        for part in token.parts:
            self._add_one_sided(op, part)

    def _hoist_space(self, gap: list[_Step], kept: _Kept | None) -> None:
        """Write the space that both texts have before an edit unmarked, ahead of the marks."""
        old = next((step.old for step in gap if step.old), kept.old if kept else None)
        new = next((step.new for step in gap if step.new), kept.new if kept else None)
        if old and new and old.space and new.space:
            self._add_kept_space(old.space, new.space, inside=(None, None))
            self._space_written = [True, True]

    def _add_kept_space(self, old: Part | None, new: Part | None, *, inside: _LinkPair) -> None:
        old, new = (None if self._space_written[0] else old), (None if self._space_written[1] else new)
        if old and new:
            self.white_space = self.white_space or old.text != new.text
            self._add(Op.EQUAL, new.text, Style(old.style.marks, inside[0]), Style(new.style.marks, inside[1]))
        elif old:
            self._add_one_sided(Op.DELETE, old)
        elif new:
            self._add_one_sided(Op.INSERT, new)

    def _add_one_sided(self, op: Op, part: Part) -> None:
        self._add(op, part.text, *((part.style, None) if op is Op.DELETE else (None, part.style)))

    def _add(self, op: Op, text: str, old: Style | None, new: Style | None) -> None:
        if (op, old, new) != self._fate:
            self._finish()
            self._fate = (op, old, new)
        self._texts.append(text)

    def _finish(self) -> None:
        if self._texts:
            self._done.append(Piece(self._fate[0], "".join(self._texts), *self._fate[1:]))
            self._texts = []
