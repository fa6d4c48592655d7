"""What a build would change of what is published: the words of a note are published too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from site_gen.build.pages.notes import plain_words
from site_gen.model.history import History
from site_gen.model.note import ChangeClass
from site_gen.model.version import Explanation, Postponement, Tombstone
from site_gen.record.compare import DifferenceKind, differences
from site_gen.record.published import PublishedEvent
from tests.site_gen.history.telling import PRIVACY, note, revision, told
from tests.site_gen.record.published import published_policy

DAY, EARLIER, LATER = date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)
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


@pytest.mark.parametrize(
    ("befell", "words"),
    [
        ({"withdrawn": PublishedEvent(EARLIER, "d" * 40)}, "was taken down on 2026-01-02, and would say 2026-01-03"),
        ({"explained": PublishedEvent(EARLIER, "d" * 40)}, "was explained on 2026-01-02, and would say 2026-01-03"),
        ({"postponed": (PublishedEvent(EARLIER, "d" * 40),)}, "was postponed on 2026-01-02, and would say 2026-01-03"),
    ],
)
def test_what_befell_a_version_keeps_its_day(befell: Mapping[str, Any], words: str) -> None:
    """Its pages, plain copies and feed tell that day: another is refused, and the same one is none."""
    policy = published_policy(DAY, ChangeClass.MINOR, text_sha256="y")
    (known,) = policy.versions
    (version,) = told([revision("2026-01-01", "a", "a")], {"a": FIRST}).versions
    version = replace(
        version,
        postponements=(Postponement(postponed_on=LATER, from_on=DAY, to_on=DAY, reason="", path="n", commit="e" * 40),)
        if "postponed" in befell
        else (),
        withdrawn=Tombstone(withdrawn_on=LATER, reason="", path="n", commit="e" * 40),
        explanation=Explanation(explained_on=LATER, commit="e" * 40),
    )
    history = History(policy=PRIVACY, versions=(version,))
    policy = replace(policy, versions=(replace(known, words="", **befell),))
    found = differences(policy, history, {"a": "y"}, LATER, plain_words)
    assert [each.words for each in found] == [words]
