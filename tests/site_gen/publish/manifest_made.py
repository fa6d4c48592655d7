"""A manifest and its entries, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from site_gen.model.facts import FactLife
from site_gen.model.note import ChangeClass, ChangeNote, Practice
from site_gen.model.notice import OwedNotice
from site_gen.model.policy import Organisation, Policy
from site_gen.model.version import Version
from site_gen.publish.addresses import Addresses
from site_gen.publish.manifest import (
    Manifest,
    ManifestEntry,
    WrittenEntry,
    link_of,
    turns_by_version,
    write_entry,
)

BASE_URL = "https://larkfield.example/legal"

NOTE = ChangeNote(
    path="policy/changes/privacy/devices.md",
    effective_on=date(2027, 1, 15),
    change_class=ChangeClass.MATERIAL,
    practice=Practice.CHANGED,
    answers=(),
    summary="We now share “device data”.",
    what_you_can_do="Object.",
    published_on=None,
)

NOTICE = OwedNotice(
    rule="promise",
    regions=("*",),
    channel="email",
    lead_days=30,
    send_by=date(2026, 12, 16),
    consent=False,
    source="Section 11 of the policy",
)


def entry(version_id: str, predecessor_id: str | None = None, note: ChangeNote | None = None) -> ManifestEntry:
    """Return an entry of that day, with a notice where there is a note."""
    published_on = date.fromisoformat(version_id[:10])
    version = Version(
        version_id=version_id,
        published_on=published_on,
        effective_on=(note and note.effective_on) or published_on,
        imported=False,
        change_class=note.change_class if note else ChangeClass.UNDECLARED,
        note=note,
        commit="a" * 40,
        text_oid="b" * 40,
        predecessor_id=predecessor_id,
    )
    return ManifestEntry(
        version=version,
        text_sha256="c" * 64,
        summary_html=f"<p>{note.summary}</p>" if note else "",
        summary_text=note.summary if note else "",
        notices=(NOTICE,) if note else (),
    )


def written(
    entries: Sequence[ManifestEntry], base_url: str = BASE_URL, lives: Sequence[FactLife] = ()
) -> tuple[WrittenEntry, ...]:
    """Write entries, oldest first, each after the one before."""
    addresses, turns = Addresses(base_url, "privacy"), turns_by_version(lives)
    found: list[WrittenEntry] = []
    for each in entries:
        own = turns.get(each.version.version_id)
        link = link_of(each, found[-1].link if found else "")
        found.append(write_entry(each, link, addresses, turns=own))
    return tuple(found)


ENTRIES = (entry("2020-05-01"), entry("2024-02-01", "2020-05-01"), entry("2026-12-01", "2024-02-01", NOTE))

MANIFEST = Manifest(
    policy=Policy(slug="privacy", language="en", path="policy/privacy.md"),
    title="Privacy Policy",
    organisation=Organisation(
        name="Larkfield Ltd",
        postal_address="1 Quay Street",
        contact_email="privacy@larkfield.example",
        time_zone="UTC",
        base_url=BASE_URL,
        promise=None,
    ),
    source_commit="a" * 40,
    in_force_id="2024-02-01",
    entries=written(ENTRIES),
)
