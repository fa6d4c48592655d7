"""Longest common subsequences against the plain quadratic method."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from site_gen.redline.words.lcs import lcs_length, lcs_matches, positions

_items = st.lists(st.sampled_from("abcde"), max_size=40)


def _length(first: list[str], second: list[str]) -> int:
    above = [0] * (len(second) + 1)
    for a in first:
        row = [0]
        for column, b in enumerate(second, 1):
            row.append(above[column - 1] + 1 if a == b else max(above[column], row[-1]))
        above = row
    return above[-1]


@given(_items, _items)
def test_the_length_is_the_quadratic_methods(first: list[str], second: list[str]) -> None:
    """The bit vectors count what the full table counts."""
    assert lcs_length(positions(first), len(first), second) == _length(first, second)


@given(_items, _items)
def test_the_matches_are_one_longest_common_subsequence(first: list[str], second: list[str]) -> None:
    """Matches rise on both sides, join equal items, and are as many as can be."""
    matches = lcs_matches(first, second)
    assert all(first[i] == second[j] for i, j in matches)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(matches))
    assert len(matches) == _length(first, second)
