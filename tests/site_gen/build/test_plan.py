"""Which comparisons a site has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from site_gen.build.plan import ALL_PAIRS, PolicySite
from site_gen.history.postponement import postpone
from site_gen.model.history import History
from site_gen.model.note import PostponingNote
from site_gen.model.policy import Organisation, Policy
from site_gen.model.version import Version
from site_gen.options import Redlines
from site_gen.publish.views.redline import Shown
from tests.site_gen.minor_versions import START, version

MANY = tuple(version(number, number, number) for number in range(ALL_PAIRS + 3))
ANNOUNCED = (*MANY, version(33, 100, 140), version(34, 110, 180))


def site(*versions: Version) -> PolicySite:
    """Return the plan of a policy that owes nobody a notice."""
    return PolicySite(
        history=History(policy=Policy(slug="privacy", language="en", path="p.md"), versions=versions),
        facts={},
        chains={},
        source_commit="0" * 40,
        organisation=Organisation(
            name="Example", postal_address="", contact_email="", time_zone="UTC", base_url="", promise=None
        ),
        today=START + timedelta(days=120),
        redlines=Redlines.ALL,
        pdf=False,
        word=False,
        terms={},
    )


def pairs(*versions: Version) -> set[tuple[int, int]]:
    """Return the comparisons that have an address of their own, each as two numbers of versions."""
    plan = site(*versions)
    return {
        (older, newer)
        for newer in range(len(versions))
        for older, shown in plan.redlines_of(newer)
        if set(shown) - {Shown.SINCE}
    }


def later(versions: tuple[Version, ...], which: str, day: int) -> tuple[Version, ...]:
    """Return the versions after one of them was postponed to a day."""
    until = START + timedelta(days=day)
    note = PostponingNote(version_id=which, effective_on=until, path=f"{day}.md", reason="Late.")
    return postpone(note, START + timedelta(days=115), "1" * 40, versions)


JOINED = later(ANNOUNCED, "v33", 180)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(later(JOINED, "v34", 220), id="a second postponement parts them again"),
        pytest.param((*JOINED, version(35, 120, 180)), id="a later fix joins the day"),
        pytest.param((*JOINED, replace(version(35, 120, 120), text_oid=MANY[-1].text_oid)), id="both are taken back"),
    ],
)
def test_the_comparison_that_a_postponement_brought_stays(after: tuple[Version, ...]) -> None:
    """Two changes that were to begin on one day are compared with what applied before it, whatever comes of them."""
    assert pairs(*JOINED) - pairs(*ANNOUNCED) == {(32, 34)}
    assert pairs(*after) >= pairs(*JOINED)
