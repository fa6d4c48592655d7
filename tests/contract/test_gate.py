"""What the site says is to be shown, and what the gate says is owed: two programs, one file."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from notify.gate import tokens
from notify.gate.decision import Start, course_of, decide, standing_of
from notify.published.manifest import parse_manifest
from section11 import gate
from site_gen.model.note import ChangeClass
from site_gen.publish.manifest import ManifestEntry, manifest_bytes
from tests.site_gen.publish.manifest_made import ENTRIES
from tests.site_gen.publish.upcoming_made import manifest_with, upcoming

FIRST = date(2026, 1, 2)
DESCRIPTION = Path("schemas/gate.v1.openapi.json").resolve()


def life(kinds: list[tuple[ChangeClass, int, int, int]]) -> list[ManifestEntry]:
    """Return a history: each version's class, the days since the one before, its days of notice, and its text."""
    entries, day, before = list[ManifestEntry](), FIRST, None
    for change_class, later, notice, text in [(ChangeClass.MATERIAL, 0, 0, 0), *kinds]:
        day += timedelta(later)
        version = replace(
            ENTRIES[0].version, version_id=day.isoformat(), published_on=day, effective_on=day + timedelta(notice),
            change_class=change_class, predecessor_id=before, note=None, fingerprint=str(text),
        )  # fmt: skip
        before = version.version_id
        entries.append(replace(ENTRIES[0], version=version))
    return entries


def test_what_a_product_says_and_hears_is_what_the_gate_describes() -> None:
    """The client shares no code with the gate, and every word with its description."""
    schemas = json.loads(DESCRIPTION.read_text(encoding="utf-8"))["components"]["schemas"]
    assert sorted(schemas["records"]["properties"]["records"]["items"]["properties"]["did"]["enum"]) == sorted(
        each.value for each in gate.Did
    )
    assert sorted(schemas["change"]["properties"]["show_as"]["enum"]) == sorted(each.value for each in gate.ShowAs)
    assert gate.AUDIENCE == tokens.AUDIENCE
    assert gate.SHORTEST_SECRET == tokens.SHORTEST_SECRET
    assert gate.LIFE <= tokens.LONGEST_LIFE


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.lists(
        st.tuples(st.sampled_from(ChangeClass), st.integers(1, 60), st.integers(0, 90), st.integers(0, 3)),
        min_size=1,
        max_size=5,
    ),
    passed=st.integers(0, 500),
)
def test_the_gate_owes_what_the_site_shows(kinds: list[tuple[ChangeClass, int, int, int]], passed: int) -> None:
    """To whoever has seen nothing: each change in the same form, but what a later one that applies puts before them.

    Texts come back, so that changes are taken back too.
    """
    manifest, today = manifest_with(*life(kinds)), FIRST + timedelta(passed)
    published = [change for change in upcoming(manifest, today)["changes"] if change["show_from"] <= str(today)]
    shown = {change["target_id"]: change["show_as"] for change in published if change["show_as"] != "nothing"}
    course = course_of(parse_manifest(manifest_bytes(manifest), "manifest.json", "https://policy.example/privacy/"))
    standing = standing_of(course, Start(), [], today)
    owed = {each.change.version_id: str(each.show_as) for each in decide(course, standing, today)}
    assert owed.items() <= shown.items()
    applying = [change["target_id"] for change in published if change["effective_on"] <= str(today)]
    assert set(shown) - set(owed) <= set(applying[:-1])
