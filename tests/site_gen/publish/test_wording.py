"""How dates, counts and languages read to people."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.catalogue import ENGLISH
from site_gen.publish import wording
from site_gen.redline.digest.counts import Counts


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 March 2026"),
        ("en-GB", "1 March 2026"),
        ("en-US", "March 1, 2026"),
        ("de", "1. März 2026"),
        ("fr-CA", "1er mars 2026"),
        ("zh-Hant", "2026年3月1日"),
        ("tlh", "2026-03-01"),
        ("not a language", "2026-03-01"),
    ],
)
def test_a_date_is_written_as_its_language_does(language: str, written: str) -> None:
    """Each language writes dates its own way; one that nobody here knows gets ISO 8601."""
    assert wording.day(date(2026, 3, 1), language) == written


def test_a_second_version_of_a_day_is_told_apart() -> None:
    """Two versions of one day never share a name."""
    assert wording.version_name("2026-12-01", "en") == "1 December 2026"
    assert wording.version_name("2026-12-01-2", "en") == "1 December 2026 (no. 2)"


def test_counts_agree_with_their_nouns() -> None:
    """One is singular, all else plural, thousands are grouped."""
    counts = [ENGLISH.plural("%(n)s word", "%(n)s words", number) for number in (0, 1, 2, 1024)]
    assert counts == ["0 words", "1 word", "2 words", "1,024 words"]


def test_sizes_leave_out_what_is_nought() -> None:
    """A reader is not told of nought moves."""
    assert wording.size(ENGLISH, Counts()) == ""
    assert wording.size(ENGLISH, Counts(words_deleted=1)) == "1 word deleted"
    assert wording.size(ENGLISH, Counts(words_inserted=3, words_deleted=1200)) == "3 words added, 1,200 deleted"
    assert wording.totals(ENGLISH, Counts()) == ""
    assert (
        wording.totals(ENGLISH, Counts(blocks_changed=2, blocks_total=7, moves=1))
        == "2 of 7 passages changed and 1 moved"
    )
