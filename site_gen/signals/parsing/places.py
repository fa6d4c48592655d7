"""Where a block stands: under which title, and behind which line that introduces its list or heads its table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text

_MARKS = 12  # characters of marks at most stand behind a colon that ends a block


class Around(NamedTuple):
    """By what the place of a block is told: other blocks, by their numbers; -1 for none."""

    title: int
    lead: int
    header: int


class Place(NamedTuple):
    """Where a block stands, by the numbers of other blocks; -1 for none."""

    title: int
    lead: int
    """A line that ends with a colon before its list, or the header row of its table."""
    question: int = -1
    """A line that asks something right before it."""


class Places:
    """The places of a document's blocks, each found when it is asked for: most never are."""

    def __init__(self, document: Document) -> None:
        self._leaves = document.leaves
        self._titles: list[int] = []
        self._lines: list[int] = []
        self._headers: list[int] = []
        for number, leaf in enumerate(document.leaves):
            if leaf.is_heading:
                self._titles.append(number)
            elif not leaf.path:
                self._lines.append(number)
            elif leaf.kind == "row" and _is_header(leaf):
                self._headers.append(number)

    def around(self, number: int) -> Around:
        """Return by what the place of a block is told, or of the one behind it."""
        title, line, header = (_last(each, number) for each in (self._titles, self._lines, self._headers))
        introduces = line > title and _ends_with(self._leaves[line], ":")
        return Around(title, line if introduces else -1, header if header > line else -1)

    def of(self, number: int) -> Place:
        """Return where a block stands."""
        title, lead, header = self.around(number)
        leaf = self._leaves[number]
        question = number - 1 if self._is_answer(number) else -1
        return Place(title, header if leaf.kind == "row" else lead if leaf.path else -1, question)

    def _is_answer(self, number: int) -> bool:
        """Whether right before a line stands another that asks something."""
        leaf = self._leaves[number]
        before = self._leaves[number - 1] if number and not leaf.path and not leaf.is_heading else None
        return before is not None and not before.is_heading and not before.path and _ends_with(before, "?")


def _last(numbers: Sequence[int], number: int) -> int:
    """Return the last of some numbers that is not above another; -1 for none."""
    at = bisect_right(numbers, number)
    return numbers[at - 1] if at else -1


def _is_header(leaf: Leaf) -> bool:
    return any(container.kind == "thead" for container in leaf.path)


def _ends_with(leaf: Leaf, sign: str) -> bool:
    return sign in leaf.source[-_MARKS:] and plain_text(leaf).endswith(sign)
