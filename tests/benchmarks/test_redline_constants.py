"""The tuning run finds every number of the comparison, moves it both ways, and leaves what the product does alone."""

from __future__ import annotations

from benchmarks.redline_constants import measured, moved, numbers
from benchmarks.redline_runs import Pair


def test_a_number_is_moved_both_ways_and_keeps_its_kind() -> None:
    """A share stays a share, a count stays whole and moves by one at least."""
    assert list(moved(0.4)) == [0.3, 0.5]
    assert list(moved(2)) == [1, 3]
    assert all(isinstance(value, int) for value in moved(24))


def test_moving_a_number_shows_in_the_figures() -> None:
    """With a likeness that nothing reaches, an edited paragraph is marked as a whole; the numbers themselves stay."""
    pair = Pair("one", "We keep all data.\n\nYes.", "We keep no data.\n\nYes.\n\nNo.")
    before = numbers()["LIKE_ALONE"], numbers()["LIKE"]
    assert measured([pair], 1, "LIKE_ALONE", 2.0).marked > measured([pair], 1).marked
    assert (numbers()["LIKE_ALONE"], numbers()["LIKE"]) == before
