"""What a product is told to show: which changes, until when, and in which words."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

import pytest
from msgspec.structs import replace

from site_gen.model.note import ChangeClass
from tests.site_gen.publish.manifest_made import ENTRIES, NOTE, NOTICE, entry
from tests.site_gen.publish.upcoming_made import ANNOUNCED, manifest_with, upcoming


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
    read = {language: (words["version_id"], words["text_sha256"]) for language, words in change["languages"].items()}
    assert read == {"en": ("2026-12-01", ENTRIES[1].text_sha256), "de": ("2026-12-02", german.text_sha256)}
    assert change["languages"]["de"]["summary_text"] == "Wir geben Gerätedaten weiter."
    assert urljoin(here, change["languages"]["de"]["url"]) == "https://example.com/privacy.de/2026-12-02/"
    assert urljoin(here, change["languages"]["en"]["url"]) == "https://example.com/privacy/2026-12-01/"
