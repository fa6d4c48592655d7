"""The day that a file's name says: read where only one reading is possible, refused otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.importing.file_dates import NoDayError, day_in_name

DAY = date(2019, 5, 25)
SHAPES = [
    "privacy-{:%Y-%m-%d}", "{:%Y_%m_%d} Privacy", "privacy{:%Y%m%d}", "{:%Y.%m.%d}", "privacy {:%Y-%m-%d} final v2",
    "Privacy Policy {:%d %B %Y}", "privacy-{:%d-%b-%Y}", "{:%B %d, %Y} policy", "privacy_{:%d%b%Y}",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@given(day=st.dates(date(1990, 1, 1), date(2199, 12, 31)))
def test_a_day_reads_back_from_each_common_form(shape: str, day: date) -> None:
    """Year first with any sign, compact, or with the month's name: the day is the one that was written."""
    assert day_in_name(shape.format(day)) == day


@pytest.mark.parametrize(
    "stem",
    [
        "2019-5-25",
        "25th May 2019",
        "May 25th, 2019",
        "MAY-25-2019",
        "25.05.2019",
        "05-25-2019",
        "2019-05-25 (25 May 2019)",
    ],
)
def test_other_forms_with_one_reading(stem: str) -> None:
    """Ordinals, capitals, days above 12, and one day written twice leave no doubt."""
    assert day_in_name(stem) == DAY


@pytest.mark.parametrize(
    ("stem", "problem"),
    [
        ("privacy", "its name says no day"),
        ("privacy-2019", "its name says no day"),
        ("privacy-2019-05", "its name says no day"),
        ("privacy 201905251200", "its name says no day"),
        ("03.04.2019", "can be read as 2019-03-04 or 2019-04-03"),
        ("2019-05-25 to 2020-01-01", "can be read as 2019-05-25 or 2020-01-01"),
        ("privacy-2019-02-30", "says `2019-02-30`, and there is no such day"),
        ("privacy-0019-05-25", "there is no such day"),
    ],
)
def test_what_is_missing_impossible_or_in_doubt_is_refused(stem: str, problem: str) -> None:
    """No day is ever guessed; the message says what stands in the name."""
    with pytest.raises(NoDayError, match=problem.replace(".", r"\.")):
        day_in_name(stem)
