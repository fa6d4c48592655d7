"""What several rows have in common is found whatever part of them is looked at together."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.audience.same_value import MOST_AT_ONCE, find_same

HASHES = st.lists(st.lists(st.integers(0, 40) | st.integers(2**63, 2**63 + 9), max_size=20), max_size=4)


@pytest.mark.parametrize("parts", [1, 3, 7])
@given(files=HASHES)
def test_reading_in_parts_finds_what_one_look_at_all_finds(parts: int, files: list[list[int]]) -> None:
    """The number of rows decides in how many parts they are read, never what is found."""
    frames = [pl.LazyFrame({"hash": pl.Series(hashes, dtype=pl.UInt64)}) for hashes in files]
    every = [one for hashes in files for one in hashes]

    found = find_same(frames, "hash", parts * MOST_AT_ONCE)

    assert sorted(found) == sorted({one for one in every if every.count(one) > 1})
