"""The heaviest way through a table of pairs: as much as can be stays, and nothing crosses."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One pair of a chain, with the chain up to it."""

    total: float
    place: tuple[int, int] | None
    before: Step | None


_START = Step(0.0, None, None)


class Chain:
    """The heaviest chain of pairs that rises on both sides, built row by row (a Fenwick tree of best prefixes)."""

    def __init__(self, columns: range) -> None:
        self._first = columns.start
        self._tree = [_START] * (len(columns) + 1)

    def up_to(self, column: int) -> Step:
        """Return the best chain that ends left of the column."""
        found = _START
        column -= self._first
        while column > 0:
            if self._tree[column].total > found.total:
                found = self._tree[column]
            column -= column & -column
        return found

    def put(self, column: int, step: Step) -> None:
        """Record a chain that ends in the column."""
        column += 1 - self._first
        while column < len(self._tree):
            if step.total > self._tree[column].total:
                self._tree[column] = step
            column += column & -column

    def extend(self, row: list[tuple[int, int, float]]) -> None:
        """Take one row's candidates, of which a chain holds at most one."""
        steps = []
        for i, j, weight in row:
            before = self.up_to(j)
            steps.append((j, Step(before.total + weight, (i, j), before)))
        for j, step in steps:
            self.put(j, step)

    def best(self) -> list[tuple[int, int]]:
        """Return the heaviest chain's places."""
        return _places(self.up_to(self._first + len(self._tree) - 1))


def _places(step: Step | None) -> list[tuple[int, int]]:
    """Walk a chain from its start."""
    found = []
    while step is not None and step.place is not None:
        found.append(step.place)
        step = step.before
    return found[::-1]
