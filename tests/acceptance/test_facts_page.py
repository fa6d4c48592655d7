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


def facts(policy: Path) -> dict[str, tuple[list[str], str]]:
    """Return, for each part of the page, the rows of what stands and the list of what changed, white space folded."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    return {
        section.findtext(".//h2"): (
            [words(row) for row in section.xpath(".//tbody/tr[td]")],
            " ".join(map(words, section.xpath("./details/dl"))),
        )
        for section in page.xpath("//section[h2]")
    }


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_what_stands_is_named_and_quoted_with_its_day(policy: Path) -> None:
    """Each kind stands with a name that people know, the policy's own words for it, and since when."""
    data, _ = facts(policy)["Information about people"]
    assert "Name We collect your name and your email address. 1 January 2025" in data
    assert "Email address We collect your name and your email address. 1 January 2026" in data
    assert [row for row in data if row.startswith("Phone")] == []
    promises, _ = facts(policy)["What is not done"]
    assert promises == ["We do not sell your data. What we keep 1 November 2026"]


def test_what_changed_is_told_by_its_day(policy: Path) -> None:
    """What came, what went and what is worded anew stand under the version that did it, before beside after."""
    _, data = facts(policy)["Information about people"]
    assert data == "1 January 2026 New Email address No longer said Phone number"
    _, periods = facts(policy)["How long it is kept"]
    assert periods == "1 January 2026 Before We keep logs for 30 days. After We keep logs for 90 days."


def test_each_day_leads_to_what_changed_then(policy: Path) -> None:
    """No link of the page is dead."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    links = [link for link in page.xpath("//section//a/@href") if link.startswith("../20")]
    assert links
    assert [link for link in links if not (policy / "facts" / link).resolve().is_file()] == []


def test_what_does_not_apply_yet_is_said_to(policy: Path) -> None:
    """The list is about the newest text; while that is announced only, the page says from when it applies."""
    words = "It is about the newest text, which applies from"
    assert words in (policy / "facts" / "index.html").read_text(encoding="utf-8")
    later = policy.parent.parent / "2027-02-01" / "privacy" / "facts" / "index.html"
    assert words not in later.read_text(encoding="utf-8")
