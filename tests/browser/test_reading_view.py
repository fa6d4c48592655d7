"""What a phone's reading view makes of a page is still the whole text."""

from __future__ import annotations

from pathlib import Path

import git
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, lacking, run

NAMES = (
    "What we collect",
    "How we share data",
    "Share",
    "GDPR",
    "Contact",
    "Related companies",
    "Extra services",
    "Comments",
    "Changes",
)
"""Headings of policies, and words by which a reading view knows what it leaves out."""
KEPT = "We keep what you give us for as long as your account is open, and we delete it {} days after you closed it. "
PARSE = """source => {
  const Readability = new Function(source + "; return Readability")();
  return new Readability(document.cloneNode(true)).parse().textContent;
}"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a policy of two versions whose sections are called what reading views distrust."""
    folder = tmp_path_factory.mktemp("reading")
    repo = git.Repo.init(folder / "repo", initial_branch="main")
    policy = folder / "repo" / "policy" / "privacy.md"
    policy.parent.mkdir()
    (policy.parent / "policy.toml").write_text('[site]\nbase_url = "https://example.com/"\n', encoding="utf-8")
    author = git.Actor("Legal", "legal@example.com")
    for days in ("thirty", "ninety"):
        sections = (f"## {name}\n\n{name}: {KEPT.format(days) * 3}\n" for name in NAMES)
        policy.write_text("# Privacy policy\n\n" + "\n".join(sections), encoding="utf-8")
        repo.index.add(["policy"])
        repo.index.commit(days, author=author, committer=author)
    run("site_gen", "build", "--repo", str(folder / "repo"), "--out", str(folder / "site"))
    return folder / "site" / "privacy"


@pytest.fixture(scope="session")
def readability() -> str:
    """Return the source of what Firefox shows as its reader view, as npm installed it."""
    source = ROOT / "node_modules" / "@mozilla" / "readability" / "Readability.js"
    if not source.is_file():
        lacking("Readability (make tools)")
    return source.read_text(encoding="utf-8")


def test_a_reading_view_keeps_every_heading_and_its_text(chromium: Browser, built: Path, readability: str) -> None:
    """Whatever a section is called, a reading view of a text or a redline shows its heading and its words."""
    pages = [built / "index.html", *sorted(built.glob("2*/index.html")), *sorted(built.glob("2*/changes/index.html"))]
    assert len(pages) == 4
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    for page in pages:
        tab.goto(page.as_uri())
        seen = tab.evaluate(PARSE, readability)
        lost = [name for name in NAMES if f"{name}: We keep" not in seen or seen.count(name) < 2]
        assert not lost, (page.relative_to(built), lost)
    context.close()
