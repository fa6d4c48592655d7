"""Where an account lives and when it was made, however that is written: what is in doubt counts towards telling."""

from __future__ import annotations

import polars as pl
import pytest
from babel import Locale

from notify.audience.judge import _day
from notify.audience.regions import COUNTRIES, as_iso, lies_in, unknown_code

EEA = (
    *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU"),
    *("MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO"),
)
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
"""Two letters that CLDR knows and ISO 3166 does not assign."""


def told(written: str | None, codes: tuple[str, ...]) -> bool:
    """Whether an account is told where a rule is for those regions."""
    frame = pl.DataFrame({"region": [written]}, schema={"region": pl.String})
    return bool(frame.select(lies_in(as_iso(pl.col("region")), codes).fill_null(value=True)).item())


def test_the_countries_are_those_of_iso_3166() -> None:
    """The list holds each country's code, and none that ISO does not assign."""
    names = [str(code) for code in Locale("en").territories]
    known = {code for code in names if len(code) == 2 and code.isalpha()}
    assert set(COUNTRIES) == known - NOT_ISO


@pytest.mark.parametrize(
    "written",
    ["UK", "uk", "UK-SCT", "EL", "RE", "GP", "MQ", "GF", "YT", "MF", "AX", "EU", "XX", "ZZ", "XK", "QC", "en-US", "DEU",
     "sv-SE", "ca_ES", "Germany", "", None, "FR-974", "de_BY", " fr "],
)  # fmt: skip
def test_whoever_may_live_there_is_told(written: str | None) -> None:
    """Countries as people write them, places that belong to a state, and what is not a code at all count as covered."""
    assert told(written, (*EEA, "GB"))


@pytest.mark.parametrize("written", ["US", "JP", "us-ca", "PM", "GI", "JE"])
def test_whoever_lives_elsewhere_is_not(written: str) -> None:
    """A known code of another place is not covered."""
    assert not told(written, (*EEA, "GB"))


@pytest.mark.parametrize(
    ("written", "codes", "expected"),
    [
        ("PR", ("US",), True),
        ("US-PR", ("PR",), True),
        ("US", ("PR",), True),
        ("US-CA", ("PR",), False),
        ("CA", ("CA-QC",), True),
        ("CA-ON", ("CA-QC",), False),
        ("CA-ZZ", ("CA-QC",), True),
        ("US-XX", ("US-CO",), True),
        ("QC", ("CA-QC",), True),
    ],
)
def test_a_part_counts_by_its_own_code_or_its_states(written: str, codes: tuple[str, ...], expected: bool) -> None:
    """An unknown part of a known country may be the part that a rule names; a known other part is not."""
    assert told(written, codes) is expected


def test_unknown_codes_are_kept_for_the_list() -> None:
    """What is not a code is listed as it is written, cut and without what would disturb a terminal; nothing is none."""
    frame = pl.DataFrame({"region": ["DE", "xx", "\x1b[31m", "A" * 99, " us-CA ", "sv_SE", "", None]})
    shown = frame.select(unknown_code(pl.col("region"))).to_series().to_list()
    assert shown == [None, "XX", "?[31M", "A" * 20, "us-CA", "sv_SE", None, None]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-16T18:00:00-08:00", "2026-11-16"),
        ("2026-11-17T02:00:00Z", "2026-11-16"),
        ("2026-11-17 02:00:00+00", "2026-11-16"),
        ("2026-11-17 02:00:00.123456+00:00", "2026-11-16"),
        ("2026-11-17T02:00:00+0000", "2026-11-16"),
        ("2026-11-17 02:00 UTC", "2026-11-16"),
        ("2026-11-17T08:00:00Z", "2026-11-17"),
        ("2026-11-17T02:00:00", "2026-11-17"),
        ("2026-11-17", "2026-11-17"),
        ("17 November", None),
        ("2026-11-17T02:00:00+00:00[Europe/London]", "2026-11-16"),
        ("2026-11-17T02:00:00.123Z[UTC]", "2026-11-16"),
        ("2026-11-17 02:00:00 Europe/Berlin", None),
        ("2026-11-17 02:00:00 CET", None),
        ("2026-11-17T02:00:00\u221208:00", None),
        ("2026-11-17T25:00:00Z", None),
        ("2026-11-17 9:30 PM", "2026-11-17"),
        ("2026-11-17 09:30:00.123456", "2026-11-17"),
        ("2026-11-171", None),
    ],
)
def test_a_moment_becomes_a_day_where_the_organisation_is(written: str, day: str | None) -> None:
    """One moment is one day, however its offset is spelt; without a zone the day is the one that stands there.

    Where the zone cannot be read it may be another day: nobody is left out for that.
    """
    frame = pl.DataFrame({"created_on": [written]})
    found = frame.select(_day(pl.col("created_on"), "America/Los_Angeles")).item()
    assert (found and found.isoformat()) == day
