"""Which words of a block stayed: compute the exact difference, then simplify it for a reader.

Both passes work on tokens, never on text joined again, so no word is ever cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from site_gen.redline import tuning
from site_gen.redline.words.lcs import lcs_matches
from site_gen.redline.words.similarity import Common
from site_gen.redline.words.tokens import Token
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

if TYPE_CHECKING:
    from diff_match_patch import diff_match_patch

_SENTENCE_END = frozenset(".!?:;\u3002\uff01\uff1f\uff1b\uff1a")
_CLAUSE_END = frozenset(",)]\uff0c\u3001\uff09")
_OPENING = frozenset("([\u201c\u2018\uff08")


class Run(Struct):
    """A run of tokens that both texts have."""

    old: int
    new: int
    size: int

    @property
    def old_end(self) -> int:
        """Return the place after the run in the older text."""
        return self.old + self.size

    @property
    def new_end(self) -> int:
        """Return the place after the run in the newer text."""
        return self.new + self.size


def equal_runs(old: Sequence[Token], new: Sequence[Token], common: Common) -> list[Run]:
    """Return the runs that stayed, in order, legible rather than minimal; common words hold no run together."""
    sides = _Side(old, common), _Side(new, common)
    runs = _slide(_exact_runs(sides[0].texts, sides[1].texts), *sides)
    simpler = _without_confetti(runs, *sides)
    return _slide(simpler, *sides) if len(simpler) < len(runs) else runs


class _Side:
    """One text's tokens with what the simplification asks of them."""

    def __init__(self, tokens: Sequence[Token], common: Common) -> None:
        self.tokens = tokens
        self.texts = [token.text for token in tokens]
        self._common = common

    @cached_property
    def is_content(self) -> list[bool]:
        common = self._common()
        return [text[0].isalnum() and text.lower() not in common for text in self.texts]

    @cached_property
    def _weights(self) -> list[int]:
        """The weight of the tokens before each place, in tenths of a letter."""
        light, heavy = tuning.LIGHT, tuning.HEAVY
        weights = [
            0 if text == HARD_BREAK else len(text) * (heavy if content else light)
            for text, content in zip(self.texts, self.is_content, strict=True)
        ]
        return list(accumulate(weights, initial=0))

    @cached_property
    def _contents(self) -> list[int]:
        return list(accumulate(self.is_content, initial=0))

    @cached_property
    def _breaks(self) -> list[int]:
        return list(accumulate((text == BLOCK_BREAK for text in self.texts), initial=0))

    def weight(self, start: int, end: int) -> int:
        return self._weights[end] - self._weights[start]

    def content(self, start: int, end: int) -> int:
        """Count the tokens that say something."""
        return self._contents[end] - self._contents[start]

    def has_break(self, start: int, end: int) -> bool:
        """Whether a block ends in a stretch."""
        return self._breaks[end] > self._breaks[start]

    def boundary(self, position: int) -> int:
        """How well a change may begin or end here."""
        if position in {0, len(self.texts)}:
            return tuning.EDGE
        before, after = self.texts[position - 1], self.texts[position]
        if BLOCK_BREAK in {before, after}:
            return tuning.EDGE
        if before in _SENTENCE_END and self.tokens[position].space:
            return tuning.SENTENCE
        if before in _CLAUSE_END or after in _OPENING:
            return tuning.CLAUSE
        return tuning.SPACE if self.tokens[position].space else 0


def _exact_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the runs of a longest common subsequence."""
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    middle = _middle_runs(old[start : len(old) - end], new[start : len(new) - end])
    runs = [Run(0, 0, start), *(Run(start + run.old, start + run.new, run.size) for run in middle)]
    return _join([*runs, Run(len(old) - end, len(new) - end, end)])


def _middle_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    if not old or not new:
        return []
    if len(old) * len(new) > tuning.DMP_CELLS:
        return _join([Run(i, j, 1) for i, j in lcs_matches(old, new)])
    return _dmp_runs(old, new)


def _dmp_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Let diff-match-patch compare the tokens, each as one character."""
    characters: dict[str, str] = {}
    old_text, new_text = ("".join(_character(characters, text) for text in side) for side in (old, new))
    runs: list[Run] = []
    i = j = 0
    for op, text in _differ().diff_main(old_text, new_text, False):
        if op == 0:
            runs.append(Run(i, j, len(text)))
        i += len(text) if op <= 0 else 0
        j += len(text) if op >= 0 else 0
    return runs


def _character(characters: dict[str, str], token: str) -> str:
    if token not in characters:
        code = len(characters) + 1
        characters[token] = chr(code if code < 0xD800 else code + 0x800)  # surrogates cannot stand alone
    return characters[token]


@cache
def _differ() -> diff_match_patch:
    from diff_match_patch import diff_match_patch  # noqa: PLC0415 -- only texts that differ need it

    differ = diff_match_patch()
    differ.Diff_Timeout = 0  # a clock would make the output depend on the machine's load
    return differ


def _join(runs: list[Run]) -> list[Run]:
    """Join runs that touch and drop empty ones."""
    joined: list[Run] = []
    for run in runs:
        if joined and _touch(joined[-1], run):
            joined[-1].size += run.size
        elif run.size:
            joined.append(run)
    return joined


def _slide(runs: list[Run], old: _Side, new: _Side) -> list[Run]:
    """Move each pure insertion or deletion to where a reader would place it."""
    fenced = [Run(0, 0, 0), *runs, Run(len(old.texts), len(new.texts), 0)]
    for before, after in pairwise(fenced):
        only_new, only_old = before.old_end == after.old, before.new_end == after.new
        if only_new == only_old:
            continue
        side, start, end = (new, before.new_end, after.new) if only_new else (old, before.old_end, after.old)
        _shift(
            before,
            after,
            _best_shift(side, start, end, (min(before.size, tuning.SLIDE), min(after.size, tuning.SLIDE))),
        )
    return _join(fenced)


def _best_shift(side: _Side, start: int, end: int, room: tuple[int, int]) -> int:
    texts = side.texts
    lowest = 0
    while -lowest < room[0] and texts[start + lowest - 1] == texts[end + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < room[1] and texts[start + highest] == texts[end + highest]:
        highest += 1
    if lowest == highest:
        return 0
    return max(range(lowest, highest + 1), key=lambda by: (side.boundary(start + by) + side.boundary(end + by), by))


def _shift(before: Run, after: Run, by: int) -> None:
    before.size += by
    after.old += by
    after.new += by
    after.size -= by


def _without_confetti(runs: list[Run], old: _Side, new: _Side) -> list[Run]:
    """Drop chance matches between edits, until every run left is worth the reader's jump."""
    done: list[Run] = []
    waiting = runs[::-1]
    start, end = Run(0, 0, 0), Run(len(old.texts), len(new.texts), 0)
    while waiting:
        run = waiting.pop()
        if not _is_confetti(done[-1] if done else start, run, waiting[-1] if waiting else end, old, new):
            done.append(run)
        elif done:
            waiting.append(done.pop())
    return done


def _is_confetti(before: Run, run: Run, after: Run, old: _Side, new: _Side) -> bool:
    if _touch(before, run) or _touch(run, after) or old.has_break(run.old, run.old_end):
        return False
    left, right = _edit_weight(before, run, old, new), _edit_weight(run, after, old, new)
    strength, content = old.weight(run.old, run.old_end), old.content(run.old, run.old_end)
    lighter = min(left, right)
    between_larger = strength <= lighter and (
        run.size <= tuning.CONFETTI_WORDS or strength <= tuning.CONFETTI_LIGHTER * lighter
    )
    only_signs = not content and run.size <= 2 and left + right >= tuning.SIGNS_BETWEEN * tuning.HEAVY
    weak = content <= tuning.WEAK_CONTENT and run.size <= tuning.WEAK_WORDS
    return between_larger or only_signs or (weak and strength <= tuning.WEAK_LIGHTER * (left + right))


def _touch(before: Run, after: Run) -> bool:
    return before.old_end == after.old and before.new_end == after.new


def _edit_weight(before: Run, after: Run, old: _Side, new: _Side) -> int:
    return max(old.weight(before.old_end, after.old), new.weight(before.new_end, after.new))
