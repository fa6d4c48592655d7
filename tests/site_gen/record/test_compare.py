"""What a build would change of what is published: the words of a note are published too."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from site_gen.build.pages.notes import plain_words
from site_gen.record.compare import DifferenceKind, differences
from tests.site_gen.history.telling import note, revision, told
from tests.site_gen.record.published import published_policy

DAY = date(2026, 1, 1)
FIRST = replace(note(), summary="We keep *data* for 30 days, as [told](https://example.com/a).", what_you_can_do="Ask.")


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (plain_words(FIRST), ""),
        ("We keep data for\n30 days, as told.\nAsk.", ""),
        ("", ""),
        ("We keep data for 60 days, as told.\nAsk.", "“We keep data for 60 days as told”"),
        ("We keep data for 30 days, as told.\nAsk, or object.", "“days as told Ask or object”"),
    ],
)
def test_a_note_says_what_it_said(words: str, quoted: str) -> None:
    """Other words are refused and quoted; how they are set, and where a link leads, is not looked at."""
    history = told([revision("2026-01-01", "a", "a")], {"a": FIRST})
    policy = published_policy(DAY, FIRST.change_class, text_sha256="y", words=words)
    found = differences(policy, history, {"a": "y"}, DAY, plain_words)
    assert [each.kind for each in found] == [DifferenceKind.WORDS] * bool(quoted)
    assert all(quoted in each.words for each in found)
    unread = told([revision("2026-01-01", "a", "a")], {"a": replace(FIRST, summary="", what_you_can_do="")})
    assert not differences(policy, unread, {"a": "y"}, DAY, plain_words)
