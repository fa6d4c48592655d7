"""What a product is told to show: which changes, until when, and in which words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
from jsonschema import Draft202012Validator

from site_gen import program
from site_gen.history.timeline import effects
from site_gen.model.history import History
from site_gen.model.note import ChangeClass
from site_gen.model.policy import Policy
from site_gen.publish.manifest import Manifest, ManifestEntry
from site_gen.publish.upcoming import upcoming_bytes
from tests.site_gen.publish.test_manifest import ENTRIES, MANIFEST, NOTE, NOTICE, entry, written

SCHEMA = json.loads((program.schemas() / "upcoming.v1.schema.json").read_bytes())
ANNOUNCED = date(2026, 12, 1)


def upcoming(manifest: Manifest, today: date = ANNOUNCED, *translations: Manifest) -> Any:
    """Return the file as a product reads it, which the schema must allow."""
    read = json.loads(upcoming_bytes(manifest, translations, today))
    Draft202012Validator(SCHEMA).validate(read)
    return read


def manifest_with(*entries: ManifestEntry, language: str = "en", base_url: str = "https://example.com") -> Manifest:
    """Return the manifest of a history of these entries, each with a text of its own."""
    own = (replace(each.version, text_oid=f"{number:040}") for number, each in enumerate(entries))
    entries = tuple(replace(each, version=version) for each, version in zip(entries, own, strict=True))
    policy = Policy(slug="privacy" if language == "en" else f"privacy.{language}", language=language, path="x.md")
    history = History(policy=policy, versions=tuple(each.version for each in entries))
    organisation = replace(MANIFEST.organisation, base_url=base_url)
    manifest = replace(MANIFEST, policy=policy, organisation=organisation, effects=effects(history))
    return replace(manifest, entries=written(entries, base_url))


def test_a_change_is_shown_until_a_month_after_its_day() -> None:
    """The last day on which it is shown is the last on which the file lists it."""
    manifest = manifest_with(*ENTRIES)
    (change,) = upcoming(manifest)["changes"]
    assert (change["show_from"], change["effective_on"], change["show_until"]) == (
        "2026-12-01",
        "2027-01-15",
        "2027-02-14",
    )
    assert upcoming(manifest, date(2027, 2, 14))["changes"] == [change]
    assert upcoming(manifest, date(2027, 2, 15))["changes"] == []


def test_the_last_question_stays() -> None:
    """Whoever never answered can still be asked, long after the change applies; the file says until when all are."""
    asking = replace(ENTRIES[-1].version, change_class=ChangeClass.MATERIAL_CONSENT)
    manifest = manifest_with(*ENTRIES[:-1], replace(ENTRIES[-1], version=asking))
    (change,) = upcoming(manifest, date(2028, 6, 1))["changes"]
    assert (change["show_as"], change["show_until"]) == ("question", "2027-02-14")


def test_what_a_policy_begins_with_is_no_change() -> None:
    """The first version changed nothing for anybody."""
    assert upcoming(manifest_with(ENTRIES[0]), date(2020, 5, 2))["changes"] == []


@pytest.mark.parametrize(
    ("change_class", "asked", "shown"),
    [
        (ChangeClass.EDITORIAL, False, "nothing"),
        (ChangeClass.MINOR, False, "nothing"),
        (ChangeClass.MATERIAL, False, "notice"),
        (ChangeClass.MATERIAL, True, "question"),
        (ChangeClass.MATERIAL_CONSENT, False, "question"),
    ],
)
def test_how_a_change_is_shown(change_class: ChangeClass, asked: bool, shown: str) -> None:
    """By its class, and as a question wherever a region's rule asks for consent."""
    newest = entry("2026-12-01", "2020-05-01", replace(NOTE, change_class=change_class))
    newest = replace(newest, notices=(replace(NOTICE, consent=asked),))
    (change,) = upcoming(manifest_with(ENTRIES[0], newest))["changes"]
    assert (change["show_as"], change["consent"]) == (shown, shown == "question")


def test_every_note_of_a_day_is_told() -> None:
    """Two versions that take effect on one day are one change, in both notes' words."""
    second = entry(
        "2026-12-05", "2026-12-01", replace(NOTE, summary="And your address.", change_class=ChangeClass.MINOR)
    )
    (change,) = upcoming(manifest_with(*ENTRIES, second), date(2026, 12, 6))["changes"]
    assert change["version_ids"] == ["2026-12-01", "2026-12-05"]
    assert (change["class"], change["target_id"]) == ("material", "2026-12-05")
    assert change["languages"]["en"]["summary_text"] == "We now share “device data”.\n\nAnd your address."


@pytest.mark.parametrize("base_url", ["https://example.com", ""])
def test_each_language_has_its_own_words_and_addresses(base_url: str) -> None:
    """Of the translations, that which changes on the same day; its addresses lead to its own pages."""
    german = entry("2026-12-02", "2020-05-01", replace(NOTE, summary="Wir geben Gerätedaten weiter."))
    french = entry("2026-12-02", "2020-05-01", replace(NOTE, effective_on=date(2027, 2, 1)))
    manifest = manifest_with(*ENTRIES, base_url=base_url)
    others = (
        manifest_with(ENTRIES[0], each, language=language, base_url=base_url)
        for language, each in (("de", german), ("fr", french))
    )
    (change,) = upcoming(manifest, ANNOUNCED, *others)["changes"]
    assert set(change["languages"]) == {"en", "de"}
    here = "https://example.com/privacy/upcoming.json"
    assert change["languages"]["de"]["summary_text"] == "Wir geben Gerätedaten weiter."
    assert urljoin(here, change["languages"]["de"]["url"]) == "https://example.com/privacy.de/2026-12-02/"
    assert urljoin(here, change["languages"]["en"]["url"]) == "https://example.com/privacy/2026-12-01/"
