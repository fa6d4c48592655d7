"""Upcoming changes, made from a manifest."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from msgspec.structs import replace

from site_gen import program
from site_gen.history.timeline import effects
from site_gen.model.history import History
from site_gen.model.policy import Policy
from site_gen.publish.manifest import Manifest, ManifestEntry
from site_gen.publish.upcoming import upcoming_bytes
from tests.site_gen.publish.manifest_made import MANIFEST, written

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
