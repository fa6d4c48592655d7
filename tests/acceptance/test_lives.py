"""Whatever happens to a policy, what was published goes on answering, and nobody's words change behind their back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.life import MEMORY, Way, live
from benchmarks.life_events import KINDS, Event

EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        policy=st.integers(0, 2),
        days=st.integers(0, 30),
        lead=st.sampled_from((0, 20, 35, 60)),
    ),
    min_size=3,
    max_size=12,
)
LIVES = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

RENAMED_AND_DELETED = [Event(kind, 0, 1, 0) for kind in ("rename", "editorial", "another policy", "delete")]
RENAMED_TWICE = [Event(kind, 0, 1, 0) for kind in ("another language", "rename", "undeclared", "rename")]
POSTPONED_ASIDE = [
    Event("material", 1, 26, 60), Event("another policy", 1, 17, 20), Event("editorial", 2, 18, 0),
    Event("postpone", 0, 6, 60), Event("pull", 1, 20, 20), Event("delete", 2, 9, 35),
]  # fmt: skip
"""A pull took the postponing commit off the line; only the record leads through it."""
LIVED_ASIDE = [Event(kind, 0, 1, 0) for kind in ("another language", "delete", "pull")]
"""A policy lived only on commits that a pull took off the line."""
EXPLAINED_ASIDE = [
    Event("undeclared", 0, 1, 0), Event("editorial", 0, 1, 0), Event("explain", 0, 1, 0), Event("pull", 0, 1, 0),
    Event("material", 0, 1, 0), Event("another language", 0, 1, 0),
]  # fmt: skip
"""A pull took the explaining commit off the line; a build later, only what the manifest remembers leads through it."""
DAY_LEFT_OUT = [Event("minor", 0, 0, 20), Event("edit note", 0, 0, 0)]
"""On the day of its publication, the line that gives the day of effect was taken out of a note."""
DECLARED_TOGETHER = [Event("another policy", 0, 0, 0), Event("minor", 1, 0, 0), Event("minor", 0, 0, 60)]
"""Two policies changed on one day under one class, each for a day of its own."""
EXPLAINED_LATE = [
    Event(kind, 0, days, 0)
    for kind, days in (("clock back", 0), ("editorial", 3), ("explain", 27), ("spoil note", 20), ("twin", 9))
]
"""A late note gave a class to what had joined the first version, whose page another machine wrote otherwise."""
NAME_TAKEN = [
    Event("rename", 0, 1, 0), Event("take name", 0, 1, 0), Event("material", 1, 3, 20), Event("delete", 1, 1, 0),
    Event("restore", 0, 1, 0), Event("rename", 1, 1, 0), Event("take name", 0, 1, 0), Event("editorial", 0, 1, 0),
]  # fmt: skip
"""A new policy took a renamed one's name, was taken down, came back, and left the name to another."""
ZONE_MOVED = [Event("material", 0, 1, 20), *[Event("time zone", number, 3, 0) for number in (0, 1, 0, 2)]]
RETURNED_TO = [Event("material", 0, 1, 60), *[Event("editorial", 0, 1, 0)] * 2, Event("put back", 0, 1, 0)]

REGROUPED = [Event(kind, 0, 3, 35) for kind in ("material", "rules", "split", "another name", "join", "twin")]
"""One policy became two and two one, while the rules and the organisation's name changed before what was announced."""
MOVED_HOUSE = [Event(kind, 0, 3, 35) for kind in ("material", "branch", "editorial", "move house", "postpone", "twin")]
"""The history went on under another branch, then in another repository, with the record carried over."""

NAME_MOVED_HOUSE = [Event(kind, 0, 3, 35) for kind in ("rename", "take name", "move house", "editorial", "twin")]
"""A policy had taken another's name, and then the history went on in another repository."""

PULLED_AND_MOVED = [
    Event("material", 0, 3, 0), Event("minor", 0, 3, 0), Event("withdraw", 0, 3, 0), Event("rename", 0, 3, 0),
    Event("pull", 0, 3, 60), Event("explain", 0, 3, 0), Event("pull", 0, 3, 0), Event("move house", 0, 3, 0),
]  # fmt: skip
"""A pull took the withdrawing commit off the line, and before any build all went to another repository."""
CLOCK_BACK_AND_MOVED = [Event("clock back", 0, 0, 0), Event("pull", 0, 9, 60)]
"""The same with a version whose commit is dated before the day on which it was published."""
ENDED_AND_MOVED = [
    Event("another language", 0, 3, 0), Event("end", 0, 3, 0), Event("promise", 0, 3, 0), Event("pull", 0, 9, 60),
]  # fmt: skip
"""The same with a commit that only ended a policy."""
BACK_AND_MOVED = [
    Event("another policy", 0, 3, 0), Event("delete", 1, 3, 0), Event("restore", 1, 3, 0), Event("rename", 1, 3, 0),
    Event("pull", 0, 9, 60),
]  # fmt: skip
"""The same with the commits that put an ended policy up again, and gave its file another name."""
IDLE_NOTE_AND_MOVED = [
    Event("editorial", 0, 3, 0), Event("promise", 0, 0, 0), Event("material", 0, 24, 20), Event("editorial", 0, 25, 0),
    Event("pull", 0, 0, 60),
]  # fmt: skip
"""The same on the day of the newest version, with the note of a change before it that readers could not see."""


@pytest.mark.parametrize("way", [Way.ANEW, Way.IN_PLACE])
@pytest.mark.parametrize(
    "events",
    [
        RENAMED_AND_DELETED,
        RENAMED_TWICE,
        RETURNED_TO,
        POSTPONED_ASIDE,
        LIVED_ASIDE,
        EXPLAINED_ASIDE,
        DAY_LEFT_OUT,
        DECLARED_TOGETHER,
        EXPLAINED_LATE,
        NAME_TAKEN,
        ZONE_MOVED,
        REGROUPED,
        MOVED_HOUSE,
        NAME_MOVED_HOUSE,
        PULLED_AND_MOVED,
        CLOCK_BACK_AND_MOVED,
        ENDED_AND_MOVED,
        BACK_AND_MOVED,
        IDLE_NOTE_AND_MOVED,
    ],
)
def test_a_life_that_once_failed_does_not(events: list[Event], way: Way, tmp_path: Path) -> None:
    """What random lives have found stays mended."""
    assert not live(events, tmp_path, way)


@LIVES
@given(events=EVENTS)
def test_every_address_answers_for_ever(events: list[Event]) -> None:
    """Through edits, corrections, postponements, renames, removals, languages and merging pulls no address dies.

    Nor does a published text change, nor do manifest, pages, dates, check, plan and due contradict each other.
    """
    with tempfile.TemporaryDirectory(prefix="life-", dir=MEMORY) as name:
        faults = live(events, Path(name))
    assert not faults, faults


@LIVES
@given(events=EVENTS)
def test_every_address_answers_for_ever_where_a_site_is_built_over_the_last(events: list[Event]) -> None:
    """The same, where the folder itself is the record."""
    with tempfile.TemporaryDirectory(prefix="life-", dir=MEMORY) as name:
        faults = live(events, Path(name), Way.IN_PLACE)
    assert not faults, faults


@pytest.mark.parametrize("way", [Way.FORGETFUL, Way.OLD_NAMES])
def test_a_control_loses_addresses(way: Way, tmp_path: Path) -> None:
    """A builder without a record drops what was renamed; comparisons named by the newest version die with the next."""
    events = [Event("material", 0, 3, 20), Event("rename", 0, 3, 0), Event("editorial", 0, 3, 0)]
    assert live(events, tmp_path, way).dead
