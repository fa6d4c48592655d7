"""An invented published site: what `policy-site` would have written, valid against the schemas."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from notify.published.chain import link_of, published_link

TODAY = date(2027, 1, 4)
VERSIONS = ("2024-05-01", "2025-03-10", "2026-02-01", "2027-01-02")
NEWEST = VERSIONS[-1]


@dataclass
class PublishedSite:
    """A folder with a manifest, version texts and changes; tests change what they need and write it."""

    folder: Path
    slug: str = "privacy"
    title: str = "Privacy policy"
    effective_on: date = date(2027, 3, 1)
    lead_days: int = 30
    notices: list[dict[str, Any]] | None = None
    change_class: str = "material"
    practice: str | None = "changed"
    summary_html: str = "<p>We now share device information with analytics vendors.</p>"
    what_you_can_do_html: str = '<p>You can <a href="#choices">opt out</a>.</p>'
    sections: int = 2
    section_words: int = 12
    language: str = "en"
    earlier_notes: dict[str, str] = field(default_factory=dict)
    """What older versions' notes say, by version."""
    extra: dict[str, Any] = field(default_factory=dict)
    passages: list[dict[str, Any]] = field(default_factory=list)
    """Where the newest version changes a practice."""

    @property
    def home(self) -> Path:
        """The policy's folder."""
        return self.folder / self.slug

    @property
    def manifest(self) -> Path:
        """The manifest's file."""
        return self.home / "manifest.json"

    def write(self) -> PublishedSite:
        """Write every file."""
        for version_id in VERSIONS:
            (self.home / version_id).mkdir(parents=True, exist_ok=True)
            (self.home / version_id / "policy.md").write_text(self.text(version_id), encoding="utf-8")
        self._put(self.home / NEWEST / "changes.json", self.changes(VERSIONS[-2]))
        for older in VERSIONS[:-2]:
            (self.home / f"{older}..{NEWEST}").mkdir(exist_ok=True)
            self._put(self.home / f"{older}..{NEWEST}" / "changes.json", self.changes(older))
        self._put(self.manifest, self.body())
        return self

    def text(self, version_id: str) -> str:
        """Give one version's text."""
        return f"# {self.title}\n\nThe text of {version_id}.\n"

    def body(self) -> dict[str, Any]:
        """Give the manifest."""
        return with_links(self._body())

    def _body(self) -> dict[str, Any]:
        return {
            "manifest_version": 1,
            "source_commit": "a" * 40,
            "in_force_id": VERSIONS[-2],
            "policy": {
                "slug": self.slug,
                "title": self.title,
                "language": self.language,
                "url": f"https://policy.example/{self.slug}/",
                "controller": {
                    "name": "Lantern Street Ltd",
                    "postal_address": "1 Lantern Street\nDublin D01 X2P3\nIreland",
                },
                "contact": "privacy@policy.example",
            },
            "versions": [self._version(n) for n in reversed(range(len(VERSIONS)))],
        } | self.extra

    def owed(self) -> list[dict[str, Any]]:
        """Give what the newest version owes."""
        return self.notices if self.notices is not None else [self.rule("promise", ["*"])]

    def rule(self, name: str, regions: list[str], lead_days: int | None = None) -> dict[str, Any]:
        """One owed notice."""
        lead = self.lead_days if lead_days is None else lead_days
        return {
            "rule": name,
            "regions": regions,
            "channel": "email",
            "lead_days": lead,
            "send_by": (self.effective_on - timedelta(days=lead)).isoformat(),
            "consent": False,
            "source": "section 11 of our privacy policy",
        }

    def changes(self, older: str) -> dict[str, Any]:
        """Give what changed since one older version."""
        words = " ".join(f"word{n}" for n in range(self.section_words))
        sections = [
            {
                "title": f"{n}. Section number {n}",
                "anchor": f"section-{n}",
                "words_inserted": 4,
                "words_deleted": 1,
                "html": '<p>We share <del style="color:#900">nothing</del> '
                f'<ins style="color:#060">your device information</ins> with vendors. {words}</p>',
                "text": f"We share [-nothing-] {{+your device information+}} with vendors. {words}",
            }
            for n in range(3, 3 + self.sections)
        ]
        return {
            "changes_version": 1,
            "policy": self.slug,
            "older_id": older,
            "newer_id": NEWEST,
            "older_text_sha256": _sha(self.text(older)),
            "newer_text_sha256": _sha(self.text(NEWEST)),
            "verdict": "words",
            "statement": f"{self.sections} of 12 sections change since {older}.",
            "counts": {
                "words_inserted": 8, "words_deleted": 2, "blocks_changed": 2, "blocks_total": 40,
                "moves": 0, "links": 0, "formatting": 0, "structure": 0,
            },
            "sections": sections,
            **({"practice": self.passages} if self.passages and older == VERSIONS[-2] else {}),
        }  # fmt: skip

    def _version(self, number: int) -> dict[str, Any]:
        version_id = VERSIONS[number]
        newest = version_id == NEWEST
        effective = self.effective_on if newest else date.fromisoformat(version_id) + timedelta(days=30)
        return {
            "version_id": version_id,
            "published_on": version_id,
            "effective_on": effective.isoformat(),
            "imported": False,
            "class": self.change_class if newest else "minor",
            "practice": self.practice if newest else None,
            "summary_html": self.summary_html if newest else self.earlier_notes.get(version_id, ""),
            "summary_text": "We now share device information with analytics vendors." if newest else "",
            "what_you_can_do_html": self.what_you_can_do_html if newest else "",
            "what_you_can_do_text": "You can opt out." if newest else "",
            "commit": f"{number}" * 40,
            "text_sha256": _sha(self.text(version_id)),
            "chain_sha256": f"{number}" * 64,
            "url": f"https://policy.example/{self.slug}/{version_id}/",
            "changes_url": f"https://policy.example/{self.slug}/{version_id}/changes/" if number else None,
            "predecessor_id": VERSIONS[number - 1] if number else None,
            "notices": self.owed() if newest else [],
        }

    def _put(self, file: Path, body: dict[str, Any]) -> None:
        file.write_text(json.dumps(body, sort_keys=True, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def with_links(body: dict[str, Any]) -> dict[str, Any]:
    """Give a manifest with the links that belong to what it says."""
    before = ""
    for entry in reversed(body["versions"]):
        before = entry["chain_sha256"] = own = published_link(entry, before)
        for each in entry.get("postponements", ()):
            facts = {name: value for name, value in each.items() if name != "chain_sha256"}
            own = each["chain_sha256"] = link_of(facts, own)
    return body


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
