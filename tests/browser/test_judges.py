"""What independent judges say of every type of page: axe-core of access, the Nu checker of HTML."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
TYPES = (
    "index.html",
    "privacy/index.html",
    "privacy/2021-11-30/index.html",
    "privacy/2025-01-10/index.html",
    "privacy/2025-03-01/index.html",
    "privacy/2026-12-01/index.html",
    "privacy/2021-11-30/changes/index.html",
    "privacy/2025-03-01/changes/index.html",
    "privacy/2021-11-30..2026-12-01/index.html",
    "privacy/history/index.html",
    "privacy-ar/index.html",
    "privacy-ar/2025-04-01/changes/index.html",
    "terms/index.html",
    "terms/2026-12-01/index.html",
    "cookies/index.html",
    "cookies/history/index.html",
)
"""One page of each type and standing; the other pages differ from these in dates alone."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(site: Served, chromium: Browser, axe: str, width: int, scheme: str) -> None:
    """No page breaks a rule of WCAG 2.2 A or AA, or a best practice, on any screen in any scheme."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # for axe itself; a test beside this one loads the pages under their own policy
    )
    page = context.new_page()
    found = {}
    for name in TYPES:
        page.goto(site.address + name)
        page.evaluate(axe)
        answer = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert answer["passes"], name
        found[name] = [f"{rule['id']}: {node['html'][:200]}" for rule in answer["violations"] for node in rule["nodes"]]
    context.close()
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_the_nu_checker_finds_no_error(site: Served, nu_checker: Path) -> None:
    """Every page is valid HTML."""
    command = ["java", "-Xss8m", "-jar", str(nu_checker), "--errors-only", "--format", "json", "--skip-non-html"]
    done = subprocess.run([*command, str(site.folder)], capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    assert [f"{each['url']}:{each['lastLine']}: {each['message']}" for each in messages] == []
