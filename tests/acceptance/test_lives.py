"""Whatever happens to a policy, what was published goes on answering, and nobody's words change behind their back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.lives import KINDS, MEMORY, Event, live

EVENTS = st.builds(
    Event,
    kind=st.sampled_from(KINDS),
    policy=st.integers(0, 2),
    days=st.integers(0, 30),
    lead=st.sampled_from((0, 20, 35, 60)),
)


RENAMED_AND_DELETED = [Event(kind, 0, 1, 0) for kind in ("rename", "editorial", "another policy", "delete")]
RENAMED_TWICE = [Event(kind, 0, 1, 0) for kind in ("another language", "rename", "undeclared", "rename")]
POSTPONED_ASIDE = [
    Event("material", 1, 26, 60), Event("another policy", 1, 17, 20), Event("editorial", 2, 18, 0),
    Event("postpone", 0, 6, 60), Event("pull", 1, 20, 20), Event("delete", 2, 9, 35),
]  # fmt: skip
"""A pull took the postponing commit off the line; only the record leads through it."""
LIVED_ASIDE = [Event(kind, 0, 1, 0) for kind in ("another language", "delete", "pull")]
"""A policy lived only on commits that a pull took off the line."""
RETURNED_TO = [Event("material", 0, 1, 60), *[Event("editorial", 0, 1, 0)] * 2, Event("put back", 0, 1, 0)]


@example(events=RENAMED_AND_DELETED, in_place=False)
@example(events=RENAMED_TWICE, in_place=False)
@example(events=RETURNED_TO, in_place=True)
@example(events=POSTPONED_ASIDE, in_place=False)
@example(events=LIVED_ASIDE, in_place=False)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(events=st.lists(EVENTS, min_size=3, max_size=12), in_place=st.booleans())
def test_every_address_answers_for_ever(events: list[Event], in_place: bool) -> None:
    """Through edits, corrections, postponements, renames, removals, languages and merging pulls no address dies.

    Nor does a published text change, nor do manifest, pages and dates contradict each other.
    """
    with tempfile.TemporaryDirectory(prefix="life-", dir=MEMORY) as name:
        faults = live(events, Path(name), in_place=in_place)
    assert not faults, faults


def test_without_a_record_a_life_loses_addresses() -> None:
    """The control: a builder that forgets what it published drops it when a file is renamed."""
    events = [Event("material", 0, 3, 20), Event("rename", 0, 3, 0), Event("editorial", 0, 3, 0)]
    with tempfile.TemporaryDirectory(prefix="life-") as name:
        assert live(events, Path(name), with_record=False).dead
