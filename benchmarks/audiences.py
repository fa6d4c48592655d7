"""A published site and an accounts file to measure with: made on the spot, of invented people."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

from tests.notify.published_site import with_links

PUBLISHED, OLDER = "2027-01-02", "2026-02-01"


def write_site(folder: Path, *, today: date, slug: str = "privacy") -> Path:
    """Write a small site of a policy with one material version that owes a notice; returns its manifest."""
    home = folder / slug
    texts = {OLDER: "# Privacy policy\n\nWe share nothing.\n", PUBLISHED: "# Privacy policy\n\nWe share device data.\n"}
    for version_id, text in texts.items():
        (home / version_id).mkdir(parents=True, exist_ok=True)
        (home / version_id / "policy.md").write_text(text, encoding="utf-8")
    changes = {
        "changes_version": 1, "policy": slug, "older_id": OLDER, "newer_id": PUBLISHED, "verdict": "words",
        "older_text_sha256": _sha(texts[OLDER]), "newer_text_sha256": _sha(texts[PUBLISHED]),
        "statement": "One section changes.",
        "counts": {
            "words_inserted": 2, "words_deleted": 1, "blocks_changed": 1, "blocks_total": 2,
            "moves": 0, "links": 0, "formatting": 0, "structure": 0,
        },
        "sections": [{
            "title": "3. Sharing", "anchor": "sharing", "words_inserted": 2, "words_deleted": 1,
            "html": "<p>We share <del>nothing</del> <ins>device data</ins>.</p>",
            "text": "We share [-nothing-] {+device data+}.",
        }],
    }  # fmt: skip
    (home / PUBLISHED / "changes.json").write_text(json.dumps(changes), encoding="utf-8")
    effective = today + timedelta(days=60)
    versions = [
        _version(slug, PUBLISHED, texts[PUBLISHED], effective, OLDER),
        _version(slug, OLDER, texts[OLDER], date(2026, 3, 1), None),
    ]
    body = {
        "manifest_version": 1, "source_commit": "a" * 40, "in_force_id": OLDER, "versions": versions,
        "policy": {
            "slug": slug, "title": f"{slug.capitalize()} policy", "language": "en",
            "url": f"https://policy.example/{slug}/",
            "controller": {"name": "Lantern Street Ltd", "postal_address": "1 Lantern Street, Dublin"},
            "contact": "privacy@policy.example",
        },
    }  # fmt: skip
    manifest = home / "manifest.json"
    manifest.write_text(json.dumps(with_links(body)), encoding="utf-8")
    return manifest


def write_accounts(file: Path, number: int) -> Path:
    """Write accounts of invented people."""
    with file.open("w", encoding="utf-8") as out:
        out.write("account_id,email,name\n")
        out.writelines(f"a{n},person{n}@mail{n % 97}.example,Person {n}\n" for n in range(number))
    return file


def write_parquet(file: Path, number: int) -> Path:
    """Write the accounts of the same people as Parquet: in seconds, however many they are."""
    import polars as pl

    n = pl.int_range(number, eager=True).alias("n").to_frame().lazy()
    address = pl.format("person{}@mail{}.example", "n", pl.col("n") % 97)
    columns = {"account_id": pl.format("a{}", "n"), "email": address, "name": pl.format("Person {}", "n")}
    n.select(**columns).sink_parquet(file, row_group_size=100_000)
    return file


def _version(slug: str, version_id: str, text: str, effective: date, predecessor: str | None) -> dict[str, object]:
    newest = predecessor is not None
    rule = {
        "rule": "promise", "regions": ["*"], "channel": "email", "lead_days": 30, "consent": False,
        "send_by": (effective - timedelta(days=30)).isoformat(), "source": "section 11 of the policy",
    }  # fmt: skip
    return {
        "version_id": version_id, "published_on": version_id, "effective_on": effective.isoformat(), "imported": False,
        "class": "material" if newest else "minor", "practice": "changed" if newest else None,
        "summary_html": "<p>We share device data.</p>", "summary_text": "We share device data.",
        "what_you_can_do_html": "<p>Opt out.</p>", "what_you_can_do_text": "Opt out.", "commit": "b" * 40,
        "text_sha256": _sha(text), "chain_sha256": "c" * 64, "url": f"https://policy.example/{slug}/{version_id}/",
        "changes_url": f"https://policy.example/{slug}/{version_id}/changes/" if newest else None,
        "predecessor_id": predecessor, "notices": [rule] if newest else [],
    }  # fmt: skip


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
