"""`/<policy>/facts/` as a reader uses it: what the policy says, since when, and the way to what changed then."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from site_gen.cli import main
from tests.acceptance.conftest import POLICY
from tests.conftest import GitRepo

FIRST = "# Privacy\n\n## What we keep\n\nWe collect your name and your phone number. We keep logs for 30 days.\n"
SECOND = FIRST.replace("your phone number", "your email address").replace("30 days", "90 days")
THIRD = f"{SECOND}\nWe do not sell your data.\n"
NOTE = "---\nclass: material\neffective: 2027-01-15\npractice: changed\n---\nWe promise more.\n"


@pytest.fixture
def policy(repo: GitRepo, tmp_path: Path) -> Path:
    """Build a site of three versions, of which the last does not apply yet; return the policy's folder."""
    repo.commit("2025-01-01", {POLICY: FIRST})
    repo.commit("2026-01-01", {POLICY: SECOND})
    repo.commit("2026-11-01", {POLICY: THIRD, "policy/changes/privacy/promise.md": NOTE})
    for today in ("2026-12-01", "2027-02-01"):
        out = ["--out", str(tmp_path / today), "--cache", str(tmp_path / "cache")]
        assert main(["build", "--repo", str(repo.path), *out, "--today", today]) == 0
    return tmp_path / "2026-12-01" / "privacy"


def facts(policy: Path) -> dict[str, list[str]]:
    """Return what the page lists under each heading, white space folded."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    return {
        section.findtext(".//h2"): [" ".join(" ".join(item.itertext()).split()) for item in section.iter("li")]
        for section in page.xpath("//section[h2]")
    }


def test_each_fact_has_the_days_of_its_life(policy: Path) -> None:
    """What stands, what changed on the way, and what is said no more, each with its version."""
    listed = [item for items in facts(policy).values() for item in items]
    assert "name Since 1 January 2025" in listed
    assert any("email" in item and "Since 1 January 2026" in item for item in listed)
    assert any("phone" in item and "no more since 1 January 2026" in item for item in listed)
    assert any("We do not sell your data" in item and "Since 1 November 2026" in item for item in listed)
    assert any("logs" in item and "90 days" in item and "1 January 2026" in item for item in listed)


def test_each_day_leads_to_what_changed_then(policy: Path) -> None:
    """No link of the list is dead."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    links = [link for link in page.xpath("//li//a/@href") if link.startswith("../20")]
    assert links
    assert [link for link in links if not (policy / "facts" / link).resolve().is_file()] == []


def test_what_does_not_apply_yet_is_said_to(policy: Path) -> None:
    """The list is about the newest text; while that is announced only, the page says from when it applies."""
    words = "It is about the newest text, which applies from"
    assert words in (policy / "facts" / "index.html").read_text(encoding="utf-8")
    later = policy.parent.parent / "2027-02-01" / "privacy" / "facts" / "index.html"
    assert words not in later.read_text(encoding="utf-8")
