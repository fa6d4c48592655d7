"""What the site publishes of a changed practice is what letters show, and legal keeps it out with one line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from notify.published.manifest import parse_changes
from site_gen.cli import main
from site_gen.model.practice import Subject
from tests.conftest import GitRepo

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "changes.v1.schema.json").read_text(encoding="utf-8"))
POLICY = "policy/privacy.md"
OLD = "# Privacy\n\n## Keeping\n\nWe keep your logs for 30 days.\n\n## Sharing\n\nWe tell nobody your name.\n"
NEW = OLD.replace("30", "90")
NOTE = "---\nclass: {kind}\neffective: 2027-01-15\n{lines}---\nWe keep logs longer.\n"
GERMAN = "# Datenschutz\n\n## Speicherdauer\n\nWir speichern Protokolldaten 30 Tage lang.\n"
GERMAN_CONFIG = '[[policy]]\nslug = "privacy"\npath = "policy/privacy.md"\nlanguage = "de"\n'


def _published(repo: GitRepo, out: Path, kind: str, lines: str) -> dict[str, Any]:
    """Build a site of a change with such a note; return the extract."""
    repo.commit("2026-01-01", {POLICY: OLD})
    repo.commit("2026-11-01", {POLICY: NEW, "policy/changes/privacy/n.md": NOTE.format(kind=kind, lines=lines)})
    assert main(["build", "--repo", str(repo.path), "--out", str(out), "--today", "2026-12-01"]) == 0
    body: dict[str, Any] = json.loads((out / "privacy" / "2026-11-01" / "changes.json").read_bytes())
    jsonschema.validate(body, SCHEMA)
    return body


def test_a_letter_reads_what_the_page_shows(repo: GitRepo, tmp_path: Path) -> None:
    """The passage stands in the extract with its section's anchor, and the notifier reads it."""
    body = _published(repo, tmp_path / "site", "material", "")
    (passage,) = parse_changes(json.dumps(body).encode(), "m").practice
    assert passage.subjects == ("period",)
    assert (passage.before, passage.after) == ("We keep your logs for 30 days.", "We keep your logs for 90 days.")
    assert (passage.section, passage.anchor) == ("Keeping", "keeping")
    (fact,) = passage.facts
    assert (fact.subject, fact.before, fact.after) == ("period", passage.before, passage.after)
    assert "short" in body["practice"][0]


@pytest.mark.parametrize(
    ("kind", "lines", "is_shown"),
    [
        ("material", "email_table: no\n", True),
        ("material", "practice: wording\n", False),
        ("minor", "practice: wording\n", False),
        ("editorial", "", False),
        ("material", "answers:\n  M7: no. Ninety days were kept all along.\n", False),
    ],
)
def test_what_legal_says_is_not_contradicted_in_a_letter(
    repo: GitRepo, tmp_path: Path, kind: str, lines: str, *, is_shown: bool
) -> None:
    """One line of the note keeps it out of letters and leaves it on the page; what legal denies is in neither."""
    assert "practice" not in _published(repo, tmp_path / "site", kind, lines)
    page = (tmp_path / "site" / "privacy" / "2026-11-01" / "changes" / "index.html").read_text(encoding="utf-8")
    assert ("in practice</h2>" in page) is is_shown


def test_a_day_of_two_versions_is_published_as_one_change(repo: GitRepo, tmp_path: Path) -> None:
    """Of versions that begin to apply together the redline says what both change, and not what one unsaid."""
    repo.commit("2026-01-01", {POLICY: OLD})
    note = NOTE.format(kind="material", lines="")
    repo.commit("2026-11-01", {POLICY: NEW, "policy/changes/privacy/n.md": note})
    mended = NEW.replace("90", "60").replace("tell nobody", "tell Tallowfinch")
    repo.commit("2026-11-05", {POLICY: mended, "policy/changes/privacy/o.md": note})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2026-12-01"]) == 0
    body = json.loads((tmp_path / "site" / "privacy" / "2026-01-01..2026-11-05" / "changes.json").read_bytes())
    jsonschema.validate(body, SCHEMA)
    said = [each["after"] for each in body["practice"]]
    assert "We keep your logs for 60 days." in said
    assert not any("90" in each for each in said)


def test_a_text_is_read_in_the_language_that_policy_toml_declares(repo: GitRepo, tmp_path: Path) -> None:
    """A German text that does not say so itself is read as German, as the check reads it."""
    repo.commit("2026-01-01", {POLICY: GERMAN, "policy/policy.toml": GERMAN_CONFIG})
    note = NOTE.format(kind="material", lines="")
    repo.commit("2026-11-01", {POLICY: GERMAN.replace("30", "90"), "policy/changes/privacy/n.md": note})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2026-12-01"]) == 0
    body = json.loads((tmp_path / "site" / "privacy" / "2026-11-01" / "changes.json").read_bytes())
    assert [each["subjects"] for each in body["practice"]] == [["period"]]
    page = (tmp_path / "site" / "privacy" / "2026-11-01" / "changes" / "index.html").read_text(encoding="utf-8")
    assert "Wie lange sie aufbewahrt werden" in page


@pytest.mark.parametrize(
    "later",
    [
        {"policy/policy.toml": GERMAN_CONFIG.replace("de", "en")},
        {POLICY: GERMAN, "policy/changes/privacy/back.md": NOTE.format(kind="minor", lines="")},
        {"policy/changes/privacy/late.md": "---\npostpones: 2026-11-01\neffective: 2027-03-01\n---\nLate.\n"},
        {"policy/changes/privacy/why.md": "---\nclass: material\npractice: changed\n---\nSixty days.\n"},
    ],
    ids=["another language is declared", "the text is put back", "a day is postponed", "a version is explained"],
)
def test_nothing_that_comes_later_changes_an_extract(repo: GitRepo, tmp_path: Path, later: dict[str, str]) -> None:
    """What is published of two texts stays as it is, whatever is declared or published after them."""
    note = NOTE.format(kind="material", lines="")
    mended = GERMAN.replace("30", "90").replace("Protokolldaten", "alle Protokolldaten")
    repo.commit("2026-01-01", {POLICY: GERMAN, "policy/policy.toml": GERMAN_CONFIG})
    repo.commit("2026-11-01", {POLICY: GERMAN.replace("30", "90"), "policy/changes/privacy/n.md": note})
    repo.commit("2026-11-05", {POLICY: mended, "policy/changes/privacy/o.md": note})
    repo.commit("2026-11-08", {POLICY: mended.replace("90", "60")})
    site = tmp_path / "site"
    build = ["build", "--repo", str(repo.path), "--out", str(site), "--today"]
    assert main([*build, "2026-11-09"]) == 0
    published = {path: path.read_bytes() for path in site.rglob("changes.json")}
    read = {path.parent.name for path, body in published.items() if b'"practice":' in body}
    assert read == {"2026-11-01", "2026-11-05", "2026-01-01..2026-11-05"}
    repo.commit("2026-11-10", later)
    assert main([*build, "2026-11-11"]) == 0
    assert {path: path.read_bytes() for path in published} == published


def test_each_subject_has_a_name_in_every_letter() -> None:
    """Schema, generator and the sentences of every language know the same kinds of fact."""
    items = SCHEMA["properties"]["practice"]["items"]["properties"]["subjects"]["items"]
    known = {str(each) for each in Subject}
    assert set(items["enum"]) == known
    for file in (ROOT / "templates" / "mail").glob("*.toml"):
        sentences = tomllib.loads(file.read_text(encoding="utf-8"))
        assert {name.removeprefix("fact_") for name in sentences if name.startswith("fact_")} == known, file.name
