"""A site whose files were copied or touched is still the published site."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

from site_gen.build.entry import build
from site_gen.options import Options
from tests.conftest import GitRepo

_TEXTS = {
    "policy/privacy.md": "# Privacy\n\nWe keep names.\n",
    "policy/privacy.de.md": "# Datenschutz\n\nWir speichern Namen.\n",
}


def test_what_is_published_does_not_hang_on_when_files_were_written(tmp_path: Path) -> None:
    """A manifest with another time and the same words is still on record, and so keeps each language's address."""
    repo, out = GitRepo(tmp_path / "repo"), tmp_path / "site"
    repo.commit("2025-03-01", dict(_TEXTS))
    options = Options(repository=repo.path, today=date(2025, 4, 1), cache=tmp_path / "cache")
    build(options, out, lambda *_: None)
    manifest = out / "privacy/manifest.json"
    later = time.time() + 3600
    os.utime(manifest, (later, later))
    repo.commit("2025-03-02", {"policy/privacy.md": None, "policy/data.md": _TEXTS["policy/privacy.md"]})
    before = {path.parent.name for path in out.glob("*/manifest.json")}
    report = build(options, out, lambda *_: None)
    assert {path.parent.name for path in out.glob("*/manifest.json")} == before
    assert report.removed == 0
    assert b"We keep names" in (out / "privacy/index.html").read_bytes()
